package io.github.meshclassifier.train;

/**
 * How the steps of a run compute, beyond {@link TrainingSettings}.
 *
 * @param loss what is minimized
 * @param labelSmoothing s in [0, 1): targets y become y (1 - s) + s / 2
 * @param layerDecay the factor on the learning rate from a layer to the one below it, in (0, 1]; 1
 *     for one rate
 * @param averageDecay the decay of the moving average of weights that is evaluated and saved, in
 *     [0, 1); 0 for none
 * @param frozenEmbeddings whether the embeddings keep their weights
 * @param frozenLayers how many layers from the bottom keep their weights; above 0 only with frozen
 *     embeddings
 */
record SessionOptions(
    TrainingLoss loss,
    double labelSmoothing,
    double layerDecay,
    double averageDecay,
    boolean frozenEmbeddings,
    int frozenLayers) {
  /** Binary cross-entropy, one rate, no average, nothing frozen. */
  static final SessionOptions DEFAULT =
      new SessionOptions(TrainingLoss.binaryCrossEntropy(), 0, 1, 0, false, 0);
}
