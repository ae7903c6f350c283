package io.github.meshclassifier.article;

import io.github.meshclassifier.internal.message.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads articles one after the other, holding one of them in memory at a time.
 *
 * <p>Not thread-safe; one per thread. Other threads may call {@link #bytesRead}, to show progress.
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
 *   <li><b>CSV with other columns</b>, or with labels that are no headings, in one column or in one
 *       for each label: {@link #builder(Path)} names them.
 *   <li><b>PubMed and MEDLINE XML</b>, a {@code PubmedArticleSet} or a {@code MedlineCitationSet}
 *       of any year, as NLM distributes it and as PubMed exports it.
 * </ul>
 *
 * <p>CSV is RFC 4180 in UTF-8, separated by commas, with a byte order mark or without, and with a
 * cell of at most 16,777,216 characters; rows without any text are skipped. Text of XML is the text
 * of its inline markup too (mathematical markup included), with runs of white space as one space;
 * the sections of a structured abstract are joined by a space, each after its label and a colon
 * ({@code "METHODS: We ..."}); abstracts and titles in other languages ({@code OtherAbstract},
 * {@code VernacularTitle}) are left out; the year is that of the journal issue, or that of the
 * electronic article if the issue has none. Books and deleted citations are skipped. No DTD is
 * fetched and no entity is expanded other than XML's own five. An article that a set holds twice is
 * returned twice.
 *
 * <p>Memory does not depend on what a file holds: an article of more than 16,777,216 characters or
 * 65,536 headings is refused, and an XML document with a comment, tag, CDATA section or other part
 * of more than 4,194,304 characters or with more than 10,000 different names.
 *
 * <p>An article without headings is not {@linkplain Article#indexed() indexed}, except where the
 * columns with the labels were named: there, an empty cell says that no label applies.
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
 * place were returned. {@link Builder#onBadRecord} lets it leave out a bad record and read on.
 */
public final class ArticleReader implements Iterable<Article>, Closeable {
  private final String name;
  private final ArticleSource source;
  private final OnBadRecord onBadRecord;
  private final CountingStream bytes;
  private final OptionalLong size;
  private boolean iterated;
  private boolean closed;
  private long skipped;

  private ArticleReader(
      String name,
      ArticleSource source,
      OnBadRecord onBadRecord,
      CountingStream bytes,
      OptionalLong size) {
    this.name = name;
    this.source = source;
    this.onBadRecord = onBadRecord;
    this.bytes = bytes;
    this.size = size;
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
    return builder(file).open();
  }

  /**
   * Starts reading a file that may have bad records, or a CSV file whose columns have other names
   * than the usual ones, such as one with labels that are no MeSH headings.
   *
   * @param file the file, plain or gzip
   * @return a builder that reads the usual columns and fails at a bad record
   */
  public static Builder builder(Path file) {
    return new Builder(Objects.requireNonNull(file, "file"));
  }

  /**
   * Opens a stream and takes it over: it is closed by {@link #close()}, and by this method if it
   * fails.
   *
   * @param stream the stream, at the start of its content; it is read ahead by a few buffers of
   *     some thousand bytes
   * @param name the name of the stream in error messages
   * @return a reader at the first article, to be closed by the caller
   * @throws ArticleFormatException if the content is in no format that is read
   * @throws IOException if the stream fails
   */
  public static ArticleReader open(InputStream stream, String name) throws IOException {
    return open(stream, name, OnBadRecord.fail());
  }

  /**
   * Opens a stream and takes it over, as {@link #open(InputStream, String)} does.
   *
   * @param stream the stream, at the start of its content
   * @param name the name of the stream in error messages
   * @param onBadRecord what becomes of a record that cannot be read
   * @return a reader at the first article, to be closed by the caller
   * @throws ArticleFormatException if the content is in no format that is read
   * @throws IOException if the stream fails
   */
  public static ArticleReader open(InputStream stream, String name, OnBadRecord onBadRecord)
      throws IOException {
    return open(stream, name, CsvColumns.USUAL, onBadRecord, OptionalLong.empty());
  }

  private static ArticleReader open(
      InputStream stream,
      String name,
      CsvColumns columns,
      OnBadRecord onBadRecord,
      OptionalLong size)
      throws IOException {
    Objects.requireNonNull(stream, "stream");
    try {
      Objects.requireNonNull(name, "name");
      CountingStream bytes = new CountingStream(stream);
      ArticleSource source = ArticleFormats.open(bytes, name, columns, onBadRecord.goesOn());
      return new ArticleReader(name, source, onBadRecord, bytes, size);
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
   * Returns an iterator over the articles, in the order of the source. It can be called once.
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
   * Returns how much of the file or stream has been read, so that progress can be shown. What a
   * buffer has read ahead counts: up to some ten thousand bytes more than the articles returned.
   *
   * @return the bytes as they are stored, compressed ones of gzip, from 0 to {@link #bytesTotal};
   *     any thread may call this, also while another one reads
   */
  public long bytesRead() {
    return bytes.count();
  }

  /**
   * Returns how large the file is.
   *
   * @return its size in bytes when it was opened, compressed if it is; empty for a stream, a pipe
   *     and a device
   */
  public OptionalLong bytesTotal() {
    return size;
  }

  /**
   * Returns how many records have been left out so far.
   *
   * @return the number of bad records, 0 unless the policy is {@link OnBadRecord#skip}
   */
  public long skipped() {
    return skipped;
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

  private @Nullable Article readNext() throws IOException {
    while (true) {
      try {
        return source.next();
      } catch (ArticleFormatException e) {
        if (e.record() == 0 || !onBadRecord.goesOn()) {
          throw e;
        }
        skipped++;
        onBadRecord.report(e);
      }
    }
  }

  /**
   * Says what becomes of a bad record, and names the columns of a CSV file. Columns that are not
   * named here are those of the usual names.
   *
   * <p>Not thread-safe; one per thread.
   *
   * <pre>{@code
   * try (ArticleReader articles =
   *     ArticleReader.builder(Path.of("hallmarks.csv"))
   *         .textColumn("text")
   *         .labelColumn("hallmarks")
   *         .open()) {
   *   for (Article article : articles) {
   *     ...
   *   }
   * }
   * }</pre>
   */
  public static final class Builder {
    private final Path file;
    private @Nullable String text;
    private @Nullable String labels;
    private @Nullable List<String> indicators;
    private @Nullable String separator;
    private @Nullable OnBadRecord onBadRecord;

    private Builder(Path file) {
      this.file = file;
    }

    /**
     * Names the column that is read as the abstract, in place of {@code abstract}. The column
     * {@code title}, if there is one, is still the title.
     *
     * @param name the name, case and punctuation aside
     * @return this builder
     * @throws IllegalArgumentException if the name is blank
     * @throws IllegalStateException if it was named before
     */
    public Builder textColumn(String name) {
      requireUnset("textColumn", text);
      text = requireNonBlank("textColumn", name);
      return this;
    }

    /**
     * Names the column that is read as the headings, in place of {@code mesh}, {@code mesh_ui} and
     * {@code meshMajor}. Its labels become headings without identifiers, as {@link
     * io.github.meshclassifier.label.LabelScheme#ofHeadings} expects them. An empty cell says that
     * no label applies: the article is {@linkplain Article#indexed() indexed} and has no headings.
     *
     * @param name the name, case and punctuation aside
     * @return this builder
     * @throws IllegalArgumentException if the name is blank
     * @throws IllegalStateException if it was named before, or {@link #indicatorColumns} were
     */
    public Builder labelColumn(String name) {
      requireUnset("labelColumn", labels);
      requireUnset("indicatorColumns", indicators);
      labels = requireNonBlank("labelColumn", name);
      return this;
    }

    /**
     * Names the columns that each say whether an article has one label (one-hot columns), in place
     * of {@code mesh}, {@code mesh_ui} and {@code meshMajor}. A label is named like its column and
     * becomes a heading without identifier if the cell is 1, 1.0 or true, in any letter case, and
     * none if it is 0, 0.0 or false; an article with zeros alone is {@linkplain Article#indexed()
     * indexed} and has no headings. {@link io.github.meshclassifier.label.LabelScheme#ofHeadings}
     * takes the same names.
     *
     * <p>The public dataset has such columns for the fourteen roots, but about one row of two
     * hundred has zeros alone there because its mapping failed; its headings tell more.
     *
     * @param names the names, at least one; columns are found case and punctuation aside, labels
     *     are named as here
     * @return this builder
     * @throws IllegalArgumentException if there is no name, or one is blank or given twice
     * @throws IllegalStateException if they were named before, or a {@link #labelColumn} was
     */
    public Builder indicatorColumns(List<String> names) {
      requireUnset("indicatorColumns", indicators);
      requireUnset("labelColumn", labels);
      List<String> copy = List.copyOf(names);
      copy.forEach(name -> requireNonBlank("indicatorColumns", name));
      if (copy.isEmpty() || new HashSet<>(copy).size() < copy.size()) {
        throw new IllegalArgumentException(
            "indicatorColumns must be different names, at least one, was " + copy);
      }
      indicators = copy;
      return this;
    }

    /**
     * Sets what stands between two labels of a cell; white space around a label is dropped.
     *
     * @param text the separator, by default {@code "; "}
     * @return this builder
     * @throws IllegalArgumentException if it is empty
     * @throws IllegalStateException if it was set before
     */
    public Builder labelSeparator(String text) {
      requireUnset("labelSeparator", separator);
      if (text.isEmpty()) {
        throw new IllegalArgumentException("labelSeparator must not be empty");
      }
      separator = text;
      return this;
    }

    /**
     * Sets what becomes of a record that cannot be read.
     *
     * @param policy the policy, by default {@link OnBadRecord#fail}
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder onBadRecord(OnBadRecord policy) {
      requireUnset("onBadRecord", onBadRecord);
      onBadRecord = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Opens the file. The builder does not change and can open it again.
     *
     * @return a reader at the first article, to be closed by the caller
     * @throws ArticleFormatException if the content is in no format that is read, a column that was
     *     named is not there or is named twice, or columns were named and it is XML
     * @throws IOException if the file cannot be read
     */
    public ArticleReader open() throws IOException {
      CsvColumns usual = CsvColumns.USUAL;
      String between = separator == null ? usual.separator() : separator;
      List<String> columns = indicators == null ? usual.indicators() : indicators;
      // The size of a pipe or a device is not the number of bytes that can be read from it.
      OptionalLong size =
          Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
      return ArticleReader.open(
          Files.newInputStream(file),
          file.toString(),
          new CsvColumns(text, labels, columns, between),
          onBadRecord == null ? OnBadRecord.fail() : onBadRecord,
          size);
    }

    private static void requireUnset(String setting, @Nullable Object value) {
      if (value != null) {
        throw new IllegalStateException(
            setting + " was already set, to " + Printable.quote(value.toString()));
      }
    }

    private static String requireNonBlank(String setting, String value) {
      if (value.isBlank()) {
        throw new IllegalArgumentException(setting + " must not be blank");
      }
      return value;
    }
  }

  /**
   * What becomes of a bad record: a row of a CSV file with too few or too many cells, quotes that
   * are not doubled, or a cell that is not as its column expects; an article that is too long or
   * has too many headings; one with bytes that are not in the encoding of the file.
   *
   * <p>Immutable; thread-safe if the consumer of the report is.
   */
  public static final class OnBadRecord {
    private static final OnBadRecord FAIL = new OnBadRecord(null);

    private final @Nullable Consumer<? super ArticleFormatException> report;

    private OnBadRecord(@Nullable Consumer<? super ArticleFormatException> report) {
      this.report = report;
    }

    /**
     * Ends reading at its place, with an exception that says which record it is and what is wrong.
     * The default.
     *
     * @return the policy
     */
    public static OnBadRecord fail() {
      return FAIL;
    }

    /**
     * Leaves it out, reports it and reads on. Where no next record can be found, reading ends with
     * an exception all the same: damaged gzip data, XML that is not well-formed, a CSV file that
     * ends within quotes. A quote too many can take the following rows into its cell; they are left
     * out with it.
     *
     * @param report receives what is wrong with each record that is left out, on the thread that
     *     reads; what it throws is thrown by the iterator
     * @return the policy
     */
    public static OnBadRecord skip(Consumer<? super ArticleFormatException> report) {
      return new OnBadRecord(Objects.requireNonNull(report, "report"));
    }

    boolean goesOn() {
      return report != null;
    }

    void report(ArticleFormatException problem) {
      Objects.requireNonNull(report).accept(problem);
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
          upcoming = readNext();
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
