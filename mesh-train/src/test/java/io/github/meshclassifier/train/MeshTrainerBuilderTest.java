package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.infer.ComputeDevice;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setter of the builder: null, out of range, twice. */
class MeshTrainerBuilderTest {
  private static final Path BASE = Path.of("base");

  /** Names a setter call for the test report. */
  private static Arguments of(UnaryOperator<MeshTrainer.Builder> setter, String message) {
    return Arguments.of(setter, message);
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        of(b -> b.epochs(0), "epochs must be at least 1, was 0"),
        of(b -> b.epochs(-1), "epochs must be at least 1, was -1"),
        of(b -> b.batchSize(0), "batchSize must be at least 1, was 0"),
        of(b -> b.learningRate(0), "learningRate must be above 0 and at most 1, was 0.0"),
        of(b -> b.learningRate(1.5), "learningRate must be above 0 and at most 1, was 1.5"),
        of(b -> b.learningRate(Double.NaN), "learningRate must be above 0 and at most 1, was NaN"),
        of(b -> b.warmupFraction(-0.1), "warmupFraction must be in [0, 1), was -0.1"),
        of(b -> b.warmupFraction(1), "warmupFraction must be in [0, 1), was 1.0"),
        of(b -> b.warmupFraction(Double.NaN), "warmupFraction must be in [0, 1), was NaN"),
        of(b -> b.weightDecay(-1e-9), "weightDecay must be in [0, 1], was -1.0E-9"),
        of(b -> b.weightDecay(1.01), "weightDecay must be in [0, 1], was 1.01"),
        of(b -> b.weightDecay(Double.NaN), "weightDecay must be in [0, 1], was NaN"),
        of(b -> b.maxGradientNorm(0), "maxGradientNorm must be above 0, was 0.0"),
        of(b -> b.maxGradientNorm(Double.NaN), "maxGradientNorm must be above 0, was NaN"),
        of(b -> b.maxTokens(7), "maxTokens must be at least 8, was 7"),
        of(b -> b.dropout(-0.1), "dropout must be in [0, 1), was -0.1"),
        of(b -> b.dropout(1), "dropout must be in [0, 1), was 1.0"),
        of(b -> b.dropout(Double.NaN), "dropout must be in [0, 1), was NaN"),
        of(b -> b.attentionDropout(1), "attentionDropout must be in [0, 1), was 1.0"),
        of(b -> b.attentionDropout(Double.NaN), "attentionDropout must be in [0, 1), was NaN"));
  }

  @ParameterizedTest
  @MethodSource
  void outOfRange(UnaryOperator<MeshTrainer.Builder> setter, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> setter.apply(MeshTrainer.builder(BASE)))
        .withMessage(message);
  }

  static Stream<Arguments> twice() {
    MeshTree tree = MeshTree.bundled();
    Consumer<TrainingEvent> listener = event -> {};
    return Stream.of(
        of(b -> b.outputDirectory(Path.of("out")), "outputDirectory was already set to out"),
        of(
            b -> b.labels(LabelScheme.fourteenRoots()),
            "labels was already set to " + LabelScheme.fourteenRoots()),
        of(b -> b.meshTree(tree), "meshTree was already set to " + tree),
        of(b -> b.epochs(2), "epochs was already set to 2"),
        of(b -> b.batchSize(8), "batchSize was already set to 8"),
        of(b -> b.learningRate(1e-4), "learningRate was already set to 1.0E-4"),
        of(b -> b.warmupFraction(0), "warmupFraction was already set to 0.0"),
        of(b -> b.schedule(LearningRateSchedule.COSINE), "schedule was already set to COSINE"),
        of(b -> b.weightDecay(0), "weightDecay was already set to 0.0"),
        of(
            b -> b.maxGradientNorm(Double.POSITIVE_INFINITY),
            "maxGradientNorm was already set to Infinity"),
        of(b -> b.maxTokens(8), "maxTokens was already set to 8"),
        of(b -> b.segmentIds(false), "segmentIds was already set to false"),
        of(b -> b.dropout(0), "dropout was already set to 0.0"),
        of(b -> b.attentionDropout(0.1), "attentionDropout was already set to 0.1"),
        of(b -> b.seed(0), "seed was already set to 0"),
        of(b -> b.precision(TrainingPrecision.BF16), "precision was already set to BF16"),
        of(b -> b.device(ComputeDevice.cpu()), "device was already set to cpu"),
        of(b -> b.onEvent(listener), "onEvent was already set to " + listener));
  }

  @ParameterizedTest
  @MethodSource
  void twice(UnaryOperator<MeshTrainer.Builder> setter, String message) {
    MeshTrainer.Builder builder = setter.apply(MeshTrainer.builder(BASE));
    assertThatThrownBy(() -> setter.apply(builder))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> nothing() {
    return Stream.of(
        of(b -> b.outputDirectory(null), "outputDirectory"),
        of(b -> b.labels(null), "labels"),
        of(b -> b.meshTree(null), "meshTree"),
        of(b -> b.schedule(null), "schedule"),
        of(b -> b.precision(null), "precision"),
        of(b -> b.device(null), "device"),
        of(b -> b.onEvent(null), "onEvent"),
        of(b -> MeshTrainer.builder((Path) null), "baseModel"));
  }

  @ParameterizedTest
  @MethodSource
  void nothing(UnaryOperator<MeshTrainer.Builder> setter, String message) {
    assertThatNullPointerException()
        .isThrownBy(() -> setter.apply(MeshTrainer.builder(BASE)))
        .withMessage(message);
  }

  @Test
  void build_withoutOutput_refused() {
    assertThatThrownBy(() -> MeshTrainer.builder(BASE).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("outputDirectory is not set; say where the fine-tuned model goes");
  }

  @Test
  void build_endsOfRanges_taken() {
    assertThatNoException()
        .isThrownBy(
            () ->
                MeshTrainer.builder(BASE)
                    .outputDirectory(Path.of("out"))
                    .epochs(1)
                    .batchSize(Integer.MAX_VALUE)
                    .learningRate(1)
                    .warmupFraction(0)
                    .weightDecay(1)
                    .maxGradientNorm(Double.POSITIVE_INFINITY)
                    .maxTokens(8)
                    .dropout(0)
                    .attentionDropout(0.999)
                    .seed(Long.MIN_VALUE)
                    .build());
  }
}
