package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
 * How long BERT's logits of eight articles take on the CPU, with this library and with its peers.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar PeerBenchmark -p model=12x768}</pre>
 *
 * <p>These are times; for ratios take {@link PeerComparison}, in which the programs take turns. A
 * program whose logits differ from this library's fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(3)
@Threads(1)
public class PeerBenchmark {
  private static final int TEXTS = 8;

  /** Which model, as a {@link BertChoice}. */
  @Param({"12x768", "12x384", "6x384"})
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String model;

  /** Which program, a {@link LogitsProgram}. */
  @Param({"LIBRARY_FP32", "LIBRARY_BF16", "LIBRARY_INT8", "ONNX_FP32", "ONNX_INT8", "DJL"})
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String program;

  /** The tokens of each text, or 0 for articles as they come, padded to the longest. */
  @Param({"256", "0"})
  public int tokens;

  @SuppressWarnings("NullAway.Init") // set by open
  private TokenBatch batch;

  @SuppressWarnings("NullAway.Init") // set by open
  private LogitsModel loaded;

  /**
   * Loads the model and compares its logits.
   *
   * @throws IOException if the model or the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    LogitsProgram chosen = LogitsProgram.valueOf(program);
    try (BertChoice bert = BertChoice.open(model)) {
      batch =
          TokenBatch.read(
              bert.files(),
              tokens > 0
                  ? TokenBatch.Size.full(TEXTS, tokens)
                  : TokenBatch.Size.mixed(TEXTS, Integer.MAX_VALUE));
      loaded = chosen.load(bert.files(), bert.scratch());
      try (LogitsModel library = LogitsProgram.LIBRARY_FP32.load(bert.files(), bert.scratch())) {
        chosen.requireEqual(library.logits(batch), loaded.logits(batch));
      }
    }
  }

  /** Frees the model. */
  @TearDown(Level.Trial)
  public void close() {
    loaded.close();
  }

  /**
   * Computes.
   *
   * @return the logits by text and label
   */
  @Benchmark
  public float[][] logits() {
    return loaded.logits(batch);
  }
}
