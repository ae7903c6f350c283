package io.github.meshclassifier.train;

/** A labelled article as the training loop reads it: token ids, and 1 or 0 for each label. */
@SuppressWarnings("ArrayRecordComponent") // made once, read by the batches, never compared
record Example(int[] ids, float[] labels) {}
