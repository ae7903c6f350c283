package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
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
import java.util.LinkedHashSet;
import java.util.List;
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

  private final Options options;

  private CompareBackbones(Options options) {
    this.options = options;
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
    CompareBackbones comparison = new CompareBackbones(Options.of(args, KEYS));
    List<String> backbones = comparison.options.others();
    if (backbones.isEmpty()) {
      throw new IllegalArgumentException("no backbone is given, expected at least one");
    }
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
        .epochs(options.integer("epochs", 3))
        .batchSize(options.integer("batch", 16))
        .maxTokens(options.integer("tokens", 256))
        .learningRate(options.number("rate", 1e-4))
        .seed(options.integer("seed", 42));
  }

  private int limit() {
    int limit = options.integer("limit", Integer.MAX_VALUE);
    if (limit < 5) {
      throw new IllegalArgumentException("limit must be at least 5, was " + limit);
    }
    return limit;
  }

  RunComparison run() throws IOException {
    Path output = Path.of(options.text("output", "comparison"));
    Path tracked = output.resolve("runs");
    List<Article> training = new ArrayList<>();
    List<Article> validation = new ArrayList<>();
    List<Article> articles = articles();
    for (int i = 0; i < articles.size(); i++) {
      (i % 5 == 4 ? validation : training).add(articles.get(i));
    }
    Files.createDirectories(output);
    Set<String> names = new LinkedHashSet<>();
    for (String backbone : options.others()) {
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
    List<Article> articles = new ArrayList<>(Samples.read(options.text("articles", "samples")));
    articles.removeIf(article -> !(scheme.label(article, tree) instanceof Labelling.Labelled));
    Collections.shuffle(articles, new Random(options.integer("seed", 42)));
    return articles.subList(0, Math.min(limit(), articles.size()));
  }
}
