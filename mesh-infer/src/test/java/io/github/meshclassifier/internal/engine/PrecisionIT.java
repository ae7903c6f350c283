package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.github.meshclassifier.fixture.ClassifierFixture;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Other number formats beside float32, on the reference checkpoints: the root mean square of the
 * difference of their logits, divided by that of the logits. The checkpoints are narrow and random,
 * so rounding weighs more than in a trained model; a wrong layer gives a difference of about 1.
 */
class PrecisionIT {
  private static final double BFLOAT16_LIMIT = 0.03;
  private static final double INT8_LIMIT = 0.06;
  private static final List<String> TEXTS =
      List.of(
          "aspirin",
          "aspirin prevents stroke in elderly patients",
          "stroke in patients prevents aspirin in (elderly) stroke",
          "aspirin in stroke ".repeat(30));

  private static Transformer load(TransformersFixture fixture, Precision precision)
      throws IOException {
    BackboneConfig config = fixture.config();
    try (Checkpoint weights = Checkpoint.open(fixture.files())) {
      return Transformer.load(weights, config, 14, Device.cpu(), precision);
    }
  }

  /** Returns null where the processor has no such arithmetic, which is then required to be said. */
  private static Transformer loadOrRefused(TransformersFixture fixture, Precision precision)
      throws IOException {
    try {
      NativePrecision.resolve(precision, Device.cpu());
    } catch (IllegalArgumentException e) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> load(fixture, precision))
          .withMessage(e.getMessage());
      return null;
    }
    return load(fixture, precision);
  }

  @ParameterizedTest
  @EnumSource
  void logits_bfloat16_closeToFloat32(TransformersFixture fixture) throws IOException {
    assertClose(fixture, Precision.BF16, BFLOAT16_LIMIT * sensitivity(fixture));
  }

  @ParameterizedTest
  @EnumSource
  void logits_int8_closeToFloat32(TransformersFixture fixture) throws IOException {
    assertClose(fixture, Precision.INT8, INT8_LIMIT * sensitivity(fixture));
  }

  /** How much more than others a checkpoint makes of a rounded number; so it does in float32. */
  private static double sensitivity(TransformersFixture fixture) {
    return switch (fixture) {
      case MODERNBERT_CLS -> 4;
      case MODERNBERT_MEAN -> 2;
      default -> 1;
    };
  }

  private static void assertClose(TransformersFixture fixture, Precision precision, double limit)
      throws IOException {
    List<int[]> batch = new ArrayList<>();
    fixture.rows().forEach(row -> batch.add(row.ids()));
    try (Transformer found = loadOrRefused(fixture, precision);
        Transformer exact = load(fixture, Precision.FP32)) {
      if (found == null) {
        return;
      }
      assertThat(found.precision()).isEqualTo(precision);
      float[][] expected = exact.logits(batch);
      assertThat(Closeness.difference(found.logits(batch), expected)).isBetween(1e-7, limit);
      assertThat(Closeness.difference(found.paddedLogits(batch), expected)).isBetween(1e-7, limit);
      float[][] alone = new float[batch.size()][];
      for (int i = 0; i < alone.length; i++) {
        alone[i] = found.logits(batch.subList(i, i + 1))[0];
      }
      assertThat(Closeness.difference(alone, expected)).isBetween(1e-7, limit);
    }
  }

  /** What a user gets, against PyTorch's own products in float32. */
  @ParameterizedTest
  @EnumSource
  void predict_everyPrecision_closeToPlainFloat32(ClassifierFixture fixture, @TempDir Path temp)
      throws IOException {
    Path model = fixture.writeTo(temp);
    ModelFiles files = ModelFiles.directory(model);
    BackboneConfig config = Families.read(files);
    List<int[]> batch = new ArrayList<>();
    try (TextEncoder encoder = TextEncoder.open(files, config.tokens(), 32)) {
      TEXTS.forEach(text -> batch.add(encoder.encode(text).ids()));
    }
    for (Precision precision : List.of(Precision.FP32, Precision.BF16, Precision.INT8)) {
      if (NativePrecision.has(precision, Device.cpu())) {
        try (MeshClassifier classifier =
            MeshClassifier.builder(model).maxTokens(32).precision(precision).build()) {
          int labels = classifier.scheme().labels().size();
          assertThat(classifier.precision()).isEqualTo(precision);
          assertThat(Closeness.difference(logits(classifier), plain(files, config, labels, batch)))
              .isLessThan(
                  switch (precision) {
                    case FP32, AUTO -> 1e-5;
                    case BF16 -> BFLOAT16_LIMIT;
                    case INT8 -> INT8_LIMIT;
                  });
        }
      }
    }
  }

  private static float[][] plain(
      ModelFiles files, BackboneConfig config, int labels, List<int[]> batch) throws IOException {
    try (Checkpoint weights = Checkpoint.open(files);
        Transformer plain =
            Transformer.load(
                weights, config, labels, Device.cpu(), Precision.FP32, LinearLayers.PLAIN)) {
      return plain.logits(batch);
    }
  }

  private static float[][] logits(MeshClassifier classifier) {
    float[][] logits = new float[TEXTS.size()][classifier.scheme().labels().size()];
    for (int text = 0; text < logits.length; text++) {
      Prediction prediction = classifier.predict(TEXTS.get(text));
      for (int i = 0; i < logits[text].length; i++) {
        double score = prediction.scoreOf(classifier.scheme().labels().get(i).id()).probability();
        logits[text][i] = (float) Math.log(score / (1 - score));
      }
    }
    return logits;
  }

  @ParameterizedTest
  @EnumSource
  void load_auto_whatTheProcessorHas(TransformersFixture fixture) throws IOException {
    try (Transformer found = load(fixture, Precision.AUTO)) {
      assertThat(found.precision())
          .isEqualTo(NativePrecision.resolve(Precision.AUTO, Device.cpu()));
    }
  }
}
