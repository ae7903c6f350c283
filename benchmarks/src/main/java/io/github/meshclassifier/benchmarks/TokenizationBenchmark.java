package io.github.meshclassifier.benchmarks;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.text.EncodedText;
import io.github.meshclassifier.internal.text.TextAssembly;
import io.github.meshclassifier.internal.text.TextEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many articles per second become token ids: this library's encoder beside DJL's tokenizer, on
 * title and abstract of real articles.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar TokenizationBenchmark}</pre>
 *
 * <p>Both cut at the model's limit. Before anything is measured their ids are compared; one
 * difference fails the run. {@code -t 8} runs eight threads that share one encoder, {@code -p
 * model=<directory>} takes another tokenizer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(SampleArticles.COUNT)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(3)
@Threads(1)
public class TokenizationBenchmark {
  /** Where the tokenizer is: {@code bundled} or a model directory. */
  @Param(ModelChoice.BUNDLED)
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String model;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<String> texts;

  @SuppressWarnings("NullAway.Init") // set by open
  private TextEncoder encoder;

  @SuppressWarnings("NullAway.Init") // set by open
  private HuggingFaceTokenizer peer;

  /**
   * Opens both tokenizers and compares them.
   *
   * @throws IOException if the model or the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    texts = SampleArticles.read().stream().map(TextAssembly.DEFAULT::join).toList();
    ModelFiles files = ModelChoice.files(model);
    BackboneConfig config = BackboneConfig.read(files);
    int limit = Math.min(512, config.maxTokens());
    encoder = TextEncoder.open(files, config, limit);
    try (InputStream json = files.open("tokenizer.json")) {
      Map<String, String> options =
          Map.of("truncation", "true", "maxLength", String.valueOf(limit), "padding", "false");
      peer = HuggingFaceTokenizer.newInstance(json, options);
    }
    for (String text : texts) {
      long[] ids = Arrays.stream(encoder.encode(text).ids()).asLongStream().toArray();
      if (!Arrays.equals(ids, peer.encode(text).getIds())) {
        throw new IllegalStateException(
            "the two tokenizers differ on: " + text.substring(0, Math.min(40, text.length())));
      }
    }
  }

  /** Closes both. */
  @TearDown(Level.Trial)
  public void close() {
    try {
      peer.close();
    } finally {
      encoder.close();
    }
  }

  /**
   * Encodes with this library.
   *
   * @param sink takes the results
   */
  @Benchmark
  public void textEncoder(Blackhole sink) {
    for (String text : texts) {
      EncodedText encoded = encoder.encode(text);
      sink.consume(encoded);
    }
  }

  /**
   * Encodes with DJL, one text per call.
   *
   * @param sink takes the results
   */
  @Benchmark
  public void djlEncode(Blackhole sink) {
    for (String text : texts) {
      Encoding encoded = peer.encode(text);
      sink.consume(encoded);
    }
  }

  /**
   * Encodes with DJL, all texts in one call, which spreads over the processors.
   *
   * @return the results
   */
  @Benchmark
  public Encoding[] djlBatchEncode() {
    return peer.batchEncode(texts);
  }
}
