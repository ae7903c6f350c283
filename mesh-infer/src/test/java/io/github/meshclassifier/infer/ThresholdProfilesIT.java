package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdProfiles;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThresholdProfilesIT {
  private static final int LABELS = 14;
  private static final Thresholds MACRO = Thresholds.uniform(0.375);
  private static final DecisionRule RULE =
      new DecisionRule(
          Calibration.of(Collections.nCopies(LABELS, 2.0), Collections.nCopies(LABELS, -0.25)),
          ThresholdProfiles.of(LABELS, Map.of(ThresholdProfile.MACRO_F1, MACRO)),
          ThresholdProfile.MACRO_F1);

  private static final List<Article> ARTICLES =
      List.of(
          article("1", "heart failure in old mice", "Mice"),
          article("2", "tumor of the lung", "Lung Neoplasms", "Humans"),
          article("3", "a", "Aspirin"));

  @TempDir Path temp;
  private Path model;

  private static Article article(String pmid, String text, String... headings) {
    return new Article(
        pmid,
        "",
        text,
        List.of(headings).stream().map(name -> new Article.Heading("", name)).toList(),
        OptionalInt.empty());
  }

  @BeforeEach
  void copyModel() throws IOException {
    model =
        BertFixture.copyTo(
            temp.resolve("model"), BertFixture.manifest(Collections.nCopies(LABELS, 0.5), 64, " "));
  }

  @Test
  void write_rule_inEffectOnceLoadedAgain() throws IOException {
    Prediction before;
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertThat(classifier.decisionRule()).isEqualTo(DecisionRule.half(LABELS));
      before = classifier.predict(ARTICLES.get(0));
      ModelThresholds.write(model, RULE);
      assertThat(classifier.predict(ARTICLES.get(0))).isEqualTo(before);
    }
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertThat(classifier.decisionRule()).isEqualTo(RULE);
      assertThat(classifier.thresholds()).isEqualTo(MACRO);
      Prediction after = classifier.predict(ARTICLES.get(0));
      assertThat(after.scores()).allMatch(score -> score.threshold() == 0.375);
      for (LabelScore score : after.scores()) {
        double p = before.scoreOf(score.label().id()).probability();
        double calibrated = 1 / (1 + Math.exp(-(2 * Math.log(p / (1 - p)) - 0.25)));
        assertThat(score.probability()).isEqualTo(calibrated, within(1e-5));
      }
    }
  }

  /** Figures are of a rule; under another one they would be wrong. */
  @Test
  void write_rule_figuresStayUnlessTheDefaultChanges() throws IOException {
    JsonObject provenance = new JsonObject();
    for (String part : List.of("validation", "test", "data")) {
      provenance.add(part, new JsonObject());
    }
    manifest().withProvenance(provenance).replace(model);
    ModelThresholds.write(
        model,
        new DecisionRule(Calibration.identity(LABELS), RULE.profiles(), ThresholdProfile.HALF));
    assertThat(manifest().provenance().keySet())
        .containsExactlyInAnyOrder("validation", "test", "data");
    ModelThresholds.write(model, RULE.withoutCalibration());
    assertThat(manifest().provenance().keySet()).containsExactly("data");
    manifest().withProvenance(provenance).replace(model);
    ModelThresholds.write(model, RULE);
    assertThat(manifest().provenance().keySet()).containsExactly("data");
  }

  private ModelManifest manifest() throws IOException {
    return ModelManifest.require(ModelFiles.directory(model));
  }

  @Test
  void profile_atLoadAndPerCall_decides() throws IOException {
    ModelThresholds.write(model, RULE);
    try (MeshClassifier half =
            MeshClassifier.builder(model).thresholdProfile(ThresholdProfile.HALF).build();
        MeshClassifier own = MeshClassifier.load(model)) {
      assertThat(half.thresholds()).isEqualTo(Thresholds.DEFAULT);
      ArticleClassifier macro = half.withProfile(ThresholdProfile.MACRO_F1);
      ArticleClassifier other = own.withProfile(ThresholdProfile.HALF);
      assertThat(macro.thresholds()).isEqualTo(MACRO);
      Article article = ARTICLES.get(1);
      assertThat(other.predict(article)).isEqualTo(half.predict(article));
      assertThat(macro.predict(article)).isEqualTo(own.predict(article));
      assertThat(macro.predictAsync(article).join()).isEqualTo(own.predict(article));
      assertThat(other.predictAll(ARTICLES)).isEqualTo(half.predictAll(ARTICLES));
      assertThat(macro.predictStream(ARTICLES.stream()))
          .containsExactlyElementsOf(own.predictAll(ARTICLES));
      assertThat(macro.explain(article, "C").score()).isEqualTo(own.explain(article, "C").score());
      assertThat(macro.explain(article, "C").score().threshold()).isNotEqualTo(0.5);
      assertThat(own.predict(article).predicted())
          .hasSizeGreaterThan(half.predict(article).predicted().size());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> own.withProfile(ThresholdProfile.EXACT_MATCH))
          .withMessageStartingWith(
              "the model has no threshold profile exact_match, expected one of [half, macro_f1]");
    }
  }

  @Test
  void score_thenThresholds_isWhatEvaluateSays() throws IOException {
    ModelThresholds.write(model, RULE);
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      MeshTree tree = MeshTree.bundled();
      ScoredArticles scored = classifier.scoreAll(ARTICLES, tree);
      assertThat(scored.size()).isEqualTo(3);
      assertThat(scored.isExpected(1, scored.labels().indexOf("C"))).isTrue();
      assertThat(scored.isExpected(1, scored.labels().indexOf("D"))).isFalse();
      assertThat(scored.score(0, 2))
          .isEqualTo(
              (float)
                  classifier.predictAll(ARTICLES).get(0).prediction().scoreOf("C").probability());
      Evaluation evaluation = classifier.evaluate(ARTICLES, tree);
      assertThat(evaluation.thresholds()).isEqualTo(MACRO);
      assertThat(evaluation).isEqualTo(scored.evaluate(MACRO));
      assertThat(classifier.withProfile(ThresholdProfile.HALF).evaluate(ARTICLES, tree))
          .isEqualTo(scored.evaluate(Thresholds.DEFAULT));
      assertThatIllegalArgumentException().isThrownBy(() -> classifier.scoreAll(List.of(), tree));
    }
  }

  @Test
  void build_profileThatIsNotThereOrWithThresholds_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MeshClassifier.builder(model).thresholdProfile(ThresholdProfile.MICRO_F1).build())
        .withMessageStartingWith("the model has no threshold profile micro_f1");
    assertThatThrownBy(
            () ->
                MeshClassifier.builder(model)
                    .thresholdProfile(ThresholdProfile.HALF)
                    .thresholds(Thresholds.DEFAULT)
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "thresholds and thresholdProfile exclude each other, were 0.5 for every label and half");
  }

  @Test
  void write_whatDoesNotFit_leavesTheFileAlone() throws IOException {
    byte[] before = Files.readAllBytes(model.resolve(ModelManifest.FILE_NAME));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelThresholds.write(model, DecisionRule.half(3)))
        .withMessage("the rule must be for the model's 14 labels, was for 3");
    assertThat(Files.readAllBytes(model.resolve(ModelManifest.FILE_NAME))).isEqualTo(before);
    Path bare = BertFixture.copyTo(temp.resolve("bare"));
    assertThatThrownBy(() -> ModelThresholds.write(bare, RULE))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("there is no mesh-classifier.json");
  }
}
