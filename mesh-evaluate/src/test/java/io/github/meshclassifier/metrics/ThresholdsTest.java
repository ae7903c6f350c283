package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {

  @Test
  void default_isOneHalfForAnyLabel() {
    assertThat(Thresholds.DEFAULT).isEqualTo(Thresholds.uniform(0.5));
    assertThat(Thresholds.DEFAULT.get(0)).isEqualTo(Thresholds.DEFAULT_THRESHOLD).isEqualTo(0.5);
    assertThat(Thresholds.DEFAULT.get(27_000)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        1,
        -0.1,
        -Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void threshold_outOfRange_rejected(double threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.uniform(threshold))
        .withMessage("threshold must be in [0, 1), was " + threshold);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.of(List.of(0.5, threshold)))
        .withMessage("threshold of label index 1 must be in [0, 1), was " + threshold);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, Double.MIN_VALUE, 0.5, 0x1.fffffffffffffp-1})
  void threshold_inRange_kept(double threshold) {
    assertThat(Thresholds.uniform(threshold).get(3)).isEqualTo(threshold);
    assertThat(Thresholds.of(List.of(threshold)).get(0)).isEqualTo(threshold);
  }

  @Test
  void of_empty_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.of(List.of()))
        .withMessage("thresholds must hold one value for each label, was empty");
  }

  @Test
  void of_null_rejected() {
    assertThatNullPointerException().isThrownBy(() -> Thresholds.of(Arrays.asList(0.5, null)));
  }

  @Test
  void of_listChangedAfterwards_keepsItsValues() {
    List<Double> list = new ArrayList<>(List.of(0.1, 0.2));
    Thresholds thresholds = Thresholds.of(list);
    list.set(0, 0.9);
    assertThat(thresholds.get(0)).isEqualTo(0.1);
  }

  @Test
  void predicts_scoreEqualToThreshold_isFalse() {
    assertThat(Thresholds.DEFAULT.predicts(0, 0.5)).isFalse();
    assertThat(Thresholds.DEFAULT.predicts(0, 0.5f)).isFalse();
    assertThat(Thresholds.DEFAULT.predicts(0, Math.nextUp(0.5f))).isTrue();
    assertThat(Thresholds.DEFAULT.predicts(0, Math.nextDown(0.5f))).isFalse();
    assertThat(Thresholds.uniform(0).predicts(0, 0)).isFalse();
    assertThat(Thresholds.uniform(0).predicts(0, Float.MIN_VALUE)).isTrue();
  }

  @Test
  void predicts_floatScore_comparedByItsExactValue() {
    // 0.3f is 0.30000001192..., 0.7f is 0.69999998807...
    assertThat(Thresholds.uniform(0.3).predicts(0, 0.3f)).isTrue();
    assertThat(Thresholds.uniform(0.7).predicts(0, 0.7f)).isFalse();
  }

  @Test
  void predicts_perLabel_usesTheLabelsThreshold() {
    Thresholds thresholds = Thresholds.of(List.of(0.2, 0.8));
    assertThat(thresholds.predicts(0, 0.5)).isTrue();
    assertThat(thresholds.predicts(1, 0.5)).isFalse();
  }

  @Test
  void predicts_nan_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.DEFAULT.predicts(4, Double.NaN))
        .withMessage("score of label index 4 is NaN, expected a probability in [0, 1]");
  }

  @Test
  void get_noSuchLabel_rejected() {
    assertThatThrownBy(() -> Thresholds.of(List.of(0.1, 0.2)).get(2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("label index 2, expected 0 to 1");
    assertThatThrownBy(() -> Thresholds.of(List.of(0.1, 0.2)).get(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Thresholds.DEFAULT.get(-1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("label index -1, expected 0 or more");
  }

  @Test
  void checkFits_otherNumberOfLabels_rejected() {
    Thresholds thresholds = Thresholds.of(List.of(0.1, 0.2));
    thresholds.checkFits(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> thresholds.checkFits(14))
        .withMessage(
            "expected one threshold for each of 14 labels, found 2; give as many thresholds as"
                + " labels, in their order, or a uniform one");
    assertThatIllegalArgumentException().isThrownBy(() -> thresholds.toList(1));
  }

  @Test
  void checkFits_uniform_fitsAnyNumberOfLabels() {
    Thresholds.DEFAULT.checkFits(1);
    Thresholds.DEFAULT.checkFits(30_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.DEFAULT.checkFits(0))
        .withMessage("thresholds need at least 1 label, was 0");
  }

  @Test
  void toList_ofEither_givesAThresholdForEachLabel() {
    assertThat(Thresholds.uniform(0.25).toList(3)).containsExactly(0.25, 0.25, 0.25);
    Thresholds perLabel = Thresholds.of(List.of(0.1, 0.2));
    assertThat(perLabel.toList(2)).containsExactly(0.1, 0.2).isUnmodifiable();
    assertThat(Thresholds.of(perLabel.toList(2))).isEqualTo(perLabel);
  }

  @Test
  void labelCount_ofUniform_isEmpty() {
    assertThat(Thresholds.DEFAULT.labelCount()).isEqualTo(OptionalInt.empty());
    assertThat(Thresholds.DEFAULT.isUniform()).isTrue();
    assertThat(Thresholds.of(List.of(0.5)).labelCount()).hasValue(1);
    assertThat(Thresholds.of(List.of(0.5)).isUniform()).isFalse();
  }

  @Test
  void equals_sameValues_isTrue() {
    assertThat(Thresholds.of(List.of(-0.0, 0.4)))
        .isEqualTo(Thresholds.of(List.of(0.0, 0.4)))
        .hasSameHashCodeAs(Thresholds.of(List.of(0.0, 0.4)))
        .isNotEqualTo(Thresholds.of(List.of(0.0, 0.5)));
    assertThat(Thresholds.of(List.of(0.5))).isNotEqualTo(Thresholds.uniform(0.5));
    assertThat(Thresholds.DEFAULT).isNotEqualTo(null).isNotEqualTo(0.5);
  }

  @Test
  void toString_ofEither_namesTheValues() {
    assertThat(Thresholds.DEFAULT).hasToString("0.5 for every label");
    assertThat(Thresholds.of(List.of(0.4, 0.55))).hasToString("[0.4, 0.55]");
  }
}
