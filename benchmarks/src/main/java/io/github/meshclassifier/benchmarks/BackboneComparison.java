package io.github.meshclassifier.benchmarks;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.backbone.PaddedBatch;
import io.github.meshclassifier.internal.backbone.PaddingSide;
import io.github.meshclassifier.internal.backbone.Transformer;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.text.TextAssembly;
import io.github.meshclassifier.internal.text.TextEncoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How fast this library's BERT computes logits in float32 on the CPU, beside DJL running a traced
 * TorchScript model with the same weights.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.BackboneComparison [model directory [rounds]]
 * }</pre>
 *
 * <p>Without arguments it takes the bundled model and 21 rounds. Batches are made of real articles,
 * cut and padded; tokenization is not measured. The traced model is written by {@link TracedBert}
 * and run as {@link DjlTextModel} says, once with DJL's defaults and once without TorchScript's
 * optimizing executor. All sides have to agree on the logits to 1e-4, or nothing is measured. They
 * take turns in one thread of one process, one batch each per round, in an order that rotates, so a
 * disturbance of the machine hits all alike. A ratio is the median over rounds of DJL's time
 * divided by this library's in the same round: above 1, this library is faster.
 */
public final class BackboneComparison {
  private static final int ROUNDS = 21;
  private static final int WARMUP_ROUNDS = 5;
  private static final double TOLERANCE = 1e-4;

  private BackboneComparison() {}

  /**
   * A batch to measure with.
   *
   * @param texts the number of texts
   * @param tokens the most tokens of a text
   */
  record Size(int texts, int tokens) {}

  /**
   * What a comparison measured, as medians over the rounds.
   *
   * @param size the batch
   * @param columns its tokens per text, padding included
   * @param millis this library's time, in ms per batch
   * @param djlMillis DJL's time with its defaults, in ms per batch
   * @param djlPlainMillis DJL's time without the optimizing executor, in ms per batch
   * @param ratio DJL's time with its defaults by this library's
   * @param plainRatio DJL's time without the optimizing executor by this library's
   */
  record Result(
      Size size,
      int columns,
      double millis,
      double djlMillis,
      double djlPlainMillis,
      double ratio,
      double plainRatio) {}

  /**
   * Compares and prints a table.
   *
   * @param arguments a model directory and a number of rounds, both optional
   * @throws IOException if the model cannot be read or the traced one not written
   */
  public static void main(String[] arguments) throws IOException {
    String model = arguments.length > 0 ? arguments[0] : ModelChoice.BUNDLED;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
    List<Result> results =
        compare(ModelChoice.files(model), List.of(new Size(8, 256), new Size(32, 128)), rounds);
    print(results, rounds, System.out);
  }

  /**
   * Measures.
   *
   * @param files a BERT model with its tokenizer
   * @param sizes the batches; a limit beyond the model's is the model's
   * @param rounds how often each side runs each batch
   * @throws IllegalStateException if the sides disagree on the logits
   */
  static List<Result> compare(ModelFiles files, List<Size> sizes, int rounds) throws IOException {
    Path directory = Files.createTempDirectory("traced-bert");
    Path file = directory.resolve("bert.pt");
    try (PlainWeights weights = PlainWeights.read(files);
        Transformer backbone =
            Transformer.of(weights.arrays(), weights.config(), weights.labels(), Device.cpu())) {
      TracedBert.write(file, weights.config(), weights.arrays());
      try (DjlTextModel djl = DjlTextModel.load(file, true);
          DjlTextModel plain = DjlTextModel.load(file, false)) {
        List<Result> results = new ArrayList<>();
        for (Size size : sizes) {
          List<int[]> texts = texts(files, weights, size);
          results.add(measure(backbone, djl, plain, weights, texts, size, rounds));
        }
        return results;
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  private static List<int[]> texts(ModelFiles files, PlainWeights weights, Size size)
      throws IOException {
    int limit = Math.min(size.tokens(), weights.config().maxTokens());
    List<int[]> texts = new ArrayList<>();
    try (TextEncoder encoder = TextEncoder.open(files, weights.config(), limit)) {
      for (Article article : SampleArticles.read().subList(0, size.texts())) {
        texts.add(encoder.encode(TextAssembly.DEFAULT.join(article)).ids());
      }
    }
    return texts;
  }

  private static Result measure(
      Transformer backbone,
      DjlTextModel djl,
      DjlTextModel plain,
      PlainWeights weights,
      List<int[]> texts,
      Size size,
      int rounds) {
    PaddedBatch padded = PaddedBatch.of(texts, weights.config().padTokenId(), PaddingSide.RIGHT);
    List<DjlTextModel.Row> rows = DjlTextModel.rows(padded);
    float[][] logits = backbone.logits(texts);
    requireEqual(logits, djl.logits(rows));
    requireEqual(logits, plain.logits(rows));
    double[][] times =
        time(
            List.of(() -> backbone.logits(texts), () -> djl.logits(rows), () -> plain.logits(rows)),
            rounds);
    return new Result(
        size,
        padded.columns(),
        median(times[0]),
        median(times[1]),
        median(times[2]),
        median(quotients(times[1], times[0])),
        median(quotients(times[2], times[0])));
  }

  private static void requireEqual(float[][] expected, List<float[]> actual) {
    for (int row = 0; row < expected.length; row++) {
      for (int label = 0; label < expected[row].length; label++) {
        float mine = expected[row][label];
        float theirs = actual.get(row)[label];
        if (!(Math.abs(mine - theirs) <= TOLERANCE * Math.max(1, Math.abs(mine)))) {
          throw new IllegalStateException(
              "text " + row + ", label " + label + ": logits differ, " + mine + " and " + theirs);
        }
      }
    }
  }

  /** Milliseconds by side and round. */
  private static double[][] time(List<Runnable> sides, int rounds) {
    double[][] times = new double[sides.size()][rounds];
    for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
      for (int turn = 0; turn < sides.size(); turn++) {
        int side = Math.floorMod(turn + round, sides.size());
        long start = System.nanoTime();
        sides.get(side).run();
        long end = System.nanoTime();
        if (round >= 0) {
          times[side][round] = (end - start) / 1e6;
        }
      }
    }
    return times;
  }

  private static double[] quotients(double[] dividends, double[] divisors) {
    double[] quotients = new double[dividends.length];
    Arrays.setAll(quotients, i -> dividends[i] / divisors[i]);
    return quotients;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static void print(List<Result> results, int rounds, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "JDK %s, DJL %s, PyTorch %s, %d threads on %d processors, %d rounds%n",
        Runtime.version(),
        Engine.getDjlVersion(),
        Engine.getEngine("PyTorch").getVersion(),
        JniUtils.getNumThreads(),
        Runtime.getRuntime().availableProcessors(),
        rounds);
    out.println("batch      ms    DJL ms  ratio   DJL without optimizing executor ms  ratio");
    for (Result result : results) {
      out.printf(
          Locale.ROOT,
          "%2d x %3d %6.1f %8.1f %6.2f %36.1f %6.2f%n",
          result.size().texts(),
          result.columns(),
          result.millis(),
          result.djlMillis(),
          result.ratio(),
          result.djlPlainMillis(),
          result.plainRatio());
    }
  }
}
