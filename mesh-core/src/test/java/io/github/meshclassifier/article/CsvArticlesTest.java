package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article.Heading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CsvArticlesTest {
  private static final String DATASET_HEADER =
      ",Title,abstractText,meshMajor,pmid,meshid,meshroot,A,B,C,D,E,F,G,H,I,J,L,M,N,Z\n";

  @Test
  void namedColumns_realFile_pairedWhereBothAreGiven() throws IOException {
    List<Article> articles = Sources.readResource("named-columns.csv");
    assertThat(articles).hasSize(12).allSatisfy(a -> assertThat(a.abstractText()).isNotEmpty());
    Article first = articles.get(0);
    assertThat(first.pmid()).isEqualTo("2567621");
    assertThat(first.year()).hasValue(1989);
    assertThat(first.headings())
        .hasSize(9)
        .startsWith(new Heading("D001883", "Borderline Personality Disorder"));
    assertThat(articles.get(2).year()).isEmpty();
    assertThat(articles.get(2).headings())
        .hasSize(19)
        .allSatisfy(heading -> assertThat(heading.ui()).isEmpty());
    assertThat(articles.get(5).headings()).contains(new Heading("", "Urticaria"));
  }

  @Test
  void namedColumns_anyOrderCaseAndExtras_read() throws IOException {
    String csv =
        """
        Year,extra,MESH_UI,Abstract Text,MeSH,PMID,TITLE,\r
        "1998 Dec-1999 Jan",x,D001; D002,"a ""b"",\r
        c","Neoplasms, Breast; B",7,T,\r
        """;
    assertThat(Sources.read(csv))
        .containsExactly(
            new Article(
                "7",
                "T",
                "a \"b\",\r\nc",
                List.of(new Heading("D001", "Neoplasms, Breast"), new Heading("D002", "B")),
                OptionalInt.of(1998)));
  }

  @Test
  void namedColumns_countsDiffer_namesAlone() throws IOException {
    assertThat(Sources.read("title,mesh,mesh_ui\nT,A; B,D1\n").get(0).headings())
        .containsExactly(new Heading("", "A"), new Heading("", "B"));
  }

  @Test
  void namedColumns_identifiersOnly_identifiersAlone() throws IOException {
    assertThat(Sources.read("title,mesh,mesh_ui\nT,,D1; D2\n").get(0).headings())
        .containsExactly(new Heading("D1", ""), new Heading("D2", ""));
    assertThat(Sources.read("title,mesh_ui\nT,D1\n").get(0).headings())
        .containsExactly(new Heading("D1", ""));
  }

  @Test
  void namedColumns_byteOrderMark_ignored() throws IOException {
    assertThat(Sources.read("\ufefftitle,abstract\nT,A\n")).containsExactly(Article.of("T", "A"));
  }

  @Test
  void namedColumns_noTextColumn_listsWhatWasFound() {
    assertThatThrownBy(() -> Sources.read("id;title\n1;T\n"))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessage(
            "test:1: no column is named title or abstract, found 'id;title'; the first line must"
                + " name the columns, separated by commas");
  }

  @Test
  void namedColumns_sameColumnTwice_rejected() {
    assertThatThrownBy(() -> Sources.read("title,Title\n1,T\n"))
        .hasMessageStartingWith("test:1: names the column 'Title' twice");
  }

  @Test
  void namedColumns_manyColumns_listBounded() {
    String header = "column,".repeat(40).replace(",", "") + ",";
    StringBuilder names = new StringBuilder("c0");
    for (int i = 1; i < 100; i++) {
      names.append(",c").append(i);
    }
    assertThatThrownBy(() -> Sources.read(names + "\n")).hasMessageContaining("'c29' and 70 more");
    assertThatThrownBy(() -> Sources.read(header + "\n")).hasMessageContaining("...'");
  }

  @Test
  void rows_wrongNumberOfCells_lineNamed() {
    assertThatThrownBy(() -> Sources.read("title,abstract\n\"a\nb\",c\n\nd,e,f\n"))
        .hasMessage(
            "test:5: the row has 3 cells, expected 2 as in the header; a cell with a comma, quote"
                + " or line break must be quoted");
  }

  @Test
  void rows_unclosedQuote_lineNamed() {
    assertThatThrownBy(() -> Sources.read("title,abstract\na,b\nc,\"d\ne,f\n"))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageStartingWith("test:3: the row is malformed CSV");
    assertThatThrownBy(() -> Sources.read("title,abstract\n\"a\nb\",\"c\n\nd\"\ne,\"f\n"))
        .hasMessageStartingWith("test:6: the row is malformed CSV");
  }

  @Test
  void rows_bytesNotUtf8_articlesBeforeReadAndLineNamed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("title,abstract\na,b\nna".getBytes(StandardCharsets.UTF_8));
    bytes.write("\u00efve,c\n".getBytes(StandardCharsets.ISO_8859_1));
    try (ArticleReader reader =
        ArticleReader.open(new ByteArrayInputStream(bytes.toByteArray()), "latin.csv")) {
      var articles = reader.iterator();
      assertThat(articles.next()).isEqualTo(Article.of("a", "b"));
      assertThatThrownBy(articles::next)
          .cause()
          .isInstanceOf(ArticleFormatException.class)
          .hasMessage("latin.csv:3: holds bytes that are not UTF-8; save the file as UTF-8");
    }
  }

  @Test
  void cells_ofMillionsOfCharacters_read() throws IOException {
    String cell = "\u03b2-blocker, \ud83e\uddec ".repeat(500_000);
    assertThat(Sources.read("title,abstract\nT,\"" + cell + "\"\n").get(0).abstractText())
        .isEqualTo(cell.strip());
  }

  @Test
  void cells_beyondTheLimit_rejected() {
    assertThatThrownBy(() -> Sources.read("title,abstract\nT,\"" + "x".repeat(1 << 25) + "\"\n"))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageContaining("16777216");
  }

  @Test
  void publicDataset_row_headingsFromLiteral() throws IOException {
    String row =
        "46038,A title,An abstract,\"[\"\"5' Flanking Region\"\", 'Blotting, Western',"
            + " 'Female']\",18996976,\"[['B01.050'], ['D12.776']]\",\"['Organisms"
            + " [B]']\",1,1,0,1,1,0,1,0,0,0,0,0,0,0\n";
    assertThat(Sources.read(DATASET_HEADER + row))
        .containsExactly(
            new Article(
                "18996976",
                "A title",
                "An abstract",
                List.of(
                    new Heading("", "5' Flanking Region"),
                    new Heading("", "Blotting, Western"),
                    new Heading("", "Female")),
                OptionalInt.empty()));
  }

  @Test
  void publicDataset_malformedLiteral_lineAndPlaceNamed() {
    String row = "0,T,A,\"['a' 'b']\",1,,,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n";
    assertThatThrownBy(() -> Sources.read(DATASET_HEADER + row))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessage(
            "test:2: meshMajor is no Python list of strings: expected a comma or the end of the"
                + " list at character 6, found ''b']' (PMID 1)");
  }

  @Test
  void publicDataset_noHeadings_emptyList() throws IOException {
    assertThat(Sources.read("Title,abstractText,meshMajor\nT,A,\nT,A,[]\n"))
        .containsExactly(Article.of("T", "A"), Article.of("T", "A"));
  }

  @Test
  void year_inDates_firstRunOfFourDigits() {
    assertThat(PublicationYear.in("1998 Dec-1999 Jan")).hasValue(1998);
    assertThat(PublicationYear.in("Winter 12 2003")).hasValue(2003);
    assertThat(PublicationYear.in("2013.0")).hasValue(2013);
    assertThat(PublicationYear.in("20130 n.d. 99")).isEmpty();
    assertThat(PublicationYear.in("")).isEmpty();
  }
}
