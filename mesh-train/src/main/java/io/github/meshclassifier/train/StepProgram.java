package io.github.meshclassifier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.backbone.Architecture;
import io.github.meshclassifier.internal.backbone.Closing;
import io.github.meshclassifier.internal.backbone.EmptyContainer;
import io.github.meshclassifier.internal.backbone.Program;
import io.github.meshclassifier.internal.backbone.ProgramModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The program of training steps: forward and backward pass in one native call for each micro-batch,
 * the update in another. Not thread-safe.
 */
final class StepProgram implements AutoCloseable {
  /** The engine has one random generator; a step that shares it could not be repeated. */
  private static final ReentrantLock GENERATOR = new ReentrantLock();

  private final Program program;
  private final NDArray positiveWeights;
  private final IValue sizes;
  private final IValue rateFactors;
  private final IValue decayFactors;

  /**
   * The numbers of the optimizer that stay the same.
   *
   * @param weightDecay the decay per unit of learning rate
   * @param maxGradientNorm the global norm to clip to
   * @param averageDecay the decay of the moving average in the long run
   */
  record AdamW(double weightDecay, double maxGradientNorm, double averageDecay) {
    ProgramModule module() {
      return new ProgramModule(
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
              weightDecay,
              "max_norm",
              maxGradientNorm,
              "average_decay",
              averageDecay));
    }
  }

  private StepProgram(
      Program program, NDManager manager, double[] positiveWeights, WeightGroups groups) {
    this.program = program;
    float[] weights = new float[positiveWeights.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) positiveWeights[i];
    }
    this.positiveWeights = manager.create(weights);
    this.sizes = IValue.listFrom(groups.sizes());
    this.rateFactors = IValue.listFrom(groups.rateFactors());
    this.decayFactors = IValue.listFrom(groups.decayFactors());
  }

  /**
   * Compiles the program.
   *
   * @param manager decides the device
   * @param model the architecture's module
   */
  static StepProgram compile(
      NDManager manager,
      Architecture architecture,
      ProgramModule model,
      LogitLoss loss,
      WeightGroups groups,
      AdamW optimizer) {
    List<String> texts = new ArrayList<>(architecture.trainingTexts());
    for (String source : List.of("loss.py", "adamw.py", "training.py")) {
      texts.add(Program.text(StepProgram.class, source));
    }
    Map<String, Object> attributes =
        Map.of(
            "training",
            true,
            "model",
            model,
            "loss",
            loss.module(),
            "optimizer",
            optimizer.module(),
            "weights",
            EmptyContainer.TENSOR_DICTIONARY,
            "trained",
            EmptyContainer.TENSOR_LIST,
            "gradients",
            EmptyContainer.TENSOR_LIST);
    return new StepProgram(
        Program.compile(manager, "Training", attributes, texts),
        manager,
        loss.positiveWeights(),
        groups);
  }

  /**
   * Takes the weights; to be called once.
   *
   * @param weights all that the model reads, by name
   */
  void open(Map<String, PtNDArray> weights, OptimizerState state) {
    try (IValue dictionary = IValue.stringMapFrom(weights)) {
      program.run("open", dictionary, state.trained()).close();
    }
  }

  /**
   * A micro-batch: ids and mask, {@code [articles, tokens]}; targets, {@code [articles, labels]}.
   */
  record Batch(NDArray ids, NDArray mask, NDArray targets) {
    long articles() {
      return targets.getShape().get(0);
    }
  }

  /**
   * Runs a step.
   *
   * @param seeds one for each micro-batch
   * @return the loss and the norm of its gradient
   */
  double[] step(List<Batch> batches, long[] seeds, double rate, OptimizerState state) {
    GENERATOR.lock();
    try {
      double articles = batches.stream().mapToLong(Batch::articles).sum();
      double loss = 0;
      for (int i = 0; i < seeds.length; i++) {
        Batch batch = batches.get(i);
        loss += gather(i, seeds[i], batch.articles() / articles, batch);
      }
      return new double[] {loss, update(rate, loss, state)};
    } finally {
      GENERATOR.unlock();
    }
  }

  private double gather(long number, long seed, double share, Batch batch) {
    NDManager scope = batch.ids().getManager();
    try (NDArray loss =
        program.runWithGradients(
            "gather",
            scope.create(number),
            scope.create(seed),
            scope.create(share),
            batch.ids(),
            batch.mask(),
            batch.targets(),
            positiveWeights)) {
      return loss.getFloat();
    }
  }

  private double update(double rate, double loss, OptimizerState state) {
    try (IValue rateValue = IValue.from(rate);
        IValue lossValue = IValue.from(loss);
        IValue norm =
            program.run(
                "update",
                rateValue,
                lossValue,
                state.mean(),
                state.square(),
                state.average(),
                state.count(),
                sizes,
                rateFactors,
                decayFactors)) {
      return norm.toDouble();
    }
  }

  /** Writes one tensor into another. */
  void copy(PtNDArray target, PtNDArray source) {
    try (IValue to = IValue.from(target);
        IValue from = IValue.from(source)) {
      program.run("copy", to, from).close();
    }
  }

  @Override
  public void close() {
    Closing.inOrder(decayFactors::close, rateFactors::close, sizes::close, program::close);
  }
}
