package io.github.meshclassifier.examples.minimodel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.Int8Weights;
import io.github.meshclassifier.internal.weights.Safetensors;
import io.github.meshclassifier.metrics.Bootstrap;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.Resampling;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Makes the files of mesh-model-mini from a trained model: stores its weights as int8 rows,
 * measures what that costs and what the stored model reaches on the test articles, and writes both
 * into its manifest.
 *
 * <p>Arguments: the CSV file that {@link PubMedSplit} reads, the directory that {@link
 * io.github.meshclassifier.train.MeshTrainer} wrote, and the directory to write, absent or empty.
 * Its files belong into {@code mesh-model-mini/src/main/resources/META-INF/mesh-classifier/model}.
 */
public final class MiniModelPackaging {
  /** What the model is called, and which of this name it is: to be raised with other weights. */
  private static final String NAME = "mesh-model-mini";

  private static final String VERSION = "1.0";

  /** Trained from classes of the build, which know no version of their own. */
  private static final String LIBRARY = "0.1.0-SNAPSHOT";

  private static final List<String> COPIED =
      List.of("config.json", "tokenizer.json", "tokenizer_config.json");

  private MiniModelPackaging() {}

  /**
   * Runs the packaging.
   *
   * @param args the CSV file, the trained directory, the output directory
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("Usage: MiniModelPackaging <csv> <trained directory> <output directory>");
      System.exit(2);
    }
    Path csv = Path.of(args[0]);
    write(csv, PubMedSplit.read(csv), Path.of(args[1]), Path.of(args[2]));
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
          TestScores stored = TestScores.of("int8 scores", directory, split.test());
          Files.delete(directory.resolve(ModelManifest.FILE_NAME));
          withMeasurements(manifest, csv, split, exact, stored).write(directory);
        });
  }

  private static ModelManifest withMeasurements(
      ModelManifest manifest, Path csv, PubMedSplit split, TestScores exact, TestScores stored)
      throws IOException {
    JsonObject provenance = manifest.provenance();
    JsonObject card = provenance.getAsJsonObject("model_card");
    card.addProperty("name", NAME);
    card.addProperty("version", VERSION);
    provenance.getAsJsonObject("versions").addProperty("mesh_classifier", LIBRARY);
    provenance.add("test", test(PubMedSplit.TEST_RULE, csv, stored, split.test()));
    String broadRule =
        PubMedSplit.TEST_RULE + ", and source begins with " + PubMedSplit.MEDLINE_SOURCE;
    provenance.add("test_jktjia", test(broadRule, csv, stored, split.medlineTest()));
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
    ScoredArticles part = scores.of(articles);
    Evaluation evaluation = part.evaluate(Thresholds.DEFAULT);
    Evaluation rareLabelsToo = part.evaluate(scores.rule().thresholds(ThresholdProfile.MACRO_F1));
    System.out.printf(
        Locale.ROOT,
        "%n%d articles: %s%n%n%s%n",
        evaluation.articleCount(),
        rule,
        evaluation.toMarkdown());
    System.out.printf(
        Locale.ROOT,
        "In README.md: | %,d | %.3f | %.3f | %.3f | %.3f | %.3f |%n",
        evaluation.articleCount(),
        evaluation.micro().f1(),
        evaluation.macro().f1(),
        evaluation.subsetAccuracy(),
        rareLabelsToo.micro().f1(),
        rareLabelsToo.macro().f1());
    JsonObject json = new JsonObject();
    json.addProperty("rule", rule);
    json.addProperty("source_sha256", Sha256.of(csv));
    EvaluationJson.of(evaluation).asMap().forEach(json::add);
    json.add("intervals", intervals(part, Thresholds.DEFAULT));
    JsonObject macroProfile = EvaluationJson.of(rareLabelsToo);
    macroProfile.remove("threshold");
    macroProfile.remove("labels");
    macroProfile.add(
        "intervals", intervals(part, scores.rule().thresholds(ThresholdProfile.MACRO_F1)));
    json.add("macro_f1_profile", macroProfile);
    return json;
  }

  /** Returns what chance in the choice of the articles may have done, at the level of 95 %. */
  private static JsonObject intervals(ScoredArticles articles, Thresholds thresholds) {
    JsonObject json = new JsonObject();
    Bootstrap.intervals(
            articles,
            thresholds,
            List.of(Metric.MICRO_F1, Metric.MACRO_F1, Metric.EXACT_MATCH),
            Resampling.DEFAULT)
        .forEach(
            (metric, interval) -> {
              JsonArray ends = new JsonArray();
              ends.add(interval.low());
              ends.add(interval.high());
              json.add(metric.id(), ends);
            });
    return json;
  }
}
