package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts so long that attention between all their tokens takes another way. */
class LongTextIT {
  /** One is a whole number of blocks of 64 tokens, and one is shorter than the others. */
  private static final int[] LENGTHS = {1025, 40, 1300, 1088};

  private static List<int[]> texts() {
    Random random = new Random(2);
    List<int[]> texts = new ArrayList<>();
    for (int length : LENGTHS) {
      texts.add(random.ints(length, 5, 1200).toArray());
    }
    return texts;
  }

  @ParameterizedTest
  @CsvSource({"FP32, 1e-5", "BF16, 0.03", "INT8, 0.06"})
  void logits_joinedAndAlone_asPlainAndPadded(Precision precision, double limit)
      throws IOException {
    if (NativePrecision.has(precision, Device.cpu())) {
      check(precision, limit);
    }
  }

  /** Compares in this process. */
  static void check(Precision precision, double limit) throws IOException {
    TransformersFixture fixture = TransformersFixture.MODERNBERT_MEAN;
    BackboneConfig config = fixture.config();
    List<int[]> texts = texts();
    try (Checkpoint weights = Checkpoint.open(fixture.files());
        Transformer plain =
            Transformer.load(
                weights, config, 14, Device.cpu(), Precision.FP32, LinearLayers.PLAIN);
        Transformer found = Transformer.load(weights, config, 14, Device.cpu(), precision)) {
      float[][] expected = plain.paddedLogits(texts);
      assertThat(Closeness.difference(plain.joined(texts), expected)).isLessThan(1e-5);
      assertThat(Closeness.difference(found.joined(texts), expected)).isLessThan(limit);
      float[][] alone = new float[texts.size()][];
      for (int i = 0; i < alone.length; i++) {
        alone[i] = found.joined(texts.subList(i, i + 1))[0];
      }
      assertThat(Closeness.difference(alone, expected)).isLessThan(limit);
    }
  }
}
