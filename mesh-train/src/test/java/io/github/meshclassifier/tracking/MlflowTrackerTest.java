package io.github.meshclassifier.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import io.github.meshclassifier.run.TrainingRun.StopReason;
import io.github.meshclassifier.train.ToldEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

@Timeout(60)
class MlflowTrackerTest {
  private MlflowServer server;
  private MlflowClient client;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    server = new MlflowServer();
    client = new MlflowClient(new BasicMlflowHostCreds(server.address(), "s3cret-token"));
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(stderr);
    client.close();
    server.gate.countDown();
    server.close();
  }

  private MlflowTracker tracker(Duration longestClose) {
    Clock clock = new Events.TestClock();
    return new MlflowTracker(
        new MlflowSender(client, "roots", "first", clock.instant(), Duration.ofMillis(20)),
        clock,
        longestClose);
  }

  private MlflowTracker tracker() {
    return tracker(Duration.ofSeconds(30));
  }

  private String log() {
    return log.toString(StandardCharsets.UTF_8);
  }

  private long warnings() {
    return log().lines().filter(line -> line.contains("MlflowTracker")).count();
  }

  private void awaitRequests(int count) throws InterruptedException {
    while (server.requests.size() < count) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void accept_wholeRun_isOnTheServer() {
    try (MlflowTracker tracker = tracker()) {
      Events.run(tracker, Events.started("seed", "7"), 4, 2);
    }
    assertThat(server.experiments).containsOnly(entry("roots", "1"));
    assertThat(server.runs).hasSize(1);
    MlflowServer.Run run = server.runs.get(0);
    assertThat(run.experiment).isEqualTo("1");
    assertThat(run.name).isEqualTo("first");
    assertThat(run.status).isEqualTo("FINISHED");
    assertThat(run.parameters)
        .containsOnly(
            entry("base_model", "tiny/bert"),
            entry("learning_rate", "3.0E-5"),
            entry("schedule", "LINEAR"),
            entry("seed", "7"),
            entry("training_articles", "40"),
            entry("validation_articles", "10"));
    assertThat(run.metrics)
        .hasSize(4 * 5 + 2 * (16 + 12))
        .contains(
            "train/loss 1 0.8",
            "validation_uncalibrated_half/exact_match 2 0.6",
            "validation_label_f1_uncalibrated_half/C 4 1.0",
            "validation_saved_model_half/exact_match 4 0.8",
            "validation_label_f1_saved_model_half/C 4 1.0");
    assertThat(run.tags)
        .contains(
            entry("mlflow.runName", "first"),
            entry("best_epoch", "2"),
            entry("model_directory", "model"),
            entry("stop_reason", "COMPLETED"),
            entry("learned_nothing", "false"));
    assertThat(warnings()).isZero();
  }

  @Test
  void accept_experimentThatIsThere_isUsed() {
    server.experiments.put("roots", "99");
    try (MlflowTracker tracker = tracker()) {
      tracker.accept(Events.started());
    }
    assertThat(server.experiments).hasSize(1);
    assertThat(server.runs.get(0).experiment).isEqualTo("99");
    assertThat(server.runs.get(0).status).as("neither finished nor stopped").isEqualTo("FAILED");
  }

  @Test
  void accept_stoppedRun_failedWithTheReason() {
    try (MlflowTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(ToldEvents.resumed(1, 3, Path.of("checkpoint")));
      tracker.accept(Events.epoch(1, 2));
      tracker.accept(ToldEvents.stopped(StopReason.DIVERGED, 1, 3, "loss is NaN"));
    }
    assertThat(server.runs.get(0).status).isEqualTo("FAILED");
    assertThat(server.runs.get(0).metrics).contains("epoch/number 3 1.0");
    assertThat(server.runs.get(0).tags)
        .contains(
            entry("resumed_from", "checkpoint"),
            entry("stop_reason", "DIVERGED"),
            entry("stop_message", "loss is NaN"));
  }

  @Test
  void accept_thousandsOfSteps_inBatchesThatTheServerTakes() {
    try (MlflowTracker tracker = tracker()) {
      tracker.accept(Events.started());
      for (int step = 1; step <= 1200; step++) {
        tracker.accept(Events.step(step, step));
      }
    }
    assertThat(server.runs.get(0).metrics).hasSize(6000).doesNotHaveDuplicates();
    assertThat(server.runs.get(0).metrics).contains("train/loss 1200 1200.0");
  }

  @Test
  void accept_serverAwayForAWhile_warnsOnceAndSendsLater() throws InterruptedException {
    try (MlflowTracker tracker = tracker()) {
      tracker.accept(Events.started());
      awaitRequests(4);
      // The client itself tries three times.
      server.failures = 6;
      int before = server.requests.size();
      tracker.accept(Events.step(1, 0.5));
      tracker.accept(Events.epoch(1, 2));
      awaitRequests(before + 6);
      tracker.accept(Events.step(2, 0.25));
      tracker.accept(Events.finished(2));
      awaitRequests(before + 8);
    }
    assertThat(server.runs).hasSize(1);
    assertThat(server.runs.get(0).metrics)
        .contains(
            "train/loss 1 0.5",
            "validation_uncalibrated_half/exact_match 1 0.8",
            "train/loss 2 0.25")
        .doesNotHaveDuplicates();
    assertThat(server.runs.get(0).status).isEqualTo("FINISHED");
    assertThat(warnings()).isOne();
    assertThat(log()).contains("The MLflow server does not take the run 'first', which goes on");
  }

  @Test
  void accept_serverGone_trainingGoesOn() throws InterruptedException {
    MlflowTracker tracker = tracker();
    tracker.accept(Events.started());
    awaitRequests(4);
    server.close();
    Events.run(tracker, Events.started(), 4, 2);
    tracker.close();
    assertThat(warnings()).as("one for the server, one for the end").isEqualTo(2);
    assertThat(log()).contains("76 figures were not taken").doesNotContain("s3cret");
  }

  @Test
  void close_serverThatDoesNotAnswer_waitsNoLongerThanItShould() {
    server.gate = new CountDownLatch(1);
    MlflowTracker tracker = tracker(Duration.ofMillis(100));
    Events.run(tracker, Events.started(), 4, 2);
    Thread.currentThread().interrupt();
    tracker.close();
    assertThat(Thread.interrupted()).as("kept for the caller").isTrue();
    tracker.close();
    assertThat(log()).contains("is incomplete: the server did not take all in time");
  }

  @Test
  void accept_labelsOfAnyText_namesThatTheServerTakes() {
    MlflowSender sender =
        new MlflowSender(client, "roots", "first", Events.NOON, Duration.ofMillis(20));
    sender.start(java.util.Map.of("long", "x".repeat(7000)));
    sender.metric("validation_label_f1/Analytical, Diagnostic/../é", 0.5, Events.NOON, 3);
    sender.close(Duration.ofSeconds(30));
    assertThat(server.runs.get(0).metrics)
        .containsExactly("validation_label_f1/Analytical_ Diagnostic_____ 3 0.5");
    assertThat(server.runs.get(0).parameters.get("long")).hasSize(500);
  }

  @Test
  void credentials_ofTheClient_goToTheServerAndNotToTheLog() {
    try (MlflowTracker tracker = tracker()) {
      Events.run(tracker, Events.started(), 4);
    }
    assertThat(server.authorizations).containsOnly("Bearer s3cret-token");
    assertThat(log()).doesNotContain("s3cret");
    assertThat(MlflowSender.withoutCredentials("at http://me:pw@host:1/x refused"))
        .isEqualTo("at http://***@host:1/x refused");
  }

  @Test
  void in_blankName_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MlflowTracker.in(client, " ", "run"))
        .withMessage("experiment and run must have names, were ' ' and 'run'");
  }

  @Test
  void accept_afterClose_refused() {
    MlflowTracker tracker = MlflowTracker.in(client, "roots", "run");
    tracker.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> tracker.accept(Events.started()))
        .withMessage("the MLflow tracker is closed; make one for each run");
    assertThat(server.requests).isEmpty();
  }
}
