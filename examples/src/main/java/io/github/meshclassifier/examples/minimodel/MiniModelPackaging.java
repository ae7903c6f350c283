package io.github.meshclassifier.examples.minimodel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.Int8Weights;
import io.github.meshclassifier.internal.weights.Safetensors;
import io.github.meshclassifier.metrics.Bootstrap;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.PairedComparison;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Makes the files of mesh-model-mini from a trained model: stores its weights as int8 rows, tunes
 * the thresholds of what is stored on the validation articles, measures what storing costs and what
 * the model reaches on the test articles, beside a linear model that learned from the same
 * articles, and writes all of it into its manifest.
 *
 * <p>Arguments: the two CSV files that {@link PubMedSplit} reads, the directory that {@link
 * io.github.meshclassifier.train.MeshTrainer} wrote, the directory to write, absent or empty, and
 * perhaps the directory of a model to compare with, article by article. The files of the output
 * belong into {@code mesh-model-mini/src/main/resources/META-INF/mesh-classifier/model}.
 */
public final class MiniModelPackaging {
  /** What the model is called, and which of this name it is: to be raised with other weights. */
  private static final String NAME = "mesh-model-mini";

  private static final String VERSION = "1.1";

  /** Trained from classes of the build, which know no version of their own. */
  private static final String LIBRARY = "0.1.0-SNAPSHOT";

  private static final List<String> COPIED =
      List.of("config.json", "tokenizer.json", "tokenizer_config.json");

  private static final List<Metric> METRICS =
      List.of(Metric.MICRO_F1, Metric.MACRO_F1, Metric.EXACT_MATCH);

  private MiniModelPackaging() {}

  /**
   * Runs the packaging.
   *
   * @param args the CSV files, the trained directory, the output directory, perhaps another model
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 4 && args.length != 5) {
      System.err.println(
          "Usage: MiniModelPackaging <first csv> <second csv> <trained directory>"
              + " <output directory> [<directory of another model>]");
      System.exit(2);
    }
    Path csv = Path.of(args[0]);
    PubMedSplit split = PubMedSplit.read(csv, Path.of(args[1]));
    Path output = Path.of(args[3]);
    write(csv, split, Path.of(args[2]), output);
    if (args.length == 5) {
      compare(split, output, Path.of(args[4]));
    }
  }

  /** Prints by how much one model is better than another on the test articles of MEDLINE. */
  private static void compare(PubMedSplit split, Path model, Path other) throws IOException {
    TestScores first = TestScores.of("scores", model, split.medlineTest());
    TestScores second = TestScores.of("other scores", other, split.medlineTest());
    print("default", first, first.rule().thresholds(), second, second.rule().thresholds());
    print(
        "macro-F1 profile",
        first,
        first.rule().thresholds(ThresholdProfile.MACRO_F1),
        second,
        second.rule().thresholds(ThresholdProfile.MACRO_F1));
  }

  private static void print(
      String profile, TestScores first, Thresholds here, TestScores second, Thresholds there) {
    PairedComparison.of(first.scored(), here, second.scored(), there)
        .differences(METRICS, Resampling.DEFAULT)
        .values()
        .forEach(difference -> System.out.println(profile + ": " + difference));
  }

