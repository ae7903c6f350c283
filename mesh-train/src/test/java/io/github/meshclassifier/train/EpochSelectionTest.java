package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochSelectionTest {
  private static final double NAN = Double.NaN;

  private static EpochSelection after(EpochSelection.Rule rule, double... values) {
    EpochSelection selection = new EpochSelection(rule);
    for (double value : values) {
      selection.offer(value);
    }
    return selection;
  }

  private static int best(EpochSelection.Rule rule, double... values) {
    return after(rule, values).bestEpoch();
  }

  @Test
  void bestEpoch_higherIsBetter_theHighest() {
    EpochSelection.Rule rule = new EpochSelection.Rule(Metric.MACRO_F1, 0);
    assertThat(best(rule)).isZero();
    assertThat(best(rule, 0)).isEqualTo(1);
    assertThat(best(rule, 0.5, 0.7, 0.6)).isEqualTo(2);
    assertThat(best(rule, 0.5, 0.7, 0.7000001)).isEqualTo(3);
  }

  @Test
  void bestEpoch_lowerIsBetter_theLowest() {
    EpochSelection.Rule hamming = new EpochSelection.Rule(Metric.HAMMING_LOSS, 0);
    assertThat(best(hamming, 0.5, 0.3, 0.4)).isEqualTo(2);
    EpochSelection.Rule loss = new EpochSelection.Rule(null, 0);
    assertThat(best(loss, 0.5, 0.6, 0.4)).isEqualTo(3);
  }

  @Test
  void bestEpoch_ties_theEarliest() {
    assertThat(best(new EpochSelection.Rule(Metric.MICRO_F1, 0), 0.2, 0.5, 0.5, 0.5)).isEqualTo(2);
    assertThat(best(new EpochSelection.Rule(null, 0), 0.5, 0.2, 0.2)).isEqualTo(2);
  }

  @Test
  void bestEpoch_nan_worseThanAnyNumber() {
    EpochSelection.Rule rule = new EpochSelection.Rule(Metric.MICRO_F1, 0);
    assertThat(best(rule, NAN)).isEqualTo(1);
    assertThat(best(rule, NAN, NAN)).isEqualTo(1);
    assertThat(best(rule, NAN, 0)).isEqualTo(2);
    assertThat(best(rule, 0.1, NAN)).isEqualTo(1);
    assertThat(best(new EpochSelection.Rule(null, 0), NAN, Double.POSITIVE_INFINITY)).isEqualTo(2);
  }

  @Test
  void isExhausted_patience_countsEpochsSinceTheBest() {
    EpochSelection.Rule rule = new EpochSelection.Rule(Metric.MICRO_F1, 2);
    assertThat(after(rule).isExhausted()).isFalse();
    assertThat(after(rule, 0.5, 0.4).isExhausted()).isFalse();
    assertThat(after(rule, 0.5, 0.4, 0.4).isExhausted()).isTrue();
    assertThat(after(rule, 0.5, 0.4, 0.5).isExhausted()).isTrue();
    assertThat(after(rule, 0.5, 0.4, 0.6, 0.5).isExhausted()).isFalse();
    assertThat(after(rule, 0.5, NAN, NAN).isExhausted()).isTrue();
    assertThat(after(new EpochSelection.Rule(Metric.MICRO_F1, 0), 0.5, 0, 0, 0, 0).isExhausted())
        .isFalse();
  }

  /** Against the definition, over the whole sequence at once. */
  @Test
  void offer_anySequence_asDefined() {
    Random random = new Random(3);
    for (int run = 0; run < 500; run++) {
      EpochSelection selection = new EpochSelection(new EpochSelection.Rule(null, 3));
      List<Integer> values = new ArrayList<>();
      for (int epoch = 1; epoch <= 12; epoch++) {
        int value = random.nextInt(6);
        boolean lower = values.stream().allMatch(before -> value < before);
        values.add(value);
        assertThat(selection.offer(value)).isEqualTo(lower);
        int lowest = values.stream().mapToInt(Integer::intValue).min().orElseThrow();
        assertThat(selection.bestEpoch()).isEqualTo(values.indexOf(lowest) + 1);
        assertThat(selection.isExhausted()).isEqualTo(epoch - values.indexOf(lowest) - 1 >= 3);
      }
    }
  }

  @Test
  void value_metricOrLoss_asNamed() {
    ScoredArticles scored =
        ScoredArticles.builder(List.of("A", "B"))
            .add(new boolean[] {true, false}, new float[] {0.9f, 0.8f})
            .build();
    EpochSelection.Rule f1 = new EpochSelection.Rule(Metric.MICRO_F1, 0);
    assertThat(f1.id()).isEqualTo("micro_f1");
    assertThat(f1.value(scored, 0.3)).isEqualTo(2.0 / 3);
    EpochSelection.Rule loss = new EpochSelection.Rule(null, 0);
    assertThat(loss.id()).isEqualTo("validation_loss");
    assertThat(loss.value(scored, 0.3)).isEqualTo(0.3);
  }
}
