package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Leakage;
import io.github.meshclassifier.dataset.Split;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.report.LabelAudit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Audits the labels of a file of articles, drops duplicates and splits it, as before any training.
 *
 * <pre>
 * AuditLabels [option=value]...
 *   articles=FILE   a file that ArticleReader reads; default: the samples
 *   scheme=NAME     roots14 (default), roots16, level2 and below (such as C04), or headings: the
 *                   labels are the names that occur, whatever they are
 *   output=DIR      where label-audit.md and label-audit.svg go; default: label-audit
 *   text=COLUMN     the column of a CSV file that has the text
 *   labels=COLUMN   the column of a CSV file that has the labels; not for MeSH headings
 *   indicators=A,B  the columns of a CSV file that are 1 for articles with the label of their name,
 *                   and 0 for others; with scheme=headings
 *   separator=TEXT  what stands between two labels; default: a semicolon and a space
 * </pre>
 *
 * <p>The Hallmarks of Cancer, a set of labels that has nothing to do with MeSH, as a CSV file with
 * the columns pmid, text and hallmarks: {@code articles=hoc.csv text=text labels=hallmarks
 * scheme=headings}. Articles without a hallmark are negatives, which a model learns from too.
 */
public final class AuditLabels {
  private static final Set<String> KEYS =
      Set.of("articles", "scheme", "output", "text", "labels", "indicators", "separator");
  private static final Split.Fractions FRACTIONS = new Split.Fractions(0.8, 0.1, 0.1);
  private static final long SEED = 42;

  private final Options options;
  private final PrintStream out;

  private AuditLabels(Options options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs the audit and ends the process with 2 if the arguments are wrong.
   *
   * @param args options
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    int status = run(List.of(args), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(List<String> args, PrintStream out, PrintStream err) throws IOException {
    try {
      Options options = Options.of(args, KEYS);
      if (!options.others().isEmpty()) {
        throw new IllegalArgumentException("'" + options.others().get(0) + "' is no option");
      }
      new AuditLabels(options, out).run();
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(
          "Usage: AuditLabels [articles=FILE] [scheme=roots14|roots16|level2|headings]"
              + " [output=DIR] [text=COLUMN] [labels=COLUMN] [indicators=COLUMN,...]"
              + " [separator=TEXT]");
      return 2;
    }
  }

  private void run() throws IOException {
    List<Article> articles;
    try (ArticleReader reader = open()) {
      articles = reader.stream().toList();
    }
    MeshTree tree = MeshTree.bundled();
    LabelScheme scheme = scheme(articles, tree);

    LabelAudit audit = LabelAudit.of(articles, scheme, tree);
    Path directory = Path.of(options.text("output", "label-audit"));
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("label-audit.md"), audit.toMarkdown());
    Files.writeString(directory.resolve("label-audit.svg"), audit.toSvg());
    out.printf(
        Locale.ROOT,
        "%d articles, %d with known labels of %d, %.1f%% of the labels from check tags alone%n",
        audit.articles(),
        audit.labelled(),
        scheme.size(),
        100 * audit.checkTagShare());
    if (audit.negatives() > 0) {
      out.printf(
          "  negatives, to which no label applies: %d, %d of them with unknown headings%n",
          audit.negatives(), audit.uncertainNegatives());
    }
    audit.leftOut().forEach((reason, count) -> out.printf("  left out, %s: %d%n", reason, count));

    Dataset dataset = Dataset.of(articles, scheme, tree);
    Dataset distinct = dataset.withoutDuplicates();
    out.printf(
        "%d duplicates, %d groups of them with different labels%n",
        dataset.size() - distinct.size(),
        dataset.duplicates().stream().filter(group -> !group.sameLabels()).count());

    Split split = Split.stratified(distinct, FRACTIONS, SEED);
    Leakage.between(split.training(), split.test()).requireNone("training", "test");
    out.println(split);
    out.println("Audit in " + directory.resolve("label-audit.md"));
  }

  private ArticleReader open() throws IOException {
    String file = options.values().get("articles");
    if (file == null) {
      return Samples.open();
    }
    ArticleReader.Builder builder = ArticleReader.builder(Path.of(file));
    ifGiven("text", builder::textColumn);
    ifGiven("labels", builder::labelColumn);
    ifGiven("indicators", columns -> builder.indicatorColumns(List.of(columns.split(",", -1))));
    ifGiven("separator", builder::labelSeparator);
    return builder.open();
  }

  private void ifGiven(String option, Consumer<String> action) {
    Optional.ofNullable(options.values().get(option)).ifPresent(action);
  }

  private LabelScheme scheme(List<Article> articles, MeshTree tree) {
    String name = options.text("scheme", "roots14");
    if (name.matches("level[2-9]")) {
      return LabelScheme.ofLevel(tree, name.charAt(name.length() - 1) - '0');
    }
    return switch (name) {
      case "roots14" -> LabelScheme.fourteenRoots();
      case "roots16" -> LabelScheme.allRoots();
      case "headings" ->
          LabelScheme.ofHeadings(
              articles.stream()
                  .flatMap(article -> article.headings().stream())
                  .map(Heading::name)
                  .filter(heading -> !heading.isBlank())
                  .distinct()
                  .sorted()
                  .toList());
      default ->
          throw new IllegalArgumentException(
              "scheme must be roots14, roots16, level2 to level9 or headings, was '" + name + "'");
    };
  }
}
