package io.github.meshclassifier.train;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.engine.Devices;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.RealPath;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import io.github.meshclassifier.tracking.RunTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run from articles to a saved model. Used once, by one thread. */
final class TrainingJob {
  private final TrainerSettings settings;
  private final Dataset training;
  private final Dataset validation;
  private final boolean resume;

  /** As the caller names it. */
  private final Path directory;

  /** Found once, so that a link that changes while the run goes on does not divert it. */
  private final Path outputDirectory;

  private final ModelOutput output;
  private final RunStateStore store;
  private final @Nullable Path runDirectory;
  private boolean modelMayBeMissing;
  private @Nullable RunIdentity identity;
  private boolean listenerFailed;
  private @Nullable RunTracker tracker;

  /**
   * Prepares a run.
   *
   * @param directory where the model goes
   * @param resume whether to go on with a run that was cut off, if there is one
   * @throws IOException if a link on the way to its directories cannot be read
   */
  TrainingJob(
      TrainerSettings settings,
      Dataset training,
      Dataset validation,
      Path directory,
      boolean resume)
      throws IOException {
    this.settings = settings;
    this.training = Objects.requireNonNull(training, "training");
    this.validation = Objects.requireNonNull(validation, "validation");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.resume = resume;
    this.outputDirectory = RealPath.of(directory);
    this.output = new ModelOutput(directory, outputDirectory);
    Checkpoints checkpoints = settings.get(Setting.CHECKPOINTS);
    this.store =
        new RunStateStore(RealPath.of(checkpoints.directory(outputDirectory)), checkpoints.kept());
    Path run = settings.runDirectory(outputDirectory);
    this.runDirectory = run != null ? RealPath.of(run) : null;
  }

  /** Says whether a run that is over is returned also if its model is gone. */
  void allowMissingModel(boolean allowed) {
    modelMayBeMissing = allowed;
  }

  /** What run it was; to be asked after {@link #run}. */
  RunIdentity identity() {
    return Objects.requireNonNull(identity, "the run has not begun");
  }

  TrainingRun run() throws IOException {
    output.requireParent();
    RunLock lock = RunLock.acquire(directories());
    try {
      return runAlone();
    } finally {
      lock.close();
    }
  }

  /** What no other run may have at the same time, as this one names it. */
  private List<Path> directories() {
    List<Path> directories = new ArrayList<>();
    directories.add(directory);
    if (!settings.get(Setting.CHECKPOINTS).isNone()) {
      directories.add(settings.get(Setting.CHECKPOINTS).directory(outputDirectory));
    }
    Path run = settings.runDirectory(outputDirectory);
    if (run != null) {
      directories.add(run);
    }
    return directories;
  }

  private TrainingRun runAlone() throws IOException {
    if (resume) {
      output.recover();
      store.clean();
    } else {
      output.requireFree();
      store.requireUnused();
    }
    Path baseDirectory =
        settings
            .baseModel()
            .directory(
                settings::hubSettings, event -> tell(new RunEvents.BaseModelDownload(event)));
    ModelFiles base = ModelFiles.directory(baseDirectory);
    BackboneConfig config = Families.read(base);
    TrainingInputs inputs =
        TrainingInputs.read(settings, training, validation, directory, base, baseDirectory, config);
    identity = inputs.identity();
    TrainingPlan plan = new TrainingPlan(inputs.training().examples(), inputs.recipe());
    requireWarmup(inputs.recipe(), plan);
    Optional<Path> finished = store.finished();
    if (finished.isPresent()) {
      return finished(finished.get(), inputs);
    }
    Optional<Path> newest = store.newest();
    RunState from = RunState.START;
    if (newest.isPresent()) {
      requireSame(newest.get(), inputs);
      from = RunStateFile.read(newest.get(), inputs.validationSet());
    }
    if (resume) {
      output.requireOwn(inputs.identity(), newest.isPresent(), savedEpoch(from, inputs));
    }
    try (RunTracker opened = openTracker()) {
      tracker = opened;
      return train(base, config, inputs, plan, newest.orElse(null), from);
    }
  }

  private @Nullable RunTracker openTracker() throws IOException {
    if (runDirectory == null) {
      return null;
    }
    Path runs = runDirectory.getParent();
    if (runs == null) {
      throw new IllegalArgumentException(
          "runDirectory must not be the root of a file system, was " + runDirectory);
    }
    return RunTracker.in(runs, String.valueOf(runDirectory.getFileName()));
  }

  /** The epoch whose model has to be in the output directory; 0 if it is still to be saved. */
  private static int savedEpoch(RunState from, TrainingInputs inputs) {
    EpochSelection selection = new EpochSelection(inputs.recipe().selection());
    from.epochs().forEach(epoch -> selection.offer(epoch.value()));
    int best = selection.bestEpoch();
    return from.validated() && best == from.epoch() ? 0 : best;
  }

