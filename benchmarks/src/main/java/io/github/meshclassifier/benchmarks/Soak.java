package io.github.meshclassifier.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.ArticleResult;
import io.github.meshclassifier.infer.InferenceMetrics;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.internal.natives.PyTorch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Minutes of mixed load: callers that wait, that do not, that give up, are interrupted or refused,
 * while classifiers are closed under them and opened anew.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.github.meshclassifier.benchmarks.Soak [minutes]
 * }</pre>
 *
 * <p>Ten minutes unless told otherwise. Every prediction is compared with that of the same article
 * before the load. Prints resident memory every so often (Linux), and ends with 1 if an answer was
 * wrong, a caller failed in an unexpected way, memory went on growing after the warm-up, or native
 * arrays are left when all is closed.
 */
public final class Soak {
  private static final int ARTICLES = 24;
  private static final int CALLERS = 8;
  private static final double TOLERANCE = 1e-4;

  /** Beyond this, memory that grew from the first third to the end is taken for a leak. */
  private static final long GROWTH_LIMIT_KB = 64 << 10;

  private final List<Article> articles;
  private final List<Prediction> expected;
  private volatile MeshClassifier current;
  private volatile String problem = "";
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final long end;

  private Soak(MeshClassifier first, List<Article> articles, Duration duration) {
    this.articles = articles;
    this.expected = first.predictAll(articles).stream().map(ArticleResult::prediction).toList();
    this.current = first;
    this.end = System.nanoTime() + duration.toNanos();
  }

  /**
   * Runs.
   *
   * @param arguments the minutes, optional
   * @throws Exception if something cannot be read, or the load cannot be made
   */
  public static void main(String[] arguments) throws Exception {
    double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 10;
    String problem = run(Duration.ofMillis((long) (60_000 * minutes)));
    System.out.println(problem.isEmpty() ? "no problem" : problem);
    if (!problem.isEmpty()) {
      System.exit(1);
    }
  }

  /** Returns what went wrong, empty for nothing. */
  static String run(Duration duration) throws IOException, InterruptedException {
    long arraysBefore = nativeArrays();
    Soak soak = new Soak(open(), SampleArticles.read().subList(0, ARTICLES), duration);
    List<Thread> threads = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      Random random = new Random(caller);
      threads.add(new Thread(() -> soak.call(random), "caller-" + caller));
    }
    threads.forEach(Thread::start);
    soak.openAndClose(threads);
    for (Thread thread : threads) {
      thread.join();
    }
    soak.current.close();
    awaitRunner();
    long arraysAfter = nativeArrays();
    System.out.printf(
        Locale.ROOT,
        "%d answers, %d refusals, native arrays %d before and %d after%n",
        soak.answers.get(),
        soak.refusals.get(),
        arraysBefore,
        arraysAfter);
    if (arraysAfter != arraysBefore) {
      soak.report("native arrays are left: " + arraysAfter);
    }
    return soak.problem;
  }

  private static MeshClassifier open() throws IOException {
    return MeshClassifier.builder().maxTokens(96).queueCapacity(16).build();
  }

  /** Does one thing after the other, chosen at random, until the time is over. */
  private void call(Random random) {
    while (System.nanoTime() < end && problem.isEmpty()) {
      int index = random.nextInt(ARTICLES);
      Article article = articles.get(index);
      MeshClassifier classifier = current;
      try {
        switch (random.nextInt(7)) {
          case 0, 1 -> check(index, classifier.predict(article));
          case 2 -> {
            List<ArticleResult> all = classifier.predictAll(articles);
            for (int i = 0; i < ARTICLES; i++) {
              check(i, all.get(i).prediction());
            }
          }
          case 3 -> {
            try (Stream<ArticleResult> some =
                classifier.predictStream(articles.stream()).limit(5)) {
              check(0, some.findFirst().orElseThrow().prediction());
            }
          }
          case 4 -> check(index, classifier.predictAsync(article).get(1, TimeUnit.MINUTES));
          case 5 -> {
            CompletableFuture<Prediction> given =
                classifier.predictAsync(article, Duration.ofMillis(1 + random.nextInt(50)));
            if (random.nextBoolean()) {
              given.cancel(true);
            }
            check(index, given.get(1, TimeUnit.MINUTES));
          }
          default -> {
            Thread.currentThread().interrupt();
            check(index, classifier.predict(article));
          }
        }
      } catch (RejectedExecutionException | CancellationException e) {
        refusals.incrementAndGet();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TimeoutException) {
          refusals.incrementAndGet();
        } else {
          report("a future failed: " + e.getCause());
        }
      } catch (IllegalStateException e) {
        if ("MeshClassifier is closed".equals(e.getMessage())) {
          refusals.incrementAndGet();
        } else {
          report("a call failed: " + e);
        }
      } catch (InterruptedException | TimeoutException | RuntimeException e) {
        report("a call failed: " + e);
      } finally {
        Thread.interrupted();
      }
    }
  }

  /** Keeps the first problem. */
  private synchronized void report(String found) {
    problem = problem.isEmpty() ? found : problem;
  }

  private void check(int index, Prediction found) {
    answers.incrementAndGet();
    expected
        .get(index)
        .scores()
        .forEach(
            score -> {
              double other = found.scoreOf(score.label().id()).probability();
              if (Math.abs(other - score.probability()) > TOLERANCE) {
                report("article " + index + " scored " + other + " for " + score);
              }
            });
  }

  /** Replaces the classifier every two seconds, and watches memory. */
  private void openAndClose(List<Thread> threads) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long early = 0;
    long last = 0;
    int opened = 1;
    while (System.nanoTime() < end && problem.isEmpty()) {
      Thread.sleep(2000);
      MeshClassifier old = current;
      current = open();
      InferenceMetrics metrics = old.metrics();
      old.close();
      opened++;
      last = Resident.now();
      if (System.nanoTime() - begin < (end - begin) / 3) {
        early = Math.max(early, last);
      }
      if (opened % 10 == 0) {
        System.out.printf(
            Locale.ROOT,
            "%4d s: %d MB resident, %d opened, batches of %.1f%n",
            (System.nanoTime() - begin) / 1_000_000_000,
            last >> 10,
            opened,
            metrics.meanBatchSize());
      }
    }
    if (threads.stream().noneMatch(Thread::isAlive) && System.nanoTime() < end) {
      report("all callers have ended early");
    }
    if (early > 0 && last > early + GROWTH_LIMIT_KB) {
      report("memory grew from " + (early >> 10) + " to " + (last >> 10) + " MB");
    }
  }

  /** The last batch's thread frees the model when the last call was its own. */
  private static void awaitRunner() throws InterruptedException {
    for (int i = 0; i < 100 && nativeArrays() > 0; i++) {
      Thread.sleep(50);
    }
  }

  /** Counts what DJL's managers hold, by the one all of them descend from. */
  private static long nativeArrays() {
    try (NDManager manager = PyTorch.engine().newBaseManager(Device.cpu())) {
      return count((BaseNDManager) manager.getParentManager()) - 1;
    }
  }

  private static long count(BaseNDManager manager) {
    try {
      var field = BaseNDManager.class.getDeclaredField("resources");
      field.setAccessible(true);
      long sum = 0;
      for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
        sum += resource instanceof BaseNDManager child ? 1 + count(child) : 1;
      }
      return sum;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DJL has changed how it keeps resources", e);
    }
  }
}
