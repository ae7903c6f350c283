package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.family.WeightSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which weights of a model are trained, and how each is treated: those of a group share learning
 * rate and decay.
 *
 * <p>With layer-wise decay d of the learning rate, head and pooler have the full rate, the top
 * layer d times as much, each layer below d times that of the layer above it, and the embeddings d
 * times that of the bottom layer (Howard and Ruder 2018, arXiv:1801.06146; Zhang et al. 2021,
 * arXiv:2006.05987). Matrices shrink by weight decay, biases and layer normalizations do not.
 * Immutable and thread-safe.
 *
 * @param groups the groups, of which none is empty
 */
record WeightGroups(List<Group> groups) {
  /**
   * Weights that are treated alike.
   *
   * @param rateFactor what multiplies the learning rate
   * @param decays whether weight decay applies
   * @param weights the weights, in the order of the model
   */
  record Group(double rateFactor, boolean decays, List<WeightSpec> weights) {}

  private record Key(int height, boolean decays) {}

  /**
   * Sorts the weights of a model into groups.
   *
   * @param specs all its weights
   * @param layers how many layers it has
   * @throws IllegalArgumentException if more layers are frozen than there are
   */
  static WeightGroups of(Collection<WeightSpec> specs, int layers, Optimization optimization) {
    if (optimization.frozenLayers() > layers) {
      throw new IllegalArgumentException(
          "frozenLayers must be at most "
              + layers
              + " (the backbone's layers), was "
              + optimization.frozenLayers());
    }
    int frozenBelow = optimization.frozenEmbeddings() ? 1 + optimization.frozenLayers() : 0;
    Map<Key, List<WeightSpec>> byKey =
        new TreeMap<>(Comparator.comparingInt(Key::height).thenComparing(Key::decays));
    for (WeightSpec spec : specs) {
      int height = height(spec, layers);
      if (height >= frozenBelow) {
        byKey.computeIfAbsent(new Key(height, spec.decays()), key -> new ArrayList<>()).add(spec);
      }
    }
    List<Group> groups = new ArrayList<>();
    byKey.forEach(
        (key, weights) ->
            groups.add(
                new Group(
                    Math.pow(optimization.layerDecay(), layers + 1 - key.height()),
                    key.decays(),
                    List.copyOf(weights))));
    return new WeightGroups(List.copyOf(groups));
  }

  /** 0 for the embeddings, 1 for the bottom layer, one more than the layers for what is on top. */
  private static int height(WeightSpec spec, int layers) {
    return Math.min(spec.height(), layers + 1);
  }

  /** The trained weights, group by group. */
  List<WeightSpec> trained() {
    return groups.stream().flatMap(group -> group.weights().stream()).toList();
  }

  long[] sizes() {
    return groups.stream().mapToLong(group -> group.weights().size()).toArray();
  }

  double[] rateFactors() {
    return groups.stream().mapToDouble(Group::rateFactor).toArray();
  }

  /** What multiplies the weight decay of each group: 1 or 0. */
  double[] decayFactors() {
    return groups.stream().mapToDouble(group -> group.decays() ? 1 : 0).toArray();
  }
}
