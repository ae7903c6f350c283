package io.github.meshclassifier.train;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdProfiles;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.ModelThresholds;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Writes small models with a fitted calibration, two of each family, and what {@code
 * MeshClassifier} says of some articles, to compare with transformers by the lines of their model
 * cards: {@code src/test/parity/calibration.md} of mesh-infer says how.
 *
 * <p>The first model of a family is as {@code MeshTrainer} saved it; of the second, a copy, {@code
 * ModelThresholds} changed calibration, thresholds and default profile.
 */
final class FamilyModels {
  private static final int ARTICLES = 24;

  private FamilyModels() {}

  /**
   * Trains, saves and predicts.
   *
   * @param args a directory that is not there, for models and {@code calibration.json}
   */
  public static void main(String[] args) throws IOException {
    Path output = Files.createDirectory(Path.of(args[0]));
    JsonArray models = new JsonArray();
    for (FamilyRoundTripIT.Base base : FamilyRoundTripIT.Base.values()) {
      Path family = Files.createDirectory(output.resolve(base.name()));
      Path saved = family.resolve("saved");
      TrainingRun run =
          FamilyRoundTripIT.train(
              MeshTrainer.builder(base.writeTo(family.resolve("base"))).seed(3),
              3e-3,
              saved,
              new ArrayList<>());
      models.add(model(saved, run.model().calibration()));
      Path retuned = copy(saved, family.resolve("retuned"));
      DecisionRule rule = otherRule(run.model().rule());
      ModelThresholds.write(retuned, rule);
      ModelCard.builder().build().write(retuned);
      models.add(model(retuned, rule.calibration()));
    }
    JsonObject json = new JsonObject();
    json.add("models", models);
    Files.writeString(
        output.resolve("calibration.json"),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json));
  }

  private static DecisionRule otherRule(DecisionRule rule) {
    List<Double> thresholds = new ArrayList<>();
    for (int label = 0; label < rule.labelCount(); label++) {
      thresholds.add(0.3 + label / 40.0);
    }
    return new DecisionRule(
        Calibration.of(
            Collections.nCopies(rule.labelCount(), 1.5),
            Collections.nCopies(rule.labelCount(), -0.25)),
        ThresholdProfiles.of(
            rule.labelCount(), Map.of(ThresholdProfile.MACRO_F1, Thresholds.of(thresholds))),
        ThresholdProfile.MACRO_F1);
  }

  private static Path copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (var files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static JsonObject model(Path directory, Calibration calibration) throws IOException {
    JsonObject model = new JsonObject();
    model.addProperty("directory", directory.toAbsolutePath().normalize().toString());
    model.addProperty("calibration", calibration.toString());
    JsonArray rows = new JsonArray();
    List<Article> articles = TrainingFixture.articles().subList(0, ARTICLES);
    try (MeshClassifier classifier = MeshClassifier.load(directory)) {
      for (Article article : articles) {
        JsonObject row = new JsonObject();
        row.addProperty("title", article.title());
        row.addProperty("abstract", article.abstractText());
        Prediction prediction = classifier.predict(article);
        JsonObject scores = new JsonObject();
        JsonArray predicted = new JsonArray();
        for (var label : LabelScheme.fourteenRoots().labels()) {
          scores.addProperty(label.id(), prediction.scoreOf(label.id()).probability());
        }
        prediction.predicted().forEach(score -> predicted.add(score.label().id()));
        row.add("scores", scores);
        row.add("predicted", predicted);
        rows.add(row);
      }
    }
    model.add("rows", rows);
    return model;
  }
}
