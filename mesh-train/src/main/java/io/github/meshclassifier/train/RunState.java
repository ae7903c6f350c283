package io.github.meshclassifier.train;

import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run is, beyond its weights and its optimizer.
 *
 * @param epoch the epoch it is in, counted from 1
 * @param step the last step that is done, over all epochs, counted from 1; 0 if none is
 * @param validated whether all of the epoch is done, its validation too
 * @param lossSum the losses of the epoch's articles so far
 * @param elapsed the time of the epoch so far
 * @param epochs the epochs that were validated
 * @param bestLogits the logits of the validation articles after the best epoch; empty if none was
 *     validated
 * @param guard what the divergence guard has seen
 * @param stopReason why the run is over; null while it is not
 */
@SuppressWarnings("ArrayRecordComponent") // handed from reader to loop to writer, never compared
record RunState(
    int epoch,
    long step,
    boolean validated,
    double lossSum,
    Duration elapsed,
    List<ValidatedEpoch> epochs,
    float[][] bestLogits,
    DivergenceGuard.State guard,
    @Nullable StopReason stopReason) {
  static final RunState START =
      new RunState(
          1,
          0,
          false,
          0,
          Duration.ZERO,
          List.of(),
          new float[0][],
          DivergenceGuard.State.START,
          null);

  RunState {
    epochs = List.copyOf(epochs);
  }

  /** This state, as the end of the run. */
  RunState over(StopReason reason) {
    return new RunState(
        epoch, step, validated, lossSum, elapsed, epochs, bestLogits, guard, reason);
  }

  /**
   * An epoch that was validated.
   *
   * @param value what the best epoch is chosen by
   * @param decisions what was assigned at the default threshold, see {@link ValidationSet}
   */
  record ValidatedEpoch(TrainingRun.Epoch result, double value, BitSet decisions) {}
}
