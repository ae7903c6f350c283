package io.github.meshclassifier.train;

/**
 * How a step changes the weights, beyond its learning rate.
 *
 * @param weightDecay AdamW's decay of matrices per unit of learning rate
 * @param maxGradientNorm the global norm that gradients are clipped to; infinity for no clipping
 * @param layerDecay the factor on the learning rate from a layer to the one below it, in (0, 1]; 1
 *     for one rate
 * @param averageDecay the decay of the moving average of weights that is evaluated and saved, in
 *     [0, 1); 0 for none
 * @param frozenEmbeddings whether the embeddings keep their weights
 * @param frozenLayers how many layers from the bottom keep their weights; above 0 only with frozen
 *     embeddings
 */
record Optimization(
    double weightDecay,
    double maxGradientNorm,
    double layerDecay,
    double averageDecay,
    boolean frozenEmbeddings,
    int frozenLayers) {
  boolean hasAverage() {
    return averageDecay > 0;
  }
}
