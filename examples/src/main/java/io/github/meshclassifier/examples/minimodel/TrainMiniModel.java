package io.github.meshclassifier.examples.minimodel;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.CrossFitted;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.examples.TrainingProgress;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.train.MeshTrainer;
import io.github.meshclassifier.train.TrainingPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Trains the model in mesh-model-mini.
 *
 * <p>Arguments: the two CSV files that {@link PubMedSplit} reads, the directory of the pretrained
 * MiniLM L6 H384 uncased encoder, or of a model that was trained before, and the directory to
 * write, which gets the folders {@code trained} (float32, for transformers too) and {@code runs}
 * (what happened, for comparisons). Started again, it goes on where it was cut off. The recipe can
 * be varied with {@code epochs=N}, {@code rate=X}, {@code tokens=N}, {@code teacher=X} (the weight
 * of what a linear model that never saw the article says, 0 for none), {@code dropout=X} and {@code
 * seed=N} after the directories.
 *
 * <p>No test article is looked at; {@link MiniModelPackaging} does that.
 */
public final class TrainMiniModel {
  private static final Map<String, String> RECIPE =
      Map.of(
          "epochs", "3",
          "rate", "2e-4",
          "tokens", "256",
          "teacher", "0.3",
          "dropout", "0.1",
          "seed", "42");

  private TrainMiniModel() {}

  /**
   * Trains.
   *
   * @param args the CSV files, the base model's directory, the output directory, perhaps variations
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> recipe = new HashMap<>(RECIPE);
    for (String variation : List.of(args).subList(Math.min(4, args.length), args.length)) {
      String[] parts = variation.split("=", 2);
      if (parts.length != 2 || recipe.replace(parts[0], parts[1]) == null) {
        args = new String[0];
        break;
      }
    }
    if (args.length < 4) {
      System.err.println(
          "Usage: TrainMiniModel <first csv> <second csv> <base model directory>"
              + " <output directory> [epochs=N] [rate=X] [tokens=N] [teacher=X] [dropout=X]"
              + " [seed=N]");
      System.exit(2);
    }
    PubMedSplit split = PubMedSplit.read(Path.of(args[0]), Path.of(args[1]));
    Path output = Files.createDirectories(Path.of(args[3]));
    MeshTrainer.Builder trainer =
        MeshTrainer.builder(Path.of(args[2]))
            .epochs(Integer.parseInt(get(recipe, "epochs")))
            .batchSize(32)
            .learningRate(Double.parseDouble(get(recipe, "rate")))
            .maxTokens(Integer.parseInt(get(recipe, "tokens")))
            .dropout(Double.parseDouble(get(recipe, "dropout")))
            .precision(TrainingPrecision.BF16)
            .seed(Long.parseLong(get(recipe, "seed")))
            .runDirectory(output.resolve("runs"));
    double weight = Double.parseDouble(get(recipe, "teacher"));
    if (weight > 0) {
      CrossFitted teacher =
          CrossFitted.train(
              split.training(),
              5,
              42,
              articles ->
                  TfidfLogisticRegression.builder(LabelScheme.fourteenRoots())
                      .train(articles, MeshTree.bundled()));
      trainer.teacher(teacher, weight);
    }
    try (TrainingProgress progress = new TrainingProgress()) {
      trainer
          .onEvent(progress)
          .build()
          .resume(data(split.training()), data(split.validation()), output.resolve("trained"));
    }
  }

  private static String get(Map<String, String> recipe, String option) {
    return Objects.requireNonNull(recipe.get(option), option);
  }

  private static Dataset data(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }
}
