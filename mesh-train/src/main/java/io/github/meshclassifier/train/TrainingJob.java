package io.github.meshclassifier.train;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.engine.Devices;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.RealPath;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.tracking.RunTracker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run from articles to a saved model. Used once, by one thread. */
final class TrainingJob {
  private final TrainerOptions options;
  private final List<Article> trainingArticles;
  private final List<Article> validationArticles;
  private final boolean resume;

  /** Found once, so that a link that changes while the run goes on does not divert it. */
  private final Path outputDirectory;

  private final ModelOutput output;
  private final CheckpointStore store;
  private final @Nullable Path runDirectory;
  private boolean listenerFailed;
  private @Nullable RunTracker tracker;

  /**
   * Prepares a run.
   *
   * @param resume whether to go on with a run that was cut off, if there is one
   * @throws IOException if a link on the way to its directories cannot be read
   */
  TrainingJob(
      TrainerOptions options, List<Article> training, List<Article> validation, boolean resume)
      throws IOException {
    this.options = options;
    this.trainingArticles = training;
    this.validationArticles = validation;
    this.resume = resume;
    this.outputDirectory = RealPath.of(options.outputDirectory());
    this.output = new ModelOutput(options.outputDirectory(), outputDirectory);
    Checkpoints checkpoints = options.checkpoints();
    this.store =
        new CheckpointStore(
            RealPath.of(checkpoints.directory(outputDirectory)), checkpoints.kept());
    Path run = options.runDirectory(outputDirectory);
    this.runDirectory = run != null ? RealPath.of(run) : null;
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
    directories.add(options.outputDirectory());
    if (!options.checkpoints().isNone()) {
      directories.add(options.checkpoints().directory(outputDirectory));
    }
    Path run = options.runDirectory(outputDirectory);
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
        options
            .baseModel()
            .directory(
                options.hubSettings(), event -> tell(new TrainingEvent.BaseModelDownload(event)));
    ModelFiles base = ModelFiles.directory(baseDirectory);
    BackboneConfig config = config(base);
    TrainingInputs inputs = inputs(base, baseDirectory, config);
    TrainingPlan plan = new TrainingPlan(inputs.training().examples(), inputs.settings());
    requireWarmup(inputs.settings(), plan);
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
          "runDirectory must not be the root of a file system, was " + options.runDirectory());
    }
    return RunTracker.in(runs, String.valueOf(runDirectory.getFileName()));
  }

  /** The epoch whose model has to be in the output directory; 0 if it is still to be saved. */
  private static int savedEpoch(RunState from, TrainingInputs inputs) {
    EpochSelection selection = new EpochSelection(inputs.settings().selection());
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
    TrainingSettings settings = inputs.settings();
    int labels = options.labels().size();
    try (Checkpoint weights = Checkpoint.open(base);
        TrainingSession session =
            TrainingSession.open(
                weights,
                config,
                labels,
                settings,
                settings.session(),
                Devices.of(options.device()));
        StopSignal signal = StopSignal.open()) {
      Learner learner =
          new SessionLearner(
              session, base, config, options.baseModel().casing(), settings.session(), labels);
      if (checkpoint != null) {
        learner.readState(checkpoint);
      }
      RunCheckpoints checkpoints =
          new RunCheckpoints(
              options.checkpoints(),
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
        tellStart(inputs, plan, session.base(), checkpoint, from);
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
        new TrainingEvent.Started(
            Provenance.baseModel(inputs.manifest().provenance()),
            options.labels().labels(),
            Provenance.settings(inputs.manifest().provenance()),
            dataSet("training", inputs.training(), inputs),
            dataSet("validation", inputs.validation(), inputs),
            inputs.settings().epochs(),
            plan.totalSteps(),
            base.newWeights(),
            base.unusedWeights()));
    if (checkpoint != null) {
      int epoch = from.validated() ? from.epoch() + 1 : from.epoch();
      tell(new TrainingEvent.Resumed(epoch, from.step(), checkpoint));
    }
  }

  private static TrainingEvent.DataSet dataSet(
      String set, LabelledExamples examples, TrainingInputs inputs) {
    return Provenance.dataSet(inputs.manifest().provenance(), set, examples.truncated());
  }

  private void tellStop(TrainingLoop loop, Throwable failure) {
    if (listenerFailed) {
      return;
    }
    StopReason reason =
        failure instanceof TrainingException stop ? stop.stopReason() : StopReason.FAILED;
    try {
      tell(
          new TrainingEvent.Stopped(
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
      options.listener().accept(event);
    } catch (RuntimeException | Error e) {
      listenerFailed = true;
      throw e;
    }
  }

  /** The base model's configuration, with segment ids as asked for or as it was trained before. */
  private BackboneConfig config(ModelFiles base) throws ModelLoadException {
    BackboneConfig config = BackboneConfig.read(base);
    Boolean chosen = options.segmentIds();
    if (chosen != null) {
      return config.withSegmentIds(chosen);
    }
    Optional<ModelManifest> manifest =
        config.hasSegmentIds() ? ModelManifest.read(base) : Optional.empty();
    return manifest.isPresent() ? config.withSegmentIds(manifest.get().segmentIds()) : config;
  }

  private TrainingInputs inputs(ModelFiles base, Path baseDirectory, BackboneConfig config)
      throws IOException {
    TrainingSettings settings = options.settings(config);
    LabelledExamples.requireDisjoint(trainingArticles, validationArticles);
    LabelledExamples training;
    LabelledExamples validation;
    try (TextEncoder encoder =
        TextEncoder.open(base, config, settings.maxTokens(), options.baseModel().casing())) {
      training = examples("training", trainingArticles, encoder);
      if (options.teacher() != null) {
        training = options.teacher().teach(training, trainingArticles, options.labels());
      }
      validation = examples("validation", validationArticles, encoder);
    }
    ModelManifest manifest =
        ModelManifest.of(options.labels(), settings.maxTokens())
            .withTitleSeparator(TextAssembly.DEFAULT.separator())
            .withSegmentIds(config.segmentIds())
            .withMeshYear(
                options.tree().year().isPresent() ? options.tree().year().getAsInt() : null)
            .withProvenance(
                Provenance.of(
                    base,
                    config,
                    baseDirectory,
                    options.outputDirectory(),
                    settings,
                    options.teacher(),
                    Provenance.data(trainingArticles, training),
                    Provenance.data(validationArticles, validation)));
    return new TrainingInputs(settings, training, validation, manifest);
  }

  private LabelledExamples examples(String set, List<Article> articles, TextEncoder encoder) {
    return LabelledExamples.of(
        set, articles, options.labels(), options.tree(), TextAssembly.DEFAULT, encoder);
  }

  private static void requireWarmup(TrainingSettings settings, TrainingPlan plan) {
    long warmup = settings.warmupSteps(plan.totalSteps());
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
    EpochSelection selection = new EpochSelection(inputs.settings().selection());
    state.epochs().forEach(epoch -> selection.offer(epoch.value()));
    output.requireOwn(inputs.identity(), true, selection.bestEpoch());
    StopReason reason = state.stopReason();
    return new TrainingRun(
        output.directory(),
        state.epochs().stream().map(RunState.ValidatedEpoch::result).toList(),
        selection.bestEpoch(),
        reason != null ? reason : StopReason.COMPLETED,
        inputs.saved(state.bestLogits()));
  }
}
