package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article.Heading;
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
      LabelScheme scheme =
          LabelScheme.ofHeadings(
              List.of("Sustaining proliferative signaling", "Evading growth suppressors"));
      assertThat(((Labelled) scheme.label(first, MeshTree.bundled())).labels())
          .extracting(Label::id)
          .containsExactly("Sustaining proliferative signaling", "Evading growth suppressors");
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
    assertThatThrownBy(() -> builder.labelSeparator("u")).isInstanceOf(IllegalStateException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArticleReader.builder(temp).textColumn(" "))
        .withMessage("textColumn must not be blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArticleReader.builder(temp).labelColumn(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArticleReader.builder(temp).labelSeparator(""));
  }
}
