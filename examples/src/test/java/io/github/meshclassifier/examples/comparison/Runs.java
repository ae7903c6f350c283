package io.github.meshclassifier.examples.comparison;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.train.EpochResult;
import io.github.meshclassifier.train.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs that never took place. */
final class Runs {
  private Runs() {}

  static Evaluation evaluation(List<String> labels, long seed, int articles) {
    Random random = new Random(seed);
    Evaluation.Builder builder = Evaluation.builder(labels, Thresholds.DEFAULT);
    for (int i = 0; i < articles; i++) {
      boolean[] expected = new boolean[labels.size()];
      float[] scores = new float[labels.size()];
      for (int label = 0; label < expected.length; label++) {
        expected[label] = (i + label) % 3 != 0;
        scores[label] = expected[label] == random.nextInt(6) > 0 ? 0.9f : 0.1f;
      }
      builder.add(expected, scores);
    }
    return builder.build();
  }

  static BackboneRun run(String name, List<String> labels, int epochs, long seed) {
    List<EpochResult> history = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      history.add(
          new EpochResult(
              epoch,
              0.7 / epoch + 0.01 * seed,
              0.75 / epoch + 0.01 * seed,
              evaluation(labels, seed * 100 + epoch, 60),
              Duration.ofMillis(12_500)));
    }
    return new BackboneRun(name, new TrainingRun(Path.of("model"), history, epochs), 320);
  }
}
