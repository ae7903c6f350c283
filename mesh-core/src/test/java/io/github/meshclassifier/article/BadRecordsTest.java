package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.ArticleReader.OnBadRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that cannot be read are left out, each with a report. */
class BadRecordsTest {
  private static final String MALFORMED = "the row is malformed CSV";

  /** What was read, what was reported, and what ended the reading. */
  private record Outcome(
      List<String> titles, List<ArticleFormatException> reports, @Nullable Throwable end) {
    private List<Long> lines() {
      return reports.stream().map(ArticleFormatException::line).toList();
    }

    private List<Long> records() {
      return reports.stream().map(ArticleFormatException::record).toList();
    }
  }

  private static Outcome read(InputStream content) throws IOException {
    List<String> titles = new ArrayList<>();
    List<ArticleFormatException> reports = new ArrayList<>();
    try (ArticleReader reader =
        ArticleReader.open(content, "test", OnBadRecord.skip(reports::add))) {
      try {
        reader.forEach(article -> titles.add(article.title()));
      } catch (UncheckedIOException e) {
        return new Outcome(titles, reports, e.getCause());
      }
      assertThat(reader.skipped()).isEqualTo(reports.size());
    }
    return new Outcome(titles, reports, null);
  }

  private static Outcome read(byte[] content) throws IOException {
    return read(new ByteArrayInputStream(content));
  }

