package io.github.meshclassifier.calibration;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.Random;
import java.util.function.Function;

/** Tests whether a calibration leaves a metric at 0.5 as it is, or surely improves it. */
final class MetricGuard {
  private final ScoredArticles uncalibrated;
  private final Metric metric;
  private final long seed;

  MetricGuard(ScoredArticles uncalibrated, Metric metric, long seed) {
    this.uncalibrated = uncalibrated;
    this.metric = metric;
    this.seed = seed;
  }

  /**
   * Says whether a calibration may be used.
   *
   * @param fitted the calibration that was fitted to all articles
   * @param fit fits a calibration in the same way to articles, which are given by their indices
   */
  boolean allows(Calibration fitted, Function<int[], Calibration> fit) {
    if (metric == Metric.MACRO_AUROC || metric == Metric.MACRO_AVERAGE_PRECISION) {
      return true;
    }
    return gain(fitted.apply(uncalibrated), uncalibrated) >= 0 && isSureOfNoLoss(fit);
  }

  private boolean isSureOfNoLoss(Function<int[], Calibration> fit) {
    Folds folds = new Folds(Folds.all(uncalibrated.size()), SureGain.FOLDS, new Random(seed));
    Calibration[] ofArticle = new Calibration[uncalibrated.size()];
    int[] foldOf = new int[uncalibrated.size()];
    for (int fold = 0; fold < folds.count(); fold++) {
      Calibration fitted = fit.apply(folds.rest(fold));
      for (int article : folds.heldOut(fold)) {
        ofArticle[article] = fitted;
        foldOf[article] = fold;
      }
    }
    double[] gainsWithout = new double[folds.count()];
    for (int fold = 0; fold < folds.count(); fold++) {
      gainsWithout[fold] = gain(ofArticle, foldOf, fold);
    }
    return gain(ofArticle, foldOf, -1) >= SureGain.least(gainsWithout);
  }

  /**
   * The gain over all articles except those of one part; over all articles if the part is negative.
   */
  private double gain(Calibration[] ofArticle, int[] foldOf, int leftOut) {
    ScoredArticles.Builder calibrated = ScoredArticles.builder(uncalibrated.labels());
    ScoredArticles.Builder before = ScoredArticles.builder(uncalibrated.labels());
    Calibration identity = Calibration.identity(uncalibrated.labels().size());
    for (int article = 0; article < ofArticle.length; article++) {
      if (foldOf[article] != leftOut) {
        ofArticle[article].addTo(calibrated, uncalibrated, article);
        identity.addTo(before, uncalibrated, article);
      }
    }
    return gain(calibrated.build(), before.build());
  }

  /** By how much the metric is better with the first scores than with the second. */
  private double gain(ScoredArticles calibrated, ScoredArticles before) {
    double difference =
        metric.of(calibrated, Thresholds.DEFAULT) - metric.of(before, Thresholds.DEFAULT);
    return metric.higherIsBetter() ? difference : -difference;
  }
}
