package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArticleReaderTest {
  private static final String CSV = "title,abstract\nFirst,One\nSecond,Two\n";

  @Test
  void open_fileOfMisleadingName_sniffed(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("articles.csv");
    Files.write(file, Sources.gzip(Sources.resource("medline-2006.xml")));
    try (ArticleReader reader = ArticleReader.open(file)) {
      assertThat(reader.stream()).hasSize(12);
    }
  }

  @Test
  void open_missingFile_namesIt(@TempDir Path directory) {
    assertThatThrownBy(() -> ArticleReader.open(directory.resolve("none.csv")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"medline-2006.xml", "named-columns.csv", "pubmed-29768149.xml"})
  void open_compressedOrNot_sameArticles(String name) throws IOException {
    byte[] plain = Sources.resource(name);
    assertThat(Sources.read(Sources.gzip(plain))).isEqualTo(Sources.read(plain)).isNotEmpty();
  }

  @Test
  void open_gzipOfSeveralMembers_allRead() throws IOException {
    byte[] text = Sources.resource("named-columns.csv");
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int from = 0; from < text.length; from += 1000) {
      int to = Math.min(text.length, from + 1000);
      members.write(Sources.gzip(Arrays.copyOfRange(text, from, to)));
    }
    InputStream reticent =
        new ByteArrayInputStream(members.toByteArray()) {
          @Override
          public int available() {
            return 0;
          }
        };
    assertThat(Sources.read(reticent, "members")).isEqualTo(Sources.read(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n\n", "<articles/>", "x,y\n1,2\n", "<a", "\u001f", "PK\u0003\u0004"})
  void open_unreadableContent_streamClosed(String content) {
    Sources.Endless stream = new Sources.Endless(content, " ", content.length());
    assertThatThrownBy(() -> ArticleReader.open(stream, "some.file"))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageStartingWith("some.file");
    assertThat(stream.closed).isTrue();
  }

  @Test
  void open_streamThatFails_itsOwnExceptionAndClosed() {
    IOException unplugged = new IOException("unplugged");
    boolean[] closed = new boolean[1];
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw unplugged;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            throw unplugged;
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    assertThatThrownBy(() -> ArticleReader.open(failing, "x")).isSameAs(unplugged);
    assertThat(closed[0]).isTrue();
  }

  @Test
  void open_nulls_rejected() {
    Sources.Endless stream = new Sources.Endless(CSV, " ", CSV.length());
    assertThatNullPointerException().isThrownBy(() -> ArticleReader.open(stream, null));
    assertThat(stream.closed).isTrue();
    assertThatNullPointerException().isThrownBy(() -> ArticleReader.open(null, "x"));
  }

  @Test
  void open_utf16Csv_saysSo() {
    byte[] bytes = ("\ufeff" + CSV).getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> Sources.read(bytes))
        .hasMessage("test: is UTF-16 text, expected UTF-8; save the file as UTF-8");
  }

  @Test
  void firstArticle_ofHugeCsv_readsOnlyTheBeginning() throws IOException {
    assertFirstArticleIsCheap(
        new Sources.Endless("title,abstract\n", "A title,\"An abstract\"\n", Long.MAX_VALUE));
  }

  @Test
  void firstArticle_ofHugeXml_readsOnlyTheBeginning() throws IOException {
    assertFirstArticleIsCheap(
        new Sources.Endless(
            "<PubmedArticleSet>",
            "<PubmedArticle><MedlineCitation><Article><ArticleTitle>A title</ArticleTitle>"
                + "</Article></MedlineCitation></PubmedArticle>",
            Long.MAX_VALUE));
  }

  private static void assertFirstArticleIsCheap(Sources.Endless stream) throws IOException {
    try (ArticleReader reader = ArticleReader.open(stream, "endless")) {
      Iterator<Article> articles = reader.iterator();
      assertThat(articles.next().title()).isEqualTo("A title");
      assertThat(stream.bytesRead).isLessThan(100_000);
      for (int i = 0; i < 100_000; i++) {
        assertThat(articles.next().title()).isEqualTo("A title");
      }
    }
    assertThat(stream.closed).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesRead_largeFile_growsToItsSize(boolean gzip, @TempDir Path directory)
      throws IOException {
    StringBuilder text = new StringBuilder("title,abstract\n");
    Random random = new Random(1);
    for (int i = 0; i < 40_000; i++) {
      text.append("Title ").append(i).append(',').append(random.nextLong()).append('\n');
    }
    byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(directory.resolve("a"), gzip ? Sources.gzip(plain) : plain);
    long size = Files.size(file);
    try (ArticleReader reader = ArticleReader.open(file)) {
      assertThat(reader.bytesTotal()).hasValue(size);
      Iterator<Article> articles = reader.iterator();
      long half = 0;
      for (int i = 0; i < 40_000; i++) {
        articles.next();
        half = i == 20_000 ? reader.bytesRead() : half;
      }
      assertThat(half).isBetween(size * 4 / 10, size * 7 / 10);
      assertThat(articles.hasNext()).isFalse();
      assertThat(reader.bytesRead()).isEqualTo(size);
    }
  }

  @Test
  void bytesRead_stream_countedOfUnknownTotal() throws IOException {
    try (ArticleReader reader = reader(CSV)) {
      assertThat(reader.bytesTotal()).isEmpty();
      assertThat(reader.stream()).hasSize(2);
      assertThat(reader.bytesRead()).isEqualTo(CSV.length());
    }
  }

  @Test
  void iterator_secondTime_rejected() throws IOException {
    try (ArticleReader reader = reader(CSV)) {
      assertThat(reader.iterator()).hasNext();
      assertThatThrownBy(reader::iterator)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the articles of x can be iterated once; open another ArticleReader");
      assertThatThrownBy(reader::stream).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void iterator_hasNextRepeated_skipsNothing() throws IOException {
    try (ArticleReader reader = reader(CSV)) {
      Iterator<Article> articles = reader.iterator();
      assertThat(articles.hasNext()).isTrue();
      assertThat(articles.hasNext()).isTrue();
      assertThat(articles.next()).isEqualTo(Article.of("First", "One"));
      assertThat(articles.next()).isEqualTo(Article.of("Second", "Two"));
      assertThat(articles.hasNext()).isFalse();
      assertThatThrownBy(articles::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void iterator_afterClose_rejected() throws IOException {
    ArticleReader reader = reader(CSV);
    Iterator<Article> articles = reader.iterator();
    articles.next();
    reader.close();
    assertThatThrownBy(articles::hasNext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the ArticleReader of x is closed");
    assertThatThrownBy(reader::iterator).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void iterator_malformedRow_articlesBeforeItAndTheSameErrorAgain() throws IOException {
    try (ArticleReader reader = reader(CSV + "only one cell\nThird,Three\n")) {
      Iterator<Article> articles = reader.iterator();
      articles.next();
      articles.next();
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(articles::hasNext)
            .isInstanceOf(UncheckedIOException.class)
            .cause()
            .isInstanceOfSatisfying(
                ArticleFormatException.class,
                e -> {
                  assertThat(e.source()).isEqualTo("x");
                  assertThat(e.line()).isEqualTo(4);
                });
      }
    }
  }

  @Test
  void close_twice_closesOnce() throws IOException {
    int[] closings = new int[1];
    InputStream stream =
        new ByteArrayInputStream(CSV.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public void close() {
            closings[0]++;
          }
        };
    ArticleReader reader = ArticleReader.open(stream, "x");
    reader.close();
    int once = closings[0];
    assertThat(once).isPositive();
    assertThatCode(reader::close).doesNotThrowAnyException();
    assertThat(closings[0]).isEqualTo(once);
  }

  @Test
  void article_headings_copied() {
    List<Article.Heading> headings = new ArrayList<>();
    Article article = new Article("1", "t", "a", headings, OptionalInt.of(2020));
    headings.add(new Article.Heading("", "Humans"));
    assertThat(article.headings()).isEmpty();
  }

  @Test
  void article_withoutHeadings_indexedUnlessSaidOtherwise() {
    assertThat(new Article("1", "t", "a", List.of(), OptionalInt.empty()).indexed()).isTrue();
    assertThat(Article.of("t", "a").indexed()).isFalse();
    List<Article.Heading> headings = List.of(new Article.Heading("", "Humans"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Article("1", "t", "a", headings, OptionalInt.empty(), false))
        .withMessage("an article with headings is indexed, found 1 headings and indexed = false");
  }

  private static ArticleReader reader(String text) throws IOException {
    return ArticleReader.open(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "x");
  }
}
