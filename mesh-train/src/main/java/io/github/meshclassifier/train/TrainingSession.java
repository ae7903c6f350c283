package io.github.meshclassifier.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.engine.Closing;
import io.github.meshclassifier.internal.engine.NativeValues;
import io.github.meshclassifier.internal.engine.PaddedBatch;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.engine.WeightLoader;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The native side of one run: weights, gradients and optimizer state. Not thread-safe. */
final class TrainingSession implements AutoCloseable {
  private final Base base;
  private final int labels;
  private final long seed;
  private final Device device;
  private final NDManager manager;
  private final NativeValues values;
  private final StepProgram program;
  private final OptimizerState state;
  private final Map<WeightSpec, PtNDArray> current;
  private final Map<WeightSpec, PtNDArray> evaluated;

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

  /**
   * What a step did.
   *
   * @param loss the mean over all articles, by their weights, and labels, before the update
   * @param gradientNorm the global norm of its gradient, before clipping
   * @param tokens how many tokens were read, padding not counted
   */
  record Step(double loss, double gradientNorm, long tokens) {}

  private TrainingSession(
      Base base,
      int labels,
      long seed,
      Device device,
      NDManager manager,
      NativeValues values,
      StepProgram program,
      OptimizerState state,
      Map<WeightSpec, PtNDArray> weights) {
    this.base = base;
    this.labels = labels;
    this.seed = seed;
    this.device = device;
    this.manager = manager;
    this.values = values;
    this.program = program;
    this.state = state;
    this.current = weights;
    Map<WeightSpec, PtNDArray> best = new LinkedHashMap<>(weights);
    best.putAll(state.averages());
    this.evaluated = Collections.unmodifiableMap(best);
  }

  /**
   * Loads a pretrained checkpoint for training; a head or pooler that it lacks starts as
   * transformers would start it.
   *
   * @throws ModelLoadException if a weight below the head is missing or misshapen
   * @throws IllegalArgumentException if the settings do not fit the backbone or the labels
   */
  static TrainingSession open(
      Checkpoint checkpoint,
      BackboneConfig config,
      int labels,
      TrainingSettings settings,
      Device device)
      throws ModelLoadException {
    ModelFamily family = config.family();
    LogitLoss loss = LogitLoss.of(settings.recipe().objective(), labels);
    List<WeightSpec> specs = family.tensors(config, labels);
    Optimization optimization = settings.recipe().optimization();
    WeightGroups groups = WeightGroups.of(specs, config.layers(), optimization);
    NDManager manager = PyTorch.engine().newBaseManager(device);
    NativeValues values = new NativeValues();
    try {
      WeightLoader.Loaded loaded = WeightLoader.loadPretrained(checkpoint, family, specs, manager);
      Map<WeightSpec, PtNDArray> weights =
          FreshHead.complete(
              loaded,
              specs,
              manager,
              config.initializerRange(),
              new Random(settings.recipe().seed()));
      OptimizerState state =
          OptimizerState.of(manager, values, weights, groups.trained(), optimization.hasAverage());
      StepProgram program =
          StepProgram.compile(
              manager,
              values,
              family,
              family.trainingModule(
                  config, settings.dropout(), settings.precision().isBfloat16(device)),
              loss,
              groups,
              optimization);
      program.open(named(weights), state);
      return new TrainingSession(
          new Base(config, config.tokens().paddingSide(), fresh(loaded), loaded.unused()),
          labels,
          settings.recipe().seed(),
          device,
          manager,
          values,
          program,
          state,
          weights);
    } catch (Throwable failure) {
      Closing.inOrder(values::close, manager::close);
      throw failure;
    }
  }

  private static List<String> fresh(WeightLoader.Loaded loaded) {
    return loaded.missing().stream().map(WeightSpec::name).toList();
  }

  private static Map<String, PtNDArray> named(Map<WeightSpec, PtNDArray> weights) {
    Map<String, PtNDArray> named = new LinkedHashMap<>();
    weights.forEach((spec, array) -> named.put(spec.name(), array));
    return named;
  }

