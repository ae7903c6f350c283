package io.github.meshclassifier.train;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import com.google.gson.JsonElement;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sessions on tiny checkpoints, and what is in them. */
final class SessionFixture {
  static final Dropout SOME = new Dropout(0.2, 0, 0.3);

  private SessionFixture() {}

  /** Options to change one by one. */
  static final class Options {
    private TrainingLoss loss = TrainingLoss.binaryCrossEntropy();
    private double labelSmoothing;
    private double layerDecay = 1;
    private double averageDecay;
    private boolean frozenEmbeddings;
    private int frozenLayers;

    Options loss(TrainingLoss value, double smoothing) {
      loss = value;
      labelSmoothing = smoothing;
      return this;
    }

    Options layerDecay(double value) {
      layerDecay = value;
      return this;
    }

    Options averageDecay(double value) {
      averageDecay = value;
      return this;
    }

    Options frozen(int layers) {
      frozenEmbeddings = true;
      frozenLayers = layers;
      return this;
    }

    /** The same settings with these options. */
    TrainingSettings in(TrainingSettings settings) {
      Recipe recipe = settings.recipe();
      Optimization optimization =
          new Optimization(
              recipe.optimization().weightDecay(),
              recipe.optimization().maxGradientNorm(),
              layerDecay,
              averageDecay,
              frozenEmbeddings,
              frozenLayers);
      Objective objective = new Objective(loss, labelSmoothing, null);
      return new TrainingSettings(
          new Recipe(
              recipe.epochs(),
              recipe.batching(),
              recipe.rate(),
              optimization,
              objective,
              recipe.selection(),
              recipe.seed()),
          settings.maxTokens(),
          settings.dropout(),
          settings.precision());
    }
  }

  static TrainingSettings settings(
      Dropout dropout, TrainingPrecision precision, double maxNorm, double decay, long seed) {
    LearningRate rate = new LearningRate(0.005, 0.25, null, LearningRateSchedule.LINEAR);
    return TrainingFixture.settings(4, rate, decay, maxNorm, dropout, seed, precision);
  }

  /** Exact arithmetic, no dropout, no decay, no clipping. */
  static TrainingSettings plain() {
    return settings(Dropout.NONE, TrainingPrecision.FP32, Double.POSITIVE_INFINITY, 0, 1);
  }

  static TrainingSession open(ModelFiles files, TrainingSettings settings, Options options)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      return TrainingSession.open(
          checkpoint, Families.read(files), 14, options.in(settings), Device.cpu());
    }
  }

  static TrainingSession open(TrainingSettings settings, Options options) throws IOException {
    return open(TrainingFixture.files(), settings, options);
  }

  /** The batches of the reference run. */
  static List<List<Example>> batches() throws IOException {
    List<List<Example>> batches = new ArrayList<>();
    for (JsonElement step : TrainingFixture.expected().getAsJsonArray("steps")) {
      batches.add(TrainingFixture.examples(step.getAsJsonObject()));
    }
    return batches;
  }

  static Map<String, float[]> values(Map<WeightSpec, PtNDArray> weights) {
    Map<String, float[]> values = new LinkedHashMap<>();
    weights.forEach((spec, array) -> values.put(spec.name(), array.toFloatArray()));
    return values;
  }
}
