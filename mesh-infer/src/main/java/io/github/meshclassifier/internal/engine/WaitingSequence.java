package io.github.meshclassifier.internal.engine;

/**
 * A token sequence that waits for its batch.
 *
 * @param since when it began to wait, by {@link System#nanoTime}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record WaitingSequence(Submission submission, int index, int[] ids, long since) {
  int length() {
    return ids.length;
  }
}
