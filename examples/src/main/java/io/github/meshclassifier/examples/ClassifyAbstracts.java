package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Classifies abstracts with the bundled model and shows, beside each category, the headings by
 * which indexers put the article there.
 *
 * <p>Without arguments it takes three articles of the sample in this module. With the name of a
 * file (PubMed or MEDLINE XML, or CSV, gzip or not) it takes the first three articles of that, or
 * as many as a second argument says.
 */
public final class ClassifyAbstracts {
  /** Bats at a polluted river, therapy for dialysis patients, cancer care in a pandemic. */
  private static final List<String> SHOWN = List.of("20596767", "31775685", "32344317");

  private ClassifyAbstracts() {}

  /**
   * Runs the example and ends the process with 1 if a file cannot be read.
   *
   * @param args nothing, or a file and perhaps a number of articles
   */
  public static void main(String[] args) {
    int status = run(args, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      List<Article> articles =
          args.length == 0
              ? Samples.withPmids(SHOWN)
              : firstOf(Path.of(args[0]), args.length > 1 ? Integer.parseInt(args[1]) : 3);
      classify(articles, out);
      return 0;
    } catch (NumberFormatException e) {
      err.println("'" + args[1] + "' is no number of articles");
    } catch (NoSuchFileException e) {
      err.println("There is no file " + e.getFile());
    } catch (IOException | UncheckedIOException e) {
      // A damaged file says what is wrong with it, and in which line.
      err.println(e.getMessage());
    }
    return 1;
  }

  private static List<Article> firstOf(Path file, int count) throws IOException {
    try (ArticleReader reader = ArticleReader.open(file)) {
      return reader.stream()
          .filter(article -> !(article.title() + article.abstractText()).isBlank())
          .limit(Math.max(0, count))
          .toList();
    }
  }

  private static void classify(List<Article> articles, PrintStream out) throws IOException {
    MeshTree tree = MeshTree.bundled();
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      for (Article article : articles) {
        out.println(PredictionTable.of(article, classifier.predict(article), tree));
      }
    }
    out.println("Your own articles, as PubMed XML or CSV (title,abstract,mesh), gzip or not:");
    out.println(
        "  ./mvnw -q -pl examples -am test-compile exec:java -Dexec.args=\"articles.xml.gz 5\"");
  }
}