  private static Outcome read(String content) throws IOException {
    return read(content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void csv_badRows_leftOutWithPlaceAndReason() throws IOException {
    Outcome outcome =
        read(
            """
            pmid,title,meshMajor
            1,A,"['a']"
            2,"B
            b","['a' 'b']"
            3,C
            4,D,nan
            5,E,[]
            """);
    assertThat(outcome.end()).isNull();
    assertThat(outcome.titles()).containsExactly("A", "E");
    assertThat(outcome.lines()).containsExactly(3L, 5L, 6L);
    assertThat(outcome.records()).containsExactly(2L, 3L, 4L);
    assertThat(outcome.reports())
        .extracting(ArticleFormatException::pmid)
        .containsExactly("2", "", "4");
    ArticleFormatException first = outcome.reports().get(0);
    assertThat(first.problem()).startsWith("meshMajor is no Python list of strings: expected a");
    assertThat(first).hasMessage("test:3: " + first.problem() + " (PMID 2)");
    assertThat(outcome.reports().get(1).problem()).startsWith("the row has 2 cells, expected 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x,\"He said \"hello\" to\",y",
        "x,\"He said \"\"hello\"\" to\"!,y",
        "x,\"a\" b",
        "\"x\" ,b,c",
        "x,\"a\"b\"c,d\"",
        // The quote takes the next row into its cell.
        "x,\"a,b\n2,lost,\"c",
      })
  void csv_quotesNotDoubled_rowLeftOut(String row) throws IOException {
    for (String end : List.of("\n", "\r\n", "\r")) {
      Outcome outcome =
          read(
              ("pmid,title,mesh\n1,A \"a\" a,\n" + row + "\n9,\"Z, \"\"z\"\"\",\n")
                  .replace("\n", end));
      assertThat(outcome.end()).isNull();
      assertThat(outcome.titles()).containsExactly("A \"a\" a", "Z, \"z\"");
      assertThat(outcome.lines()).containsExactly(3L);
      assertThat(outcome.reports().get(0).problem()).startsWith(MALFORMED);
    }
    Outcome last = read("pmid,title,mesh\n1,A,\n" + row);
    assertThat(last.titles()).containsExactly("A");
    assertThat(last.lines()).containsExactly(3L);
    assertThat(last.end()).isNull();
  }

  @Test
  void csv_quoteNeverClosed_endsThere() throws IOException {
    Outcome outcome = read("title,abstract\na,b\nc\nd,\"e\nf,g\n");
    assertThat(outcome.titles()).containsExactly("a");
    assertThat(outcome.lines()).containsExactly(3L);
    assertThat(outcome.end())
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageStartingWith("test:4: " + MALFORMED)
        .matches(e -> ((ArticleFormatException) e).record() == 0);
  }

  @Test
  void csv_cellTooLong_leftOut() throws IOException {
    String text = "x".repeat((1 << 24) + 10);
    for (String cell : List.of(text, "\"" + text + "\n\"", "\"a\"b" + text)) {
      Outcome outcome = read("title,abstract\na,b\nlong," + cell + "\nc,d\ne\n");
      assertThat(outcome.end()).isNull();
      assertThat(outcome.titles()).containsExactly("a", "c");
      assertThat(outcome.reports().get(0).problem()).contains("at most 16777216 characters long");
      assertThat(outcome.lines()).containsExactly(3L, cell.contains("\n") ? 6L : 5L);
    }
  }

  @Test
  void csv_bytesNotUtf8_rowLeftOut() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("pmid,title\n1,a\n2,na".getBytes(StandardCharsets.UTF_8));
    bytes.write("\u00efve \u00e9\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    bytes.write("\n\u00e9,\u03b2\n".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xC3);
    bytes.write(",d\n5,e\nf,".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xC3);
    Outcome outcome = read(bytes.toByteArray());
    assertThat(outcome.end()).isNull();
    assertThat(outcome.titles()).containsExactly("a", "\u03b2", "e");
    assertThat(outcome.lines()).containsExactly(3L, 5L, 7L);
    assertThat(outcome.reports())
        .extracting(ArticleFormatException::pmid)
        .containsExactly("2", "", "f");
    assertThat(outcome.reports())
        .extracting(ArticleFormatException::problem)
        .containsOnly("holds bytes that are not UTF-8; save the file as UTF-8");
    byte[] header = "t\u00eftle,abstract\na,b\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(header))
        .hasMessage("test:1: holds bytes that are not UTF-8; save the file as UTF-8");
  }

  @Test
  void csv_manyBytesNotUtf8_eachRowReported() throws IOException {
    byte[] bytes = ("title\n" + "\u00e9x\nfine\n".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
    for (int i = 6; i < bytes.length; i++) {
      bytes[i] = bytes[i] == (byte) 0xC3 ? (byte) 0xFF : bytes[i];
    }
    Outcome outcome = read(bytes);
    assertThat(outcome.titles()).hasSize(20_000).containsOnly("fine");
    assertThat(outcome.records())
        .isEqualTo(IntStream.range(0, 20_000).mapToObj(i -> 2L * i + 1).toList());
  }

  @Test
  void csv_blankRows_skippedWithoutReport() throws IOException {
    Outcome outcome = read("title,abstract,mesh\nStones,We,Humans\n,,\n  \n , ,\nb\nNight,,\n");
    assertThat(outcome.titles()).containsExactly("Stones", "Night");
    assertThat(outcome.lines()).containsExactly(6L);
    assertThat(outcome.records()).containsExactly(2L);
    assertThat(Sources.read("title,abstract\na,b\n,\n  \nc,\n")).hasSize(2);
  }

  private static String citation(String pmid, String inside) {
    return "<PubmedArticle><MedlineCitation><PMID>"
        + pmid
        + "</PMID><Article><ArticleTitle>T"
        + pmid
        + "</ArticleTitle></Article>"
        + inside
        + "</MedlineCitation><PubmedData><Other/></PubmedData></PubmedArticle>\n";
  }

  private static String set(String... citations) {
    return "<PubmedArticleSet>\n" + String.join("", citations) + "</PubmedArticleSet>\n";
  }

  @Test
  void xml_badRecords_leftOutWithPmid() throws IOException {
    String headings =
        IntStream.range(0, 65_537)
            .mapToObj(i -> "<MeshHeading><DescriptorName>h</DescriptorName></MeshHeading>")
            .collect(Collectors.joining("", "<MeshHeadingList>", "</MeshHeadingList>"));
    String text =
        "<Article><Abstract><AbstractText>"
            + "lorem <b>ipsum</b> ".repeat(2_000_000)
            + "</AbstractText></Abstract></Article>";
    Outcome outcome =
        read(
            set(
                citation("1", ""),
                citation("2", headings),
                citation("3", ""),
                citation("4", text),
                citation("5", text),
                citation("6", "")));
    assertThat(outcome.end()).isNull();
    assertThat(outcome.titles()).containsExactly("T1", "T3", "T6");
    assertThat(outcome.records()).containsExactly(2L, 4L, 5L);
    assertThat(outcome.reports())
        .extracting(Throwable::getMessage)
        .containsExactly(
            "test:3: an article has more than 65536 headings (PMID 2)",
            "test:5: an article has more than 16777216 characters (PMID 4)",
            "test:6: an article has more than 16777216 characters (PMID 5)");
  }

  @Test
  void xml_bytesNotInTheEncoding_recordLeftOut() throws IOException {
    byte[] bytes =
        set(
                citation("1", ""),
                citation("2", "\u00e9"),
                citation("\u00e9", ""),
                citation("4", ""),
                citation(
                    "5",
                    "<MeshHeadingList><MeshHeading><DescriptorName UI='\u00e9'/></MeshHeading>"
                        + "</MeshHeadingList>"))
            .getBytes(StandardCharsets.ISO_8859_1);
    Outcome outcome = read(bytes);
    assertThat(outcome.end()).isNull();
    // Text between elements that is not read does no harm.
    assertThat(outcome.titles()).containsExactly("T1", "T2", "T4");
    assertThat(outcome.reports())
        .extracting(Throwable::getMessage)
        .containsExactly(
            "test:4: holds bytes that are not UTF-8; save the file as UTF-8",
            "test:6: holds bytes that are not UTF-8; save the file as UTF-8 (PMID 5)");
  }

  @Test
  void xml_notWellFormed_endsThere() throws IOException {
    Outcome outcome = read(set(citation("1", ""), citation("2", "<x>"), citation("3", "")));
    assertThat(outcome.titles()).containsExactly("T1");
    assertThat(outcome.reports()).isEmpty();
    assertThat(outcome.end())
        .hasMessageStartingWith("test:3: is not well-formed XML after 1 records");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pubmed-2015.xml.gz", "named-columns.csv"})
  void gzip_cutOff_endsThere(String name) throws IOException {
    byte[] content = Sources.resource(name);
    byte[] gzip = name.endsWith(".gz") ? content : Sources.gzip(content);
    Outcome outcome = read(Arrays.copyOf(gzip, gzip.length * 3 / 4));
    assertThat(outcome.titles()).isNotEmpty();
    assertThat(outcome.end())
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageContaining("the gzip data is damaged or cut off after");
  }

  /** Nothing is lost of a file without a bad record. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "medline-2006.xml",
        "medline-2010.xml.gz",
        "pubmed-2015.xml.gz",
        "pubmed-2021-baseline.xml.gz",
        "pubmed-2021-update.xml.gz",
        "named-columns.csv"
      })
  void soundFiles_sameArticles(String name) throws IOException {
    byte[] content = Sources.resource(name);
    try (ArticleReader reader =
        ArticleReader.open(
            new ByteArrayInputStream(content),
            name,
            OnBadRecord.skip(
                e -> {
                  throw new AssertionError(e);
                }))) {
      assertThat(reader.stream().toList()).isEqualTo(Sources.read(content));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"medline-2006.xml", "pubmed-2015.xml.gz", "named-columns.csv"})
  void randomBytesChanged_articlesReportsOrEnd(String name) throws IOException {
    byte[] bytes = Sources.resource(name);
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 300; round++) {
      byte[] damaged = bytes.clone();
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        Outcome outcome = read(damaged);
        assertThat(outcome.reports()).allMatch(e -> e.record() > 0);
        assertThat(outcome.end() == null || outcome.end() instanceof ArticleFormatException)
            .isTrue();
      } catch (ArticleFormatException e) {
        assertThat(e.record()).isZero();
      }
    }
  }

  @Test
  void builder_policy_oneAtMostAndFailByDefault(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("a.csv"), "text,A\na,1\nb,2\nc,0\n");
    List<ArticleFormatException> reports = new ArrayList<>();
    ArticleReader.Builder builder =
        ArticleReader.builder(file).textColumn("text").indicatorColumns(List.of("A"));
    try (ArticleReader reader = builder.open()) {
      assertThatThrownBy(() -> reader.forEach(article -> {}))
          .cause()
          .hasMessageStartingWith(file + ":3: the column 'A' holds '2'");
      assertThat(reader.skipped()).isZero();
    }
    try (ArticleReader reader = builder.onBadRecord(OnBadRecord.skip(reports::add)).open()) {
      assertThat(reader.stream().map(Article::abstractText)).containsExactly("a", "c");
    }
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).source()).isEqualTo(file.toString());
    assertThatThrownBy(() -> builder.onBadRecord(OnBadRecord.fail()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("onBadRecord was already set");
  }

  @Test
  void report_throws_thrownByTheIterator() throws IOException {
    byte[] content = "title,abstract\na\nb,\n".getBytes(StandardCharsets.UTF_8);
    OnBadRecord tooMany =
        OnBadRecord.skip(
            e -> {
              throw new IllegalStateException("too many", e);
            });
    try (ArticleReader reader =
        ArticleReader.open(new ByteArrayInputStream(content), "test", tooMany)) {
      var articles = reader.iterator();
      assertThatThrownBy(articles::hasNext)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("too many");
    }
  }
}
