package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.tracking.RunComparison;
import io.github.meshclassifier.train.Backbone;
import io.github.meshclassifier.train.MeshTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Fine-tunes several backbones on the same articles with the same settings and seed, keeps what
 * happened in each run, and compares the runs in a page with tables and curves.
 *
 * <pre>
 * CompareBackbones [option=value]... backbone...
 *   articles=FILE    what to learn from: a file that ArticleReader reads; default: the samples
 *   output=DIR       where models, runs and comparison go, absent or empty; default: comparison
 *   limit=N          the most articles taken, every fifth of them for validation; default: all
 *   epochs=N  batch=N  tokens=N  rate=X  seed=N
 * </pre>
 *
 * <p>A backbone is a constant of {@link Backbone} such as {@code BIOBERT}, an address on the Hub
 * such as {@code hf://owner/name}, or the directory of a checkpoint.
 *
 * <p>The comparison is written after each run, so that one which fails leaves those before it;
 * {@link CompareRuns} makes it anew from the directory {@code runs}, which TensorBoard opens too.
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
    // Checked now, not after the first run.
    comparison.trainer(backbones.get(0));
    comparison.limit();
    return comparison;
  }

  private static Dataset data(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  private MeshTrainer.Builder trainer(String backbone) {
    return BackboneArgument.trainer(backbone)
        .epochs(integer("epochs", 3))
        .batchSize(integer("batch", 16))
        .maxTokens(integer("tokens", 256))
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

  RunComparison run() throws IOException {
    Path output = Path.of(options.getOrDefault("output", "comparison"));
    Path tracked = output.resolve("runs");
    List<Article> training = new ArrayList<>();
    List<Article> validation = new ArrayList<>();
    List<Article> articles = articles();
    for (int i = 0; i < articles.size(); i++) {
      (i % 5 == 4 ? validation : training).add(articles.get(i));
    }
    Files.createDirectories(output);
    Set<String> names = new LinkedHashSet<>();
    for (String backbone : backbones) {
      String name = name(backbone, names);
      names.add(name);
      System.out.printf("%n%s%n", name);
      try (TrainingProgress progress = new TrainingProgress()) {
        trainer(backbone)
            .runDirectory(tracked.resolve(name))
            .onEvent(progress)
            .build()
            .train(data(training), data(validation), output.resolve("model-" + names.size()));
      }
      RunComparison.ofDirectory(tracked).write(output);
    }
    RunComparison comparison = RunComparison.ofDirectory(tracked);
    System.out.println();
    CompareRuns.compare(comparison, output);
    return comparison;
  }

  /** The last part of a path or of an id, with a number if it was there before. */
  private static String name(String backbone, Set<String> before) {
    String[] parts = backbone.split("[/\\\\]+", -1);
    String last = "";
    for (String part : parts) {
      last = part.isBlank() ? last : part;
    }
    String name = (last.isEmpty() ? backbone : last).replaceAll("[\\p{Cntrl}/\\\\:*?\"<>|]", "-");
    return before.contains(name) ? name + " (" + (before.size() + 1) + ")" : name;
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
