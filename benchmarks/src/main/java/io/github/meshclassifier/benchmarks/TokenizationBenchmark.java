package io.github.meshclassifier.benchmarks;

import ai.djl.huggingface.tokenizers.Encoding;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many articles per second become token ids: this library's encoder beside DJL's {@code
 * HuggingFaceTokenizer.batchEncode}, on title and abstract of real articles.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar TokenizationBenchmark -t 1
 * java -jar benchmarks/target/benchmarks.jar TokenizationBenchmark -t 2
 * }</pre>
 *
 * <p>The score is batches per second; {@code documents} and {@code tokens} are articles and tokens
 * per second, cut to the model's limit on both sides. Before anything is measured the ids of all
 * articles are compared; one difference fails the run. Threads share one encoder. A call of {@code
 * batchEncode} spreads over the processors by itself.
 *
 * <p>The encoder remembers words, and 100 articles have fewer of them than it keeps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
@Threads(1)
public class TokenizationBenchmark {
  /** Where the tokenizer is: a published model, {@code bundled}, or a model directory. */
  @Param({"bert-base-uncased", "bert-base-cased", "roberta-base", "xlnet-base-cased"})
  @SuppressWarnings("NullAway.Init") // set by JMH
  public String model;

  /** The texts in a call. */
  @Param({"1", "16", "64"})
  public int batch;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<String[]> batches;

  @SuppressWarnings("NullAway.Init") // set by open
  private TokenizerPair tokenizers;

  /** Which batch of a thread is next, and what it encoded. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Progress {
    /** Articles encoded. */
    public long documents;

    /** Tokens of these, special tokens included. */
    public long tokens;

    private int next;

    /** Zeroes the counters. */
    @Setup(Level.Iteration)
    public void start() {
      documents = 0;
      tokens = 0;
    }

    private String[] next(List<String[]> batches) {
      next = (next + 1) % batches.size();
      return batches.get(next);
    }
  }

  /**
   * Opens both tokenizers and compares them.
   *
   * @throws IOException if the model or the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    List<String> texts = SampleArticles.read().stream().map(TextAssembly.DEFAULT::join).toList();
    batches = batches(texts, batch);
    try (ModelChoice choice = ModelChoice.open(model)) {
      tokenizers = TokenizerPair.open(choice.files());
    }
    tokenizers.requireSameIds(texts);
  }

  /** Returns one text after the other, from the first again after the last, until none is cut. */
  private static List<String[]> batches(List<String> texts, int size) {
    List<String[]> batches = new ArrayList<>();
    int next = 0;
    do {
      String[] members = new String[size];
      for (int i = 0; i < size; i++) {
        members[i] = texts.get(next);
        next = (next + 1) % texts.size();
      }
      batches.add(members);
    } while (next != 0);
    return batches;
  }

  /** Closes both. */
  @TearDown(Level.Trial)
  public void close() {
    tokenizers.close();
  }

  /**
   * Encodes with this library.
   *
   * @param progress what is next
   * @param sink takes the results
   */
  @Benchmark
  public void textEncoder(Progress progress, Blackhole sink) {
    String[] texts = progress.next(batches);
    for (String text : texts) {
      EncodedText encoded = tokenizers.encoder().encode(text);
      progress.tokens += encoded.ids().length;
      sink.consume(encoded);
    }
    progress.documents += texts.length;
  }

  /**
   * Encodes with DJL.
   *
   * @param progress what is next
   * @param sink takes the results
   */
  @Benchmark
  public void djlBatchEncode(Progress progress, Blackhole sink) {
    String[] texts = progress.next(batches);
    for (Encoding encoded : tokenizers.peer().batchEncode(texts)) {
      progress.tokens += encoded.getIds().length;
      sink.consume(encoded);
    }
    progress.documents += texts.length;
  }
}
