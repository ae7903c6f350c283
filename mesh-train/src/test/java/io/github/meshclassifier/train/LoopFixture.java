package io.github.meshclassifier.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

/** Runs of the loop on a learner that computes nothing, but remembers everything it was told. */
final class LoopFixture {
  static final int STEPS_PER_EPOCH = 4;
  private static final List<Label> LABELS = List.of(new Label("A", "a"), new Label("B", "b"));

  private final Path directory;
  private int epochs = 3;
  private int patience;
  private double[] quality = {1, 3, 2};
  private Checkpoints checkpoints = Checkpoints.every(3);
  private LongToDoubleFunction loss = step -> 0.5;
  private FileWriter files =
      (file, bytes) -> Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
  private Consumer<TrainingEvent> listener = event -> {};

  /** The files of a run go into an existing directory. */
  LoopFixture(Path directory) {
    this.directory = directory;
  }

  /** How good the model is after each epoch, which decides the validation loss. */
  LoopFixture quality(double... values) {
    quality = values;
    epochs = values.length;
    return this;
  }

  LoopFixture patience(int count) {
    patience = count;
    return this;
  }

  LoopFixture checkpoints(Checkpoints value) {
    checkpoints = value;
    return this;
  }

  /** The loss of a step, which is counted from 0. */
  LoopFixture loss(LongToDoubleFunction value) {
    loss = value;
    return this;
  }

  /** Writes what checkpoints and models are made of. */
  LoopFixture files(FileWriter value) {
    files = value;
    return this;
  }

  LoopFixture listener(Consumer<TrainingEvent> value) {
    listener = value;
    return this;
  }

  Path output() {
    return directory.resolve("model");
  }

  Path checkpointDirectory() {
    return checkpoints.directory(output());
  }

  /** What all steps left in the saved model. */
  String model() throws IOException {
    return Files.readString(output().resolve("weights"));
  }

  private TrainingInputs inputs() {
    Random random = new Random(1);
    List<Example> training = new ArrayList<>();
    for (int i = 0; i < 4 * STEPS_PER_EPOCH - 1; i++) {
      training.add(new Example(new int[2 + random.nextInt(9)], new float[] {i % 2, 1}));
    }
    List<Example> validation = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      validation.add(new Example(new int[3], new float[] {i % 3 == 0 ? 1 : 0, 1}));
    }
    Recipe recipe =
        new Recipe(
            epochs,
            new Batching(4, 0, 3),
            new LearningRate(1e-3, 0.1, null, LearningRateSchedule.LINEAR),
            new Optimization(0, 1, 1, 0, false, 0),
            TrainingFixture.PLAIN,
            new EpochSelection.Rule(null, patience),
            5);
    TrainingSettings settings =
        new TrainingSettings(recipe, 16, Dropout.NONE, TrainingPrecision.FP32);
    return new TrainingInputs(
        settings,
        new LabelledExamples(training, 0),
        new LabelledExamples(validation, 0),
        ModelManifest.of(ModelManifest.schemeOf(LABELS), 16),
        Provenance.UNKNOWN);
  }

  /** Goes on from the newest checkpoint, or begins if there is none. */
  TrainingRun run() throws IOException {
    TrainingInputs inputs = inputs();
    ModelOutput output = new ModelOutput(output(), output());
    RunStateStore store = new RunStateStore(checkpointDirectory(), checkpoints.kept(), files);
    output.recover();
    store.clean();
    Path newest = store.newest().orElse(null);
    RunState from =
        newest == null ? RunState.START : RunStateFile.read(newest, inputs.validationSet());
    Memory learner = new Memory(inputs.validationSet());
    if (newest != null) {
      learner.readState(newest);
    }
    try (StopSignal signal = StopSignal.open()) {
      RunStateSaver writer =
          new RunStateSaver(
              checkpoints,
              store,
              inputs.identity(),
              learner,
              signal,
              listener,
              newest,
              from.step());
      TrainingPlan plan = new TrainingPlan(inputs.training().examples(), inputs.recipe());
      return new TrainingLoop(inputs, plan, learner, output, writer, signal, listener, from).run();
    }
  }

  /** Its weights are a digest of all steps. */
  private final class Memory implements Learner {
    private final ValidationSet validation;
    private long weights = 1;
    private long steps;

    Memory(ValidationSet validation) {
      this.validation = validation;
    }

    @Override
    public TrainingSession.Step step(
        List<List<Example>> microBatches, double learningRate, long step) {
      LongUnaryOperator mix = TrainingSession::mix;
      if (step != steps) {
        throw new AssertionError("step " + step + " after " + steps + " steps");
      }
      long tokens = 0;
      for (List<Example> batch : microBatches) {
        for (Example example : batch) {
          tokens += example.ids().length;
          weights =
              mix.applyAsLong(weights + 31L * example.ids().length + (long) example.targets()[0]);
        }
      }
      weights = mix.applyAsLong(weights + step + Double.doubleToLongBits(learningRate));
      steps++;
      return new TrainingSession.Step(loss.applyAsDouble(step) + (weights & 7) / 1e3, 1, tokens);
    }

    @Override
    public float[][] logits(List<int[]> sequences, IntConsumer progress) {
      float scale = (float) quality[(int) (steps / STEPS_PER_EPOCH) - 1];
      float[][] logits = new float[sequences.size()][];
      for (int i = 0; i < logits.length; i++) {
        float[] targets = validation.examples().get(i).targets();
        logits[i] = new float[] {scale * (2 * targets[0] - 1), scale * (2 * targets[1] - 1)};
        progress.accept(i + 1);
      }
      return logits;
    }

    @Override
    public double loss(float[] logits, float[] targets) {
      double sum = 0;
      for (int i = 0; i < logits.length; i++) {
        sum += Math.log1p(Math.exp(targets[i] > 0 ? -logits[i] : logits[i]));
      }
      return sum / logits.length;
    }

    @Override
    public void writeState(Path target) throws IOException {
      files.write(target.resolve("state"), (weights + " " + steps).getBytes(UTF_8));
    }

    @Override
    public void readState(Path source) throws IOException {
      String[] state = Files.readString(source.resolve("state")).split(" ", 2);
      weights = Long.parseLong(state[0]);
      steps = Long.parseLong(state[1]);
    }

    @Override
    public long stateBytes() {
      return 4096;
    }

    @Override
    public long modelBytes() {
      return 1024;
    }

    @Override
    public void writeModel(Path target, ModelManifest manifest, SavedModel model)
        throws IOException {
      files.write(target.resolve("weights"), (weights + " " + steps).getBytes(UTF_8));
      files.write(
          target.resolve(ModelManifest.FILE_NAME),
          Objects.requireNonNull(manifest.toJson()).getBytes(UTF_8));
    }
  }

  /** A run equals another if all but its place and times does. */
  static void requireEqual(TrainingRun run, TrainingRun expected) {
    List<Object> found = facts(run);
    if (!found.equals(facts(expected))) {
      throw new AssertionError(found + " is not " + facts(expected));
    }
  }

  private static List<Object> facts(TrainingRun run) {
    List<Object> facts = new ArrayList<>(List.of(run.bestEpoch(), run.stopReason()));
    for (TrainingRun.Epoch epoch : run.history()) {
      facts.addAll(
          List.of(
              epoch.number(), epoch.trainingLoss(), epoch.validationLoss(), epoch.evaluation()));
    }
    float[] scores = new float[run.validation().size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = run.validation().score(i, 0);
    }
    facts.add(Arrays.toString(scores));
    return facts;
  }
}
