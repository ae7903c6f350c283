package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The articles that come with the examples; the bundled model was not trained on them. */
final class Samples {
  /** Names them in place of a file. */
  static final String SAMPLES = "samples";

  private static final String FILE = "articles.csv.gz";

  private Samples() {}

  /** Opens the 400 articles. */
  static ArticleReader open() throws IOException {
    InputStream stream = Samples.class.getResourceAsStream(FILE);
    return ArticleReader.open(Objects.requireNonNull(stream, FILE), FILE);
  }

  /** Opens a file, or the articles that come along if it is {@code samples}. */
  static ArticleReader open(String file) throws IOException {
    return file.equals(SAMPLES) ? open() : ArticleReader.open(Path.of(file));
  }

  /** Reads what {@link #open(String)} opens. */
  static List<Article> read(String file) throws IOException {
    try (ArticleReader articles = open(file)) {
      return articles.stream().toList();
    }
  }

  /** Returns the articles with the given PMIDs, in the order of the file. */
  static List<Article> withPmids(List<String> pmids) throws IOException {
    try (ArticleReader articles = open()) {
      return articles.stream().filter(article -> pmids.contains(article.pmid())).toList();
    }
  }
}
