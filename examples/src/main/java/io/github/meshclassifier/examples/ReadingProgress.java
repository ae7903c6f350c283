package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import java.util.Iterator;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Passes on the articles of a file and shows on the console how much of the file is read. The
 * number of articles of a file is not known before its end, but its size is, also if it is gzip.
 *
 * <p>Not thread-safe. Closing it ends the bar and leaves the reader open.
 */
final class ReadingProgress implements Iterable<Article>, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  private final ArticleReader reader;
  private final ProgressBar bar;

  ReadingProgress(ArticleReader reader, String file) {
    this(
        reader,
        new ProgressBarBuilder()
            .setTaskName(file)
            .setUnit(" MB", MEGABYTE)
            // -1 stands for a stream of unknown length.
            .setInitialMax(reader.bytesTotal().orElse(-1))
            .setMaxRenderedLength(100)
            .build());
  }

  ReadingProgress(ArticleReader reader, ProgressBar bar) {
    this.reader = reader;
    this.bar = bar;
  }

  @Override
  public Iterator<Article> iterator() {
    Iterator<Article> articles = reader.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        boolean more = articles.hasNext();
        bar.stepTo(reader.bytesRead());
        return more;
      }

      @Override
      public Article next() {
        return articles.next();
      }
    };
  }

  @Override
  public void close() {
    bar.close();
  }
}
