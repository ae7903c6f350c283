package io.github.meshclassifier.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.Thresholds;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdProfilesTest {
  private static final Thresholds TUNED = Thresholds.of(List.of(0.3, 0.6));

  @ParameterizedTest
  @EnumSource
  void ofId_idOfEachProfile_findsIt(ThresholdProfile profile) {
    assertThat(ThresholdProfile.ofId(profile.id())).isSameAs(profile);
    boolean ofOneMetric = profile != ThresholdProfile.HALF && profile != ThresholdProfile.BALANCED;
    assertThat(profile.goal().isPresent()).isEqualTo(ofOneMetric);
    assertThat(profile.goal().map(Metric::id).orElse(profile.id())).isEqualTo(profile.id());
  }

  @Test
  void ofId_unknown_listsAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdProfile.ofId("MICRO_F1"))
        .withMessage(
            "there is no threshold profile 'MICRO_F1', expected one of"
                + " [half, micro_f1, macro_f1, exact_match, balanced]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdProfile.ofId("x".repeat(99)))
        .withMessageContaining("'" + "x".repeat(40) + "...'");
  }

  @Test
  void half_alwaysThere() {
    assertThat(ThresholdProfiles.half(3).available()).containsExactly(ThresholdProfile.HALF);
    ThresholdProfiles profiles = ThresholdProfiles.of(2, Map.of(ThresholdProfile.MACRO_F1, TUNED));
    assertThat(profiles.available())
        .containsExactly(ThresholdProfile.HALF, ThresholdProfile.MACRO_F1);
    assertThat(profiles.get(ThresholdProfile.HALF)).isEqualTo(Thresholds.DEFAULT);
    assertThat(profiles.get(ThresholdProfile.MACRO_F1)).isEqualTo(TUNED);
    assertThat(profiles.labelCount()).isEqualTo(2);
  }

  @Test
  void get_profileNotTuned_saysWhatThereIs() {
    ThresholdProfiles profiles = ThresholdProfiles.of(2, Map.of(ThresholdProfile.MACRO_F1, TUNED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> profiles.get(ThresholdProfile.EXACT_MATCH))
        .withMessage(
            "the model has no threshold profile exact_match, expected one of [half, macro_f1];"
                + " tune it on validation articles with ThresholdTuning");
  }

  @Test
  void of_wrongNumberOfLabels_namesProfile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdProfiles.of(3, Map.of(ThresholdProfile.MICRO_F1, TUNED)))
        .withMessageStartingWith(
            "threshold profile micro_f1: expected one threshold for each of 3 labels, found 2");
    assertThatIllegalArgumentException().isThrownBy(() -> ThresholdProfiles.half(0));
  }

  @Test
  void of_halfThatIsNot_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ThresholdProfiles.of(2, Map.of(ThresholdProfile.HALF, TUNED)))
        .withMessage("threshold profile half must be 0.5 for every label, was [0.3, 0.6]");
    Thresholds listed = Thresholds.of(List.of(0.5, 0.5));
    assertThat(ThresholdProfiles.of(2, Map.of(ThresholdProfile.HALF, listed)))
        .isEqualTo(ThresholdProfiles.half(2))
        .hasSameHashCodeAs(ThresholdProfiles.half(2))
        .isNotEqualTo(ThresholdProfiles.half(3));
  }

  @Test
  void of_mapChangedAfterwards_staysAsItWas() {
    EnumMap<ThresholdProfile, Thresholds> map = new EnumMap<>(ThresholdProfile.class);
    map.put(ThresholdProfile.MICRO_F1, TUNED);
    ThresholdProfiles profiles = ThresholdProfiles.of(2, map);
    map.clear();
    assertThat(profiles.get(ThresholdProfile.MICRO_F1)).isEqualTo(TUNED);
  }

  @Test
  void rule_partsThatDoNotFit_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DecisionRule(
                    Calibration.identity(3), ThresholdProfiles.half(2), ThresholdProfile.HALF))
        .withMessage(
            "calibration and threshold profiles must be for the same labels, were for 3 and 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DecisionRule.half(2).withDefaultProfile(ThresholdProfile.MICRO_F1))
        .withMessage("the default profile must be one of [half], was micro_f1");
  }

  @Test
  void rule_default_decidesUnlessAnotherIsNamed() {
    DecisionRule rule =
        new DecisionRule(
            Calibration.of(List.of(2.0, 1.0), List.of(0.0, -1.0)),
            ThresholdProfiles.of(2, Map.of(ThresholdProfile.MACRO_F1, TUNED)),
            ThresholdProfile.MACRO_F1);
    assertThat(rule.thresholds()).isEqualTo(TUNED);
    assertThat(rule.thresholds(ThresholdProfile.HALF)).isEqualTo(Thresholds.DEFAULT);
    assertThat(rule.labelCount()).isEqualTo(2);
    assertThat(rule.probabilities(new float[] {1, 1}))
        .containsExactly((float) (1 / (1 + Math.exp(-2))), 0.5f);
  }
}
