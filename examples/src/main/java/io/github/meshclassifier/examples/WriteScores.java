package io.github.meshclassifier.examples;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes what models say of some articles into a JSON file, for a comparison with another
 * implementation: {@code mesh-infer/src/test/parity} has one with transformers. A model that cannot
 * be loaded is in the file with the reason.
 *
 * <p>Arguments: the file to write, a file of articles or {@code samples}, and model directories.
 */
public final class WriteScores {
  private static final int MOST_ARTICLES = 50;

  private WriteScores() {}

  /**
   * Scores at most 50 articles with each model.
   *
   * @param args the output file, the articles, one model directory or more
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println(
          "Usage: WriteScores <output.json> <articles>|samples <model directory>...");
      System.exit(2);
    }
    List<String> texts;
    try (ArticleReader reader = Samples.open(args[1])) {
      texts = texts(reader);
    }
    List<Path> models = Arrays.stream(args).skip(2).map(Path::of).toList();
    write(Path.of(args[0]), texts, models);
  }

  /** Titles alone, abstracts alone and both, so that short and long texts are among them. */
  private static List<String> texts(ArticleReader reader) {
    List<String> texts = new ArrayList<>();
    for (Article article : reader.stream().limit(MOST_ARTICLES).toList()) {
      String both = article.title().strip() + " " + article.abstractText().strip();
      String text =
          switch (texts.size() % 3) {
            case 0 -> article.title().strip();
            case 1 -> article.abstractText().strip();
            default -> both.strip();
          };
      texts.add(text.isEmpty() ? both.strip() : text);
    }
    texts.removeIf(String::isEmpty);
    return texts;
  }

  static void write(Path output, List<String> texts, List<Path> directories) throws IOException {
    JsonArray models = new JsonArray();
    for (Path directory : directories) {
      models.add(model(directory, texts));
    }
    JsonObject json = new JsonObject();
    json.add("models", models);
    Files.writeString(
        output, new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json));
    System.out.printf("%d texts, %d models: %s%n", texts.size(), models.size(), output);
  }

  private static JsonObject model(Path directory, List<String> texts) throws IOException {
    JsonObject model = new JsonObject();
    model.addProperty("directory", directory.toAbsolutePath().normalize().toString());
    try (MeshClassifier classifier =
        MeshClassifier.builder(directory).independentLabels(true).build()) {
      JsonArray labels = new JsonArray();
      classifier.scheme().labels().stream().map(Label::id).forEach(labels::add);
      model.add("labels", labels);
      model.addProperty("max_tokens", classifier.maxTokens());
      JsonArray rows = new JsonArray();
      texts.forEach(text -> rows.add(row(classifier, text)));
      model.add("rows", rows);
    } catch (ModelLoadException e) {
      model.addProperty("refused", e.getMessage());
    }
    return model;
  }

  private static JsonObject row(MeshClassifier classifier, String text) {
    Prediction prediction = classifier.predict(text);
    JsonObject row = new JsonObject();
    row.addProperty("text", text);
    row.addProperty("tokens", Math.min(prediction.tokenCount(), classifier.maxTokens()));
    JsonObject scores = new JsonObject();
    Calibration calibration = classifier.decisionRule().calibration();
    for (int i = 0; i < classifier.scheme().labels().size(); i++) {
      String label = classifier.scheme().labels().get(i).id();
      double probability = prediction.scoreOf(label).probability();
      scores.addProperty(
          label,
          calibration.isIdentity()
              ? probability
              : before(probability, calibration.slopes().get(i), calibration.intercepts().get(i)));
    }
    row.add("scores", scores);
    return row;
  }

  /** Returns the score before calibration, which other implementations do not know of. */
  private static double before(double probability, double slope, double intercept) {
    double logit = (Math.log(probability) - Math.log1p(-probability) - intercept) / slope;
    return 1 / (1 + Math.exp(-logit));
  }
}
