package io.github.meshclassifier.article;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads articles one after the other, holding one of them in memory at a time.
 *
 * <p>Not thread-safe; one per thread.
 *
 * <p>The format is found by content, not by file name; each may be compressed with gzip:
 *
 * <ul>
 *   <li><b>The public dataset</b> "PubMed MultiLabel Text Classification Dataset MeSH", a CSV file
 *       with the columns {@code Title}, {@code abstractText} and {@code meshMajor}, the last a
 *       Python list literal of heading names. Recognised by its column {@code meshMajor}. Headings
 *       have names and no identifiers: the column {@code meshid} lists only headings that have a
 *       tree number, so it cannot be paired with the names. Other columns are ignored, but {@code
 *       pmid} and {@code year} are read where present.
 *   <li><b>Plain CSV</b> with a header line and any of the columns {@code title}, {@code abstract}
 *       (or {@code abstractText}), {@code pmid}, {@code mesh}, {@code mesh_ui} and {@code year}, at
 *       least one of the first two, in any order and any letter case; other columns are ignored.
 *       Headings and identifiers are joined by {@code "; "}, because heading names contain commas.
 *       Where a row has as many names as identifiers they are paired in order. Where the numbers
 *       differ nothing is paired: the headings are the names alone, or, in a row without names, the
 *       identifiers alone.
 *   <li><b>PubMed and MEDLINE XML</b>, a {@code PubmedArticleSet} or a {@code MedlineCitationSet}
 *       of any year, as NLM distributes it and as PubMed exports it.
 * </ul>
 *
 * <p>CSV is RFC 4180 in UTF-8, separated by commas, with a byte order mark or without, and with a
 * cell of at most 16,777,216 characters. Text of XML is the text of its inline markup too
 * (mathematical markup included), with runs of white space as one space; the sections of a
 * structured abstract are joined by a space, each after its label and a colon ({@code "METHODS: We
 * ..."}); abstracts and titles in other languages ({@code OtherAbstract}, {@code VernacularTitle})
 * are left out; the year is that of the journal issue, or that of the electronic article if the
 * issue has none. Books and deleted citations are skipped. No DTD is fetched and no entity is
 * expanded other than XML's own five. An article that a set holds twice is returned twice.
 *
 * <p>The articles can be iterated once:
 *
 * <pre>{@code
 * try (ArticleReader articles = ArticleReader.open(Path.of("articles.csv.gz"))) {
 *   for (Article article : articles) {
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>A reader that fails half-way throws {@link UncheckedIOException} from its iterator, with an
 * {@link ArticleFormatException} as the cause if the content is at fault; all articles before that
 * place were returned.
 */
public final class ArticleReader implements Iterable<Article>, Closeable {
  private final String name;
  private final ArticleSource source;
  private boolean iterated;
  private boolean closed;

  private ArticleReader(String name, ArticleSource source) {
    this.name = name;
    this.source = source;
  }

  /**
   * Opens a file.
   *
   * @param file the file
   * @return a reader at the first article, to be closed by the caller
   * @throws ArticleFormatException if the content is in no format that is read
   * @throws IOException if the file cannot be read
   */
  public static ArticleReader open(Path file) throws IOException {
    return open(Files.newInputStream(file), file.toString());
  }

  /**
   * Opens a stream and takes it over: it is closed by {@link #close()}, and by this method if it
   * fails.
   *
   * @param stream the stream, at the start of its content; it is read ahead by a few buffers of
   *     some thousand bytes
   * @param name what error messages call the stream
   * @return a reader at the first article, to be closed by the caller
   * @throws ArticleFormatException if the content is in no format that is read
   * @throws IOException if the stream fails
   */
  public static ArticleReader open(InputStream stream, String name) throws IOException {
    Objects.requireNonNull(stream, "stream");
    try {
      Objects.requireNonNull(name, "name");
      return new ArticleReader(name, ArticleFormats.open(stream, name));
    } catch (IOException | RuntimeException | Error e) {
      try {
        stream.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /**
   * Returns an iterator over the articles, in the order of the source. It can be had once.
   *
   * @return an iterator that reads on demand; its {@code hasNext} and {@code next} throw {@link
   *     UncheckedIOException} if the source is malformed, damaged or cannot be read, and {@link
   *     IllegalStateException} after {@link #close()}
   * @throws IllegalStateException if an iterator or stream was asked for before, or the reader is
   *     closed
   */
  @Override
  public Iterator<Article> iterator() {
    requireOpen();
    if (iterated) {
      throw new IllegalStateException(
          "the articles of " + name + " can be iterated once; open another ArticleReader");
    }
    iterated = true;
    return new ArticleIterator();
  }

  /**
   * Returns the articles as a sequential stream, in place of {@link #iterator()} and under its
   * rules. Closing the stream does not close the reader.
   *
   * @return a stream that reads on demand
   * @throws IllegalStateException if an iterator or stream was asked for before, or the reader is
   *     closed
   */
  public Stream<Article> stream() {
    Iterator<Article> articles = iterator();
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(articles, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  /**
   * Closes the file or stream. Has no effect the second time.
   *
   * @throws IOException if closing fails
   */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      source.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the ArticleReader of " + name + " is closed");
    }
  }

  private final class ArticleIterator implements Iterator<Article> {
    private @Nullable Article upcoming;
    private @Nullable IOException failure;
    private boolean exhausted;

    @Override
    public boolean hasNext() {
      if (upcoming != null) {
        return true;
      }
      requireOpen();
      if (failure != null) {
        throw new UncheckedIOException(failure);
      }
      if (!exhausted) {
        try {
          upcoming = source.next();
        } catch (IOException e) {
          failure = e;
          throw new UncheckedIOException(e);
        }
        exhausted = upcoming == null;
      }
      return !exhausted;
    }

    @Override
    public Article next() {
      if (!hasNext()) {
        throw new NoSuchElementException(name + " has no more articles");
      }
      Article article = Objects.requireNonNull(upcoming);
      upcoming = null;
      return article;
    }
  }
}
