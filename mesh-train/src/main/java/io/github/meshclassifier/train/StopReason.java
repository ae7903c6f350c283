package io.github.meshclassifier.train;

/** Why a training run ended. */
public enum StopReason {
  /** All epochs are done. */
  COMPLETED,
  /** The best epoch lies so far back that the run was to stop. */
  EARLY_STOPPED,
  /** The thread was interrupted or the process is ending; the run can be resumed. */
  INTERRUPTED,
  /** The loss or the gradients were no longer numbers, or the loss exploded. */
  DIVERGED,
  /** Something failed: a file, the engine, or the listener of the run. */
  FAILED
}