  /**
   * Runs one step: the gradient of the mean loss of all articles, gathered over micro-batches;
   * clipping; one update of weights and average. If loss or gradient is not finite, nothing
   * changes.
   *
   * <p>What is random in it is a function of the run's seed, the number of the step and that of the
   * micro-batch.
   *
   * @param microBatches what is computed at once; neither the list nor a batch is empty
   * @param learningRate the rate, before the factors of layers
   * @param step the number of the step in the run
   */
  Step step(List<List<Example>> microBatches, double learningRate, long step) {
    List<PaddedBatch> padded = new ArrayList<>();
    long[] seeds = new long[microBatches.size()];
    long tokens = 0;
    for (int i = 0; i < seeds.length; i++) {
      List<int[]> sequences = microBatches.get(i).stream().map(Example::ids).toList();
      padded.add(PaddedBatch.of(sequences, base.config().padTokenId(), base.paddingSide()));
      seeds[i] = mix(mix(mix(seed) + step) + i);
      tokens += sequences.stream().mapToLong(ids -> ids.length).sum();
    }
    double[] done =
        PyTorch.compute(
            () -> {
              try (NDManager scope = manager.newSubManager()) {
                List<StepProgram.Batch> batches = new ArrayList<>();
                for (int i = 0; i < seeds.length; i++) {
                  batches.add(place(padded.get(i), microBatches.get(i), scope));
                }
                return program.step(batches, seeds, learningRate, state);
              }
            });
    return new Step(done[0], done[1], tokens);
  }

  private StepProgram.Batch place(PaddedBatch batch, List<Example> examples, NDManager scope) {
    float first = examples.get(0).weight();
    boolean alike = examples.stream().allMatch(example -> example.weight() == first);
    float[] weights = new float[examples.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = examples.get(i).weight();
    }
    Shape shape = new Shape(batch.rows(), batch.columns());
    return new StepProgram.Batch(
        (PtNDArray) scope.create(batch.ids(), shape),
        (PtNDArray) scope.create(batch.mask(), shape),
        (PtNDArray) scope.create(targets(examples), new Shape(batch.rows(), labels)),
        alike ? null : (PtNDArray) scope.create(weights),
        Example.weight(examples));
  }

  private float[] targets(List<Example> batch) {
    float[] flat = new float[batch.size() * labels];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.get(i).targets(), 0, flat, i * labels, labels);
    }
    return flat;
  }

  /** The finalizer of SplitMix64 (Steele et al. 2014): neighbouring numbers become unrelated. */
  static long mix(long number) {
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The weights to evaluate, as {@link #weights}; to be closed before the next step. */
  Transformer snapshot() throws ModelLoadException {
    return Transformer.of(named(evaluated), base.config(), labels, device);
  }

  Base base() {
    return base;
  }

  /**
   * The weights to evaluate and save, in the order of the layers: the moving average if there is
   * one, the current weights otherwise. Valid until the next step.
   */
  Map<WeightSpec, PtNDArray> weights() {
    return evaluated;
  }

  /** The weights that the next step starts from, in the order of the layers. */
  Map<WeightSpec, PtNDArray> currentWeights() {
    return current;
  }

  /**
   * Writes what further steps depend on: trained weights, moments, average, number of updates.
   *
   * @param directory an existing directory that holds no such state
   * @throws IOException if it cannot be written; nothing half-written is left
   */
  void writeState(Path directory) throws IOException {
    StateFile.write(directory, state.arrays());
  }

  /**
   * Goes on from a state that a session with the same base, labels and settings wrote: the same
   * further steps give the same weights, to the bit.
   *
   * @throws ModelLoadException if the file is missing, damaged, or of another session; the session
   *     is of no further use if reading failed half-way
   */
  void readState(Path directory) throws IOException {
    StateFile.read(directory, state.arrays(), manager, program::copy);
  }

  @Override
  public void close() {
    Closing.inOrder(values::close, manager::close);
  }
}
