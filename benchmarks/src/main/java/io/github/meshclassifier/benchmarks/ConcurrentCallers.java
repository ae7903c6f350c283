package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that each ask for one article after the other, as those of a server do.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.github.meshclassifier.benchmarks.ConcurrentCallers
 * }</pre>
 *
 * @param seconds how long all articles took
 * @param latencies how long each article took, in seconds, ascending
 */
record ConcurrentCallers(double seconds, List<Double> latencies) {
  private static final int ARTICLES = 256;

  /** Prints what callers of the bundled model get when there are 1, 8, 64 and 256 of them. */
  public static void main(String[] arguments) throws IOException {
    List<Article> articles = SampleArticles.read();
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      classifier.predictAll(articles);
      for (int callers : new int[] {1, 8, 64, 256}) {
        ConcurrentCallers run = run(classifier, articles, callers, ARTICLES);
        System.out.printf(
            Locale.ROOT,
            "%3d callers: %.1f articles/s, p50 %.2f s, p99 %.2f s%n",
            callers,
            ARTICLES / run.seconds(),
            run.percentile(0.5),
            run.percentile(0.99));
      }
    }
  }

  /**
   * Labels articles.
   *
   * @param callers the number of threads
   * @param count how many articles they label in sum; the list is begun again at its end
   */
  static ConcurrentCallers run(
      MeshClassifier classifier, List<Article> articles, int callers, int count) {
    double[] latencies = new double[count];
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      Runnable caller =
          () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              long start = System.nanoTime();
              Prediction prediction = classifier.predict(articles.get(i % articles.size()));
              latencies[i] = (System.nanoTime() - start) / 1e9;
              if (prediction.scores().isEmpty()) {
                throw new IllegalStateException("a model without labels");
              }
            }
          };
      long begin = System.nanoTime();
      for (Future<?> thread :
          pool.invokeAll(Collections.nCopies(callers, Executors.callable(caller)))) {
        thread.get();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      Arrays.sort(latencies);
      return new ConcurrentCallers(seconds, Arrays.stream(latencies).boxed().toList());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a caller failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while callers run", e);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The latency that a share of the articles did not exceed, in seconds. */
  double percentile(double share) {
    return latencies.get((int) Math.min(latencies.size() - 1L, (long) (share * latencies.size())));
  }
}
