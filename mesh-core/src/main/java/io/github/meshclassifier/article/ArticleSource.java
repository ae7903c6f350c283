package io.github.meshclassifier.article;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The articles of one opened file, in one format. Not thread-safe. */
interface ArticleSource extends Closeable {
  /**
   * The most headings of an article. Indexers assign about a dozen; a small compressed file could
   * hold so many that they fill the memory.
   */
  int MAX_HEADINGS = 1 << 16;

  /**
   * Reads the next article.
   *
   * @return the article, null after the last
   * @throws ArticleFormatException if the text is malformed or damaged
   * @throws IOException if the underlying stream fails
   */
  @Nullable Article next() throws IOException;
}
