package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
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
 * How many articles per second a classifier labels, tokenization included, with real articles of
 * mixed length.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar InferenceBenchmark}</pre>
 *
 * <p>The line {@code :articles} of the result is the answer. {@code -t 4} calls one classifier from
 * four threads; {@code -p device=gpu -p model=<directory>} runs on the first GPU, which needs
 * PyTorch's CUDA library in place of the CPU one; {@code -p batch=1} measures single articles.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(3)
@Threads(1)
public class InferenceBenchmark {
  /** How many articles a call is given, at most {@value SampleArticles#COUNT}. */
  @Param({"32", "64"})
  public int batch;

  /** Where to compute: {@code cpu} or {@code gpu}. */
  @Param("cpu")
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String device;

  /** Which model: {@code bundled} or a directory. */
  @Param(ModelChoice.BUNDLED)
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String model;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<Article> articles;

  @SuppressWarnings("NullAway.Init") // set by open
  private MeshClassifier classifier;

  /** Counts articles where an operation is a whole call. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Labelled {
    /** Articles labelled in this iteration. */
    public long articles;
  }

  /**
   * Loads the model.
   *
   * @throws IOException if the model or the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    articles = SampleArticles.read().subList(0, batch);
    classifier = ModelChoice.builder(model).device(ModelChoice.device(device)).build();
  }

  /** Frees the model. */
  @TearDown(Level.Trial)
  public void close() {
    classifier.close();
  }

  /**
   * Labels a batch.
   *
   * @param labelled counts its articles
   * @return the predictions
   */
  @Benchmark
  public List<Prediction> predictAll(Labelled labelled) {
    List<Prediction> predictions = classifier.predictAll(articles);
    labelled.articles += predictions.size();
    return predictions;
  }
}
