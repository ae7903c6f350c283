package io.github.meshclassifier.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Which examples each step of a run learns from: a function of the recipe, so that a position in
 * the data is an epoch and a step.
 *
 * <p>Immutable and thread-safe.
 */
final class TrainingPlan {
  private final List<Example> examples;
  private final Recipe recipe;
  private final long[] stepsUntil;

  TrainingPlan(List<Example> examples, Recipe recipe) {
    this.examples = examples;
    this.recipe = recipe;
    this.stepsUntil = new long[recipe.epochs() + 1];
    boolean sameEveryEpoch = recipe.batching().tokens() == 0;
    int steps = 0;
    for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
      if (epoch == 1 || !sameEveryEpoch) {
        steps = batches(epoch).size();
      }
      stepsUntil[epoch] = stepsUntil[epoch - 1] + steps;
    }
  }

  long totalSteps() {
    return stepsUntil[recipe.epochs()];
  }

  /** The last step of an epoch, counted from 1 over all epochs; 0 for epoch 0. */
  long lastStep(int epoch) {
    return stepsUntil[epoch];
  }

  /** The examples of each step of an epoch, which is counted from 1. */
  List<List<Example>> batches(int epoch) {
    Random random = new Random(TrainingSession.mix(TrainingSession.mix(recipe.seed()) + epoch));
    return recipe.batching().tokens() > 0
        ? LengthGroupedBatches.withinTokens(examples, recipe.batching().tokens(), random)
        : LengthGroupedBatches.ofSize(examples, recipe.batching().articles(), random);
  }

  /** Cuts a batch into what is computed at once. */
  List<List<Example>> microBatches(List<Example> batch) {
    int size = recipe.batching().microBatch();
    if (size == 0 || batch.size() <= size) {
      return List.of(batch);
    }
    List<List<Example>> parts = new ArrayList<>();
    for (int start = 0; start < batch.size(); start += size) {
      parts.add(batch.subList(start, Math.min(start + size, batch.size())));
    }
    return parts;
  }
}
