package io.github.meshclassifier.train;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.backbone.Architectures;
import io.github.meshclassifier.internal.backbone.Devices;
import io.github.meshclassifier.internal.backbone.LengthSortedScoring;
import io.github.meshclassifier.internal.backbone.Sigmoid;
import io.github.meshclassifier.internal.backbone.Transformer;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import io.github.meshclassifier.internal.checkpoint.ModelDirectoryWriter;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.ModelManifest;
import io.github.meshclassifier.internal.text.TextAssembly;
import io.github.meshclassifier.internal.text.TextEncoder;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One run from articles to a saved model. Used once, by one thread. */
final class TrainingLoop {
  private final TrainerOptions options;
  private final List<Article> trainingArticles;
  private final List<Article> validationArticles;
  private final Path baseDirectory;
  private final ModelFiles base;
  private final BackboneConfig config;
  private final TrainingSettings settings;
  private final List<EpochResult> history = new ArrayList<>();
  private int bestEpoch;

  TrainingLoop(TrainerOptions options, List<Article> training, List<Article> validation)
      throws IOException {
    this.options = options;
    this.trainingArticles = training;
    this.validationArticles = validation;
    ModelDirectoryWriter.requireFree(options.outputDirectory());
    requireParent(options.outputDirectory());
    this.baseDirectory =
        options
            .baseModel()
            .directory(
                options.hubSettings(), event -> tell(new TrainingEvent.BaseModelDownload(event)));
    this.base = ModelFiles.directory(baseDirectory);
    this.config = config(base, options);
    this.settings = options.settings(config);
  }

  /** The base model's configuration, with segment ids as asked for or as it was trained before. */
  private static BackboneConfig config(ModelFiles base, TrainerOptions options)
      throws ModelLoadException {
    BackboneConfig config = BackboneConfig.read(base);
    Boolean chosen = options.segmentIds();
    if (chosen != null) {
      return config.withSegmentIds(chosen);
    }
    Optional<ModelManifest> manifest =
        config.hasSegmentIds() ? ModelManifest.read(base) : Optional.empty();
    return manifest.isPresent() ? config.withSegmentIds(manifest.get().segmentIds()) : config;
  }