  /** Writes the output directory as a whole or not at all. */
  static void write(Path csv, PubMedSplit split, Path trained, Path output) throws IOException {
    ModelDirectoryWriter.requireFree(output);
    ModelFiles source = ModelFiles.directory(trained);
    ModelManifest manifest =
        ModelManifest.read(source)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        trained + " has no " + ModelManifest.FILE_NAME + "; train it first"));
    TestScores exact = TestScores.of("float32 scores", trained, split.test());
    TestScores linear = TestScores.ofLinearModel(split);
    ModelDirectoryWriter.write(
        output,
        directory -> {
          for (String name : COPIED) {
            Files.copy(trained.resolve(name), directory.resolve(name));
          }
          try (Checkpoint weights = Checkpoint.open(source)) {
            Int8Weights.write(weights, directory.resolve(Safetensors.COMPACT));
          }
          // Scored from the files that ship, so that nothing else than what ships is measured.
          manifest.write(directory);
          ScoredArticles validation =
              TestScores.of("validation scores", directory, split.validation()).scored();
          DecisionRule rule = DecisionRule.tuned(validation, TestScores.SEED);
          ModelManifest tuned = manifest.withRule(rule);
          tuned.replace(directory);
          TestScores stored = TestScores.of("int8 scores", directory, split.test());
          Files.delete(directory.resolve(ModelManifest.FILE_NAME));
          withMeasurements(tuned, csv, split, exact, stored, linear).write(directory);
        });
  }

  private static ModelManifest withMeasurements(
      ModelManifest manifest,
      Path csv,
      PubMedSplit split,
      TestScores exact,
      TestScores stored,
      TestScores linear)
      throws IOException {
    JsonObject provenance = manifest.provenance();
    // Of the thresholds before; the figures to believe are those of the test articles.
    provenance.remove(ModelManifest.VALIDATION_FIGURES);
    JsonObject card = provenance.getAsJsonObject("model_card");
    card.addProperty("name", NAME);
    card.addProperty("version", VERSION);
    provenance.getAsJsonObject("versions").addProperty("mesh_classifier", LIBRARY);
    provenance.add("test", test(PubMedSplit.TEST_RULE, csv, stored, split.test()));
    String broadRule =
        PubMedSplit.TEST_RULE + ", and source begins with " + PubMedSplit.MEDLINE_SOURCE;
    JsonObject medline = test(broadRule, csv, stored, split.medlineTest());
    medline.add("tfidf_logistic_regression", figures(linear, split.medlineTest()));
    provenance.add("test_jktjia", medline);
    JsonObject int8 = new JsonObject();
    int8.addProperty("articles", stored.articles().size());
    int8.addProperty("max_score_difference", stored.maxDifference(exact, Integer.MAX_VALUE));
    int8.addProperty("max_score_difference_of_first_500", stored.maxDifference(exact, 500));
    int8.addProperty("label_agreement", stored.agreement(exact));
    Evaluation float32 = exact.scored().evaluate(Thresholds.DEFAULT);
    int8.addProperty("float32_micro_f1", float32.micro().f1());
    int8.addProperty("float32_macro_f1", float32.macro().f1());
    provenance.add("int8", int8);
    System.out.println("The stored model against the float32 one: " + int8);
    return manifest.withProvenance(provenance);
  }

  private static JsonObject test(String rule, Path csv, TestScores scores, List<Article> articles)
      throws IOException {
    Evaluation evaluation = scores.of(articles).evaluate(scores.rule().thresholds());
    System.out.printf(
        Locale.ROOT,
        "%n%d articles: %s%n%n%s%n",
        evaluation.articleCount(),
        rule,
        evaluation.toMarkdown());
    JsonObject json = new JsonObject();
    json.addProperty("rule", rule);
    json.addProperty("source_sha256", Sha256.of(csv));
    figures(scores, articles).asMap().forEach(json::add);
    return json;
  }

  /** Returns what is reached by default and with the profile that finds rare labels too. */
  private static JsonObject figures(TestScores scores, List<Article> articles) {
    ScoredArticles part = scores.of(articles);
    JsonObject json = figures(part, scores.rule().thresholds());
    json.add(
        "macro_f1_profile", figures(part, scores.rule().thresholds(ThresholdProfile.MACRO_F1)));
    return json;
  }

  private static JsonObject figures(ScoredArticles articles, Thresholds thresholds) {
    JsonObject json = EvaluationJson.of(articles.evaluate(thresholds));
    if (!thresholds.isUniform()) {
      json.remove("threshold");
    }
    List<ConfidenceInterval> ofLabels =
        Bootstrap.f1PerLabel(articles, thresholds, Resampling.DEFAULT);
    for (int label = 0; label < ofLabels.size(); label++) {
      json.getAsJsonObject("labels")
          .getAsJsonObject(articles.labels().get(label))
          .add("f1_interval", ends(ofLabels.get(label)));
    }
    json.add("intervals", intervals(articles, thresholds));
    return json;
  }

  /** Returns what chance in the choice of the articles may have done, at the level of 95 %. */
  private static JsonObject intervals(ScoredArticles articles, Thresholds thresholds) {
    JsonObject json = new JsonObject();
    Bootstrap.intervals(articles, thresholds, METRICS, Resampling.DEFAULT)
        .forEach((metric, interval) -> json.add(metric.id(), ends(interval)));
    return json;
  }

  private static JsonArray ends(ConfidenceInterval interval) {
    JsonArray ends = new JsonArray();
    ends.add(interval.low());
    ends.add(interval.high());
    return ends;
  }
}
