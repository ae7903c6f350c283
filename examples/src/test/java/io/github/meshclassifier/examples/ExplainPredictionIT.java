package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.infer.Explanation;
import io.github.meshclassifier.infer.Explanation.WordWeight;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.MeshClassifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Explanations of the bundled model. */
class ExplainPredictionIT {
  private static final int ARTICLES = 12;
  private static final int WORDS = 5;

  /** An explanation takes a computation for each word. */
  private static final int SHORT = 700;

  @Test
  void run_title_wordsOfItsCategories() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExplainPrediction.run(
        new String[] {"Aspirin for the prevention of stroke in elderly patients"},
        new PrintStream(out, true, StandardCharsets.UTF_8));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(4).first().asString().startsWith("Aspirin for the prevention");
    assertThat(lines)
        .anyMatch(line -> line.matches("  C \\d\\.\\d{3}  stroke \\d.*"))
        .anyMatch(line -> line.matches("  M \\d\\.\\d{3}  elderly \\d.*"));
  }

  /** The deletion test of explanations, against words that a seed chooses. */
  @Test
  void explain_heaviestWordsTakenOut_probabilityFallsFurtherThanForAnyWords() throws IOException {
    Random random = new Random(5);
    double heaviest = 0;
    double any = 0;
    int labels = 0;
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      for (Article article : articles()) {
        LabelScore least = leastSure(classifier.predict(article).predicted());
        Explanation explanation = classifier.explain(article, least.label().id());
        heaviest += fall(classifier, explanation, explanation.top(WORDS));
        any += fall(classifier, explanation, anyOf(explanation, random));
        labels++;
      }
    }
    assertThat(labels).isEqualTo(ARTICLES);
    assertThat(heaviest / labels).isGreaterThan(any / labels + 0.1).isGreaterThan(5 * any / labels);
  }

  private static List<Article> articles() throws IOException {
    try (ArticleReader articles = Samples.open()) {
      return articles.stream()
          .filter(article -> (article.title() + article.abstractText()).length() < SHORT)
          .limit(ARTICLES)
          .toList();
    }
  }

  /** Hardly any five words make a difference to what is nearly certain. */
  private static LabelScore leastSure(List<LabelScore> predicted) {
    return predicted.get(predicted.size() - 1);
  }

  private static List<WordWeight> anyOf(Explanation explanation, Random random) {
    List<WordWeight> different = new ArrayList<>(explanation.top(Integer.MAX_VALUE));
    Collections.shuffle(different, random);
    return different.subList(0, WORDS);
  }

  private static double fall(
      MeshClassifier classifier, Explanation explanation, List<WordWeight> missing) {
    Set<String> words = new HashSet<>();
    missing.forEach(word -> words.add(folded(word)));
    StringBuilder rest = new StringBuilder(explanation.text());
    List<WordWeight> backwards = new ArrayList<>(explanation.words());
    Collections.reverse(backwards);
    for (WordWeight word : backwards) {
      if (words.contains(folded(word))) {
        rest.delete(word.begin(), word.end());
      }
    }
    return explanation.score().probability()
        - classifier
            .predict(rest.toString())
            .scoreOf(explanation.score().label().id())
            .probability();
  }

  private static String folded(WordWeight word) {
    return word.word().toLowerCase(Locale.ROOT);
  }
}
