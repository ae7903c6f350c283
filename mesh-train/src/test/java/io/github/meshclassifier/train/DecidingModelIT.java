package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.ArticleScorer;
import io.github.meshclassifier.baseline.ConstantBaseline;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreeNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    for (Article article : TrainingFixture.articles()) {
      String text = article.abstractText();
      for (int part = 0; part < 6; part++) {
        String some = text.substring(part * text.length() / 6, (part + 1) * text.length() / 6);
        String title = "Part " + part + " of " + article.title();
        (part < 2 ? training : validation)
            .add(new Article("", title, some, article.headings(), article.year()));
      }
    }
  }

  private MeshTrainer.Builder trainer(Path base) {
    return MeshTrainer.builder(base)
        .outputDirectory(temp.resolve("model"))
        .epochs(4)
        .batchSize(8)
        .learningRate(5e-3)
        .maxTokens(64)
        .dropout(0)
        .precision(TrainingPrecision.FP32)
        .withoutTracking()
        .seed(7);
  }

  @Test
  void train_enoughValidationArticles_modelDecidesByTheRuleTunedOnThem() throws IOException {
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base"))).build().train(training, validation);
    DecisionRule rule = DecisionRule.tuned(run.validation(), 7);
    // A tuned rule is another than the one of a model without tuning, or this would test nothing.
    assertThat(rule).isNotEqualTo(DecisionRule.half(14));
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      assertThat(classifier.decisionRule()).isEqualTo(rule);
      for (ThresholdProfile profile : ThresholdProfile.values()) {
        assertThat(classifier.evaluate(validation, TREE, profile))
            .isEqualTo(
                rule.calibration().apply(run.validation()).evaluate(rule.thresholds(profile)));
      }
    }
  }

  @Test
  void train_labelsOfTheSecondLevel_modelRemembersWhatTheyAre() throws IOException {
    LabelScheme scheme =
        LabelScheme.ofTreeNumbers(
            TREE, Stream.of("C10", "C14", "E05", "N05").map(TreeNumber::parse).toList());
    List<Article> learned = labelled(training, scheme);
    List<Article> validated = labelled(validation, scheme);
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base")))
            .labels(scheme)
            .build()
            .train(learned, validated);
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      assertThat(classifier.scheme()).isEqualTo(scheme);
      assertThat(classifier.scheme().kind()).isEqualTo(LabelScheme.Kind.TREE_NUMBERS);
      assertThat(classifier.labels()).extracting(Label::id).contains("C14");
      assertThat(classifier.scoreAll(validated, TREE).size()).isEqualTo(validated.size());
    }
  }

  private static List<Article> labelled(List<Article> articles, LabelScheme scheme) {
    return Dataset.of(articles, scheme, TREE).articles();
  }

  @Test
  void train_taught_manifestSaysByWhom() throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    ArticleScorer teacher = ConstantBaseline.train(training, scheme, TREE);
    TrainingRun run =
        trainer(TrainingFixture.copyTo(temp.resolve("base")))
            .teacher(teacher, 1)
            .build()
            .train(training, validation);
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
    trainer(base).teacher(constant, 0.5).build().train(training, validation);
    ArticleScorer other = TfidfLogisticRegression.builder(scheme).train(training, TREE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(base).teacher(other, 0.5).build().resume(training, validation))
        .withMessageContaining("teacher")
        .withMessageContaining("tokens_sha256");
  }
}
