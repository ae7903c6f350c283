package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.baseline.ConstantBaseline;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.report.EvaluationReport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Measures a model on indexed articles and writes the report: {@code report.html} with charts, and
 * the same as text, Markdown and JSON.
 *
 * <p>Arguments: the directory of a model or {@code bundled}; a file of articles or {@code samples};
 * the directory to write; and perhaps the articles that the model was trained on, from which two
 * baselines then learn. Without them the constant baseline counts the labels of the test articles
 * themselves, so that its figures are too good.
 */
public final class Evaluate {
  private static final String BUNDLED = "bundled";

  private final MeshTree tree = MeshTree.bundled();

  private final PrintStream out;

  private Evaluate(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the example and ends the process with 1 if a file cannot be read or written, with 2 if the
   * arguments are wrong.
   *
   * @param args model, articles, output directory, perhaps training articles
   */
  public static void main(String[] args) {
    int status = run(args, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length < 3 || args.length > 4) {
      err.println(
          "Usage: Evaluate <model directory>|bundled <articles>|samples <output directory>"
              + " [<training articles>]");
      return 2;
    }
    try {
      EvaluationReport report = new Evaluate(out).report(args);
      report.write(Path.of(args[2]));
      out.println(report.evaluation().toTable());
      out.println("The report is in " + Path.of(args[2]).resolve("report.html"));
      return 0;
    } catch (NoSuchFileException e) {
      err.println("There is no file " + e.getFile());
    } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
      err.println(e.getMessage());
    }
    return 1;
  }

  private EvaluationReport report(String[] args) throws IOException {
    try (MeshClassifier classifier =
        args[0].equals(BUNDLED)
            ? MeshClassifier.loadBundled()
            : MeshClassifier.load(Path.of(args[0]))) {
      LabelScheme scheme = classifier.scheme();
      Dataset test = labelled(args[1], scheme);
      List<Article> articles = test.articles();
      EvaluationReport.Builder report =
          report("Evaluation", classifier, test)
              .model(args[0].equals(BUNDLED) ? "mesh-model-mini" : fileName(args[0]))
              .data(args[1].equals(Samples.SAMPLES) ? "the sample articles" : fileName(args[1]));
      tree.year().ifPresent(report::meshYear);
      List<Article> training = args.length > 3 ? labelled(args[3], scheme).articles() : articles;
      baseline(report, "constant", ConstantBaseline.train(training, scheme, tree), articles);
      if (args.length > 3) {
        baseline(
            report,
            "TF-IDF + logistic regression",
            TfidfLogisticRegression.builder(scheme).train(training, tree),
            articles);
      }
      return report.build();
    }
  }

  /** Starts the report of a model on articles that had no part in its training. */
  static EvaluationReport.Builder report(String title, MeshClassifier classifier, Dataset test) {
    ScoredArticles scores = classifier.scoreAll(test.articles(), test.tree());
    return EvaluationReport.builder(title, scores, classifier.thresholds())
        .labelTitles(
            classifier.scheme().labels().stream()
                .collect(Collectors.toMap(Label::id, Label::title)))
        .withoutCheckTags(scores.withoutCheckTags(test))
        .thresholdProfile(classifier.decisionRule().defaultProfile())
        .calibration(Reliability.of(scores));
  }

  private static String fileName(String path) {
    return String.valueOf(Path.of(path).toAbsolutePath().normalize().getFileName());
  }

  private void baseline(
      EvaluationReport.Builder report, String name, ArticleScorer scorer, List<Article> articles) {
    report.baseline(name, scorer.scoreAll(articles, tree), Thresholds.DEFAULT);
  }

  /**
   * Returns the articles that have a text to read and a label to compare with, and prints how many
   * others are left out, such as articles that are not indexed yet.
   */
  private Dataset labelled(String file, LabelScheme scheme) throws IOException {
    try (ArticleReader reader = Samples.open(file);
        ReadingProgress articles = new ReadingProgress(reader, file)) {
      Dataset dataset = Dataset.of(articles, scheme, tree);
      if (!dataset.leftOut().isEmpty()) {
        out.println("Left out of " + file + ": " + dataset.leftOutCounts());
      }
      return dataset;
    }
  }
}
