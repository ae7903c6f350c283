package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricRecordsTest {

  @Test
  void ofCounts_typical_asComputedByHand() {
    assertThat(PrecisionRecallF1.ofCounts(6, 2, 4))
        .isEqualTo(new PrecisionRecallF1(0.75, 0.6, 12 / 18.0));
  }

  @Test
  void ofCounts_zeroDenominators_areZero() {
    PrecisionRecallF1 zero = new PrecisionRecallF1(0, 0, 0);
    assertThat(PrecisionRecallF1.ofCounts(0, 0, 0)).isEqualTo(zero);
    assertThat(PrecisionRecallF1.ofCounts(0, 3, 0)).isEqualTo(zero);
    assertThat(PrecisionRecallF1.ofCounts(0, 0, 3)).isEqualTo(zero);
  }

  @Test
  void ofCounts_beyondLong_doNotOverflow() {
    PrecisionRecallF1 metrics =
        PrecisionRecallF1.ofCounts(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(metrics).isEqualTo(new PrecisionRecallF1(0.5, 0.5, 0.5));
  }

  @Test
  void ofCounts_negative_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrecisionRecallF1.ofCounts(1, -2, 3))
        .withMessage(
            "counts must be 0 or more, were 1 true positives, -2 false positives, 3 false"
                + " negatives");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void precisionRecallF1_outOfRange_rejected(double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionRecallF1(value, 0, 0))
        .withMessage("precision must be in [0, 1], was " + value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionRecallF1(0, value, 0))
        .withMessage("recall must be in [0, 1], was " + value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrecisionRecallF1(0, 0, value))
        .withMessage("f1 must be in [0, 1], was " + value);
  }

  @Test
  void labelEvaluation_negativeCount_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelEvaluation("C", 1, 2, 3, -4))
        .withMessage(
            "counts of label 'C' must be 0 or more, were 1 true positives, 2 false positives, 3"
                + " false negatives, -4 true negatives");
  }

  @Test
  void labelEvaluation_typical_derivesItsFigures() {
    LabelEvaluation label = new LabelEvaluation("C", 6, 2, 4, 8);
    assertThat(label.precision()).isEqualTo(0.75);
    assertThat(label.recall()).isEqualTo(0.6);
    assertThat(label.f1()).isEqualTo(12 / 18.0);
    assertThat(label.support()).isEqualTo(10);
  }
}
