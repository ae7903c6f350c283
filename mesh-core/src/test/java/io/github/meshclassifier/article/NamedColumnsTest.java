package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of a CSV file that the caller names. */
class NamedColumnsTest {
  @TempDir Path temp;

  private Path file(byte[] content) throws IOException {
    return Files.write(temp.resolve("articles"), content);
  }

  private Path file(String content) throws IOException {
    return file(content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Article> read(ArticleReader.Builder builder) throws IOException {
    try (ArticleReader reader = builder.open()) {
      return reader.stream().toList();
    }
  }

  @Test
  void open_freeLabels_readAsHeadings() throws IOException {
    for (boolean zipped : new boolean[] {false, true}) {
      byte[] content = Sources.resource("free-labels.csv");
      ArticleReader.Builder builder =
          ArticleReader.builder(file(zipped ? Sources.gzip(content) : content))
              .textColumn("text")
              .labelColumn("Hallmarks");
      List<Article> articles = read(builder);
      assertThat(articles).hasSize(10).isEqualTo(read(builder));
      Article first = articles.get(0);
      assertThat(first.pmid()).isEqualTo("900001");
      assertThat(first.title()).isEmpty();
      assertThat(first.abstractText()).startsWith("Loss of the made-up protein");
      assertThat(first.headings())
          .containsExactly(
              new Heading("", "Evading growth suppressors"),
              new Heading("", "Sustaining proliferative signaling"));
      assertThat(articles.get(3).headings()).isEmpty();
      assertThat(articles).allMatch(Article::indexed);
      LabelScheme scheme =
          LabelScheme.ofHeadings(
              List.of("Sustaining proliferative signaling", "Evading growth suppressors"));
      assertThat(((Labelled) scheme.label(first, MeshTree.bundled())).labels())
          .extracting(Label::id)
          .containsExactly("Sustaining proliferative signaling", "Evading growth suppressors");
      Dataset dataset = Dataset.of(articles, scheme, MeshTree.bundled());
      assertThat(dataset.size()).isEqualTo(10);
      assertThat(dataset.negatives()).isEqualTo(8);
      assertThat(dataset.leftOut()).isEmpty();
    }
  }

  @Test
  void open_otherSeparator_splitThere() throws IOException {
    Path file = file("title,topics,mesh,mesh_ui,meshMajor\nT,a|b; c| ,d,D1,['e']\n");
    assertThat(read(ArticleReader.builder(file).labelColumn("topics").labelSeparator("|")))
        .extracting(Article::headings)
        .containsExactly(List.of(new Heading("", "a"), new Heading("", "b; c")));
    Path usual = file("title,mesh\nT,a;b\n");
    assertThat(read(ArticleReader.builder(usual).labelSeparator(";")).get(0).headings())
        .containsExactly(new Heading("", "a"), new Heading("", "b"));
  }

  @Test
  void open_indicatorColumns_labelsNamedLikeThem() throws IOException {
    Path file =
        file(
            "Title,abstractText,mesh,A,B,C,D\nStones,We.,x,1,0,1,0\nNight,,,0.0,True,FALSE,0\n,,,0,0,0,0");
    List<Article> articles =
        read(ArticleReader.builder(file).indicatorColumns(List.of("C", "a", "B")));
    assertThat(articles)
        .extracting(Article::headings)
        .containsExactly(
            List.of(new Heading("", "C"), new Heading("", "a")),
            List.of(new Heading("", "B")),
            List.of());
    assertThat(articles).allMatch(Article::indexed);
  }

  @Test
  void open_indicatorThatIsNone_lineAndColumnNamed() throws IOException {
    for (String cell : List.of("", "2", "yes", "0.5")) {
      Path file = file("title,A,B\nT,1,0\nU,0," + cell + "\n");
      assertThatThrownBy(
              () -> read(ArticleReader.builder(file).indicatorColumns(List.of("A", "B"))))
          .cause()
          .isInstanceOf(ArticleFormatException.class)
          .hasMessage(
              file
                  + ":3: the column 'B' holds '"
                  + cell
                  + "', expected 1 if the article has this label and 0 if not");
    }
    Path file = file("title,A,B\nT,1,0\n");
    assertThatThrownBy(() -> ArticleReader.builder(file).indicatorColumns(List.of("A", "X")).open())
        .hasMessageEndingWith("no column is named 'X', found 'title', 'A', 'B'");
    assertThatThrownBy(() -> ArticleReader.builder(file).indicatorColumns(List.of("A", "a")).open())
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageEndingWith("the column 'a' is named as two labels");
  }

  @Test
  void open_moreHeadingsThanAnArticleHas_refused() throws IOException {
    Path joined = file("title,mesh\nT,Humans\nU," + "a; ".repeat(65_537) + "\n");
    assertThatThrownBy(() -> read(ArticleReader.builder(joined)))
        .cause()
        .isInstanceOf(ArticleFormatException.class)
        .hasMessage(joined + ":3: the row has more than 65536 headings");
    Path listed = file("title,meshMajor\nT,\"[" + "'a',".repeat(65_537) + "]\"\n");
    assertThatThrownBy(() -> read(ArticleReader.builder(listed)))
        .cause()
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageEndingWith("the lists have more than 65536 items");
    Path nested = file("title,meshMajor\nT,\"[" + "[],".repeat(65_537) + "]\"\n");
    assertThatThrownBy(() -> read(ArticleReader.builder(nested)))
        .cause()
        .hasMessageEndingWith("the lists have more than 65536 items");
  }

  @Test
  void open_noLabelsNamed_articleWithoutHeadingsNotIndexed() throws IOException {
    Path file = file("title,mesh\nT,Humans\nU,\n");
    assertThat(read(ArticleReader.builder(file)))
        .extracting(Article::indexed)
        .containsExactly(true, false);
    assertThat(read(ArticleReader.builder(file).labelColumn("mesh"))).allMatch(Article::indexed);
  }

  @Test
  void open_nothingNamed_usualColumns() throws IOException {
    assertThat(read(ArticleReader.builder(file(Sources.resource("named-columns.csv")))))
        .isEqualTo(Sources.readResource("named-columns.csv"));
    assertThat(read(ArticleReader.builder(file(Sources.resource("medline-2006.xml"))))).hasSize(12);
  }

  @Test
  void open_columnMissing_listsWhatWasFound() throws IOException {
    Path file = file("title,topics\nT,a\n");
    assertThatThrownBy(() -> ArticleReader.builder(file).labelColumn("hallmarks").open())
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageEndingWith("no column is named 'hallmarks', found 'title', 'topics'");
    assertThatThrownBy(() -> ArticleReader.builder(file).textColumn("text").open())
        .hasMessageEndingWith("no column is named 'text', found 'title', 'topics'");
  }

  @Test
  void open_xmlWithColumns_refused() throws IOException {
    Path file = file(Sources.resource("medline-2006.xml"));
    assertThatThrownBy(() -> ArticleReader.builder(file).textColumn("text").open())
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageEndingWith("is XML, expected CSV, since columns to read were named");
  }

  @Test
  void builder_invalidSettings_rejected() {
    ArticleReader.Builder builder =
        ArticleReader.builder(temp).textColumn("t").labelColumn("l").labelSeparator(",");
    assertThatThrownBy(() -> builder.textColumn("u"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("textColumn was already set, to 't'");
    assertThatThrownBy(() -> builder.labelColumn("u")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.indicatorColumns(List.of("u")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("labelColumn was already set, to 'l'");
    ArticleReader.Builder indicators = ArticleReader.builder(temp).indicatorColumns(List.of("u"));
    assertThatThrownBy(() -> indicators.indicatorColumns(List.of("v")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> indicators.labelColumn("v"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("indicatorColumns was already set, to '[u]'");
    assertThatThrownBy(() -> builder.labelSeparator("u")).isInstanceOf(IllegalStateException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArticleReader.builder(temp).textColumn(" "))
        .withMessage("textColumn must not be blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArticleReader.builder(temp).labelColumn(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArticleReader.builder(temp).labelSeparator(""));
    for (List<String> names : List.of(List.<String>of(), List.of("a", "a"), List.of("a", " "))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ArticleReader.builder(temp).indicatorColumns(names))
          .withMessageStartingWith("indicatorColumns must ");
    }
  }
}
