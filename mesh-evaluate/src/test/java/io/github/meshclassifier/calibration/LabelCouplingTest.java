package io.github.meshclassifier.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.RankingEvaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelCouplingTest {
  private static final LabelCoupling KNOWN =
      LabelCoupling.of(List.of(List.of(2.0, 0.5), List.of(-1.0, 1.0)), List.of(0.25, -3.0));

  /**
   * Articles of which nearly all have both labels or none, by a model that knows nothing of that
   * and is sure of the first label alone.
   */
  private static ScoredArticles together(int size, double exceptions, long seed) {
    Random random = new Random(seed);
    ScoredArticles.Builder articles = ScoredArticles.builder(List.of("sure", "unsure", "other"));
    for (int i = 0; i < size; i++) {
      boolean sure = random.nextDouble() < 0.3;
      boolean unsure = sure != random.nextDouble() < exceptions;
      boolean other = random.nextDouble() < 0.4;
      articles.add(
          new boolean[] {sure, unsure, other},
          new float[] {
            score(sure, 3, random), score(unsure, 0.7, random), score(other, 1.5, random)
          });
    }
    return articles.build();
  }

  private static float score(boolean expected, double separation, Random random) {
    double logit =
        (expected ? 1 : -1) * separation * separation / 2 + separation * random.nextGaussian();
    return (float) (1 / (1 + StrictMath.exp(-logit)));
  }

  private static double auroc(ScoredArticles articles, int label) {
    return RankingEvaluation.of(articles).perLabel().get(label).auroc().orElseThrow();
  }

  @Test
  void logits_knownNumbers_areWeightedSums() {
    assertThat(KNOWN.logits(new float[] {1, -2})).containsExactly(1.25f, -6);
    assertThat(KNOWN.weight(0, 1)).isEqualTo(0.5);
    assertThat(KNOWN.intercept(1)).isEqualTo(-3);
    assertThat(KNOWN.labelCount()).isEqualTo(2);
    assertThat(KNOWN.isIdentity()).isFalse();
  }

  @Test
  void identity_anyArticles_changesNothing() {
    ScoredArticles articles = together(20, 0.1, 1);
    LabelCoupling identity = LabelCoupling.identity(3);
    assertThat(identity.isIdentity()).isTrue();
    assertThat(identity.apply(articles)).isSameAs(articles);
    assertThat(identity.logits(new float[] {1, -2, 3})).containsExactly(1, -2, 3);
    assertThat(identity)
        .isEqualTo(
            LabelCoupling.of(
                List.of(List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.0, 0.0, 1.0)),
                List.of(0.0, 0.0, 0.0)));
  }

  /** At the minimum of a convex function, a small change of any number makes it larger. */
  @Test
  void fit_anyPenalty_isTheMinimumOfWhatIsDocumented() {
    ScoredArticles articles = together(60, 0.1, 2);
    for (double penalty : new double[] {0.5, 20}) {
      LabelCoupling fitted = LabelCoupling.fit(articles, penalty);
      for (int label = 0; label < 3; label++) {
        double[] row = fitted.row(label);
        double least = objective(articles, label, row, penalty);
        for (int input = 0; input < row.length; input++) {
          for (double change : new double[] {-1e-3, 1e-3}) {
            double[] moved = row.clone();
            moved[input] += change;
            assertThat(objective(articles, label, moved, penalty)).isGreaterThan(least);
          }
        }
      }
    }
  }

  private static double objective(
      ScoredArticles articles, int label, double[] row, double penalty) {
    int labels = row.length - 1;
    double with = 0;
    for (int i = 0; i < articles.size(); i++) {
      with += articles.isExpected(i, label) ? 1 : 0;
    }
    double sum = row[labels] * row[labels] / 2 + 2 * (row[label] - 1) * (row[label] - 1);
    for (int other = 0; other < labels; other++) {
      sum += other == label ? 0 : penalty / 2 * row[other] * row[other];
    }
    for (int i = 0; i < articles.size(); i++) {
      double logit = row[labels];
      for (int other = 0; other < labels; other++) {
        double score = articles.score(i, other);
        logit += row[other] * Math.log(score / (1 - score));
      }
      double target =
          articles.isExpected(i, label)
              ? (with + 1) / (with + 2)
              : 1 / (articles.size() - with + 2);
      double p = 1 / (1 + Math.exp(-logit));
      sum -= target * Math.log(p) + (1 - target) * Math.log(1 - p);
    }
    return sum;
  }

  @Test
  void fit_highPenalty_comesNearPlattScaling() {
    ScoredArticles articles = together(300, 0.1, 3);
    LabelCoupling fitted = LabelCoupling.fit(articles, 1e9);
    Calibration platt = Calibration.fit(articles, Calibration.Method.PLATT);
    for (int label = 0; label < 3; label++) {
      assertThat(fitted.weight(label, label)).isEqualTo(platt.slopes().get(label), within(1e-5));
      assertThat(fitted.intercept(label)).isEqualTo(platt.intercepts().get(label), within(1e-5));
      assertThat(fitted.weight(label, (label + 1) % 3)).isEqualTo(0, within(1e-6));
    }
  }

  @Test
  void crossValidated_labelsThatGoTogether_helpsTheUnsureOneOnOtherArticles() {
    ScoredArticles articles = together(600, 0.05, 4);
    LabelCoupling.CrossValidated found =
        LabelCoupling.crossValidated(articles, Metric.MICRO_F1, 42);
    ScoredArticles others = together(4000, 0.05, 5);
    ScoredArticles coupled = found.coupling().apply(others);
    assertThat(auroc(coupled, 1)).isGreaterThan(auroc(others, 1) + 0.15);
    assertThat(auroc(coupled, 2)).isEqualTo(auroc(others, 2), within(0.01));
    assertThat(coupled.evaluate(Thresholds.DEFAULT).micro().f1())
        .isGreaterThan(others.evaluate(Thresholds.DEFAULT).micro().f1() + 0.03);
    // What held-out articles gain is what others gain, and no more.
    assertThat(auroc(found.heldOut(), 1)).isEqualTo(auroc(coupled, 1), within(0.03));
    assertThat(LabelCoupling.crossValidated(articles, Metric.MICRO_F1, 42).coupling())
        .isEqualTo(found.coupling())
        .hasSameHashCodeAs(found.coupling());
  }

  @Test
  void crossValidated_labelsThatKnowNothingOfEachOther_isTheIdentity() {
    for (long seed = 0; seed < 5; seed++) {
      ScoredArticles articles = SyntheticScores.draw(SyntheticScores.mixedLabels(), 400, seed);
      LabelCoupling.CrossValidated found =
          LabelCoupling.crossValidated(articles, Metric.MICRO_F1, seed);
      assertThat(found.coupling()).isEqualTo(LabelCoupling.identity(10));
      assertThat(found.heldOut()).isSameAs(articles);
    }
  }

  @Test
  void crossValidated_fewArticlesOrManyLabels_isTheIdentity() {
    assertThat(LabelCoupling.crossValidated(together(99, 0, 6), Metric.MICRO_F1, 1).coupling())
        .isEqualTo(LabelCoupling.identity(3));
    ScoredArticles one =
        SyntheticScores.draw(List.of(new SyntheticScores.Source(0.3, 2)), 200, 0.5, 1, 1);
    assertThat(LabelCoupling.crossValidated(one, Metric.MICRO_F1, 1).coupling().isIdentity())
        .isTrue();
    assertThat(isCoupled(46)).isTrue();
    assertThat(isCoupled(100)).isFalse();
  }

  /**
   * Whether labels are coupled of which each but the first says nothing that the first does not.
   */
  private static boolean isCoupled(int labels) {
    Random random = new Random(8);
    ScoredArticles.Builder articles =
        ScoredArticles.builder(IntStream.range(0, labels).mapToObj(i -> "L" + i).toList());
    for (int i = 0; i < 101; i++) {
      boolean[] expected = new boolean[labels];
      float[] scores = new float[labels];
      Arrays.fill(expected, i % 2 == 0);
      for (int label = 0; label < labels; label++) {
        scores[label] = score(expected[label], label == 0 ? 3 : 0.5, random);
      }
      articles.add(expected, scores);
    }
    return !LabelCoupling.crossValidated(articles.build(), Metric.MICRO_F1, 1)
        .coupling()
        .isIdentity();
  }

  @Test
  void fit_ignoredCells_haveNoSay() {
    ScoredArticles articles = together(80, 0.1, 7);
    ScoredArticles.Builder builder = ScoredArticles.builder(articles.labels());
    for (int i = 0; i < articles.size(); i++) {
      boolean[] expected = new boolean[3];
      float[] scores = new float[3];
      for (int label = 0; label < 3; label++) {
        expected[label] = articles.isExpected(i, label);
        scores[label] = articles.score(i, label);
      }
      builder.add(expected, scores);
      builder.add(new boolean[3], new float[] {0.9f, 0.9f, 0.9f}, new boolean[] {true, true, true});
    }
    assertThat(LabelCoupling.fit(builder.build(), 10)).isEqualTo(LabelCoupling.fit(articles, 10));
  }

  @Test
  void fit_labelThatNoArticleHasAndScoresOfZeroAndOne_staysFinite() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("none", "all", "extreme"));
    for (int i = 0; i < 100; i++) {
      builder.add(new boolean[] {false, true, i % 2 == 0}, new float[] {0.2f, 0.8f, i % 2});
    }
    LabelCoupling fitted = LabelCoupling.fit(builder.build(), 3);
    for (int label = 0; label < 3; label++) {
      for (double number : fitted.row(label)) {
        assertThat(number).isBetween(-10.0, 10.0);
      }
    }
  }

  @Test
  void of_numbersThatDoNotFit_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelCoupling.of(List.of(List.of(1.0)), List.of(0.0, 0.0)))
        .withMessageContaining("found 1 rows and 2 intercepts");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LabelCoupling.of(List.of(List.of(1.0, 0.0), List.of(1.0)), List.of(0.0, 0.0)))
        .withMessage("label index 1 must have one weight for each of 2 labels, has 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelCoupling.of(List.of(List.of(Double.NaN)), List.of(0.0)))
        .withMessage("weights and intercept of label index 0 must be finite");
    assertThatIllegalArgumentException().isThrownBy(() -> LabelCoupling.identity(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelCoupling.fit(together(10, 0, 1), 0))
        .withMessage("penalty must be above 0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KNOWN.logits(new float[3]))
        .withMessage("expected one logit for each of 2 labels, found 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KNOWN.apply(together(5, 0, 1)))
        .withMessage("expected articles with scores of 2 labels, found 3");
  }
}
