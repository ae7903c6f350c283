package io.github.meshclassifier.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.engine.NativeValues;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.program.EmptyContainer;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.program.ProgramModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The program of training steps: forward and backward pass in one native call for each micro-batch,
 * the update in another. Not thread-safe.
 */
final class StepProgram {
  /** The engine has one random generator; a step that shares it could not be repeated. */
  private static final ReentrantLock GENERATOR = new ReentrantLock();

  private final Program program;
  private final IValue positiveWeights;
  private final IValue sizes;
  private final IValue rateFactors;
  private final IValue decayFactors;

  private static ProgramModule module(Optimization optimization) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("training", false);
    attributes.put("beta1", 0.9);
    attributes.put("beta2", 0.999);
    attributes.put("epsilon", 1e-8);
    attributes.put("weight_decay", optimization.weightDecay());
    attributes.put("max_norm", optimization.maxGradientNorm());
    attributes.put("average_decay", optimization.averageDecay());
    return new ProgramModule("AdamW", attributes);
  }

  private StepProgram(
      Program program, NativeValues values, PtNDArray positiveWeights, WeightGroups groups) {
    this.program = program;
    this.positiveWeights = values.own(IValue.from(positiveWeights));
    this.sizes = values.own(IValue.listFrom(groups.sizes()));
    this.rateFactors = values.own(IValue.listFrom(groups.rateFactors()));
    this.decayFactors = values.own(IValue.listFrom(groups.decayFactors()));
  }

  private static PtNDArray array(NDManager manager, double[] values) {
    float[] array = new float[values.length];
    for (int i = 0; i < array.length; i++) {
      array[i] = (float) values[i];
    }
    return (PtNDArray) manager.create(array);
  }

  /**
   * Compiles the program.
   *
   * @param manager decides the device, and owns the program
   * @param values owns what the program is called with
   * @param model the family's module
   */
  static StepProgram compile(
      NDManager manager,
      NativeValues values,
      ModelFamily family,
      ProgramModule model,
      LogitLoss loss,
      WeightGroups groups,
      Optimization optimization) {
    List<String> texts = new ArrayList<>(family.trainingTexts());
    for (String source : List.of("loss.py", "adamw.py", "training.py")) {
      texts.add(Program.text(StepProgram.class, source));
    }
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("training", true);
    attributes.put("model", model);
    attributes.put("loss", loss.module());
    attributes.put("optimizer", module(optimization));
    attributes.put("weights", EmptyContainer.TENSOR_DICTIONARY);
    attributes.put("trained", EmptyContainer.TENSOR_LIST);
    attributes.put("gradients", EmptyContainer.TENSOR_LIST);
    attributes.put("batch", EmptyContainer.TENSOR_LIST);
    attributes.put("number", 0);
    attributes.put("seed", 0);
    attributes.put("share", 0.0);
    return new StepProgram(
        Program.compile(manager, "Training", attributes, texts),
        values,
        array(manager, loss.positiveWeights()),
        groups);
  }

  /**
   * Takes the weights; to be called once.
   *
   * @param weights all that the model reads, by name
   */
  void open(Map<String, PtNDArray> weights, OptimizerState state) {
    try (IValue dictionary = IValue.stringMapFrom(weights)) {
      program.run("open", dictionary, state.values().trained()).close();
    }
  }

  /**
   * A micro-batch.
   *
   * @param ids {@code [articles, tokens]}
   * @param mask of the same shape
   * @param targets {@code [articles, labels]}
   * @param articleWeights {@code [articles]}; null if all articles count alike
   * @param weight the sum of the weights
   */
  record Batch(
      PtNDArray ids,
      PtNDArray mask,
      PtNDArray targets,
      @Nullable PtNDArray articleWeights,
      double weight) {}

  /**
   * Runs a step.
   *
   * @param seeds one for each micro-batch
   * @return the loss and the norm of its gradient
   */
  double[] step(List<Batch> batches, long[] seeds, double rate, OptimizerState state) {
    GENERATOR.lock();
    try {
      double weight = batches.stream().mapToDouble(Batch::weight).sum();
      double loss = 0;
      for (int i = 0; i < seeds.length; i++) {
        Batch batch = batches.get(i);
        loss += gather(i, seeds[i], batch.weight() / weight, batch);
      }
      return new double[] {loss, update(rate, loss, state)};
    } finally {
      GENERATOR.unlock();
    }
  }

  private double gather(long number, long seed, double share, Batch batch) {
    PtNDArray weights = batch.articleWeights();
    try (IValue numberValue = IValue.from(number);
        IValue seedValue = IValue.from(seed);
        IValue shareValue = IValue.from(share);
        IValue ids = IValue.from(batch.ids());
        IValue mask = IValue.from(batch.mask());
        IValue targets = IValue.from(batch.targets());
        IValue articleWeights =
            IValue.listFrom(weights == null ? new PtNDArray[0] : new PtNDArray[] {weights})) {
      program
          .run(
              "place",
              numberValue,
              seedValue,
              shareValue,
              ids,
              mask,
              targets,
              positiveWeights,
              articleWeights)
          .close();
    }
    try (NDArray loss = program.runWithGradients(batch.ids().getManager(), "gather")) {
      return loss.getFloat();
    }
  }

  private double update(double rate, double loss, OptimizerState state) {
    OptimizerState.Values values = state.values();
    try (IValue rateValue = IValue.from(rate);
        IValue lossValue = IValue.from(loss);
        IValue norm =
            program.run(
                "update",
                rateValue,
                lossValue,
                values.mean(),
                values.square(),
                values.average(),
                values.count(),
                sizes,
                rateFactors,
                decayFactors)) {
      return norm.toDouble();
    }
  }

  void copy(PtNDArray target, PtNDArray source) {
    try (IValue to = IValue.from(target);
        IValue from = IValue.from(source)) {
      program.run("copy", to, from).close();
    }
  }
}
