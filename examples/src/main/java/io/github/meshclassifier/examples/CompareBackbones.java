package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.examples.comparison.BackboneRun;
import io.github.meshclassifier.examples.comparison.ComparisonReport;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.train.Backbone;
import io.github.meshclassifier.train.MeshTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Fine-tunes several backbones on the same articles with the same settings and seed, and writes
 * tables and charts of loss, F1 and time.
 *
 * <pre>
 * CompareBackbones [option=value]... backbone...
 *   articles=FILE    what to learn from: a file that ArticleReader reads; default: the samples
 *   output=DIR       where models and comparison go, absent or empty; default: comparison
 *   limit=N          the most articles taken, every fifth of them for validation; default: all
 *   epochs=N  batch=N  tokens=N  rate=X  seed=N
 * </pre>
 *
 * <p>A backbone is a constant of {@link Backbone} such as {@code BIOBERT}, an address on the Hub
 * such as {@code hf://owner/name}, or the directory of a checkpoint.
 *
 * <p>The comparison is written after each run, so that one which fails leaves those before it.
 */
public final class CompareBackbones {
  private static final Set<String> KEYS =
      Set.of("articles", "output", "limit", "epochs", "batch", "tokens", "rate", "seed");

  private final Map<String, String> options;
  private final List<String> backbones;

  private CompareBackbones(Map<String, String> options, List<String> backbones) {
    this.options = options;
    this.backbones = backbones;
  }

  /**
   * Runs the comparison and ends the process with 1 if a backbone cannot be had or read, with 2 if
   * the arguments are wrong.
   *
   * @param args options and backbones
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    CompareBackbones comparison;
    try {
      comparison = of(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(
          "Usage: CompareBackbones [articles=FILE] [output=DIR] [limit=N] [epochs=N] [batch=N]"
              + " [tokens=N] [rate=X] [seed=N] <backbone>...");
      System.exit(2);
      return;
    }
    try {
      comparison.run();
    } catch (HubException | ModelLoadException e) {
      // Both say what is wrong and what to do; a stack trace would add nothing.
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** Reads the arguments: what begins with the name of an option and {@code =}, and backbones. */
  static CompareBackbones of(List<String> args) {
    Map<String, String> options = new HashMap<>();
    List<String> backbones = new ArrayList<>();
    for (String arg : args) {
      String key = arg.substring(0, Math.max(arg.indexOf('='), 0));
      if (!KEYS.contains(key)) {
        backbones.add(arg);
      } else if (options.put(key, arg.substring(key.length() + 1)) != null) {
        throw new IllegalArgumentException(key + " is given twice");
      }
    }
    if (backbones.isEmpty()) {
      throw new IllegalArgumentException("no backbone is given, expected at least one");
    }
    CompareBackbones comparison = new CompareBackbones(options, backbones);
    // Found out now, not after the first run.
    comparison.trainer(backbones.get(0), Path.of("unused"));
    comparison.limit();
    return comparison;
  }

  private MeshTrainer.Builder trainer(String backbone, Path output) {
    return BackboneArgument.trainer(backbone)
        .outputDirectory(output)
        .epochs(integer("epochs", 3))
        .batchSize(integer("batch", MeshTrainer.DEFAULT_BATCH_SIZE))
        .maxTokens(integer("tokens", MeshTrainer.DEFAULT_MAX_TOKENS))
        .learningRate(rate())
        .seed(seed());
  }

  private double rate() {
    String text = options.get("rate");
    try {
      return text == null ? 1e-4 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("rate must be a number, was '" + text + "'", e);
    }
  }

  private int seed() {
    return integer("seed", 42);
  }

  private int limit() {
    int limit = integer("limit", Integer.MAX_VALUE);
    if (limit < 5) {
      throw new IllegalArgumentException("limit must be at least 5, was " + limit);
    }
    return limit;
  }

  private int integer(String key, int absent) {
    String text = options.get(key);
    try {
      return text == null ? absent : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " must be an integer, was '" + text + "'", e);
    }
  }

  List<BackboneRun> run() throws IOException {
    Path output = Path.of(options.getOrDefault("output", "comparison"));
    List<Article> training = new ArrayList<>();
    List<Article> validation = new ArrayList<>();
    List<Article> articles = articles();
    for (int i = 0; i < articles.size(); i++) {
      (i % 5 == 4 ? validation : training).add(articles.get(i));
    }
    String caption =
        String.format(
            Locale.ROOT,
            "%d articles to learn from, %d for validation, epochs %d, batches of %d, at most %d"
                + " tokens, learning rate %s, seed %d.",
            training.size(),
            validation.size(),
            integer("epochs", 3),
            integer("batch", MeshTrainer.DEFAULT_BATCH_SIZE),
            integer("tokens", MeshTrainer.DEFAULT_MAX_TOKENS),
            rate(),
            seed());
    System.out.println(caption);
    Files.createDirectories(output);
    List<BackboneRun> runs = new ArrayList<>();
    for (String backbone : backbones) {
      String name = name(backbone, runs);
      System.out.printf("%n%s%n", name);
      try (TrainingProgress progress = new TrainingProgress()) {
        MeshTrainer trainer =
            trainer(backbone, output.resolve("model-" + (runs.size() + 1)))
                .onEvent(progress)
                .build();
        runs.add(new BackboneRun(name, trainer.train(training, validation), training.size()));
      }
      new ComparisonReport(runs, caption).write(output);
    }
    System.out.printf("%n%s%n", new ComparisonReport(runs, caption).toMarkdown());
    System.out.println("Charts: " + output.resolve("comparison.html").toAbsolutePath());
    return runs;
  }

  /** The last part of a path or of an id, with a number if it was there before. */
  private static String name(String backbone, List<BackboneRun> before) {
    String[] parts = backbone.split("[/\\\\]+", -1);
    String last = "";
    for (String part : parts) {
      last = part.isBlank() ? last : part;
    }
    String name = last.isEmpty() ? backbone : last;
    for (BackboneRun run : before) {
      if (run.name().equals(name)) {
        return name + " (" + (before.size() + 1) + ")";
      }
    }
    return name;
  }

  /** The labelled articles in an order that the seed decides. */
  private List<Article> articles() throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    MeshTree tree = MeshTree.bundled();
    String file = options.get("articles");
    List<Article> articles;
    try (ArticleReader reader = file == null ? Samples.open() : ArticleReader.open(Path.of(file))) {
      articles =
          new ArrayList<>(
              reader.stream()
                  .filter(article -> scheme.label(article, tree) instanceof Labelling.Labelled)
                  .toList());
    }
    Collections.shuffle(articles, new Random(seed()));
    return articles.subList(0, Math.min(limit(), articles.size()));
  }
}
