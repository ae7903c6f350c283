package io.github.meshclassifier.train;

import com.google.gson.JsonObject;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Split;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trains and scores the folds of a cross-validation, one after the other. Used once, by one thread.
 *
 * <p>Fold n has the model in {@code fold-n}, what its run keeps beside, and its test scores in
 * {@code fold-n.scores}, which are written before the model is deleted: when the work is begun
 * again, a fold that has scores needs no model.
 */
final class Folds {
  private static final String ORIGIN = "origin";

  /** Little-endian float32, article by article, in Base64. */
  private static final String SCORES = "scores";

  private final TrainerSettings settings;
  private final Dataset dataset;
  private final CrossValidation.Plan plan;
  private final Path directory;

  Folds(TrainerSettings settings, Dataset dataset, CrossValidation.Plan plan, Path directory) {
    this.settings = settings;
    this.dataset = Objects.requireNonNull(dataset, "dataset");
    this.plan = Objects.requireNonNull(plan, "plan");
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  private record Fold(int number, TrainingRun run, Dataset test, ScoredArticles scores)
      implements CrossValidation.Fold {}

  CrossValidation run() throws IOException {
    List<Split> splits =
        Split.folds(dataset, plan.folds(), plan.validation(), settings.get(Setting.SEED));
    for (int i = 0; i < splits.size(); i++) {
      // Found out now, not after some folds.
      try {
        LabelledExamples.require("training", splits.get(i).training());
        LabelledExamples.require("validation", splits.get(i).validation());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("fold " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    Files.createDirectories(directory);
    List<Fold> folds = new ArrayList<>();
    for (Split split : splits) {
      int number = folds.size() + 1;
      tell(new RunEvents.FoldStarted(number, splits.size()));
      Fold fold = fold(number, split);
      folds.add(fold);
      tell(new RunEvents.FoldDone(fold, splits.size()));
    }
    return CrossValidation.of(dataset, folds);
  }

  private void tell(TrainingEvent event) {
    settings.get(Setting.LISTENER).accept(event);
  }

  private Fold fold(int number, Split split) throws IOException {
    String name = "fold-" + number;
    Path model = directory.resolve(name);
    Path file = directory.resolve(name + ".scores");
    TrainingJob job =
        new TrainingJob(settings.in(name), split.training(), split.validation(), model, true);
    job.allowMissingModel(Files.exists(file));
    TrainingRun run = job.run();
    Dataset test = split.test();
    String origin =
        Sha256.of(job.identity().toJson() + " " + RunProvenance.sha256(test.articles()));
    float[][] scores = read(file, origin, test.scheme().size());
    if (scores == null) {
      try (MeshClassifier classifier =
          MeshClassifier.builder(model).device(settings.get(Setting.DEVICE)).build()) {
        scores = classifier.score(test.articles());
      }
      write(file, origin, scores);
    }
    if (!plan.keepsModels() && Files.exists(model)) {
      ModelDirectoryWriter.delete(model);
    }
    ScoredArticles.Builder scored =
        ScoredArticles.builder(test.scheme().labels().stream().map(Label::id).toList());
    for (int i = 0; i < scores.length; i++) {
      scored.add(test.indicators(i), scores[i]);
    }
    return new Fold(number, run, test, scored.build());
  }

  /** Returns null if there are no scores of that origin, the model and the articles. */
  private static float @Nullable [][] read(Path file, String origin, int labels)
      throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    JsonObject json = ModelJson.object(Files.readAllBytes(file), "scores", file.toString());
    return json.has(ORIGIN) && json.get(ORIGIN).getAsString().equals(origin)
        ? RunStateFile.floats(Base64.getDecoder().decode(json.get(SCORES).getAsString()), labels)
        : null;
  }

  private static void write(Path file, String origin, float[][] scores) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty(ORIGIN, origin);
    json.addProperty(SCORES, Base64.getEncoder().encodeToString(RunStateFile.bytes(scores)));
    ModelDirectoryWriter.replaceFile(file, json.toString());
  }
}
