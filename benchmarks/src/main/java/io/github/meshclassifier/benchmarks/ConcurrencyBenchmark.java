package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What callers of one classifier get when there are many: articles per second, and how long each
 * waits.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar ConcurrencyBenchmark}</pre>
 *
 * <p>Each caller is a thread that asks for one article after the other. An operation is 256
 * articles; {@code :perSecond}, {@code :p50Millis} and {@code :p99Millis} of the result are the
 * answer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
@Threads(1)
public class ConcurrencyBenchmark {
  private static final int ARTICLES = 256;

  /** How many threads call at once. */
  @Param({"1", "8", "64", "256"})
  public int callers;

  /** What to compute in: {@code FP32}, {@code BF16}, {@code INT8} or {@code AUTO}. */
  @Param("FP32")
  @SuppressWarnings("NullAway.Init") // set by JMH
  public Precision precision;

  /** Which model: {@code bundled} or a directory. */
  @Param(ModelChoice.BUNDLED)
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String model;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<Article> articles;

  @SuppressWarnings("NullAway.Init") // set by open
  private MeshClassifier classifier;

  /** What is told beside the time of all. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Answer {
    /** Articles in a second. */
    public double perSecond;

    /** What half of the articles did not exceed, in ms. */
    public double p50Millis;

    /** What 99 of 100 articles did not exceed, in ms. */
    public double p99Millis;
  }

  /**
   * Loads the model and labels the articles once.
   *
   * @throws IOException if the model or the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    articles = SampleArticles.read();
    classifier = ModelChoice.builder(model).precision(precision).build();
    classifier.predictAll(articles);
  }

  /** Frees the model. */
  @TearDown(Level.Trial)
  public void close() {
    classifier.close();
  }

  /**
   * Lets all callers label the articles.
   *
   * @param answer gets what they saw
   */
  @Benchmark
  public void predict(Answer answer) {
    ConcurrentCallers run = ConcurrentCallers.run(classifier, articles, callers, ARTICLES);
    answer.perSecond = ARTICLES / run.seconds();
    answer.p50Millis = 1e3 * run.percentile(0.5);
    answer.p99Millis = 1e3 * run.percentile(0.99);
  }
}
