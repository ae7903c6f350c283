package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.ArticleResult;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of one label: most articles are negatives. */
class ScreeningIT {
  private static final MeshTree TREE = MeshTree.bundled();

  @TempDir Path temp;

  @Test
  void train_oneLabel_trainsValidatesTunesAndEvaluatesOnNegatives() throws IOException {
    LabelScheme scheme =
        LabelScheme.ofDescriptors(TREE, List.of(TREE.find("Neoplasms").orElseThrow()));
    List<Article> training = articles(0, 96);
    List<Article> validation = articles(96, 216);
    Dataset validated = Dataset.of(validation, scheme, TREE);
    assertThat(validated.size()).isEqualTo(validation.size());
    assertThat(validated.negatives()).isEqualTo(90);

    TrainingRun run =
        MeshTrainer.builder(TrainingFixture.copyTo(temp.resolve("base")))
            .epochs(4)
            .batchSize(8)
            .learningRate(5e-3)
            .maxTokens(64)
            .dropout(0)
            .precision(TrainingPrecision.FP32)
            .tracking(false)
            .seed(7)
            .build()
            .train(Dataset.of(training, scheme, TREE), validated, temp.resolve("model"));

    assertThat(run.validation().size()).isEqualTo(validation.size());
    for (int i = 0; i < validation.size(); i++) {
      assertThat(run.validation().isExpected(i, 0)).isEqualTo(!validated.labels(i).isEmpty());
    }
    // Learned from negatives as well as from positives: the order of the scores tells them apart.
    assertThat(RankingEvaluation.of(run.validation()).auroc().macro().orElseThrow())
        .isGreaterThan(0.8);
    DecisionRule rule = DecisionRule.tuned(run.validation(), 7);
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      assertThat(classifier.scheme()).isEqualTo(scheme);
      assertThat(classifier.decisionRule()).isEqualTo(rule);
      for (ThresholdProfile profile : ThresholdProfile.values()) {
        Evaluation evaluation = classifier.withProfile(profile).evaluate(validation, TREE);
        assertThat(evaluation)
            .isEqualTo(
                rule.calibration().apply(run.validation()).evaluate(rule.thresholds(profile)));
      }
      assertCountedByHand(classifier, validation, validated);
    }
  }

  /** One article of four has the label, and says so. */
  private static List<Article> articles(int from, int to) {
    List<Article> articles = new ArrayList<>();
    for (int i = from; i < to; i++) {
      boolean positive = i % 4 == 0;
      articles.add(
          new Article(
              Integer.toString(1000 + i),
              (positive ? "Carcinoma of the lung " : "Stroke of young patients ") + i,
              positive ? "The tumor was treated." : "The blood pressure was high.",
              List.of(new Heading("", positive ? "Lung Neoplasms" : "Stroke")),
              OptionalInt.empty()));
    }
    return articles;
  }

  /** An article without label that is given none is right; one that is given the label is wrong. */
  private static void assertCountedByHand(
      MeshClassifier classifier, List<Article> articles, Dataset dataset) {
    List<Prediction> predictions =
        classifier.predictAll(articles).stream().map(ArticleResult::prediction).toList();
    int right = 0;
    int rightNegatives = 0;
    for (int i = 0; i < articles.size(); i++) {
      boolean negative = dataset.labels(i).isEmpty();
      boolean exact = predictions.get(i).predicted().isEmpty() == negative;
      right += exact ? 1 : 0;
      rightNegatives += exact && negative ? 1 : 0;
    }
    assertThat(rightNegatives).isPositive();
    Evaluation evaluation = classifier.evaluate(articles, TREE);
    assertThat(evaluation.subsetAccuracy()).isEqualTo(right / (double) articles.size());
    LabelEvaluation label = evaluation.perLabel().get(0);
    assertThat(label.trueNegatives()).isEqualTo(rightNegatives);
    assertThat(label.support()).isEqualTo(articles.size() - dataset.negatives());
  }
}
