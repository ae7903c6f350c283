package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.fixture.TinyModel;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packed products against PyTorch's own at any width: every width of the layers from 8 to 200 in
 * steps of 4, and 312 with 1200 in between as TinyBERT has; the architectures take turns. Each
 * width is computed in every precision that the processor has, on sequences of 1 to 130 tokens,
 * alone, joined and padded.
 */
class PackedWidthsIT {
  private static final int[] LENGTHS = {1, 2, 5, 16, 31, 67, 130};

  @TempDir Path temp;

  /** A model's architecture and widths. */
  record Widths(TinyModel architecture, int width, int heads, int inner) {}

  static List<Widths> widths() {
    TinyModel[] architectures = TinyModel.values();
    List<Widths> widths = new ArrayList<>();
    for (int width = 8; width <= 200; width += 4) {
      TinyModel architecture = architectures[widths.size() % architectures.length];
      widths.add(new Widths(architecture, width, width % 8 == 0 ? 4 : 2, 2 * width + 7));
    }
    for (TinyModel architecture : architectures) {
      widths.add(new Widths(architecture, 312, 12, 1200));
      widths.add(new Widths(architecture, 64, 4, 96));
    }
    return widths;
  }

  @ParameterizedTest
  @MethodSource("widths")
  void logits_everyPrecision_asPlainProducts(Widths widths) throws IOException {
    check(widths, temp);
  }

  /** Compares in this process, with files in a directory. */
  static void check(Widths widths, Path directory) throws IOException {
    ModelFiles files =
        widths.architecture().writeTo(directory, widths.width(), widths.heads(), widths.inner());
    List<int[]> sequences = sequences();
    float[][] expected;
    try (Transformer plain = load(files, Precision.FP32, PackedWidthsIT::plain)) {
      expected = plain.joined(sequences);
    }
    for (Precision precision : List.of(Precision.FP32, Precision.BF16, Precision.INT8)) {
      if (NativePrecision.has(precision, Device.cpu())) {
        try (Transformer packed = load(files, precision, InferencePrograms::compile)) {
          assertThat(Closeness.difference(packed.joined(sequences), expected))
              .isLessThan(limit(precision));
          assertThat(Closeness.difference(packed.paddedLogits(sequences), expected))
              .isLessThan(limit(precision));
          float[][] alone = new float[sequences.size()][];
          for (int i = 0; i < alone.length; i++) {
            alone[i] = packed.joined(sequences.subList(i, i + 1))[0];
          }
          assertThat(Closeness.difference(alone, expected)).isLessThan(limit(precision));
        }
      }
    }
  }

  /** Compiles with plain linear layers. */
  static InferencePrograms plain(
      NDManager manager, ModelFamily family, BackboneConfig config, Precision precision) {
    return InferencePrograms.compile(manager, family, config, precision, LinearLayers.PLAIN);
  }

  private static Transformer load(
      ModelFiles files, Precision precision, Transformer.Compiler compiler) throws IOException {
    BackboneConfig config = Families.read(files);
    try (Checkpoint weights = Checkpoint.open(files)) {
      return Transformer.load(weights, config, TinyModel.LABELS, Device.cpu(), precision, compiler);
    }
  }

  private static List<int[]> sequences() {
    Random random = new Random(3);
    List<int[]> sequences = new ArrayList<>();
    for (int length : LENGTHS) {
      sequences.add(random.ints(length, 6, 11).toArray());
    }
    return sequences;
  }

  /** As a part of the logits' root mean square. */
  static double limit(Precision precision) {
    return switch (precision) {
      case FP32, AUTO -> 1e-5;
      case BF16 -> 0.03;
      case INT8 -> 0.06;
    };
  }
}
