package io.github.meshclassifier.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.backbone.Architecture;
import io.github.meshclassifier.internal.backbone.Architectures;
import io.github.meshclassifier.internal.backbone.Closing;
import io.github.meshclassifier.internal.backbone.PaddedBatch;
import io.github.meshclassifier.internal.backbone.PaddingSide;
import io.github.meshclassifier.internal.backbone.PyTorch;
import io.github.meshclassifier.internal.backbone.TrainingProgram;
import io.github.meshclassifier.internal.backbone.Transformer;
import io.github.meshclassifier.internal.backbone.WeightLoader;
import io.github.meshclassifier.internal.backbone.WeightSpec;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/** The native side of one run: weights, gradients and optimizer state. Not thread-safe. */
final class TrainingSession implements AutoCloseable {
  /** DJL collects gradients for one caller in the process at a time. */
  private static final ReentrantLock ONE_COLLECTOR = new ReentrantLock();

  private final Base base;
  private final int labels;
  private final Device device;
  private final Model model;
  private final TrainingProgram program;
  private final FusedAdamW optimizer;
  private final Trainer trainer;
  private final Loss loss = new BinaryCrossEntropy();
  private final Map<WeightSpec, PtNDArray> weights;

  /**
   * What the session started from.
   *
   * @param newWeights the names of the weights that the checkpoint lacks
   * @param unusedWeights the names of what it holds beyond the backbone's weights and the usual
   *     pre-training heads
   */
  record Base(
      BackboneConfig config,
      PaddingSide paddingSide,
      List<String> newWeights,
      List<String> unusedWeights) {}

  /** What a step did. */
  record Step(double loss, double gradientNorm) {}

  private TrainingSession(
      Base base,
      int labels,
      Device device,
      Model model,
      TrainingProgram program,
      FusedAdamW optimizer,
      Trainer trainer,
      Map<WeightSpec, PtNDArray> weights) {
    this.base = base;
    this.labels = labels;
    this.device = device;
    this.model = model;
    this.program = program;
    this.optimizer = optimizer;
    this.trainer = trainer;
    this.weights = weights;
  }

  /**
   * Loads a pretrained checkpoint for training; a head or pooler that it lacks starts as
   * transformers would start it.
   *
   * @throws ModelLoadException if a weight below the head is missing or misshapen
   */
  static TrainingSession open(
      Checkpoint checkpoint,
      BackboneConfig config,
      int labels,
      TrainingSettings settings,
      Device device)
      throws ModelLoadException {
    Architecture architecture = Architectures.of(config);
    PyTorch.engine();
    JniUtils.setSeed(settings.seed());
    Model model = Model.newInstance(architecture.modelType(), device, "PyTorch");
    try {
      NDManager manager = model.getNDManager();
      List<WeightSpec> specs = architecture.tensors(config, labels);
      WeightLoader.Loaded loaded =
          WeightLoader.loadPretrained(checkpoint, architecture, specs, manager);
      Map<WeightSpec, PtNDArray> weights =
          FreshHead.complete(
              loaded, specs, manager, config.initializerRange(), new Random(settings.seed()));
      TrainingProgram program =
          TrainingProgram.compile(
              manager,
              architecture,
              config,
              settings.dropout(),
              settings.precision() == TrainingPrecision.BF16);
      BackboneBlock block = new BackboneBlock(program, weights, labels);
      model.setBlock(block);
      FusedAdamW optimizer =
          FusedAdamW.of(
              manager,
              select(weights, true),
              select(weights, false),
              settings.weightDecay(),
              settings.maxGradientNorm());
      Trainer trainer =
          model.newTrainer(
              new DefaultTrainingConfig(new BinaryCrossEntropy())
                  .optOptimizer(optimizer)
                  .optDevices(new Device[] {device}));
      trainer.initialize(new Shape(1, 1), new Shape(1, 1));
      return new TrainingSession(
          new Base(config, architecture.paddingSide(), fresh(loaded), loaded.unused()),
          labels,
          device,
          model,
          program,
          optimizer,
          trainer,
          weights);
    } catch (Throwable failure) {
      model.close();
      throw failure;
    }
  }

  private static List<String> fresh(WeightLoader.Loaded loaded) {
    return loaded.missing().stream().map(WeightSpec::name).toList();
  }

  private static List<NDArray> select(Map<WeightSpec, PtNDArray> weights, boolean decays) {
    List<NDArray> selected = new ArrayList<>();
    weights.forEach(
        (spec, array) -> {
          if (spec.decays() == decays) {
            selected.add(array);
          }
        });
    return selected;
  }

  /** Runs one step: forward, loss, backward, clipping, update. */
  Step step(List<Example> batch, double learningRate) {
    PaddedBatch padded =
        PaddedBatch.of(
            batch.stream().map(Example::ids).toList(),
            base.config().padTokenId(),
            base.paddingSide());
    return PyTorch.compute(() -> step(padded, flatten(batch), learningRate));
  }

  private Step step(PaddedBatch padded, float[] targets, double learningRate) {
    Shape shape = new Shape(padded.rows(), padded.columns());
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDArray ids = scope.create(padded.ids(), shape);
      NDArray mask = scope.create(padded.mask(), shape);
      NDArray expected = scope.create(targets, new Shape(padded.rows(), labels));
      optimizer.learningRate(learningRate);
      double value;
      ONE_COLLECTOR.lock();
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList logits = trainer.forward(new NDList(ids, mask));
        NDArray mean = loss.evaluate(new NDList(expected), logits);
        gradients.backward(mean);
        value = mean.getFloat();
      } finally {
        ONE_COLLECTOR.unlock();
      }
      trainer.step();
      return new Step(value, optimizer.gradientNorm());
    }
  }

  private float[] flatten(List<Example> batch) {
    float[] flat = new float[batch.size() * labels];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.get(i).labels(), 0, flat, i * labels, labels);
    }
    return flat;
  }

  /** The weights as they are, for evaluation; to be closed before the next step. */
  Transformer snapshot() throws ModelLoadException {
    Map<String, PtNDArray> named = new LinkedHashMap<>();
    weights.forEach((spec, array) -> named.put(spec.name(), array));
    return Transformer.of(named, base.config(), labels, device);
  }

  /** What the session started from. */
  Base base() {
    return base;
  }

  /** The weights by name, in the order of the layers; valid until the next step. */
  Map<WeightSpec, PtNDArray> weights() {
    return weights;
  }

  @Override
  public void close() {
    Closing.inOrder(trainer::close, optimizer::close, program::close, model::close);
  }
}
