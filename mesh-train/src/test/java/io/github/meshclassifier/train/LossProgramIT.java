package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The program of the losses in float64, against Java and against central differences. */
class LossProgramIT {
  private static final int LABELS = 5;

  /** Computes the slope of the loss for each logit. */
  private static final String SLOPES =
      """
      class Slopes(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        loss : __torch__.Loss

        def value(self: __torch__.Slopes, x: Tensor, y: Tensor, w: Tensor) -> Tensor:
          return self.loss.mean(x, y, w)

        def slopes(self: __torch__.Slopes, x: Tensor, y: Tensor, w: Tensor) -> Tensor:
          x = x.detach().requires_grad_(True)
          found = torch.grad([self.loss.mean(x, y, w)], [x], None, None, False, False)[0]
          assert found is not None
          return found

        def weighted_slopes(self: __torch__.Slopes, x: Tensor, y: Tensor, w: Tensor, articles: Tensor) -> Tensor:
          x = x.detach().requires_grad_(True)
          found = torch.grad([self.loss.weighted_mean(x, y, w, articles)], [x], None, None, False, False)[0]
          assert found is not None
          return found
      """;

  static final List<LogitLoss> LOSSES =
      List.of(
          loss(TrainingLoss.binaryCrossEntropy(), 0),
          loss(TrainingLoss.binaryCrossEntropy(), 0.1),
          loss(new TrainingLoss.BinaryCrossEntropy(List.of(0.5, 1.0, 2.0, 8.0, 30.0)), 0.05),
          loss(new TrainingLoss.Focal(0), 0),
          loss(new TrainingLoss.Focal(0.5), 0),
          loss(new TrainingLoss.Focal(2), 0.1),
          loss(new TrainingLoss.Asymmetric(0, 0, 0), 0),
          loss(new TrainingLoss.Asymmetric(1, 4, 0.05), 0),
          loss(new TrainingLoss.Asymmetric(0, 2, 0.2), 0.1),
          loss(new TrainingLoss.Asymmetric(0.5, 0.5, 0.05), 0),
          loss(new TrainingLoss.Asymmetric(1, 0, 0.05), 0));

  private static LogitLoss loss(TrainingLoss loss, double smoothing) {
    return LogitLoss.of(new Objective(loss, smoothing, null), LABELS);
  }

  /** Moderate, large and extreme logits, of either target. */
  private static double[] logits() {
    Random random = new Random(9);
    double[] logits = new double[8 * LABELS];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = random.nextGaussian() * (i % 3 == 0 ? 8 : 2);
    }
    double[] extreme = {100, -100, 100, -100, 700, -700, 0, 1e-9};
    System.arraycopy(extreme, 0, logits, 0, extreme.length);
    return logits;
  }

  private static double[] targets(int count) {
    double[] targets = new double[count];
    Arrays.setAll(targets, i -> i % 4 < 2 ? 1 : 0);
    return targets;
  }

  @ParameterizedTest
  @FieldSource("LOSSES")
  void mean_float64_asInJava(LogitLoss loss) {
    double[] logits = logits();
    double[] targets = targets(logits.length);
    int rows = logits.length / LABELS;
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      float[] x = new float[LABELS];
      float[] y = new float[LABELS];
      for (int i = 0; i < LABELS; i++) {
        // Java's takes floats: the program is given the same numbers.
        x[i] = (float) logits[row * LABELS + i];
        logits[row * LABELS + i] = x[i];
        y[i] = (float) targets[row * LABELS + i];
      }
      sum += loss.mean(x, y);
    }
    double expected = sum / rows;
    try (Running program = Running.of(loss)) {
      assertThat(program.run("value", logits, targets)[0])
          .isCloseTo(expected, within(1e-12 * Math.max(1, expected)));
    }
  }

  @ParameterizedTest
  @FieldSource("LOSSES")
  void mean_float64Slopes_asCentralDifferences(LogitLoss loss) {
    double[] logits = logits();
    double[] targets = targets(logits.length);
    double step = 6e-6;
    try (Running program = Running.of(loss)) {
      double[] slopes = program.run("slopes", logits, targets);
      assertThat(slopes).doesNotContain(Double.NaN).hasSameSizeAs(logits);
      for (int i = 0; i < logits.length; i++) {
        double[] above = logits.clone();
        double[] below = logits.clone();
        above[i] += step;
        below[i] -= step;
        double rise =
            program.run("value", above, targets)[0] - program.run("value", below, targets)[0];
        assertThat(slopes[i])
            .describedAs("logit %s, target %s", logits[i], targets[i])
            .isCloseTo(rise / (above[i] - below[i]), within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("LOSSES")
  void weightedMean_weights_slopesOfRepeatedArticles(LogitLoss loss) {
    double[] logits = logits();
    double[] targets = targets(logits.length);
    int rows = logits.length / LABELS;
    double[] weights = new double[rows];
    Arrays.fill(weights, 1);
    weights[1] = 2;
    double[] more = Arrays.copyOf(logits, logits.length + LABELS);
    double[] moreTargets = Arrays.copyOf(targets, more.length);
    System.arraycopy(logits, LABELS, more, logits.length, LABELS);
    System.arraycopy(targets, LABELS, moreTargets, logits.length, LABELS);
    try (Running program = Running.of(loss)) {
      double[] weighted = program.run("weighted_slopes", logits, targets, weights);
      double[] repeated = program.run("slopes", more, moreTargets);
      for (int i = 0; i < logits.length; i++) {
        double expected = repeated[i] * (i / LABELS == 1 ? 2 : 1);
        assertThat(weighted[i]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  /** A loss as a running program. */
  private record Running(NDManager manager, Program program, LogitLoss loss)
      implements AutoCloseable {
    static Running of(LogitLoss loss) {
      Map<String, Object> attributes = Map.of("training", false, "loss", loss.module());
      NDManager manager = PyTorch.engine().newBaseManager(Device.cpu());
      List<String> texts = List.of(Program.text(StepProgram.class, "loss.py"), SLOPES);
      Program program = Program.compile(manager, "Slopes", attributes, texts);
      return new Running(manager, program, loss);
    }

    double[] run(String method, double[] logits, double[] targets, double... articles) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray x = scope.create(logits).reshape(-1, LABELS);
        NDArray y = scope.create(targets).reshape(-1, LABELS);
        NDArray w = scope.create(loss.positiveWeights());
        return (articles.length == 0
                ? program.runWithGradients(scope, method, x, y, w)
                : program.runWithGradients(scope, method, x, y, w, scope.create(articles)))
            .toDoubleArray();
      }
    }

    @Override
    public void close() {
      program.close();
      manager.close();
    }
  }
}
