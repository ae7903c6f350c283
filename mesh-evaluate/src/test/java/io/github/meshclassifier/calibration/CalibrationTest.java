package io.github.meshclassifier.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.calibration.Calibration.Method;
import io.github.meshclassifier.calibration.SyntheticScores.Source;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibrationTest {
  private static final List<Source> ONE = List.of(new Source(0.3, 2));

  @Test
  void identity_anyLogit_isTheSigmoidToTheBit() {
    Random random = new Random(7);
    Calibration identity = Calibration.identity(5);
    for (int round = 0; round < 200; round++) {
      float[] logits = new float[5];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) (20 * random.nextGaussian());
      }
      float[] probabilities = identity.probabilities(logits);
      for (int i = 0; i < logits.length; i++) {
        assertThat(probabilities[i]).isEqualTo((float) (1 / (1 + Math.exp(-logits[i]))));
      }
    }
    assertThat(identity.isIdentity()).isTrue();
    assertThat(identity.probabilities(new float[] {Float.NaN, 0, 1, 2, 3})[0]).isNaN();
  }

  @ParameterizedTest
  @EnumSource(names = {"TEMPERATURE", "PLATT"})
  void fit_smallSample_isTheMinimumThatBruteForceFinds(Method method) {
    for (long seed = 0; seed < 4; seed++) {
      ScoredArticles articles = SyntheticScores.draw(ONE, 40, 0.6, 0.8, seed);
      Calibration fitted = Calibration.fit(articles, method);
      double[] found = bruteForce(articles, method == Method.PLATT);
      assertThat(fitted.slopes().get(0)).isEqualTo(found[0], within(1e-5));
      assertThat(fitted.intercepts().get(0)).isEqualTo(found[1], within(1e-5));
    }
  }

  @Test
  void fit_scoresAgainstTheLabels_keepsASlopeAboveZero() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < 400; i++) {
      builder.add(new boolean[] {i % 2 == 0}, new float[] {i % 2 == 0 ? 0.01f : 0.98f});
    }
    ScoredArticles articles = builder.build();
    Calibration fitted = Calibration.fit(articles, Method.PLATT);
    assertThat(fitted.slopes().get(0)).isEqualTo(0.05);
    assertThat(fitted.intercepts().get(0)).isEqualTo(bruteForce(articles, true)[1], within(1e-5));
  }

  /** Narrows a grid around the lowest value of what the documentation says is minimized. */
  private static double[] bruteForce(ScoredArticles articles, boolean intercept) {
    double a = 2.525;
    double b = 0;
    double reachA = 2.475;
    double reachB = intercept ? 5 : 0;
    for (int round = 0; round < 24; round++) {
      double least = Double.POSITIVE_INFINITY;
      double[] best = {a, b};
      for (int i = -8; i <= 8; i++) {
        for (int j = intercept ? -8 : 0; j <= (intercept ? 8 : 0); j++) {
          double slope = Math.max(0.05, a + reachA * i / 8);
          double offset = b + reachB * j / 8;
          double value = objective(articles, slope, offset);
          if (value < least) {
            least = value;
            best = new double[] {slope, offset};
          }
        }
      }
      a = best[0];
      b = best[1];
      reachA /= 1.9;
      reachB /= 1.9;
    }
    return new double[] {a, b};
  }

  private static double objective(ScoredArticles articles, double slope, double intercept) {
    long with = IntStream.range(0, articles.size()).filter(i -> articles.isExpected(i, 0)).count();
    double sum = 2 * (slope - 1) * (slope - 1) + intercept * intercept / 2;
    for (int i = 0; i < articles.size(); i++) {
      double score = articles.score(i, 0);
      double logit = slope * Math.log(score / (1 - score)) + intercept;
      double target =
          articles.isExpected(i, 0)
              ? (with + 1.0) / (with + 2.0)
              : 1 / (articles.size() - with + 2.0);
      double p = 1 / (1 + Math.exp(-logit));
      sum -= target * Math.log(p) + (1 - target) * Math.log(1 - p);
    }
    return sum;
  }

  @Test
  void crossValidated_distortedScores_findsTheDistortion() {
    List<Source> sources = SyntheticScores.mixedLabels().subList(2, 7);
    ScoredArticles articles = SyntheticScores.draw(sources, 20_000, 0.5, 0.7, 3);
    Calibration fitted = Calibration.crossValidated(articles, 1);
    assertThat(fitted.slopes()).allSatisfy(a -> assertThat(a).isEqualTo(0.5, within(0.03)));
    assertThat(fitted.intercepts()).allSatisfy(b -> assertThat(b).isEqualTo(0.7, within(0.1)));

    ScoredArticles others = SyntheticScores.draw(sources, 20_000, 0.5, 0.7, 4);
    assertThat(Reliability.of(others).pooled().expectedCalibrationError()).isGreaterThan(0.04);
    Reliability calibrated = Reliability.of(fitted.apply(others));
    assertThat(calibrated.pooled().expectedCalibrationError()).isLessThan(0.006);
    assertThat(calibrated.macroExpectedCalibrationError()).isLessThan(0.015);
  }

  @Test
  void crossValidated_trueProbabilities_hardlyChangesThem() {
    for (int size : new int[] {100, 300, 1000}) {
      double worse = 0;
      for (long seed = 0; seed < 8; seed++) {
        ScoredArticles articles = SyntheticScores.draw(SyntheticScores.rareLabels(), size, seed);
        ScoredArticles others =
            SyntheticScores.draw(SyntheticScores.rareLabels(), 4000, 100 + seed);
        ScoredArticles calibrated = Calibration.crossValidated(articles, seed).apply(others);
        worse +=
            (Reliability.of(calibrated).pooled().brierScore()
                    - Reliability.of(others).pooled().brierScore())
                / 8;
      }
      assertThat(worse).isLessThan(2e-4);
    }
  }

  /** A model whose probabilities are too high finds more labels at 0.5, which F1 rewards. */
  @Test
  void crossValidatedForMetric_calibrationWouldCostF1_decisionsStayAsTheyAre() {
    List<Source> sources = List.of(new Source(0.2, 1), new Source(0.3, 1), new Source(0.1, 1.2));
    int harmed = 0;
    for (long seed = 0; seed < 8; seed++) {
      ScoredArticles articles = SyntheticScores.draw(sources, 600, 1, -0.8, seed);
      double before = microF1(articles);
      if (microF1(Calibration.crossValidated(articles, seed).apply(articles)) < before) {
        harmed++;
      }
      Calibration guarded = Calibration.crossValidated(articles, Metric.MICRO_F1, seed);
      assertThat(microF1(guarded.apply(articles))).isEqualTo(before);
      ScoredArticles others = SyntheticScores.draw(sources, 2000, 1, -0.8, 100 + seed);
      assertThat(guarded.apply(others).evaluate(Thresholds.DEFAULT))
          .isEqualTo(others.evaluate(Thresholds.DEFAULT));
      assertThat(DecisionRule.tuned(articles, Metric.MICRO_F1, seed).calibration())
          .isEqualTo(guarded);
      assertThat(DecisionRule.tuned(articles, seed).calibration()).isEqualTo(guarded);
    }
    // Or the data would not be what the name says.
    assertThat(harmed).isEqualTo(8);
  }

  @Test
  void crossValidatedForMetric_calibrationSurelyHelps_isTheOneOfTheLeastLogLoss() {
    List<Source> sources = SyntheticScores.mixedLabels().subList(2, 7);
    ScoredArticles articles = SyntheticScores.draw(sources, 600, 1, 1.5, 1);
    Calibration guarded = Calibration.crossValidated(articles, Metric.MICRO_F1, 1);
    assertThat(guarded).isEqualTo(Calibration.crossValidated(articles, 1));
    assertThat(guarded.intercepts()).allSatisfy(b -> assertThat(b).isPositive());
    assertThat(microF1(guarded.apply(articles))).isGreaterThan(microF1(articles));
  }

  @Test
  void crossValidatedForMetric_lowerIsBetter_isNotWorse() {
    List<Source> sources = SyntheticScores.mixedLabels().subList(2, 7);
    ScoredArticles articles = SyntheticScores.draw(sources, 600, 1, -0.8, 1);
    Calibration guarded = Calibration.crossValidated(articles, Metric.HAMMING_LOSS, 1);
    // What is more likely than not is what fewest decisions are wrong with.
    assertThat(guarded).isEqualTo(Calibration.crossValidated(articles, 1));
    assertThat(Metric.HAMMING_LOSS.of(guarded.apply(articles), Thresholds.DEFAULT))
        .isLessThan(Metric.HAMMING_LOSS.of(articles, Thresholds.DEFAULT));
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void crossValidatedForMetric_anyMetric_isNotWorseOnTheArticles(Metric metric) {
    for (double shift : new double[] {-0.8, 0, 0.8}) {
      ScoredArticles articles =
          SyntheticScores.draw(SyntheticScores.rareLabels(), 150, 0.6, shift, 5);
      Calibration guarded = Calibration.crossValidated(articles, metric, 5);
      double before = metric.of(articles, Thresholds.DEFAULT);
      double after = metric.of(guarded.apply(articles), Thresholds.DEFAULT);
      double gain = metric.higherIsBetter() ? after - before : before - after;
      // Two articles' scores may become one float.
      assertThat(gain).isGreaterThan(metric.usesThresholds() ? -1e-15 : -1e-3);
    }
  }

  private static double microF1(ScoredArticles articles) {
    return articles.evaluate(Thresholds.DEFAULT).micro().f1();
  }

  @Test
  void crossValidated_fewArticles_isTheIdentity() {
    ScoredArticles few = SyntheticScores.draw(ONE, 99, 0.4, 1, 1);
    assertThat(Calibration.crossValidated(few, 1)).isEqualTo(Calibration.identity(1));
    ScoredArticles enough = SyntheticScores.draw(ONE, 100, 0.2, 1, 1);
    assertThat(Calibration.crossValidated(enough, 1).isIdentity()).isFalse();
  }

  @Test
  void fit_labelThatNoArticleHas_staysFinite() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("none", "all", "extreme"));
    for (int i = 0; i < 100; i++) {
      builder.add(new boolean[] {false, true, i % 2 == 0}, new float[] {0.2f, 0.8f, i % 2});
    }
    Calibration fitted = Calibration.fit(builder.build(), Method.PLATT);
    assertThat(fitted.slopes()).allSatisfy(a -> assertThat(a).isBetween(0.05, 3.0));
    assertThat(fitted.intercepts()).allSatisfy(b -> assertThat(b).isBetween(-5.0, 5.0));
  }

  @Test
  void fit_ignoredCells_haveNoSay() {
    ScoredArticles articles = SyntheticScores.draw(ONE, 80, 0.6, 0.8, 5);
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("L0"));
    for (int i = 0; i < articles.size(); i++) {
      builder.add(new boolean[] {articles.isExpected(i, 0)}, new float[] {articles.score(i, 0)});
      builder.add(new boolean[] {true}, new float[] {0.001f}, new boolean[] {true});
    }
    assertThat(Calibration.fit(builder.build(), Method.PLATT))
        .isEqualTo(Calibration.fit(articles, Method.PLATT));
  }

  @ParameterizedTest
  @EnumSource
  void apply_anyMethod_keepsOrderAndEverythingElse(Method method) {
    ScoredArticles articles =
        SyntheticScores.draw(SyntheticScores.mixedLabels(), 500, 0.7, 0.5, 11);
    Calibration fitted = Calibration.fit(articles, method);
    ScoredArticles calibrated = fitted.apply(articles);
    for (int label = 0; label < articles.labels().size(); label++) {
      assertThat(areaUnderRoc(calibrated, label)).isEqualTo(areaUnderRoc(articles, label));
      double score = Math.min(articles.score(0, label), Math.nextDown(1f));
      double logit = Math.log(score / (1 - score));
      double expected = fitted.slopes().get(label) * logit + fitted.intercepts().get(label);
      assertThat(calibrated.score(0, label))
          .isEqualTo((float) (1 / (1 + Math.exp(-expected))), within(1e-6f));
    }
    assertThat(calibrated.labels()).isEqualTo(articles.labels());
  }

  private static double areaUnderRoc(ScoredArticles articles, int label) {
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < articles.size(); i++) {
      for (int j = 0; j < articles.size(); j++) {
        if (articles.isExpected(i, label) && !articles.isExpected(j, label)) {
          pairs++;
          int order = Float.compare(articles.score(i, label), articles.score(j, label));
          wins += order > 0 ? 1 : order == 0 ? 0.5 : 0;
        }
      }
    }
    return wins / pairs;
  }

  @Test
  void of_numbersOutOfRange_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(List.of(1.0, 0.0), List.of(0.0, 0.0)))
        .withMessage("slope of label index 1 must be finite and above 0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(List.of(Double.NaN), List.of(0.0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(List.of(1.0), List.of(Double.NEGATIVE_INFINITY)))
        .withMessage("intercept of label index 0 must be finite, was -Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calibration.of(List.of(1.0), List.of(0.0, 1.0)))
        .withMessageContaining("found 1 slopes and 2 intercepts");
    assertThatIllegalArgumentException().isThrownBy(() -> Calibration.identity(0));
  }

  @Test
  void use_wrongNumberOfLabels_refused() {
    Calibration two = Calibration.of(List.of(1.0, 2.0), List.of(0.0, 0.0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.probabilities(new float[3]))
        .withMessage("expected one logit for each of 2 labels, found 3");
    ScoredArticles one = SyntheticScores.draw(ONE, 3, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.apply(one))
        .withMessage("expected articles with scores of 2 labels, found 1");
  }
}
