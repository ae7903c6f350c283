package io.github.meshclassifier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import ai.djl.training.optimizer.Optimizer;
import io.github.meshclassifier.internal.backbone.Closing;
import io.github.meshclassifier.internal.backbone.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AdamW over all weights in one native call, with clipping by the global norm.
 *
 * <p>DJL offers its optimizers one weight after the other. This one waits until it has been offered
 * the last of a step, then updates all of them and clears their gradients. Not thread-safe.
 */
final class FusedAdamW extends Optimizer implements AutoCloseable {
  private final Program program;
  private final Group decayed;
  private final Group kept;
  private final Set<String> pending = new HashSet<>();
  private double learningRate;
  private double gradientNorm;

  private FusedAdamW(
      Builder builder, NDManager manager, List<NDArray> decayed, List<NDArray> kept) {
    super(builder);
    this.program =
        Program.compile(
            manager,
            "AdamW",
            Map.of(
                "training",
                false,
                "beta1",
                0.9,
                "beta2",
                0.999,
                "epsilon",
                1e-8,
                "weight_decay",
                builder.weightDecay,
                "max_norm",
                builder.maxGradientNorm),
            List.of(Program.text(FusedAdamW.class, "adamw.py")));
    this.decayed = new Group(manager, decayed);
    this.kept = new Group(manager, kept);
  }

  /**
   * Makes the optimizer of one run.
   *
   * @param manager owns the state
   * @param decayed the weights that shrink
   * @param kept the weights that do not
   * @param weightDecay the decay per unit of learning rate
   * @param maxGradientNorm the global norm to clip to
   */
  static FusedAdamW of(
      NDManager manager,
      List<NDArray> decayed,
      List<NDArray> kept,
      double weightDecay,
      double maxGradientNorm) {
    return new FusedAdamW(new Builder(weightDecay, maxGradientNorm), manager, decayed, kept);
  }

  /** Sets the rate of the next step. */
  void learningRate(double rate) {
    learningRate = rate;
  }

  /**
   * The global norm of the last step's gradients before clipping; not finite if that step was
   * skipped.
   */
  double gradientNorm() {
    return gradientNorm;
  }

  @Override
  public void update(String parameterId, NDArray weight, NDArray gradient) {
    if (!pending.add(parameterId)) {
      throw new IllegalStateException("a weight was offered twice in one step");
    }
    if (pending.size() == decayed.size() + kept.size()) {
      pending.clear();
      step();
    }
  }

  private void step() {
    try (IValue rate = IValue.from(learningRate);
        IValue decayedGradients = decayed.gradients();
        IValue keptGradients = kept.gradients();
        IValue norm =
            program.run(
                "step",
                rate,
                decayed.weights,
                decayedGradients,
                decayed.mean,
                decayed.square,
                decayed.steps,
                kept.weights,
                keptGradients,
                kept.mean,
                kept.square,
                kept.steps)) {
      gradientNorm = norm.toDouble();
    }
  }

  @Override
  public void close() {
    Closing.inOrder(kept::close, decayed::close, program::close);
  }

  /** Weights that are treated alike, with their running moments. */
  private static final class Group implements AutoCloseable {
    private final List<NDArray> arrays;
    private final IValue weights;
    private final IValue mean;
    private final IValue square;
    private final IValue steps;

    Group(NDManager manager, List<NDArray> arrays) {
      this.arrays = List.copyOf(arrays);
      this.weights = list(arrays);
      this.mean = zeros(manager, arrays);
      this.square = zeros(manager, arrays);
      List<NDArray> counters = new ArrayList<>();
      for (int i = 0; i < arrays.size(); i++) {
        counters.add(manager.zeros(new Shape()));
      }
      this.steps = list(counters);
      counters.forEach(NDArray::close);
    }

    int size() {
      return arrays.size();
    }

    IValue gradients() {
      List<NDArray> gradients = new ArrayList<>(arrays.size());
      for (NDArray array : arrays) {
        gradients.add(array.getGradient());
      }
      IValue list = list(gradients);
      gradients.forEach(NDArray::close);
      return list;
    }

    private static IValue zeros(NDManager manager, List<NDArray> like) {
      List<NDArray> zeros = new ArrayList<>();
      for (NDArray array : like) {
        zeros.add(manager.zeros(array.getShape()));
      }
      IValue list = list(zeros);
      zeros.forEach(NDArray::close);
      return list;
    }

    /** A native list holds its tensors by itself; the arrays may be closed. */
    private static IValue list(List<NDArray> arrays) {
      return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
      Closing.inOrder(weights::close, mean::close, square::close, steps::close);
    }
  }

  private static final class Builder extends OptimizerBuilder<Builder> {
    private final double weightDecay;
    private final double maxGradientNorm;

    Builder(double weightDecay, double maxGradientNorm) {
      this.weightDecay = weightDecay;
      this.maxGradientNorm = maxGradientNorm;
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
