package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** The real articles that every benchmark reads. */
final class SampleArticles {
  static final int COUNT = 100;

  private static final String RESOURCE = "articles.csv.gz";

  private SampleArticles() {}

  static List<Article> read(Path file) throws IOException {
    try (ArticleReader reader = ArticleReader.open(file)) {
      return reader.stream().toList();
    }
  }

  /** The articles with the labels that training learns: the 14 roots. */
  static Dataset labelled(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  /** Reads all of them, in the order of their PMIDs. */
  static List<Article> read() throws IOException {
    try (InputStream in = SampleArticles.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new FileNotFoundException(RESOURCE + " is not beside " + SampleArticles.class);
      }
      try (ArticleReader reader = ArticleReader.open(in, RESOURCE)) {
        List<Article> articles = reader.stream().toList();
        if (articles.size() != COUNT) {
          throw new IOException(
              RESOURCE + " should hold " + COUNT + " articles, has " + articles.size());
        }
        return articles;
      }
    }
  }
}
