package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.message.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one run to an MLflow server on a thread of its own, because the client waits without limit
 * for a server that does not answer. What fails is kept and sent again with what comes next.
 *
 * <p>The limits are those of <a href="https://mlflow.org/docs/latest/rest-api.html">the REST
 * API</a>: of a request 1000 metrics and 100 parameters; of a parameter 6000 characters, of which
 * older servers take 500; of a tag 5000.
 *
 * <p>Thread-safe.
 */
final class MlflowSender {
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Logger LOGGER = LoggerFactory.getLogger(MlflowTracker.class);
  private static final int METRICS_A_REQUEST = 1000;
  private static final int PARAMETERS_A_REQUEST = 100;
  private static final int MOST_WAITING = 100_000;
  private static final int LONGEST_PARAMETER = 500;
  private static final int LONGEST_TAG = 5000;

  private final MlflowClient client;
  private final String experiment;
  private final String run;
  private final Instant created;
  private final Duration pause;
  private final Thread thread;

  // Guarded by this.
  private final Deque<Metric> metrics = new ArrayDeque<>();
  private final Deque<Param> parameters = new ArrayDeque<>();
  private final Map<String, String> tags = new LinkedHashMap<>();
  private @Nullable RunStatus status;
  private long ended;
  private boolean started;
  private boolean hurry;
  private boolean closing;
  private long dropped;

  // Of the sending thread alone.
  private @Nullable String runId;
  private boolean terminated;
  private boolean warned;

  MlflowSender(
      MlflowClient client, String experiment, String run, Instant created, Duration pause) {
    if (experiment.isBlank() || run.isBlank()) {
      throw new IllegalArgumentException(
          "experiment and run must have names, were "
              + Printable.quote(experiment)
              + " and "
              + Printable.quote(run));
    }
    this.client = client;
    this.experiment = experiment;
    this.run = run;
    this.created = created;
    this.pause = pause;
    this.thread = new Thread(this::work, "mlflow-" + run);
    thread.setDaemon(true);
  }

  /** Begins to send. A second start adds its parameters. */
  synchronized void start(Map<String, String> settings) {
    settings.forEach(
        (name, value) ->
            parameters.add(
                Param.newBuilder().setKey(name).setValue(clip(value, LONGEST_PARAMETER)).build()));
    if (!started) {
      started = true;
      thread.start();
    }
    sendSoon();
  }

  synchronized void metric(String name, double value, Instant time, long step) {
    Metric metric =
        Metric.newBuilder()
            .setKey(key(name))
            .setValue(value)
            .setTimestamp(time.toEpochMilli())
            .setStep(step)
            .build();
    if (metrics.size() == MOST_WAITING) {
      metrics.removeFirst();
      dropped++;
    }
    metrics.addLast(metric);
  }

  /** A name of parts between slashes, the last of which may be a label, which may be any text. */
  private static String key(String name) {
    int slash = name.indexOf('/') + 1;
    return name.substring(0, slash) + name.substring(slash).replaceAll("[^A-Za-z0-9_ -]", "_");
  }

  synchronized void tag(String name, String value) {
    tags.put(name, clip(value, LONGEST_TAG));
  }

  /** Says how the run ended; the first to say so is right. */
  synchronized void end(RunStatus how, Instant time) {
    if (status == null) {
      status = how;
      ended = time.toEpochMilli();
    }
    sendSoon();
  }

  /** Does not wait for the next five seconds to be over. */
  synchronized void sendSoon() {
    hurry = true;
    notifyAll();
  }

  /** Waits until all is sent, or so long. */
  void close(Duration longest) {
    synchronized (this) {
      closing = true;
      notifyAll();
      if (!started) {
        return;
      }
    }
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(longest.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOGGER.warn("The MLflow run '{}' is incomplete: the server did not take all in time", run);
      thread.interrupt();
    }
  }

