package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * Training steps beside those of a plain loop, as {@link TrainingBenchmark} measures them.
 *
 * @param bfloat16 whether both compute in bfloat16
 */
record TrainingComparison(boolean bfloat16) implements Comparison {
  private static final int LAYERS = 6;
  private static final int HIDDEN = 384;
  private static final int BATCH = 16;
  private static final int TOKENS = 128;
  private static final int MOST_STEPS = 5;

  @Override
  public String name() {
    return "training of " + LAYERS + "x" + HIDDEN + ", " + precision();
  }

  @Override
  public List<Row> measure(int rounds) throws IOException {
    int steps = Math.min(rounds, MOST_STEPS);
    TrainingBenchmark.Result result =
        TrainingBenchmark.measure(
            new TrainingBenchmark.Setting(LAYERS, HIDDEN, BATCH, steps, TOKENS, bfloat16),
            TrainingBenchmark.labelled(SampleArticles.read()));
    return List.of(
        new Row(
            name(),
            "MeshTrainer",
            "plain loop",
            "article",
            1e3 * TrainingBenchmark.median(result.trainer()),
            1e3 * TrainingBenchmark.median(result.plain()),
            result.ratio(),
            steps));
  }

  private String precision() {
    return bfloat16 ? "bf16" : "fp32";
  }
}
