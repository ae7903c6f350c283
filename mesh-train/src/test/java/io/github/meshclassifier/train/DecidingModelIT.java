package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.ConstantBaseline;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.ModelThresholds;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreeNumber;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.tracking.RunComparison;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trained model keeps to decide by, and what it learned from beside labels. */
class DecidingModelIT {
  private static final MeshTree TREE = MeshTree.bundled();

  @TempDir Path temp;
  private List<Article> training;
  private List<Article> validation;

  /** As many articles as tuning asks for, each real one in several parts. */
  @BeforeEach
  void parts() throws IOException {
    training = new ArrayList<>();
    validation = new ArrayList<>();
    List<Article> parts = TrainingFixture.parts(TrainingFixture.articles(), 6);
    for (int i = 0; i < parts.size(); i++) {
      (i % 6 < 2 ? training : validation).add(parts.get(i));
    }
  }

  private MeshTrainer.Builder trainer(Path base) {
    return MeshTrainer.builder(base)
        .epochs(8)
        .batchSize(8)
        .learningRate(2e-3)
        .maxTokens(64)
        .dropout(0)
        .precision(TrainingPrecision.FP32)
        .seed(7);
  }

  /** Whatever names a figure of the saved model names what the model itself decides. */
  @ParameterizedTest
  @ValueSource(strings = {"scores too near to one half", "scores too high"})
  void train_calibrationFitted_everyFigureIsOfTheSavedModel(String distortion) throws IOException {
    boolean high = distortion.equals("scores too high");
    List<TrainingEvent> events = new ArrayList<>();
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base")))
            .loss(
                high
                    ? new TrainingLoss.BinaryCrossEntropy(Collections.nCopies(14, 20.0))
                    : new TrainingLoss.Focal(3))
            .runDirectory(temp.resolve("run"))
            .onEvent(events::add)
            .build()
            .train(data(training), data(validation), temp.resolve("model"));
    TrainingRun.Epoch best = run.best();
    // Or the figures before calibration would be the same, and this would show nothing.
    assertThat(run.model().calibration().isIdentity()).isFalse();
    assertThat(run.model().calibration().slopes().stream().anyMatch(a -> a != 1))
        .as("a slope is folded")
        .isTrue();
    if (high) {
      assertThat(run.model().calibration().intercepts().stream().anyMatch(b -> b != 0))
          .as("a bias is folded")
          .isTrue();
    }
    assertThat(run.learnedNothing() && !high).isFalse();
    assertThat(run.validation()).isSameAs(run.model().validation());
    ScoredArticles delivered;
    Evaluation evaluation;
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      assertThat(classifier.decisionRule()).isEqualTo(run.model().rule());
      for (ThresholdProfile profile : ThresholdProfile.values()) {
        assertThat(classifier.withProfile(profile).evaluate(validation, TREE))
            .isEqualTo(run.model().evaluation(profile));
      }
      evaluation = classifier.evaluate(validation, TREE);
      delivered = classifier.scoreAll(validation, TREE);
    }
    assertThat(evaluation).isEqualTo(run.evaluation());
    assertThat(evaluation.micro().f1()).isGreaterThanOrEqualTo(best.evaluation().micro().f1());
    double furthest = 0;
    for (int article = 0; article < delivered.size(); article++) {
      for (int label = 0; label < 14; label++) {
        double reported = run.validation().score(article, label);
        assertThat(delivered.score(article, label)).isCloseTo((float) reported, within(1e-5f));
        double before = uncalibrated(events, run).score(article, label);
        furthest = Math.max(furthest, Math.abs(before - reported));
      }
    }
    assertThat(furthest).as("calibration moves scores").isGreaterThan(0.01);
    assertEventsAndTracking(events, run, evaluation);
    assertCard(run, evaluation);
  }

  private static ScoredArticles uncalibrated(List<TrainingEvent> events, TrainingRun run) {
    return events.stream()
        .filter(TrainingEvent.EpochDone.class::isInstance)
        .map(TrainingEvent.EpochDone.class::cast)
        .filter(done -> done.result().number() == run.bestEpoch())
        .findFirst()
        .orElseThrow()
        .validation();
  }

  private void assertEventsAndTracking(
      List<TrainingEvent> events, TrainingRun run, Evaluation evaluation) throws IOException {
    assertThat(events.stream().filter(TrainingEvent.ModelSaved.class::isInstance))
        .last()
        .extracting(event -> ((TrainingEvent.ModelSaved) event).model().evaluation())
        .isEqualTo(evaluation);
    TrackedRun tracked = TrackedRun.read(temp.resolve("run"));
    TrackedRun.Saved saved = tracked.saved().orElseThrow();
    assertThat(saved.epoch()).isEqualTo(run.bestEpoch());
    assertThat(saved.profile()).isEqualTo("half");
    assertThat(saved.metric(Metric.MICRO_F1)).hasValue(evaluation.micro().f1());
    assertThat(saved.metric(Metric.EXACT_MATCH)).hasValue(evaluation.subsetAccuracy());
    assertThat(saved.metric(Metric.MACRO_AUROC))
        .hasValue(Metric.MACRO_AUROC.of(run.validation(), Thresholds.DEFAULT));
    assertThat(saved.labelF1()).containsEntry("C", evaluation.forLabel("C").f1());
    assertThat(tracked.best().orElseThrow().metric(Metric.MICRO_F1))
        .hasValue(run.best().evaluation().micro().f1());
    assertThat(Files.readAllLines(temp.resolve("run").resolve("events.jsonl")))
        .filteredOn(line -> line.contains("\"event\":\"epoch\""))
        .allMatch(line -> line.contains("\"scores\":\"uncalibrated\",\"profile\":\"half\""));
    assertThat(RunComparison.of(List.of(tracked)).toMarkdown())
        .contains(
            String.format(
                Locale.ROOT,
                "| run | %.3f | %.3f | %.3f |",
                evaluation.micro().f1(),
                evaluation.macro().f1(),
                evaluation.subsetAccuracy()));
  }

  private static void assertCard(TrainingRun run, Evaluation evaluation) throws IOException {
    JsonObject manifest =
        JsonParser.parseString(Files.readString(run.directory().resolve("mesh-classifier.json")))
            .getAsJsonObject();
    assertThat(manifest.has("calibration")).isFalse();
    JsonObject provenance = manifest.getAsJsonObject("provenance");
    assertThat(provenance.getAsJsonObject("folded_calibration").getAsJsonArray("slope"))
        .hasSize(14);
    JsonObject figures = provenance.getAsJsonObject("validation");
    assertThat(figures.get("profile").getAsString()).isEqualTo("half");
    assertThat(figures.getAsJsonObject("micro").get("f1").getAsDouble())
        .isEqualTo(evaluation.micro().f1());
    assertThat(figures.has("learned_nothing")).isEqualTo(run.learnedNothing());
    assertThat(Files.readString(run.directory().resolve("README.md")))
        .contains("name: \"Micro F1, threshold profile half\"\n      value: ")
        .contains("      value: " + evaluation.micro().f1() + "\n")
        .contains("      value: " + evaluation.hammingLoss() + "\n")
        .contains("the scores of the model as it is saved and the thresholds of its profile `half`")
        .contains("are of the scores before calibration, decided at 0.5")
        .contains("The probabilities are calibrated")
        .doesNotContain("have not been calibrated");
  }

  @Test
  void resume_runThatIsOver_savedModelAsBefore() throws IOException {
    Path base = TrainingFixture.copyTo(temp.resolve("base"));
    TrainingRun run =
        trainer(base).build().train(data(training), data(validation), temp.resolve("model"));
    TrainingRun again =
        trainer(base).build().resume(data(training), data(validation), temp.resolve("model"));
    assertThat(again.model().rule()).isEqualTo(run.model().rule());
    assertThat(again.model().calibration()).isEqualTo(run.model().calibration());
    assertThat(again.evaluation()).isEqualTo(run.evaluation());
  }

  /** A second calibration goes on top of the one in the weights, into the manifest. */
  @Test
  void retune_calibratedModel_goesOnFromItsScores() throws IOException {
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base")))
            .build()
            .train(data(training), data(validation), temp.resolve("model"));
    DecisionRule doubled =
        new DecisionRule(
            Calibration.of(Collections.nCopies(14, 2.0), Collections.nCopies(14, 0.5)),
            run.model().rule().profiles(),
            ThresholdProfile.HALF);
    ModelThresholds.write(run.directory(), doubled);
    ModelCard.builder().build().write(run.directory());
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      ScoredArticles scored = classifier.scoreAll(validation, TREE);
      ScoredArticles expected = doubled.calibration().apply(run.validation());
      for (int article = 0; article < scored.size(); article++) {
        assertThat(scored.score(article, 2)).isCloseTo(expected.score(article, 2), within(1e-5f));
      }
    }
    assertThat(Files.readString(run.directory().resolve("README.md")))
        .as("what Python has to do, and no figure of another rule")
        .contains("math.exp(-(a * scores[id] + b))")
        .doesNotContain("validation articles**", "model-index");
  }

  @Test
  void train_rateAtWhichNothingMoves_saysThatNothingWasLearned() throws IOException {
    Path base = temp.resolve("base");
    Files.createDirectory(base);
    FamilyFixture.BERT.writeTo(base, 1800);
    Path fixture = Path.of("../mesh-infer/src/test/resources/fixtures/bert");
    Files.copy(fixture.resolve("vocab.txt"), base.resolve("vocab.txt"));
    TrainingRun run =
        MeshTrainer.builder(base)
            .epochs(1)
            .learningRate(1e-12)
            .maxTokens(64)
            .build()
            .train(data(training), data(validation), temp.resolve("model"));
    assertThat(run.learnedNothing()).isTrue();
    assertThat(run.model().learnedNothing()).isTrue();
    assertThat(Files.readString(run.directory().resolve("README.md")))
        .contains("**This model has learned nothing that the validation articles show**");
    TrackedRun tracked = TrackedRun.read(temp.resolve("model.run"));
    assertThat(tracked.saved().orElseThrow().learnedNothing()).isTrue();
    assertThat(RunComparison.of(List.of(tracked)).toMarkdown())
        .contains("completed, learned nothing");
  }

  @Test
  void train_labelsOfTheSecondLevel_modelRemembersWhatTheyAre() throws IOException {
    LabelScheme scheme =
        LabelScheme.ofTreeNumbers(
            TREE, Stream.of("C10", "C14", "E05", "N05").map(TreeNumber::parse).toList());
    Dataset learned = Dataset.of(training, scheme, TREE);
    Dataset validated = Dataset.of(validation, scheme, TREE);
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base")))
            .build()
            .train(learned, validated, temp.resolve("model"));
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      assertThat(classifier.scheme()).isEqualTo(scheme);
      assertThat(classifier.scheme().kind()).isEqualTo(LabelScheme.Kind.TREE_NUMBERS);
      assertThat(classifier.scheme().labels()).extracting(Label::id).contains("C14");
      assertThat(classifier.scoreAll(validated.articles(), TREE).size())
          .isEqualTo(validated.size());
    }
  }

  @Test
  void train_taught_manifestSaysByWhom() throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    ArticleScorer teacher = ConstantBaseline.train(training, scheme, TREE);
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base")))
            .teacher(teacher, 1)
            .build()
            .train(data(training), data(validation), temp.resolve("model"));
    JsonObject settings =
        JsonParser.parseString(Files.readString(run.directory().resolve("mesh-classifier.json")))
            .getAsJsonObject()
            .getAsJsonObject("provenance")
            .getAsJsonObject("settings");
    assertThat(settings.get("teacher_weight").getAsDouble()).isEqualTo(1);
    assertThat(settings.get("teacher").getAsString()).isEqualTo(teacher.toString());
  }

  @Test
  void resume_otherTeacher_refused() throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    Path base = TrainingFixture.copyTo(temp.resolve("base"));
    ArticleScorer constant = ConstantBaseline.train(training, scheme, TREE);
    trainer(base)
        .teacher(constant, 0.5)
        .build()
        .train(data(training), data(validation), temp.resolve("model"));
    ArticleScorer other = TfidfLogisticRegression.builder(scheme).train(training, TREE);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer(base)
                    .teacher(other, 0.5)
                    .build()
                    .resume(data(training), data(validation), temp.resolve("model")))
        .withMessageContaining("teacher")
        .withMessageContaining("tokens_sha256");
  }
}
