package io.github.meshclassifier.train;

import org.jspecify.annotations.Nullable;

/**
 * Tells when training does not come back. Not thread-safe.
 *
 * <p>A run has diverged at the first loss or gradient norm that is not finite. It has also diverged
 * when its smoothed loss has been above both {@value #FACTOR} times its lowest value and its value
 * after the first {@value #STEPS} steps, for {@value #STEPS} steps in a row. The smoothed loss is
 * the exponential moving average with decay {@value #DECAY}, corrected for its start. A loss that
 * rises again after it was nearly 0 has not exploded as long as it stays below where it began.
 */
final class DivergenceGuard {
  static final double FACTOR = 4;
  static final int STEPS = 20;
  static final double DECAY = 0.9;

  private State state;

  DivergenceGuard(State state) {
    this.state = state;
  }

  /**
   * What the guard has seen.
   *
   * @param steps how many losses
   * @param average their moving average, not yet corrected
   * @param first the smoothed loss after the first steps, infinite before
   * @param lowest the lowest smoothed loss, infinite at the beginning
   * @param high for how many steps in a row the smoothed loss is too high
   */
  record State(long steps, double average, double first, double lowest, int high) {
    static final State START =
        new State(0, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
  }

  State state() {
    return state;
  }

  /** Tells whether the last smoothed loss was too high. */
  boolean isSuspicious() {
    return state.high() > 0;
  }

  /** Takes a step, and says what is wrong; null if nothing is. */
  @Nullable String check(double loss, double gradientNorm) {
    if (!Double.isFinite(loss) || !Double.isFinite(gradientNorm)) {
      return "loss " + loss + ", gradient norm " + gradientNorm;
    }
    long steps = state.steps() + 1;
    double average = DECAY * state.average() + (1 - DECAY) * loss;
    double smoothed = average / (1 - StrictMath.pow(DECAY, (double) steps));
    double first = steps == STEPS ? smoothed : state.first();
    double limit = Math.max(first, FACTOR * state.lowest());
    int high = smoothed > limit ? state.high() + 1 : 0;
    state = new State(steps, average, first, Math.min(state.lowest(), smoothed), high);
    return high < STEPS
        ? null
        : "the smoothed loss has been above "
            + limit
            + " for "
            + STEPS
            + " steps, is "
            + smoothed
            + " and was "
            + state.lowest()
            + " at its lowest";
  }
}
