package io.github.meshclassifier.internal.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static List<String> ticks(Scale scale) {
    return scale.ticks().stream().map(BigDecimal::toPlainString).toList();
  }

  @Test
  void around_values_roundNumbers() {
    assertThat(ticks(Scale.around(0, 1))).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(ticks(Scale.around(0.31, 0.68))).containsExactly("0.3", "0.4", "0.5", "0.6", "0.7");
    assertThat(ticks(Scale.around(0.871, 0.8835)))
        .containsExactly("0.870", "0.875", "0.880", "0.885");
    assertThat(ticks(Scale.around(7, 23))).containsExactly("5", "10", "15", "20", "25");
  }

  @Test
  void around_anyValues_enclosedByFewTicks() {
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      double least = random.nextDouble() * Math.pow(10, random.nextInt(9) - 5);
      double most = random.nextInt(5) == 0 ? least : least + random.nextDouble() * least * 3;
      Scale scale = Scale.around(least, most);
      assertThat(scale.ticks()).hasSizeBetween(2, 8);
      assertThat(scale.least()).isLessThanOrEqualTo(least + 1e-12);
      assertThat(scale.most()).isGreaterThanOrEqualTo(most).isGreaterThan(scale.least());
      assertThat(scale.position(scale.ticks().get(0).doubleValue())).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void ofEpochs_fewOrMany_wholeNumbers() {
    assertThat(ticks(Scale.ofEpochs(1, 1))).containsExactly("1");
    assertThat(ticks(Scale.ofEpochs(1, 4))).containsExactly("1", "2", "3", "4");
    assertThat(ticks(Scale.ofEpochs(1, 40)))
        .containsExactly("1", "6", "11", "16", "21", "26", "31", "36");
  }
}
