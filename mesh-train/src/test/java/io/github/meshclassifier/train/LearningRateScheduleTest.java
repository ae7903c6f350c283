package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The formulas of get_linear_, get_cosine_ and get_constant_schedule_with_warmup by hand. */
class LearningRateScheduleTest {
  @ParameterizedTest
  @CsvSource({
    // schedule, step, warmup, total, factor
    "LINEAR, 0, 10, 100, 0",
    "LINEAR, 1, 10, 100, 0.1",
    "LINEAR, 9, 10, 100, 0.9",
    "LINEAR, 10, 10, 100, 1",
    "LINEAR, 19, 10, 100, 0.9",
    "LINEAR, 55, 10, 100, 0.5",
    "LINEAR, 99, 10, 100, 0.011111111111111112",
    "LINEAR, 100, 10, 100, 0",
    "LINEAR, 101, 10, 100, 0",
    "LINEAR, 0, 0, 4, 1",
    "LINEAR, 3, 0, 4, 0.25",
    "COSINE, 0, 10, 100, 0",
    "COSINE, 5, 10, 100, 0.5",
    "COSINE, 10, 10, 100, 1",
    "COSINE, 40, 10, 100, 0.75",
    "COSINE, 55, 10, 100, 0.5",
    "COSINE, 70, 10, 100, 0.25",
    "COSINE, 100, 10, 100, 0",
    "CONSTANT, 0, 10, 100, 0",
    "CONSTANT, 7, 10, 100, 0.7",
    "CONSTANT, 10, 10, 100, 1",
    "CONSTANT, 99, 10, 100, 1",
    "CONSTANT, 0, 0, 1, 1"
  })
  void factor_byHand(
      LearningRateSchedule schedule, long step, long warmup, long total, double factor) {
    assertThat(schedule.factor(step, warmup, total)).isCloseTo(factor, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource(LearningRateSchedule.class)
  void factor_everyStepOfSmallRuns_inRange(LearningRateSchedule schedule) {
    for (long total = 1; total <= 12; total++) {
      for (long warmup = 0; warmup <= total; warmup++) {
        for (long step = 0; step < total; step++) {
          assertThat(schedule.factor(step, warmup, total)).isBetween(0.0, 1.0);
        }
      }
    }
  }
}
