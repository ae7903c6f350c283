package io.github.meshclassifier.article;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says that a source of articles is not in a format that {@link ArticleReader} reads, or is
 * damaged.
 *
 * <p>The message names the source, the line, and the PMID or how many records were read before; of
 * the source's text it quotes at most 40 characters. Thread-safe.
 */
public final class ArticleFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The name of the source. */
  private final String source;

  /** The line from 1 on, 0 if the problem has none. */
  private final long line;

  /** What is wrong, without the place. */
  private final String problem;

  /** The record from 1 on, 0 if reading cannot go on. */
  private final long record;

  /** The PMID of the record, empty if it is not known. */
  private final String pmid;

  private ArticleFormatException(
      String source,
      long line,
      String problem,
      long record,
      String pmid,
      @Nullable Throwable cause) {
    super(
        Printable.line(
            (line > 0 ? source + ":" + line + ": " : source + ": ")
                + problem
                + (pmid.isEmpty() ? "" : " (PMID " + Printable.clip(pmid) + ")")),
        cause);
    this.source = source;
    this.line = line;
    this.problem = Printable.line(problem);
    this.record = record;
    this.pmid = pmid;
  }

  /** Makes the exception for a file that cannot be read, or not from here on. */
  ArticleFormatException(String source, long line, String problem, @Nullable Throwable cause) {
    this(source, line, problem, 0, "", cause);
  }

  /** Makes the exception for one record, behind which reading can go on. */
  static ArticleFormatException ofRecord(
      String source,
      long line,
      String problem,
      long record,
      String pmid,
      @Nullable Throwable cause) {
    return new ArticleFormatException(source, line, problem, record, pmid, cause);
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

  /**
   * Returns what is wrong.
   *
   * @return the message without the place and the PMID
   */
  public String problem() {
    return problem;
  }

  /**
   * Returns the record that the problem is in, if reading can go on behind it, as it does with
   * {@link ArticleReader.OnBadRecord#skip}.
   *
   * @return its number from 1 on, where blank rows, the header line, books and deleted citations do
   *     not count; 0 if the file cannot be read, or not from this place on
   */
  public long record() {
    return record;
  }

  /**
   * Returns the PMID of the record.
   *
   * @return the PMID as the source has it; empty if it has none, or none was read before the
   *     problem was found
   */
  public String pmid() {
    return pmid;
  }
}
