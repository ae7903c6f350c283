package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.run.SavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/** What a {@link TrainingLoop} trains. Not thread-safe. */
interface Learner {
  /**
   * Runs one update. Random numbers depend on the seed and the step alone.
   *
   * @param microBatches the articles of the step, in parts that are computed one after the other
   * @param learningRate the rate
   * @param step the step over all epochs, counted from 0
   */
  TrainingSession.Step step(List<List<Example>> microBatches, double learningRate, long step);

  /**
   * Scores sequences with the weights that would be saved.
   *
   * @param progress told how many sequences have their logits, after each batch
   * @return logits by sequence
   */
  float[][] logits(List<int[]> sequences, IntConsumer progress) throws IOException;

  /** The loss of one article, the mean over its labels. */
  double loss(float[] logits, float[] targets);

  /** Writes what further steps depend on. */
  void writeState(Path directory) throws IOException;

  /** Goes on from a state written before. */
  void readState(Path directory) throws IOException;

  /** About how many bytes {@link #writeState} writes. */
  long stateBytes();

  /** About how many bytes {@link #writeModel} writes. */
  long modelBytes();

  /**
   * Writes the model into an empty directory.
   *
   * @param model what the logits of the written model are coupled and calibrated by; those of
   *     {@link #logits} stay as they are
   */
  void writeModel(Path directory, ModelManifest manifest, SavedModel model) throws IOException;
}
