package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article.Heading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PubmedXmlTest {
  @ParameterizedTest
  @CsvSource({
    "medline-2006.xml, 12, 6, 10, 0",
    "medline-2010.xml.gz, 12, 6, 9, 0",
    "pubmed-2015.xml.gz, 12, 7, 12, 12",
    "pubmed-2021-baseline.xml.gz, 6, 3, 6, 6",
    "pubmed-2021-update.xml.gz, 6, 0, 1, 1",
    "pubmed-29768149.xml, 1, 1, 1, 1",
  })
  void realFiles_everyGeneration_read(
      String name, int articles, int abstracts, int indexed, int identified) throws IOException {
    List<Article> read = Sources.readResource(name);
    assertThat(read)
        .hasSize(articles)
        .allSatisfy(
            article -> {
              assertThat(article.pmid()).matches("[0-9]+");
              assertThat(article.title()).isNotEmpty().doesNotContain("\n", "  ");
              assertThat(article.abstractText()).doesNotContain("\n", "  ");
              assertThat(article.year()).isPresent();
            });
    assertThat(read).filteredOn(a -> !a.abstractText().isEmpty()).hasSize(abstracts);
    assertThat(read).filteredOn(a -> !a.headings().isEmpty()).hasSize(indexed);
    assertThat(read)
        .filteredOn(
            a ->
                !a.headings().isEmpty()
                    && a.headings().stream().allMatch(h -> h.ui().matches("D[0-9]{6,9}")))
        .hasSize(identified);
  }

  @Test
  void medline2006_datesOfEveryKind_yearOfTheIssue() throws IOException {
    List<Article> articles = Sources.readResource("medline-2006.xml");
    assertThat(article(articles, "9929727").year()).hasValue(1998);
    assertThat(article(articles, "14316043").year()).hasValue(1965);
    assertThat(article(articles, "15284444").title())
        .isEqualTo("Tubular precipitation and redox gradients on a bubbling template.");
    assertThat(article(articles, "8655018").title())
        .isEqualTo(
            "[Effect of fetal and neonatal growth on the occurrence of some diseases in adults]");
  }

  @Test
  void pubmed_structuredAbstract_sectionsAfterTheirLabels() throws IOException {
    Article article = Sources.readResource("pubmed-29768149.xml").get(0);
    assertThat(article.pmid()).isEqualTo("29768149");
    assertThat(article.year()).hasValue(2018);
    assertThat(article.abstractText())
        .startsWith("BACKGROUND: In patients with mild asthma, as-needed use of an inhaled")
        .contains("fast-acting \u03b2 2-agonist may be")
        .contains(" METHODS: We conducted a 52-week", " RESULTS: A total", " CONCLUSIONS: In ");
    assertThat(article.headings())
        .hasSize(23)
        .startsWith(new Heading("D000280", "Administration, Inhalation"));
  }

  @Test
  void text_inlineMarkupAndMath_kept() throws IOException {
    Article article =
        Sources.read(
                """
                <PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1"> 9 </PMID><Article>
                <ArticleTitle>H<sub>2</sub>O in <i>E.&#160;coli</i>\n  &lt;<b><i>x</i></b>&gt; <![CDATA[a<b]]></ArticleTitle>
                <Abstract><AbstractText Label="AIM:">Let <mml:math><mml:semantics><mml:mi>x</mml:mi>
                <mml:annotation encoding="tex">\\x</mml:annotation></mml:semantics></mml:math>.</AbstractText>
                <AbstractText Label="EMPTY"/><AbstractText Label=" END ">Done.</AbstractText>
                <AbstractText>Really.</AbstractText>
                <CopyrightInformation>(c)</CopyrightInformation></Abstract>
                <VernacularTitle>Titel</VernacularTitle></Article>
                <OtherAbstract><AbstractText>Anders</AbstractText></OtherAbstract>
                <CommentsCorrectionsList><CommentsCorrections><PMID>10</PMID></CommentsCorrections>
                </CommentsCorrectionsList></MedlineCitation></PubmedArticle></PubmedArticleSet>
                """)
            .get(0);
    assertThat(article.pmid()).isEqualTo("9");
    assertThat(article.title()).isEqualTo("H2O in E.\u00a0coli <x> a<b");
    assertThat(article.abstractText()).isEqualTo("AIM: Let x . END: Done. Really.");
    assertThat(article.year()).isEmpty();
    assertThat(article.headings()).isEmpty();
  }

  @Test
  void year_onlyElectronicDate_used() throws IOException {
    String article = "<Article><ArticleDate><Year>2011</Year></ArticleDate>%s</Article>";
    String issue =
        "<Journal><JournalIssue><PubDate><Year>2012</Year></PubDate></JournalIssue></Journal>";
    assertThat(citation(article.formatted("")).year()).hasValue(2011);
    assertThat(citation(article.formatted(issue)).year()).hasValue(2012);
  }

  @Test
  void headings_withQualifiers_descriptorsAlone() throws IOException {
    Article article =
        citation(
            "<MeshHeadingList><MeshHeading><DescriptorName UI=\"D010190\" MajorTopicYN=\"N\">"
                + "Pancreatic Neoplasms</DescriptorName><QualifierName UI=\"Q000188\">drug therapy"
                + "</QualifierName></MeshHeading></MeshHeadingList>");
    assertThat(article.headings()).containsExactly(new Heading("D010190", "Pancreatic Neoplasms"));
  }

  @Test
  void sets_withBooksAndDeletions_skipped() throws IOException {
    assertThat(
            Sources.read(
                "<PubmedArticleSet><PubmedBookArticle><BookDocument><PMID>1</PMID></BookDocument>"
                    + "</PubmedBookArticle><PubmedArticle><MedlineCitation><PMID>2</PMID>"
                    + "</MedlineCitation><PubmedData><ArticleIdList/></PubmedData></PubmedArticle>"
                    + "<DeleteCitation><PMID>3</PMID></DeleteCitation></PubmedArticleSet>"))
        .extracting(Article::pmid)
        .containsExactly("2");
    assertThat(Sources.read("<PubmedArticleSet/>")).isEmpty();
  }

  @Test
  void encodings_declaredOrMarked_read() throws IOException {
    String xml = "<MedlineCitation><PMID>\u00e9</PMID></MedlineCitation>";
    String latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + xml;
    assertThat(Sources.read(latin.getBytes(StandardCharsets.ISO_8859_1)).get(0).pmid())
        .isEqualTo("\u00e9");
    assertThat(Sources.read(xml.getBytes(StandardCharsets.UTF_16)).get(0).pmid())
        .isEqualTo("\u00e9");
    assertThat(Sources.read("\ufeff" + xml).get(0).pmid()).isEqualTo("\u00e9");
    assertThat(Sources.read(xml.getBytes(StandardCharsets.UTF_16LE)).get(0).pmid())
        .isEqualTo("\u00e9");
    assertThat(Sources.read(xml.getBytes(StandardCharsets.UTF_16BE)).get(0).pmid())
        .isEqualTo("\u00e9");
    assertThatThrownBy(() -> Sources.read("<?xml version='1.0' encoding='klingon'?>" + xml))
        .hasMessage(
            "test:1: declares the encoding 'klingon', which is not supported; save the file as"
                + " UTF-8");
  }

  @Test
  void bytesNotInTheEncoding_lineNamedAndNothingPrinted() throws IOException {
    byte[] latin =
        "<PubmedArticleSet>\n<MedlineCitation/>\n<MedlineCitation><PMID>\u00e9</PMID>"
            .getBytes(StandardCharsets.ISO_8859_1);
    PrintStream standardError = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThatThrownBy(() -> Sources.read(latin))
          .isInstanceOf(ArticleFormatException.class)
          .hasMessage("test:3: holds bytes that are not UTF-8; save the file as UTF-8");
      assertThatThrownBy(() -> Sources.read("<MedlineCitation><a></b>"))
          .isInstanceOf(ArticleFormatException.class);
    } finally {
      System.setErr(standardError);
    }
    assertThat(printed.size()).isZero();
  }

  @Test
  void root_other_named() {
    assertThatThrownBy(() -> Sources.read("<?xml version=\"1.0\"?>\n<DescriptorRecordSet/>"))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessage(
            "test:2: the root element is 'DescriptorRecordSet', expected PubmedArticleSet or"
                + " MedlineCitationSet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "http"})
  void externalEntity_neverRead(String scheme, @TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret.txt"), "secret");
    String uri =
        scheme.equals("file") ? secret.toUri().toString() : "http://127.0.0.1:1/unreachable";
    assertThatThrownBy(() -> Sources.read(withDoctype("<!ENTITY x SYSTEM \"" + uri + "\">", "&x;")))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageContaining("DTDs are not read");
    assertThat(Sources.read(withDoctype("<!ENTITY % p SYSTEM \"" + uri + "\"> %p;", "t")))
        .extracting(Article::title)
        .containsExactly("t");
  }

  @Test
  void entityBomb_refused() {
    StringBuilder bomb = new StringBuilder("<!ENTITY e0 \"lol\">");
    for (int i = 1; i < 30; i++) {
      bomb.append("<!ENTITY e").append(i).append(" \"");
      bomb.append(("&e" + (i - 1) + ";").repeat(10)).append("\">");
    }
    assertThatThrownBy(() -> Sources.read(withDoctype(bomb.toString(), "&e29;")))
        .isInstanceOf(ArticleFormatException.class);
  }

  @Test
  void characterReferences_moreThanTheParsersLimit_read() throws IOException {
    String title = "&amp;&#946;".repeat(200_000);
    assertThat(citation("<Article><ArticleTitle>" + title + "</ArticleTitle></Article>").title())
        .isEqualTo("&\u03b2".repeat(200_000));
  }

  @Test
  void nesting_deepButNotAbsurd_read() throws IOException {
    assertThat(citation(nested(900) + "<PMID>5</PMID>").pmid()).isEqualTo("5");
    assertThatThrownBy(() -> citation(nested(100_000))).isInstanceOf(ArticleFormatException.class);
  }

  private static String nested(int depth) {
    return "<a>".repeat(depth) + "</a>".repeat(depth);
  }

  @Test
  void article_ofUnboundedText_refused() {
    Sources.Endless endless =
        new Sources.Endless(
            "<MedlineCitation><Article><ArticleTitle>", "lorem ipsum ", Long.MAX_VALUE);
    assertThatThrownBy(() -> Sources.read(endless, "endless"))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessage("endless:1: an article has more than 16777216 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!--",
        "<PubmedArticleSet><!--",
        "<MedlineCitation><Article><ArticleTitle><![CDATA[",
        "<PubmedArticleSet><Other><![CDATA[",
        "<MedlineCitation><Article><Abstract><AbstractText Label='",
        "<PubmedArticleSet a='",
        "<PubmedArticleSet ",
        "<PubmedArticleSet><?target ",
        "<PubmedArticleSet></PubmedArticleSet><!--",
        "<!DOCTYPE PubmedArticleSet [",
        "<!DOCTYPE PubmedArticleSet [<!ENTITY a '",
        "<!DOCTYPE PubmedArticleSet PUBLIC '",
      })
  void part_withoutEnd_refused(String beginning) {
    for (String part : List.of("lorem ipsum ", " ")) {
      Sources.Endless endless = new Sources.Endless(beginning, part, Long.MAX_VALUE);
      assertThatThrownBy(() -> Sources.read(endless, "endless"))
          .isInstanceOf(ArticleFormatException.class)
          .hasMessageStartingWith("endless:");
      assertThat(endless.bytesRead).isLessThan(5_000_000);
    }
  }

  @Test
  void comment_withoutEnd_saysWhatIsTooLarge() {
    Sources.Endless endless =
        new Sources.Endless("<PubmedArticleSet>\n<!--", "lorem ipsum ", Long.MAX_VALUE);
    assertThatThrownBy(() -> Sources.read(endless, "endless"))
        .hasMessage(
            "endless:2: has a comment, tag, CDATA section or other part of more than 4194304"
                + " characters");
  }

  @Test
  void headings_withoutEnd_refused() {
    for (String heading :
        List.of(
            "<MeshHeading><DescriptorName/></MeshHeading>",
            "<MeshHeading><DescriptorName UI=''>x</DescriptorName></MeshHeading>")) {
      Sources.Endless endless =
          new Sources.Endless("<MedlineCitation><MeshHeadingList>", heading, Long.MAX_VALUE);
      assertThatThrownBy(() -> Sources.read(endless, "endless"))
          .isInstanceOf(ArticleFormatException.class)
          .hasMessage("endless:1: an article has more than 65536 headings");
    }
  }

  @Test
  void labelsOfSections_withoutEnd_countAsText() {
    Sources.Endless endless =
        new Sources.Endless(
            "<MedlineCitation><Article><Abstract>",
            "<AbstractText Label='" + "x".repeat(10_000) + "'>y</AbstractText>",
            Long.MAX_VALUE);
    assertThatThrownBy(() -> Sources.read(endless, "endless"))
        .hasMessage("endless:1: an article has more than 16777216 characters");
  }

  @Test
  void names_moreThanAnyDtdHas_refused() throws IOException {
    for (String form : List.of("<e%d/>", "<e a%d=''/>", "<?e%d x?>")) {
      StringBuilder names = new StringBuilder("<PubmedArticleSet><Other>");
      for (int i = 0; i < 9_997; i++) {
        names.append(String.format(Locale.ROOT, form, i));
      }
      assertThat(Sources.read(names + "</Other></PubmedArticleSet>")).isEmpty();
      for (int i = 0; i < 4; i++) {
        names.append(String.format(Locale.ROOT, form, 10_000 + i));
      }
      assertThatThrownBy(() -> Sources.read(names + "</Other></PubmedArticleSet>"))
          .isInstanceOf(ArticleFormatException.class)
          .hasMessage("test:1: has more than 10000 different names of elements and attributes");
    }
  }

  private static String withDoctype(String declarations, String title) {
    return "<!DOCTYPE PubmedArticleSet ["
        + declarations
        + "]><PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>"
        + title
        + "</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>";
  }

  private static Article citation(String content) throws IOException {
    return Sources.read("<MedlineCitation>" + content + "</MedlineCitation>").get(0);
  }

  private static Article article(List<Article> articles, String pmid) {
    return articles.stream().filter(a -> a.pmid().equals(pmid)).findFirst().orElseThrow();
  }
}
