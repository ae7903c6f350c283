package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.run.TrainingEvent;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
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
        of(b -> b.warmupSteps(-1), "warmupSteps must be at least 0, was -1"),
        of(b -> b.tokensPerBatch(7), "tokensPerBatch must be at least 8, was 7"),
        of(b -> b.microBatchSize(0), "microBatchSize must be at least 1, was 0"),
        of(b -> b.layerDecay(0), "layerDecay must be above 0 and at most 1, was 0.0"),
        of(b -> b.layerDecay(1.1), "layerDecay must be above 0 and at most 1, was 1.1"),
        of(b -> b.layerDecay(Double.NaN), "layerDecay must be above 0 and at most 1, was NaN"),
        of(b -> b.averageDecay(1), "averageDecay must be in [0, 1), was 1.0"),
        of(b -> b.averageDecay(Double.NaN), "averageDecay must be in [0, 1), was NaN"),
        of(b -> b.frozenLayers(0), "frozenLayers must be at least 1, was 0"),
        of(b -> b.labelSmoothing(1), "labelSmoothing must be in [0, 1), was 1.0"),
        of(b -> b.labelSmoothing(Double.NaN), "labelSmoothing must be in [0, 1), was NaN"),
        of(b -> b.patience(0), "patience must be at least 1, was 0"),
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
    Consumer<TrainingEvent> listener = event -> {};
    ToDoubleFunction<Article> weights = article -> 2;
    return Stream.of(
        of(b -> b.epochs(2), "epochs was already set to 2"),
        of(b -> b.batchSize(8), "batchSize was already set to 8"),
        of(b -> b.learningRate(1e-4), "learningRate was already set to 1.0E-4"),
        of(b -> b.warmupFraction(0), "warmupFraction was already set to 0.0"),
        of(b -> b.warmupSteps(9), "warmupSteps was already set to 9"),
        of(b -> b.tokensPerBatch(4096), "tokensPerBatch was already set to 4096"),
        of(b -> b.microBatchSize(4), "microBatchSize was already set to 4"),
        of(b -> b.layerDecay(0.9), "layerDecay was already set to 0.9"),
        of(b -> b.averageDecay(0.99), "averageDecay was already set to 0.99"),
        of(b -> b.frozenEmbeddings(true), "frozenEmbeddings was already set to true"),
        of(b -> b.frozenLayers(2), "frozenLayers was already set to 2"),
        of(
            b -> b.loss(new TrainingLoss.Focal(2)),
            "loss was already set to " + new TrainingLoss.Focal(2)),
        of(b -> b.labelSmoothing(0.1), "labelSmoothing was already set to 0.1"),
        of(b -> b.articleWeights(weights), "articleWeights was already set to " + weights),
        of(b -> b.runDirectory(Path.of("runs", "x")), "runDirectory was already set to runs/x"),
        of(b -> b.tracking(false), "tracking was already set to false"),
        of(b -> b.selection(Metric.MACRO_F1), "selection was already set to MACRO_F1"),
        of(MeshTrainer.Builder::selectionByLoss, "selectionByLoss was already set to true"),
        of(b -> b.patience(2), "patience was already set to 2"),
        of(
            b -> b.checkpoints(Checkpoints.every(500).keep(3)),
            "checkpoints was already set to every 500 steps, 3 kept"),
        of(b -> b.schedule(LearningRateSchedule.COSINE), "schedule was already set to COSINE"),
        of(b -> b.weightDecay(0), "weightDecay was already set to 0.0"),
        of(
            b -> b.maxGradientNorm(Double.POSITIVE_INFINITY),
            "maxGradientNorm was already set to Infinity"),
        of(b -> b.maxTokens(8), "maxTokens was already set to 8"),
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

  static Stream<Arguments> excluded() {
    return Stream.of(
        of(
            b -> b.batchSize(8).tokensPerBatch(4096),
            "tokensPerBatch excludes batchSize, which was already set to 8"),
        of(
            b -> b.tokensPerBatch(4096).batchSize(8),
            "batchSize excludes tokensPerBatch, which was already set to 4096"),
        of(
            b -> b.warmupSteps(8).warmupFraction(0.1),
            "warmupFraction excludes warmupSteps, which was already set to 8"),
        of(
            b -> b.warmupFraction(0.1).warmupSteps(8),
            "warmupSteps excludes warmupFraction, which was already set to 0.1"),
        of(
            b -> b.selection(Metric.MACRO_F1).selectionByLoss(),
            "selectionByLoss excludes selection, which was already set to MACRO_F1"),
        of(
            b -> b.selectionByLoss().selection(Metric.MACRO_F1),
            "selection excludes selectionByLoss, which was already set to true"));
  }

  @ParameterizedTest
  @MethodSource
  void excluded(UnaryOperator<MeshTrainer.Builder> setters, String message) {
    assertThatThrownBy(() -> setters.apply(MeshTrainer.builder(BASE)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
  }

  static Stream<Arguments> nothing() {
    return Stream.of(
        of(b -> b.schedule(null), "schedule"),
        of(b -> b.loss(null), "loss"),
        of(b -> b.selection(null), "selection"),
        of(b -> b.articleWeights(null), "articleWeights"),
        of(b -> b.checkpoints(null), "checkpoints"),
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
  void toBuilder_everySetting_isKeptAndCanBeSetAgain() {
    for (Arguments arguments : twice().toList()) {
      @SuppressWarnings("unchecked")
      UnaryOperator<MeshTrainer.Builder> setter =
          (UnaryOperator<MeshTrainer.Builder>) arguments.get()[0];
      MeshTrainer.Builder builder = setter.apply(MeshTrainer.builder(BASE));
      MeshTrainer.Builder copy = builder.build().toBuilder();
      assertThat(copy.build().settings).isEqualTo(builder.build().settings);
      assertThat(builder.build().settings.chosen()).isNotEmpty();
      assertThat(setter.apply(copy)).isSameAs(copy);
    }
  }

  @Test
  void toBuilder_whatExcludesEachOther_theLastOneIsInEffect() {
    MeshTrainer trainer =
        MeshTrainer.builder(BASE).tokensPerBatch(512).warmupSteps(9).selectionByLoss().build();
    MeshTrainer.Builder other =
        trainer.toBuilder().batchSize(8).warmupFraction(0.2).selection(Metric.MACRO_F1);
    Recipe recipe = other.build().settings.recipe();
    assertThat(recipe.batching()).isEqualTo(new Batching(8, 0, 0));
    assertThat(recipe.rate().warmupSteps(100)).isEqualTo(20);
    assertThat(recipe.selection().metric()).isEqualTo(Metric.MACRO_F1);
    Recipe before = trainer.settings.recipe();
    assertThat(before.batching().tokens()).as("the trainer itself stays").isEqualTo(512);
    assertThat(before.rate().warmupSteps(100)).isEqualTo(9);
  }

  @Test
  void build_endsOfRanges_taken() {
    assertThatNoException()
        .isThrownBy(
            () ->
                MeshTrainer.builder(BASE)
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
