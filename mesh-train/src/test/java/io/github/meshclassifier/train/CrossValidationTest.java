package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is made of the folds of a cross-validation, by hand. */
class CrossValidationTest {
  /** Six articles, of which the even ones have the label. */
  private static final List<Article> ARTICLES = articles();

  private record Fold(int number, TrainingRun run, Dataset test, ScoredArticles scores)
      implements CrossValidation.Fold {}

  private static List<Article> articles() {
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      List<Heading> headings = List.of(new Heading("", i % 2 == 0 ? "Yes" : "No"));
      articles.add(
          new Article(String.valueOf(i), "Title " + i, "text", headings, OptionalInt.empty()));
    }
    return articles;
  }

  private static Dataset data(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.ofHeadings(List.of("Yes", "No")), MeshTree.bundled());
  }

  /** A fold with the scores of the label Yes; No has the rest. */
  private static Fold fold(int number, List<Article> articles, double... yes) {
    Dataset test = data(articles);
    ScoredArticles.Builder scores = ScoredArticles.builder(List.of("Yes", "No"));
    for (int i = 0; i < yes.length; i++) {
      scores.add(test.indicators(i), new float[] {(float) yes[i], (float) (1 - yes[i])});
    }
    ScoredArticles scored = scores.build();
    SavedModel model =
        SavedModel.of(
            DecisionRule.half(2), LabelCoupling.identity(2), Calibration.identity(2), scored);
    TrainingRun.Epoch epoch =
        new RunEvents.Epoch(1, 0.5, 0.5, scored.evaluate(Thresholds.DEFAULT), Duration.ZERO);
    TrainingRun run =
        new RunEvents.Run(
            Path.of("fold-" + number), List.of(epoch), 1, TrainingRun.StopReason.COMPLETED, model);
    return new Fold(number, run, test, scored);
  }

  /** All three right; one of three right; two of three right. */
  private static CrossValidation result() {
    return CrossValidation.of(
        data(ARTICLES),
        List.of(
            fold(1, List.of(ARTICLES.get(5), ARTICLES.get(0)), 0.25, 0.75),
            fold(2, List.of(ARTICLES.get(2), ARTICLES.get(1)), 0.125, 0.875),
            fold(3, List.of(ARTICLES.get(4), ARTICLES.get(3)), 0.625, 1)));
  }

  @Test
  void metrics_threeFolds_meanAndSampleDeviation() {
    CrossValidation result = result();
    // Exact match: 1, 0 and 1/2.
    assertThat(result.folds())
        .extracting(fold -> fold.value(Metric.EXACT_MATCH))
        .containsExactly(1.0, 0.0, 0.5);
    assertThat(result.mean(Metric.EXACT_MATCH)).isCloseTo(0.5, within(1e-12));
    assertThat(result.standardDeviation(Metric.EXACT_MATCH)).isCloseTo(0.5, within(1e-12));
    assertThat(result.folds().get(2).evaluation().subsetAccuracy()).isEqualTo(0.5);
    assertThat(result.toString())
        .isEqualTo(
            "cross-validation of 3 folds: micro-F1 0.500 (standard deviation 0.500), macro-F1 0.444"
                + " (standard deviation 0.509)");
    assertThat(result.toMarkdown().lines())
        .hasSize(2 + Metric.values().length)
        .contains(
            "| Metric | Mean | Standard deviation | Fold 1 | Fold 2 | Fold 3 |",
            "| Exact match | 0.500 | 0.500 | 1.000 | 0.000 | 0.500 |");
  }

  @Test
  void metrics_undefinedInAFold_leftOut() {
    CrossValidation result =
        CrossValidation.of(
            data(ARTICLES.subList(0, 4)),
            List.of(
                fold(1, List.of(ARTICLES.get(0), ARTICLES.get(2)), 0.75, 0.5),
                fold(2, List.of(ARTICLES.get(1), ARTICLES.get(3)), 0.25, 0.5)));
    assertThat(result.mean(Metric.MACRO_AUROC)).isNaN();
    assertThat(result.standardDeviation(Metric.MACRO_AUROC)).isNaN();
    assertThat(result.toMarkdown()).contains("| Macro AUROC | – | – | – | – |");
  }

  @Test
  void outOfFold_orderOfTheDataSet() {
    ScoredArticles scores = result().outOfFold();
    assertThat(scores.labels()).containsExactly("Yes", "No");
    double[] yes = {0.75, 0.875, 0.125, 1, 0.625, 0.25};
    for (int i = 0; i < yes.length; i++) {
      assertThat(scores.score(i, 0)).isEqualTo((float) yes[i]);
      assertThat(scores.isExpected(i, 0)).isEqualTo(i % 2 == 0);
    }
  }

  @Test
  void scorer_articlesOfTheFolds_theirScores() {
    float[][] scores = result().scorer().score(List.of(ARTICLES.get(3), ARTICLES.get(2)));
    assertThat(scores[0]).containsExactly(1, 0);
    assertThat(scores[1]).containsExactly(0.125f, 0.875f);
    assertThat(result().scorer().scheme()).isEqualTo(data(ARTICLES).scheme());
    assertThat(result().scorer()).hasToString(result().toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> result().scorer().score(List.of(Article.of("Another", "text"))))
        .withMessage("the article with PMID '' was in no fold of this cross-validation");
  }

  @Test
  void of_missingArticle_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CrossValidation.of(
                    data(ARTICLES), List.of(fold(1, List.of(ARTICLES.get(0)), 0.75))))
        .withMessage("the article with PMID '1' was in no fold of this cross-validation");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.of(data(ARTICLES), List.of()))
        .withMessage("a cross-validation has folds, found none");
  }

  @Test
  void plan_outOfRange_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CrossValidation.Plan.of(1))
        .withMessage("the number of folds must be at least 2, was 1");
    for (double share : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CrossValidation.Plan.of(2).withValidation(share))
          .withMessage("the share for validation must be above 0 and below 1, was " + share);
    }
    assertThat(CrossValidation.Plan.of(4).withoutModels().withValidation(0.25))
        .isEqualTo(new CrossValidation.Plan(4, 0.25, false));
  }

  @Test
  void crossValidate_wrongArguments_refusedBeforeAnyFileIsRead() {
    MeshTrainer trainer = MeshTrainer.builder(Path.of("base")).build();
    Dataset dataset = data(ARTICLES);
    Path directory = Path.of("cross-validation");
    assertThatNullPointerException()
        .isThrownBy(() -> trainer.crossValidate(null, 2, directory))
        .withMessage("dataset");
    assertThatNullPointerException()
        .isThrownBy(() -> trainer.crossValidate(dataset, null, directory))
        .withMessage("plan");
    assertThatNullPointerException()
        .isThrownBy(() -> trainer.crossValidate(dataset, 2, null))
        .withMessage("directory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.crossValidate(dataset, 1, directory))
        .withMessage("the number of folds must be at least 2, was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.crossValidate(dataset, 7, directory))
        .withMessage("7 folds need as many different articles, found 6");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.crossValidate(
                    dataset, CrossValidation.Plan.of(2).withValidation(0.001), directory))
        .withMessage("fold 1: the validation set is empty, expected at least one article");
  }
}