  private TrainingRun train(
      ModelFiles base,
      BackboneConfig config,
      TrainingInputs inputs,
      TrainingPlan plan,
      @Nullable Path checkpoint,
      RunState from)
      throws IOException {
    try (SessionLearner learner =
            SessionLearner.open(
                base,
                config,
                settings.baseModel().casing(),
                inputs.settings(),
                inputs.manifest().labels().size(),
                Devices.of(settings.get(Setting.DEVICE)));
        StopSignal signal = StopSignal.open()) {
      if (checkpoint != null) {
        learner.readState(checkpoint);
      }
      RunStateSaver checkpoints =
          new RunStateSaver(
              settings.get(Setting.CHECKPOINTS),
              store,
              inputs.identity(),
              learner,
              signal,
              this::tell,
              checkpoint,
              from.step());
      TrainingLoop loop =
          new TrainingLoop(inputs, plan, learner, output, checkpoints, signal, this::tell, from);
      try {
        tellStart(inputs, plan, learner.base(), checkpoint, from);
        return loop.run();
      } catch (IOException | RuntimeException | Error e) {
        tellStop(loop, e);
        throw e;
      }
    } catch (EngineException e) {
      throw new TrainingException("the engine failed: " + e.getMessage(), e);
    }
  }

  private void tellStart(
      TrainingInputs inputs,
      TrainingPlan plan,
      TrainingSession.Base base,
      @Nullable Path checkpoint,
      RunState from) {
    tell(
        new RunEvents.Started(
            String.valueOf(inputs.provenance().base().name()),
            inputs.manifest().labels(),
            inputs.provenance().settingTexts(),
            told(inputs.provenance().data().training(), inputs.training()),
            told(inputs.provenance().data().validation(), inputs.validation()),
            inputs.recipe().epochs(),
            plan.totalSteps(),
            base.newWeights(),
            base.unusedWeights()));
    if (checkpoint != null) {
      int epoch = from.validated() ? from.epoch() + 1 : from.epoch();
      tell(new RunEvents.Resumed(epoch, from.step(), checkpoint));
    }
  }

  private static TrainingEvent.Articles told(
      Provenance.@Nullable Articles articles, LabelledExamples examples) {
    String digest = articles == null ? null : articles.sha256();
    return new RunEvents.Articles(
        examples.examples().size(), examples.truncated(), String.valueOf(digest));
  }

  private void tellStop(TrainingLoop loop, Throwable failure) {
    if (listenerFailed) {
      return;
    }
    StopReason reason =
        failure instanceof TrainingException stop ? stop.stopReason() : StopReason.FAILED;
    try {
      tell(
          new RunEvents.Stopped(
              reason, loop.epoch(), loop.step(), String.valueOf(failure.getMessage())));
    } catch (RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  private void tell(TrainingEvent event) {
    if (tracker != null) {
      tracker.accept(event);
    }
    try {
      settings.get(Setting.LISTENER).accept(event);
    } catch (RuntimeException | Error e) {
      listenerFailed = true;
      throw e;
    }
  }

  private static void requireWarmup(Recipe recipe, TrainingPlan plan) {
    long warmup = recipe.rate().warmupSteps(plan.totalSteps());
    if (warmup > plan.totalSteps()) {
      throw new IllegalArgumentException(
          "warmupSteps must be at most the "
              + plan.totalSteps()
              + " steps of the run, was "
              + warmup);
    }
  }

  private void requireSame(Path checkpoint, TrainingInputs inputs) throws IOException {
    List<String> differences = inputs.identity().differences(RunStateFile.identity(checkpoint));
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "the run in "
              + checkpoint
              + " is another one: "
              + String.join("; ", differences)
              + ". Resume with what it began with, or name another output directory");
    }
  }

  private TrainingRun finished(Path record, TrainingInputs inputs) throws IOException {
    requireSame(record, inputs);
    ValidationSet validation = inputs.validationSet();
    RunState state = RunStateFile.read(record, validation);
    EpochSelection selection = new EpochSelection(inputs.recipe().selection());
    state.epochs().forEach(epoch -> selection.offer(epoch.value()));
    boolean missing = modelMayBeMissing && !Files.exists(outputDirectory);
    output.requireOwn(inputs.identity(), true, missing ? 0 : selection.bestEpoch());
    StopReason reason = state.stopReason();
    return new RunEvents.Run(
        output.directory(),
        state.epochs().stream().map(RunState.ValidatedEpoch::result).toList(),
        selection.bestEpoch(),
        reason != null ? reason : StopReason.COMPLETED,
        inputs.saved(state.bestLogits()));
  }
}
