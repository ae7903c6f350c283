package io.github.meshclassifier.article;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says that a source of articles is not in a format that {@link ArticleReader} reads, or is
 * damaged.
 *
 * <p>The message names the source, the line, and how many articles were read before; of the
 * source's text it quotes at most 40 characters. Thread-safe.
 */
public final class ArticleFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The name of the source. */
  private final String source;

  /** The line from 1 on, 0 if the problem has none. */
  private final long line;

  ArticleFormatException(String source, long line, String problem, @Nullable Throwable cause) {
    super(
        Printable.line(line > 0 ? source + ":" + line + ": " + problem : source + ": " + problem),
        cause);
    this.source = source;
    this.line = line;
  }

  /**
   * Returns the name of the source.
   *
   * @return the file, or the name the stream was opened under
   */
  public String source() {
    return source;
  }

  /**
   * Returns where the problem was found.
   *
   * @return the line of the uncompressed text, from 1 on: for CSV the one on which the record
   *     starts; 0 if the problem has no line
   */
  public long line() {
    return line;
  }
}
