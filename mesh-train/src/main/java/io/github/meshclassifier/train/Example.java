package io.github.meshclassifier.train;

import java.util.List;

/**
 * A labelled article as the training loop reads it.
 *
 * @param targets for each label 1 or 0, or what a teacher makes of it: a number from 0 to 1
 * @param weight how much it counts in training, above 0
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by the batches, never compared
record Example(int[] ids, float[] targets, float weight) {
  Example(int[] ids, float[] targets) {
    this(ids, targets, 1);
  }

  static double weight(List<Example> examples) {
    return examples.stream().mapToDouble(Example::weight).sum();
  }

  /** The example of an article that has the labels of which the indicator is true. */
  static Example of(int[] ids, boolean[] indicators) {
    float[] targets = new float[indicators.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = indicators[i] ? 1 : 0;
    }
    return new Example(ids, targets);
  }

  /** Which labels the article has, of targets that no teacher changed. */
  boolean[] indicators() {
    boolean[] indicators = new boolean[targets.length];
    for (int i = 0; i < indicators.length; i++) {
      indicators[i] = targets[i] > 0.5f;
    }
    return indicators;
  }
}
