package io.github.meshclassifier.baseline;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Articles of a few words that tell their labels. */
final class BaselineArticles {
  static final LabelScheme SCHEME = LabelScheme.ofHeadings(List.of("Rats", "Drugs", "Heart"));
  static final MeshTree TREE = MeshTree.bundled();

  private BaselineArticles() {}

  static Article article(String text, String... headings) {
    return new Article(
        "",
        "",
        text,
        Arrays.stream(headings).map(name -> new Heading("", name)).toList(),
        OptionalInt.empty());
  }

  /** Every label has two words that only its articles use, among words that all use. */
  static List<Article> random(long seed, int count) {
    Random random = new Random(seed);
    List<String> words = List.of("study", "method", "result", "effect", "patient", "level");
    List<List<String>> ofLabels =
        List.of(List.of("rat", "wistar"), List.of("dose", "mg"), List.of("cardiac", "atrial"));
    List<Article> articles = new ArrayList<>();
    while (articles.size() < count) {
      List<String> text = new ArrayList<>();
      List<String> headings = new ArrayList<>();
      for (int label = 0; label < ofLabels.size(); label++) {
        if (random.nextInt(2 + label) == 0) {
          headings.add(SCHEME.labels().get(label).id());
          text.add(ofLabels.get(label).get(random.nextInt(2)));
        }
      }
      for (int i = 0; i < 8; i++) {
        text.add(words.get(random.nextInt(words.size())));
      }
      if (!headings.isEmpty()) {
        articles.add(article(String.join(" ", text), headings.toArray(String[]::new)));
      }
    }
    return articles;
  }
}
