package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.ArticleResult;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
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
 * How many articles per second a classifier labels, tokenization included.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar InferenceBenchmark -p model=12x768 -p batch=8,32 \
 *     -p tokens=128,256,512,real -p precision=FP32,BF16,INT8 -prof gc
 * }</pre>
 *
 * <p>The lines {@code :articles} and {@code :tokens} of the result are the answer; {@code -prof gc}
 * adds what is allocated on the heap, and the end of a trial prints the process's largest resident
 * memory (Linux) and which device ran. {@code -t 4} calls one classifier from four threads. A GPU
 * needs PyTorch's CUDA library in place of the CPU one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 5)
@Fork(1)
@Threads(1)
public class InferenceBenchmark {
  /** How many articles a call is given, at most {@value SampleArticles#COUNT}. */
  @Param("32")
  public int batch;

  /** How long texts are: {@code real}, as they come, or a number of tokens that all are cut to. */
  @Param("real")
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String tokens;

  /** What to compute in: {@code FP32}, {@code BF16}, {@code INT8} or {@code AUTO}. */
  @Param({"FP32", "AUTO"})
  @SuppressWarnings("NullAway.Init") // set by JMH
  public Precision precision;

  /** Where to compute: {@code auto} (a GPU if there is one), {@code cpu} or {@code gpu}. */
  @Param("auto")
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String device;

  /** Which model: {@code bundled}, a directory, or random weights such as {@code 12x768}. */
  @Param(ModelChoice.BUNDLED)
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String model;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<Article> articles;

  @SuppressWarnings("NullAway.Init") // set by open
  private MeshClassifier classifier;

  /** Counts articles and tokens where an operation is a whole call. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Labelled {
    /** Articles labelled in this iteration. */
    public long articles;

    /** Tokens read in this iteration, special tokens included. */
    public long tokens;
  }

  /**
   * Loads the model and chooses the articles.
   *
   * @throws IOException if the model or the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    ComputeDevice where = ModelChoice.device(device);
    try (ModelChoice bert = ModelChoice.open(model)) {
      MeshClassifier.Builder builder = bert.classifier().device(where).precision(precision);
      if (!tokens.equals("real")) {
        builder.maxTokens(Integer.parseInt(tokens));
      }
      classifier = builder.build();
    }
    articles = new ArrayList<>();
    for (Article article : SampleArticles.read()) {
      if (articles.size() < batch
          && (tokens.equals("real") || classifier.predict(article).truncated())) {
        articles.add(article);
      }
    }
    if (articles.size() < batch) {
      throw new IllegalArgumentException(
          "the sample has " + articles.size() + " texts of " + tokens + " tokens, not " + batch);
    }
    System.out.println("device " + where + ", precision " + classifier.precision());
  }

  /** Frees the model. */
  @TearDown(Level.Trial)
  public void close() {
    classifier.close();
    System.out.println("largest resident memory " + Resident.peak() + " kB");
  }

  /**
   * Labels a batch.
   *
   * @param labelled counts its articles
   * @return the results
   */
  @Benchmark
  public List<ArticleResult> predictAll(Labelled labelled) {
    List<ArticleResult> results = classifier.predictAll(articles);
    labelled.articles += results.size();
    for (ArticleResult result : results) {
      labelled.tokens += Math.min(result.prediction().tokenCount(), classifier.maxTokens());
    }
    return results;
  }
}
