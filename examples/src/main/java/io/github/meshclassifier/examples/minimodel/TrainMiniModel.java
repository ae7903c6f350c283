package io.github.meshclassifier.examples.minimodel;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.baseline.CrossFitted;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.examples.TrainingProgress;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.train.MeshTrainer;
import io.github.meshclassifier.train.TrainingPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Reproduces the model in mesh-model-mini.
 *
 * <p>Arguments: a CSV file of indexed articles with the columns {@code pmid}, {@code title}, {@code
 * abstract}, {@code mesh}, {@code mesh_ui} and {@code source}; the directory of the pretrained
 * MiniLM L6 H384 uncased encoder, or of a model that the first of the two trainings made; and the
 * directory to write, which gets the folders {@code general}, {@code trained} (float32, for
 * transformers too), {@code runs} (what happened, for comparisons) and {@code packaged} (what the
 * artifact carries). Started again, it goes on where it was cut off. To measure what each part of
 * the recipe brings, the second training can be varied with {@code tokens=N}, {@code epochs=N},
 * {@code teacher=X} (the weight, 0 for none) and {@code average=X} after the directories; nothing
 * is packaged then, and no test article is looked at.
 *
 * <p>First all articles are learned at 256 tokens. Then, at 512 tokens, those that are like MEDLINE
 * at large together with some of the reviews', half from their labels and half from what a linear
 * model that never saw them says.
 */
public final class TrainMiniModel {
  private static final int REVIEWS = 2500;

  private static final Map<String, String> RECIPE =
      Map.of("tokens", "512", "epochs", "2", "teacher", "0.5", "average", "0.99");

  private final PubMedSplit split;
  private final Path output;
  private final Map<String, String> recipe;

  private TrainMiniModel(PubMedSplit split, Path output, Map<String, String> recipe) {
    this.split = split;
    this.output = output;
    this.recipe = recipe;
  }

  /**
   * Trains, measures and packages.
   *
   * @param args the CSV file, the base model's directory, the output directory, perhaps variations
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Map<String, String> recipe = new HashMap<>(RECIPE);
    for (String variation : List.of(args).subList(Math.min(3, args.length), args.length)) {
      String[] parts = variation.split("=", 2);
      if (parts.length != 2 || recipe.replace(parts[0], parts[1]) == null) {
        args = new String[0];
        break;
      }
    }
    if (args.length < 3) {
      System.err.println(
          "Usage: TrainMiniModel <csv> <base model directory> <output directory> [tokens=N]"
              + " [epochs=N] [teacher=X] [average=X]");
      System.exit(2);
    }
    Path csv = Path.of(args[0]);
    Path base = Path.of(args[1]);
    Path output = Path.of(args[2]);
    PubMedSplit split = PubMedSplit.read(csv);
    Files.createDirectories(output);
    TrainMiniModel training = new TrainMiniModel(split, output, recipe);
    boolean trained = Files.exists(base.resolve(ModelManifest.FILE_NAME));
    training.specialize(trained ? base : training.generalize(base));
    if (recipe.equals(RECIPE)) {
      MiniModelPackaging.write(csv, split, output.resolve("trained"), output.resolve("packaged"));
    }
  }

  private Path generalize(Path base) throws IOException {
    MeshTrainer.Builder trainer =
        MeshTrainer.builder(base)
            .epochs(3)
            .batchSize(32)
            .learningRate(1e-4)
            .maxTokens(256)
            .dropout(0.0);
    run("general", trainer, split.training(), split.validation());
    return output.resolve("general");
  }

  private void specialize(Path general) throws IOException {
    MeshTrainer.Builder trainer =
        MeshTrainer.builder(general)
            .epochs(Integer.parseInt(get("epochs")))
            .batchSize(32)
            .learningRate(6e-5)
            .maxTokens(Integer.parseInt(get("tokens")))
            .dropout(0.1)
            .averageDecay(Double.parseDouble(get("average")));
    double weight = Double.parseDouble(get("teacher"));
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
    run("trained", trainer, broadAndReviews(), split.broadValidation());
  }

  private String get(String option) {
    return Objects.requireNonNull(recipe.get(option), option);
  }

  private List<Article> broadAndReviews() {
    Set<Article> broad = new HashSet<>(split.broadTraining());
    List<Article> reviews =
        new ArrayList<>(split.training().stream().filter(a -> !broad.contains(a)).toList());
    Collections.shuffle(reviews, new Random(1));
    List<Article> articles = new ArrayList<>(split.broadTraining());
    articles.addAll(reviews.subList(0, Math.min(REVIEWS, reviews.size())));
    return articles;
  }

  private void run(
      String name, MeshTrainer.Builder trainer, List<Article> training, List<Article> validation)
      throws IOException {
    try (TrainingProgress progress = new TrainingProgress()) {
      trainer
          .precision(TrainingPrecision.BF16)
          .seed(42)
          .runDirectory(output.resolve("runs").resolve(name))
          .onEvent(progress)
          .build()
          .resume(data(training), data(validation), output.resolve(name));
    }
  }

  private static Dataset data(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }
}