  /** Found out here, not after the first epoch. */
  private static void requireParent(Path output) throws IOException {
    Path real = Files.exists(output) ? output.toRealPath() : output.toAbsolutePath().normalize();
    Path parent = real.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new NoSuchFileException(
          output.toString(), null, "the output directory's parent is not a directory; create it");
    }
    if (!Files.isWritable(parent)) {
      throw new AccessDeniedException(
          output.toString(), null, "the output directory's parent cannot be written");
    }
  }

  TrainingRun run() throws IOException {
    LabelledExamples training;
    LabelledExamples validation;
    LabelledExamples.requireDisjoint(trainingArticles, validationArticles, TextAssembly.DEFAULT);
    try (TextEncoder encoder =
        TextEncoder.open(base, config, settings.maxTokens(), options.baseModel().casing())) {
      training = examples("training", trainingArticles, encoder);
      validation = examples("validation", validationArticles, encoder);
    }
    JsonObject provenance =
        Provenance.of(
            base,
            baseDirectory,
            options.outputDirectory(),
            settings,
            trainingArticles,
            validationArticles);
    Device device = Devices.of(options.device());
    try (Checkpoint checkpoint = Checkpoint.open(base);
        TrainingSession session =
            TrainingSession.open(checkpoint, config, options.labels().size(), settings, device)) {
      long batches = ceilDivide(training.examples().size(), settings.batchSize());
      long totalSteps = batches * settings.epochs();
      tell(
          new TrainingEvent.Started(
              training.examples().size(),
              validation.examples().size(),
              training.truncated() + validation.truncated(),
              settings.epochs(),
              totalSteps,
              session.base().newWeights(),
              session.base().unusedWeights()));
      Random random = new Random(settings.seed());
      for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
        long start = System.nanoTime();
        double trainingLoss = trainEpoch(session, training.examples(), epoch, totalSteps, random);
        EpochResult result = validate(session, validation.examples(), epoch, trainingLoss, start);
        history.add(result);
        tell(new TrainingEvent.EpochDone(result));
        saveIfBest(session, result, provenance);
      }
    } catch (EngineException e) {
      throw new TrainingException(
          "the engine failed during training: "
              + e.getMessage()
              + "; if memory ran out, use a smaller batchSize or maxTokens",
          e);
    }
    return new TrainingRun(options.outputDirectory(), history, bestEpoch);
  }

  private LabelledExamples examples(String set, List<Article> articles, TextEncoder encoder) {
    return LabelledExamples.of(
        set, articles, options.labels(), options.tree(), TextAssembly.DEFAULT, encoder);
  }

  private double trainEpoch(
      TrainingSession session, List<Example> examples, int epoch, long totalSteps, Random random) {
    double lossSum = 0;
    long step = (long) (epoch - 1) * (totalSteps / settings.epochs());
    for (List<Example> batch : LengthGroupedBatches.of(examples, settings.batchSize(), random)) {
      double rate =
          settings.learningRate()
              * settings.schedule().factor(step, settings.warmupSteps(totalSteps), totalSteps);
      TrainingSession.Step done = session.step(batch, rate);
      step++;
      requireFinite(done, epoch, step);
      lossSum += done.loss() * batch.size();
      tell(
          new TrainingEvent.StepDone(
              epoch, step, totalSteps, batch.size(), done.loss(), rate, done.gradientNorm()));
    }
    return lossSum / examples.size();
  }

  private void requireFinite(TrainingSession.Step done, int epoch, long step) {
    if (!Double.isFinite(done.loss()) || !Double.isFinite(done.gradientNorm())) {
      throw new TrainingException(
          "training diverged at step "
              + step
              + " of epoch "
              + epoch
              + ": loss "
              + done.loss()
              + ", gradient norm "
              + done.gradientNorm()
              + ". "
              + (bestEpoch > 0
                  ? "The model of epoch " + bestEpoch + " is in " + options.outputDirectory() + ". "
                  : "No model was saved. ")
              + "Use a lower learningRate or a longer warmup");
    }
  }

  private EpochResult validate(
      TrainingSession session, List<Example> examples, int epoch, double trainingLoss, long start)
      throws ModelLoadException {
    List<String> ids = options.labels().labels().stream().map(Label::id).toList();
    Evaluation.Builder evaluation = Evaluation.builder(ids, Thresholds.DEFAULT);
    double lossSum = 0;
    try (Transformer backbone = session.snapshot()) {
      float[][] logits =
          LengthSortedScoring.logits(
              backbone,
              examples.stream().map(Example::ids).toList(),
              done -> tell(new TrainingEvent.ValidationProgress(epoch, done, examples.size())));
      for (int i = 0; i < logits.length; i++) {
        float[] targets = examples.get(i).labels();
        lossSum += BinaryCrossEntropy.mean(logits[i], targets);
        evaluation.add(expected(targets), Sigmoid.of(logits[i]));
      }
    }
    return new EpochResult(
        epoch,
        trainingLoss,
        lossSum / examples.size(),
        evaluation.build(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static boolean[] expected(float[] targets) {
    boolean[] expected = new boolean[targets.length];
    for (int i = 0; i < targets.length; i++) {
      expected[i] = targets[i] > 0.5f;
    }
    return expected;
  }

  private void saveIfBest(TrainingSession session, EpochResult result, JsonObject provenance)
      throws IOException {
    if (bestEpoch > 0
        && result.evaluation().micro().f1()
            <= history.get(bestEpoch - 1).evaluation().micro().f1()) {
      return;
    }
    List<Label> labels = options.labels().labels();
    ModelManifest manifest =
        new ModelManifest(
            labels,
            Thresholds.DEFAULT.toList(labels.size()),
            settings.maxTokens(),
            TextAssembly.DEFAULT.separator(),
            config.segmentIds(),
            options.tree().year().isPresent() ? options.tree().year().getAsInt() : null,
            Provenance.withHistory(provenance, history));
    BackboneConfig written =
        config.withClassifier(
            labels.stream().map(Label::id).toList(), Architectures.of(config).classifierClass());
    ModelDirectoryWriter.replace(
        options.outputDirectory(),
        directory ->
            ModelExport.write(
                directory,
                base,
                written,
                manifest,
                options.baseModel().casing(),
                session.weights()));
    bestEpoch = result.epoch();
    tell(new TrainingEvent.ModelSaved(bestEpoch, options.outputDirectory()));
  }

  private void tell(TrainingEvent event) {
    options.listener().accept(event);
  }

  private static long ceilDivide(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
