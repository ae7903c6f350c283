package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.family.Dropout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is in effect in a run.
 *
 * @param precision never {@link TrainingPrecision#AUTO}
 */
record TrainingSettings(
    Recipe recipe, int maxTokens, Dropout dropout, TrainingPrecision precision) {

  /**
   * Every setting by its name in files and cards, in the order in which they are shown: numbers,
   * texts, booleans, and lists of numbers.
   */
  Map<String, Object> byName() {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("epochs", recipe.epochs());
    batching(named, recipe.batching());
    rate(named, recipe.rate());
    Optimization optimization = recipe.optimization();
    named.put("weight_decay", optimization.weightDecay());
    double norm = optimization.maxGradientNorm();
    named.put("max_gradient_norm", Double.isFinite(norm) ? norm : "none"); // no infinity in JSON
    named.put("max_tokens", maxTokens);
    named.put("hidden_dropout", dropout.hidden());
    named.put("attention_dropout", dropout.attention());
    named.put("classifier_dropout", dropout.classifier());
    named.put("seed", recipe.seed());
    named.put("precision", precision.name());
    loss(named, recipe.objective().loss());
    named.put("label_smoothing", recipe.objective().labelSmoothing());
    named.put("layer_decay", optimization.layerDecay());
    named.put("average_decay", optimization.averageDecay());
    named.put("frozen_embeddings", optimization.frozenEmbeddings());
    named.put("frozen_layers", optimization.frozenLayers());
    named.put("select_by", recipe.selection().id());
    if (recipe.selection().patience() > 0) {
      named.put("stop_after", recipe.selection().patience());
    }
    Teacher teacher = recipe.objective().teacher();
    if (teacher != null) {
      named.put("teacher", teacher.scorer().toString());
      named.put("teacher_weight", teacher.weight());
    }
    return named;
  }

  private static void batching(Map<String, Object> named, Batching batching) {
    if (batching.tokens() > 0) {
      named.put("tokens_per_batch", batching.tokens());
    } else {
      named.put("batch_size", batching.articles());
    }
    if (batching.microBatch() > 0) {
      named.put("micro_batch_size", batching.microBatch());
    }
  }

  private static void rate(Map<String, Object> named, LearningRate rate) {
    named.put("learning_rate", rate.peak());
    if (rate.warmupSteps() != null) {
      named.put("warmup_steps", rate.warmupSteps());
    } else {
      named.put("warmup_fraction", rate.warmupFraction());
    }
    named.put("schedule", rate.schedule().name());
  }

  private static void loss(Map<String, Object> named, TrainingLoss loss) {
    if (loss instanceof TrainingLoss.BinaryCrossEntropy entropy) {
      named.put("loss", "binary_cross_entropy");
      if (!entropy.positiveWeights().isEmpty()) {
        named.put("positive_weights", entropy.positiveWeights());
      }
    } else if (loss instanceof TrainingLoss.Focal focal) {
      named.put("loss", "focal");
      named.put("gamma", focal.gamma());
    } else if (loss instanceof TrainingLoss.Asymmetric asymmetric) {
      named.put("loss", "asymmetric");
      named.put("positive_gamma", asymmetric.positiveGamma());
      named.put("negative_gamma", asymmetric.negativeGamma());
      named.put("margin", asymmetric.margin());
    }
  }
}
