package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Articles for tests. */
public final class Articles {
  private static final String REAL = "/io/github/meshclassifier/label/public-dataset-labels.csv.gz";

  private Articles() {}

  public static Article article(String pmid, String title, String... labels) {
    return article(pmid, title, OptionalInt.empty(), labels);
  }

  static Article article(String pmid, String title, OptionalInt year, String... labels) {
    List<Heading> headings = Stream.of(labels).map(name -> new Heading("", name)).toList();
    return new Article(pmid, title, "", headings, year);
  }

  /** Makes a data set with the labels {@code l0} to {@code l<count - 1>}. */
  static Dataset dataset(List<Article> articles, int labels) {
    return Dataset.of(articles, scheme(labels), MeshTree.bundled());
  }

  static LabelScheme scheme(int labels) {
    return LabelScheme.ofHeadings(IntStream.range(0, labels).mapToObj(i -> "l" + i).toList());
  }

  /** Makes articles whose labels have shares that fall like 1, 1/2, 1/3 and so on. */
  static List<Article> skewed(int count, int labels, long seed) {
    Random random = new Random(seed);
    List<Article> articles = new ArrayList<>();
    while (articles.size() < count) {
      List<String> carried = new ArrayList<>();
      for (int label = 0; label < labels; label++) {
        if (random.nextDouble() < 0.8 / (label + 1)) {
          carried.add("l" + label);
        }
      }
      if (!carried.isEmpty()) {
        String pmid = Integer.toString(1000 + articles.size());
        articles.add(article(pmid, "Text of " + pmid, carried.toArray(new String[0])));
      }
    }
    return articles;
  }

  /** Returns 1,500 articles of the public dataset, each with a text of its own. */
  public static List<Article> real() throws IOException {
    InputStream stream = Objects.requireNonNull(Articles.class.getResourceAsStream(REAL), REAL);
    try (ArticleReader reader = ArticleReader.open(stream, REAL)) {
      return reader.stream()
          .map(a -> new Article(a.pmid(), "Text of " + a.pmid(), "", a.headings(), a.year()))
          .toList();
    }
  }
}
