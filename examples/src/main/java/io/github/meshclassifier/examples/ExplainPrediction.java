package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.Explanation;
import io.github.meshclassifier.infer.Explanation.WordWeight;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.MeshClassifier;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Shows, for the most probable categories of an article, the words that speak most for them.
 *
 * <p>Without arguments it takes an article of the sample in this module, else the title and perhaps
 * the abstract that the arguments are.
 */
public final class ExplainPrediction {
  /** Bats at a polluted river. */
  private static final String SHOWN = "20596767";

  private static final int CATEGORIES = 3;
  private static final int WORDS = 6;

  private ExplainPrediction() {}

  /**
   * Runs the example.
   *
   * @param args nothing, or a title and perhaps an abstract
   * @throws IOException if the model or the sample articles cannot be read
   */
  public static void main(String[] args) throws IOException {
    run(args, System.out);
  }

  static void run(String[] args, PrintStream out) throws IOException {
    Article article =
        args.length == 0
            ? Samples.withPmids(List.of(SHOWN)).get(0)
            : Article.of(args[0], args.length > 1 ? args[1] : "");
    out.println(article.title());
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      List<LabelScore> scores = classifier.predict(article).scores();
      for (LabelScore score : scores.subList(0, CATEGORIES)) {
        out.println(line(classifier.explain(article, score.label().id())));
      }
    }
  }

  /** Words that speak against the category are not shown. */
  private static String line(Explanation explanation) {
    String words =
        explanation.top(WORDS).stream()
            .filter(word -> word.weight() > 0)
            .map(ExplainPrediction::wordAndWeight)
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "  %s %.3f  %s",
        explanation.score().label().id(),
        explanation.score().probability(),
        words.isEmpty() ? "no word speaks for it" : words);
  }

  private static String wordAndWeight(WordWeight word) {
    return String.format(Locale.ROOT, "%s %.1f", word.word(), word.weight());
  }
}
