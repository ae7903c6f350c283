package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Leakage;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.run.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a run learns from and how, read and checked.
 *
 * @param manifest what the model's manifest says before training, but for the provenance
 * @param provenance what is known of the model's origin before training
 */
record TrainingInputs(
    TrainingSettings settings,
    LabelledExamples training,
    LabelledExamples validation,
    ModelManifest manifest,
    Provenance provenance) {

  /**
   * Reads and checks.
   *
   * @param output the output directory, whose name the model gets
   * @param base the files of the base model
   * @param baseDirectory where they are
   * @throws IllegalArgumentException if the data sets cannot be learned from, or the settings do
   *     not fit the base model
   */
  static TrainingInputs read(
      TrainerSettings trainer,
      Dataset training,
      Dataset validation,
      Path output,
      ModelFiles base,
      Path baseDirectory,
      BackboneConfig config)
      throws IOException {
    TrainingSettings settings = trainer.inEffect(config);
    LabelScheme scheme = training.scheme();
    if (!validation.scheme().equals(scheme)) {
      throw new IllegalArgumentException(
          "training and validation must be of one label scheme, were of "
              + Printable.clip(scheme.toString())
              + " and "
              + Printable.clip(validation.scheme().toString()));
    }
    Leakage.between(training, validation).requireNone("training", "validation");
    LabelledExamples learned;
    LabelledExamples validated;
    try (TextEncoder encoder =
        TextEncoder.open(
            base, config.tokens(), settings.maxTokens(), trainer.baseModel().casing())) {
      learned = LabelledExamples.of("training", training, TextAssembly.DEFAULT, encoder);
      Teacher teacher = settings.recipe().objective().teacher();
      if (teacher != null) {
        learned = teacher.teach(learned, training.articles(), scheme);
      }
      ToDoubleFunction<? super Article> weights = trainer.articleWeights();
      if (weights != null) {
        learned = learned.weighted(training.articles(), weights);
      }
      validated = LabelledExamples.of("validation", validation, TextAssembly.DEFAULT, encoder);
    }
    OptionalInt year = training.tree().year();
    ModelManifest manifest =
        ModelManifest.of(scheme, settings.maxTokens())
            .withTitleSeparator(TextAssembly.DEFAULT.separator())
            .withMeshYear(year.isPresent() ? year.getAsInt() : null)
            .withArchitecture(config);
    Map<String, Object> named = settings.byName();
    if (learned.isWeighted()) {
      DoubleSummaryStatistics weights =
          learned.examples().stream().collect(Collectors.summarizingDouble(Example::weight));
      named.put(
          "article_weights",
          "from "
              + weights.getMin()
              + " to "
              + weights.getMax()
              + ", mean "
              + weights.getAverage());
    }
    Provenance provenance =
        new Provenance(
            RunProvenance.base(base, baseDirectory),
            new Provenance.Data(
                RunProvenance.articles(training.articles(), learned),
                RunProvenance.articles(validation.articles(), validated)),
            named,
            RunProvenance.versions(),
            RunProvenance.card(output),
            Provenance.Results.NONE,
            null);
    return new TrainingInputs(settings, learned, validated, manifest, provenance);
  }

  Recipe recipe() {
    return settings.recipe();
  }

  ValidationSet validationSet() {
    return new ValidationSet(labelIds(), validation.examples());
  }

  /** The model as it is saved, when these are the logits that it gives the validation articles. */
  SavedModel saved(float[][] logits) {
    return validationSet().saved(logits, recipe().selection().decisionMetric(), recipe().seed());
  }

  List<String> labelIds() {
    return manifest.labels().stream().map(Label::id).toList();
  }

  RunIdentity identity() {
    return RunIdentity.of(provenance, labelIds());
  }
}
