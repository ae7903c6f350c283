package io.github.meshclassifier.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * How fast this library computes BERT's logits on the CPU, beside ONNX Runtime and beside DJL's
 * {@code Predictor}, with the same weights and the same padded batches.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.PeerComparison [model [rounds]]
 * }</pre>
 *
 * <p>The model is a {@link BertChoice}, {@code 12x768} unless another is given; there are 21
 * rounds. Batches are made of real articles; tokenization is not measured. All programs have to
 * agree on the logits, to 1e-4 in float32, or nothing is measured. They run as {@link TakingTurns}
 * says. A ratio is a program's time by this library's in float32: above 1, this library is faster.
 */
public final class PeerComparison {
  private static final int ROUNDS = 21;

  private PeerComparison() {}

  /**
   * What was measured of one program on one batch.
   *
   * @param program what ran
   * @param size the batch
   * @param columns its tokens per text, padding included
   * @param turns the times of all programs on that batch
   * @param side which of them is this program's
   */
  record Result(
      LogitsProgram program, TokenBatch.Size size, int columns, TakingTurns turns, int side) {
    /** The median time for a batch. */
    double seconds() {
      return turns.seconds(side);
    }

    /** The median over rounds of this program's time by another's for the same batch. */
    double ratioTo(Result other) {
      return turns.ratio(side, other.side);
    }
  }

  /**
   * Compares and prints a table.
   *
   * @param arguments a model and a number of rounds, both optional
   * @throws IOException if the model cannot be read or a peer's not written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    String model = arguments.length > 0 ? arguments[0] : "12x768";
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
    List<TokenBatch.Size> sizes =
        List.of(TokenBatch.Size.full(8, 256), TokenBatch.Size.mixed(8, 512));
    try (BertChoice bert = BertChoice.open(model)) {
      printHead(model, rounds, System.out);
      compare(bert, sizes, rounds, results -> print(results, System.out));
    }
  }

  /**
   * Measures all programs.
   *
   * @param bert the model
   * @param sizes the batches
   * @param rounds how often each program runs each batch
   * @throws IllegalStateException if the programs disagree on the logits
   */
  static List<Result> compare(BertChoice bert, List<TokenBatch.Size> sizes, int rounds)
      throws IOException, InterruptedException {
    return compare(bert, sizes, rounds, results -> {});
  }

  /** Does the same, and hands on the results of each batch as soon as it is measured. */
  private static List<Result> compare(
      BertChoice bert, List<TokenBatch.Size> sizes, int rounds, Consumer<List<Result>> measured)
      throws IOException, InterruptedException {
    List<LogitsProgram> programs = LogitsProgram.available();
    List<LogitsModel> models = new ArrayList<>();
    try {
      for (LogitsProgram program : programs) {
        System.err.println("loading " + program);
        models.add(program.load(bert.files(), bert.scratch()));
      }
      List<Result> results = new ArrayList<>();
      for (TokenBatch.Size size : sizes) {
        System.err.println("measuring " + size);
        TokenBatch batch = TokenBatch.read(bert.files(), size);
        float[][] expected = models.get(0).logits(batch);
        List<Runnable> sides = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
          LogitsModel model = models.get(i);
          programs.get(i).requireEqual(expected, model.logits(batch));
          sides.add(() -> model.logits(batch));
        }
        TakingTurns turns = TakingTurns.measure(sides, rounds);
        List<Result> ofSize = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
          ofSize.add(new Result(programs.get(i), size, batch.padded().columns(), turns, i));
        }
        measured.accept(List.copyOf(ofSize));
        results.addAll(ofSize);
      }
      return results;
    } finally {
      models.forEach(LogitsModel::close);
    }
  }

  private static void printHead(String model, int rounds, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s: JDK %s, DJL %s, PyTorch %s, ONNX Runtime %s, %d threads on %d processors, %d rounds%n",
        model,
        Runtime.version(),
        Engine.getDjlVersion(),
        Engine.getEngine("PyTorch").getVersion(),
        OrtEnvironment.getEnvironment().getVersion(),
        JniUtils.getNumThreads(),
        Runtime.getRuntime().availableProcessors(),
        rounds);
    out.println("program       texts x tokens        ms  ratio");
  }

  private static void print(List<Result> results, PrintStream out) {
    Result library = results.get(0);
    for (Result result : results) {
      library = result.program() == library.program() ? result : library;
      out.printf(
          Locale.ROOT,
          "%-13s %3d x %3d %-6s %8.1f %6.2f%n",
          result.program(),
          result.size().texts(),
          result.columns(),
          result.size().full() ? "full" : "mixed",
          1e3 * result.seconds(),
          result.ratioTo(library));
    }
  }
}
