package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DivergenceGuardTest {
  /** The step, from 0, at which a run is said to have diverged; -1 if it is not. */
  private static int divergence(int steps, IntToDoubleFunction loss) {
    DivergenceGuard guard = new DivergenceGuard(DivergenceGuard.State.START);
    for (int step = 0; step < steps; step++) {
      if (guard.check(loss.applyAsDouble(step), 1) != null) {
        return step;
      }
    }
    return -1;
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void check_notFinite_divergedAtOnce(double number) {
    DivergenceGuard guard = new DivergenceGuard(DivergenceGuard.State.START);
    assertThat(guard.check(0.7, 1)).isNull();
    assertThat(guard.check(number, 1)).isEqualTo("loss " + number + ", gradient norm 1.0");
    assertThat(guard.check(0.7, number)).isEqualTo("loss 0.7, gradient norm " + number);
  }

  @Test
  void check_usualRuns_neverDiverged() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      assertThat(
              divergence(
                  3000,
                  step ->
                      (0.25 + 0.45 * Math.exp(-step / 200.0)) * (0.6 + 0.8 * random.nextDouble())))
          .isEqualTo(-1);
    }
  }

  @Test
  void check_highSpikes_notDiverged() {
    assertThat(divergence(1000, step -> step % 50 == 49 ? 20 : 0.3)).isEqualTo(-1);
  }

  @Test
  void check_learnedByHeartThenWorse_notDivergedBelowTheStart() {
    assertThat(divergence(500, step -> step < 20 ? 0.7 : step < 200 ? 0.001 : 0.6)).isEqualTo(-1);
  }

  @Test
  void check_explodes_divergedSoonAfter() {
    int step = divergence(500, i -> i < 200 ? 0.3 : 5);
    assertThat(step).isBetween(200 + DivergenceGuard.STEPS - 1, 200 + 2 * DivergenceGuard.STEPS);
    assertThat(divergence(500, i -> i < 200 ? 0.3 : 0.3 * Math.pow(1.05, i - 200)))
        .isBetween(200, 300);
  }

  @Test
  void check_explodesFromTheFirstSteps_diverged() {
    assertThat(divergence(500, i -> 0.7 * Math.pow(1.2, i))).isBetween(20, 60);
  }

  @Test
  void isSuspicious_highAverage_untilItIsBack() {
    DivergenceGuard guard = new DivergenceGuard(DivergenceGuard.State.START);
    for (int i = 0; i < 100; i++) {
      assertThat(guard.check(0.3, 1)).isNull();
    }
    assertThat(guard.isSuspicious()).isFalse();
    assertThat(guard.check(100, 1)).isNull();
    assertThat(guard.isSuspicious()).isTrue();
    for (int i = 0; i < 30; i++) {
      guard.check(0.1, 1);
    }
    assertThat(guard.isSuspicious()).isFalse();
  }

  @Test
  void state_restored_sameJudgements() {
    Random random = new Random(5);
    DivergenceGuard whole = new DivergenceGuard(DivergenceGuard.State.START);
    DivergenceGuard resumed = new DivergenceGuard(DivergenceGuard.State.START);
    for (int step = 0; step < 300; step++) {
      double loss = step < 200 ? random.nextDouble() : 10 + random.nextDouble();
      resumed = new DivergenceGuard(resumed.state());
      assertThat(resumed.check(loss, 1)).isEqualTo(whole.check(loss, 1));
      assertThat(resumed.state()).isEqualTo(whole.state());
    }
  }
}
