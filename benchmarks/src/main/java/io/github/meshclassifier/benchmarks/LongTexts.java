package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What a token of a long text costs beside one of a text of 512 tokens, with a ModernBERT, most of
 * whose layers attend to near tokens alone.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.LongTexts [rounds [layers [precision...]]]
 * }</pre>
 *
 * <p>The model has the geometry of ModernBERT-base, 22 layers unless told otherwise, a small
 * vocabulary and random weights. Every side computes 4,096 tokens, in texts of one length each, in
 * 5 rounds; the sides take turns, as {@link TakingTurns} says.
 */
public final class LongTexts {
  private static final int LAYERS = 22;
  private static final int ROUNDS = 5;
  private static final int TOKENS = 4096;
  private static final int VOCABULARY = 1000;

  /** The first one is what the others are compared with. */
  private static final List<Integer> LENGTHS = List.of(512, 64, 1024, 2048, 4096);

  private LongTexts() {}

  /**
   * What was measured.
   *
   * @param length tokens in a text
   * @param perSecond tokens a second, by the median round
   * @param cost of a token, as a part of that of the first length, by the median of the rounds
   */
  record Result(int length, double perSecond, double cost) {}

  /**
   * Measures and prints.
   *
   * @param arguments rounds, layers and precisions, all optional
   * @throws IOException if the model cannot be written or read
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    int layers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : LAYERS;
    List<String> precisions =
        arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : List.of("FP32");
    System.out.println(Machine.here("unknown"));
    for (String precision : precisions) {
      for (Result result : measure(layers, Precision.valueOf(precision), LENGTHS, rounds)) {
        System.out.printf(
            Locale.ROOT,
            "%-4s %2d x 768, texts of %4d tokens: %6.0f tokens/s, %.2f times the cost of %d%n",
            precision,
            layers,
            result.length(),
            result.perSecond(),
            result.cost(),
            LENGTHS.get(0));
      }
    }
  }

  /** Measures texts of some lengths in one precision. */
  static List<Result> measure(int layers, Precision precision, List<Integer> lengths, int rounds)
      throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.create()) {
      ModelFiles files =
          CheckpointFiles.writeSafetensors(scratch.directory().resolve("model"), config(layers));
      try (Transformer transformer =
          CheckpointFiles.load(files, CheckpointFiles.LABELS, precision)) {
        List<Runnable> sides = new ArrayList<>();
        for (int length : lengths) {
          int[] text = new SplittableRandom(length).ints(length, 5, VOCABULARY).toArray();
          List<int[]> batch = Collections.nCopies(TOKENS / length, text);
          sides.add(() -> transformer.logits(batch));
        }
        TakingTurns turns = TakingTurns.measure(sides, rounds);
        List<Result> results = new ArrayList<>();
        for (int side = 0; side < sides.size(); side++) {
          results.add(
              new Result(lengths.get(side), TOKENS / turns.seconds(side), turns.ratio(side, 0)));
        }
        return results;
      }
    }
  }

  /**
   * The {@code config.json} of ModernBERT-base, but for the number of layers and the vocabulary.
   */
  private static String config(int layers) {
    return """
    {"model_type": "modernbert", "num_hidden_layers": %d, "num_attention_heads": 12,
     "hidden_size": 768, "intermediate_size": 1152, "vocab_size": %d, "pad_token_id": 0}
    """
        .formatted(layers, VOCABULARY);
  }
}