  private void work() {
    try {
      boolean last = false;
      while (!last) {
        last = await();
        try {
          send();
        } catch (RuntimeException e) {
          // Whatever the client throws for a server that is away, refuses or answers nonsense.
          warn(e);
        }
      }
      synchronized (this) {
        if (dropped + metrics.size() > 0 || !terminated) {
          LOGGER.warn(
              "The MLflow run '{}' is incomplete: {} figures were not taken by the server",
              run,
              dropped + metrics.size());
        }
      }
    } catch (InterruptedException e) {
      // The tracker gives up sending.
    }
  }

  /** Returns whether what is there now is the last. */
  private synchronized boolean await() throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    long left = pause.toNanos();
    while (!hurry && !closing && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    hurry = false;
    return closing;
  }

  private void send() {
    if (runId == null) {
      runId = createRun();
    }
    String id = runId;
    sendAll(
        parameters, PARAMETERS_A_REQUEST, some -> client.logBatch(id, List.of(), some, List.of()));
    sendAll(metrics, METRICS_A_REQUEST, some -> client.logBatch(id, some, List.of(), List.of()));
    for (Map.Entry<String, String> tag : tagsNow().entrySet()) {
      client.setTag(id, tag.getKey(), tag.getValue());
      removeTag(tag);
    }
    RunStatus how = statusNow();
    if (how != null && !terminated) {
      client.setTerminated(id, how, ended);
      terminated = true;
    }
  }

  /** Sends what waits, request by request; what the server refuses is not sent again. */
  private <T> void sendAll(Deque<T> waiting, int most, Consumer<List<T>> request) {
    for (List<T> some = take(waiting, most); !some.isEmpty(); some = take(waiting, most)) {
      try {
        request.accept(some);
      } catch (RuntimeException e) {
        putBack(waiting, some, e);
        throw e;
      }
    }
  }

  private synchronized <T> List<T> take(Deque<T> waiting, int most) {
    List<T> taken = new ArrayList<>();
    while (taken.size() < most && !waiting.isEmpty()) {
      taken.add(waiting.removeFirst());
    }
    return taken;
  }

  private synchronized <T> void putBack(Deque<T> waiting, List<T> taken, RuntimeException failure) {
    if (failure instanceof MlflowHttpException http && http.getStatusCode() == 400) {
      // The request itself is wrong to the server, which would say so again.
      dropped += taken.size();
      return;
    }
    for (int i = taken.size() - 1; i >= 0 && waiting.size() < MOST_WAITING; i--) {
      waiting.addFirst(taken.get(i));
    }
  }

  private String createRun() {
    String experimentId =
        client
            .getExperimentByName(experiment)
            .map(Experiment::getExperimentId)
            .orElseGet(() -> client.createExperiment(experiment));
    return client
        .createRun(
            CreateRun.newBuilder()
                .setExperimentId(experimentId)
                .setRunName(run)
                .setStartTime(created.toEpochMilli())
                .addTags(RunTag.newBuilder().setKey("mlflow.runName").setValue(run))
                .build())
        .getRunId();
  }

  private synchronized Map<String, String> tagsNow() {
    return new LinkedHashMap<>(tags);
  }

  private synchronized void removeTag(Map.Entry<String, String> tag) {
    tags.remove(tag.getKey(), tag.getValue());
  }

  private synchronized @Nullable RunStatus statusNow() {
    return status;
  }

  private void warn(RuntimeException e) {
    if (!warned) {
      warned = true;
      LOGGER.warn(
          "The MLflow server does not take the run '{}', which goes on; sent again later: {}",
          run,
          withoutCredentials(e.toString()));
    } else {
      LOGGER.debug("The MLflow server still does not take the run '{}'", run);
    }
  }

  /** An address may hold a name and a password. */
  static String withoutCredentials(String message) {
    return message.replaceAll("//[^/@\\s]*@", "//***@");
  }

  private static String clip(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
