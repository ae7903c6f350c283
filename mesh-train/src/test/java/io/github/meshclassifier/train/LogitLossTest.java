package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The losses in Java against their textbook formulas. */
class LogitLossTest {
  private static double loss(TrainingLoss loss, double smoothing, float logit, float target) {
    return LogitLoss.of(new Objective(loss, smoothing, null), 1)
        .mean(new float[] {logit}, new float[] {target});
  }

  private static double score(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  @Test
  void mean_handComputed_binaryCrossEntropy() {
    // p = 0.75 at a logit of log 3.
    float logit = (float) Math.log(3);
    assertThat(loss(TrainingLoss.binaryCrossEntropy(), 0, logit, 1))
        .isCloseTo(-Math.log(0.75), within(1e-7));
    assertThat(loss(TrainingLoss.binaryCrossEntropy(), 0, logit, 0))
        .isCloseTo(-Math.log(0.25), within(1e-7));
    // Smoothing by 0.2 makes targets of 0.9 and 0.1.
    assertThat(loss(TrainingLoss.binaryCrossEntropy(), 0.2, logit, 1))
        .isCloseTo(-0.9 * Math.log(0.75) - 0.1 * Math.log(0.25), within(1e-7));
    assertThat(loss(TrainingLoss.binaryCrossEntropy(), 0.2, logit, 0))
        .isCloseTo(-0.1 * Math.log(0.75) - 0.9 * Math.log(0.25), within(1e-7));
    assertThat(loss(new TrainingLoss.BinaryCrossEntropy(List.of(3.0)), 0, logit, 1))
        .isCloseTo(-3 * Math.log(0.75), within(1e-7));
    assertThat(loss(new TrainingLoss.BinaryCrossEntropy(List.of(3.0)), 0, logit, 0))
        .isCloseTo(-Math.log(0.25), within(1e-7));
  }

  @Test
  void mean_handComputed_focalAndAsymmetric() {
    float logit = (float) Math.log(3);
    assertThat(loss(new TrainingLoss.Focal(2), 0, logit, 1))
        .isCloseTo(-0.25 * 0.25 * Math.log(0.75), within(1e-7));
    assertThat(loss(new TrainingLoss.Focal(2), 0, logit, 0))
        .isCloseTo(-0.75 * 0.75 * Math.log(0.25), within(1e-7));
    TrainingLoss asymmetric = new TrainingLoss.Asymmetric(1, 4, 0.05);
    assertThat(loss(asymmetric, 0, logit, 1)).isCloseTo(-0.25 * Math.log(0.75), within(1e-7));
    assertThat(loss(asymmetric, 0, logit, 0))
        .isCloseTo(-Math.pow(0.7, 4) * Math.log(0.3), within(1e-7));
    // Below the margin a negative costs nothing: p = 0.04.
    assertThat(loss(asymmetric, 0, (float) Math.log(0.04 / 0.96), 0)).isZero();
  }

  @Test
  void mean_randomLogits_textbookFormula() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      float logit = (float) (6 * random.nextGaussian());
      double p = score(logit);
      double positive = 3 * random.nextDouble();
      double negative = 5 * random.nextDouble();
      double margin = 0.3 * random.nextDouble();
      double smoothing = 0.5 * random.nextDouble();
      float target = random.nextBoolean() ? 1 : 0;
      double y = target * (1 - smoothing) + smoothing / 2;
      double q = Math.max(p - margin, 0);
      double expected =
          -y * Math.pow(1 - p, positive) * Math.log(p)
              - (1 - y) * Math.pow(q, negative) * Math.log(1 - q);
      TrainingLoss loss = new TrainingLoss.Asymmetric(positive, negative, margin);
      assertThat(loss(loss, smoothing, logit, target))
          .describedAs("%s, smoothing %s, logit %s, target %s", loss, smoothing, logit, target)
          .isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
    }
  }

  @Test
  void mean_extremeLogits_finiteAndExact() {
    TrainingLoss plain = TrainingLoss.binaryCrossEntropy();
    assertThat(loss(plain, 0, 100, 0)).isEqualTo(100);
    assertThat(loss(plain, 0, -100, 1)).isEqualTo(100);
    assertThat(loss(plain, 0, 100, 1)).isCloseTo(Math.exp(-100), within(1e-50));
    assertThat(loss(plain, 0, -100, 0)).isCloseTo(Math.exp(-100), within(1e-50));
    assertThat(loss(plain, 0, 1e30f, 0)).isEqualTo(1e30f);
    assertThat(loss(new TrainingLoss.Focal(2), 0, -100, 1)).isCloseTo(100, within(1e-9));
    assertThat(loss(new TrainingLoss.Focal(2), 0, 100, 1)).isBetween(0.0, 1e-100);
    TrainingLoss asymmetric = new TrainingLoss.Asymmetric(1, 4, 0.05);
    assertThat(loss(asymmetric, 0, 100, 0))
        .isCloseTo(-Math.pow(0.95, 4) * Math.log(0.05), within(1e-9));
    assertThat(loss(asymmetric, 0, -100, 0)).isZero();
  }

  /** The loss of three labels. */
  private static LogitLoss weighted(Double... weights) {
    TrainingLoss loss = new TrainingLoss.BinaryCrossEntropy(List.of(weights));
    return LogitLoss.of(new Objective(loss, 0, null), 3);
  }

  @Test
  void mean_severalLabels_meanOverThem() {
    float[] logits = {1, -2, 0.5f};
    float[] targets = {1, 0, 0};
    LogitLoss loss = weighted(2., 3., 4.);
    double expected =
        (-2 * Math.log(score(1)) - Math.log(1 - score(-2)) - Math.log(1 - score(0.5))) / 3;
    assertThat(loss.mean(logits, targets)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void of_weightsOfOtherLabels_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weighted(1., 2.))
        .withMessage("positiveWeights must be one for each of the 3 labels, or none, were 2");
  }
}
