package io.github.meshclassifier.examples.minimodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PubMedSplitTest {
  @TempDir private Path directory;

  private PubMedSplit split(List<String> first, List<String> second) throws IOException {
    return PubMedSplit.read(file("first.csv", first), file("second.csv", second));
  }

  private Path file(String name, List<String> rows) throws IOException {
    String head = "pmid,title,abstract,mesh,mesh_ui,year,source\n";
    return Files.writeString(directory.resolve(name), head + String.join("\n", rows) + "\n");
  }

  private static String row(Object pmid, String title, String heading, String source) {
    return pmid + "," + title + ",text," + heading + ",,2020," + source;
  }

  private static List<String> pmids(List<Article> articles) {
    return articles.stream().map(Article::pmid).toList();
  }

  @Test
  void read_manyArticles_dividesByHashOfPmidAndBySource() throws IOException {
    PubMedSplit split =
        split(
            IntStream.range(1, 2001)
                .mapToObj(i -> row(i, "Title " + i, "Humans", i % 2 == 0 ? "jktjia/x" : "y"))
                .toList(),
            List.of(row(2001, "More", "Mice", "z")));
    assertThat(split.test()).hasSizeBetween(240, 360);
    assertThat(split.training().size() + split.validation().size() + split.test().size())
        .isEqualTo(2001);
    assertThat(pmids(split.test())).allMatch(pmid -> PubMedSplit.hash(pmid) >= 85);
    assertThat(pmids(split.medlineTest()))
        .isNotEmpty()
        .isSubsetOf(pmids(split.test()))
        .allMatch(pmid -> Integer.parseInt(pmid) % 2 == 0);
    assertThat(pmids(split.validation()))
        .hasSizeBetween(800, 900)
        .allMatch(pmid -> Integer.parseInt(pmid) % 2 == 0 && PubMedSplit.hash(pmid) < 85);
    assertThat(pmids(split.training()))
        .hasSizeBetween(800, 901)
        .allMatch(pmid -> Integer.parseInt(pmid) % 2 == 1);
  }

  @Test
  void read_secondFile_isTrainingWithoutTheSourceLeftOut() throws IOException {
    List<String> second =
        List.of(
            row("", "No number", "Humans", "a"),
            row("", "Old headings", "Humans", "artb/TrabRi:cf79"),
            row(85, "Of any hash", "Humans", "b"),
            row(86, "No label", "Female", "b"));
    PubMedSplit split = split(List.of(row(1, "First", "Humans", "c")), second);
    assertThat(split.training().stream().map(Article::title))
        .contains("No number", "Of any hash")
        .doesNotContain("Old headings", "No label");
  }

  @Test
  void read_sameTextTwice_keepsTheOneToMeasureWith() throws IOException {
    int test =
        IntStream.range(10, 500)
            .filter(i -> PubMedSplit.hash("" + i) >= 85)
            .findFirst()
            .orElseThrow();
    PubMedSplit split =
        split(
            List.of(
                row(1, "Same title!", "Humans", "x"),
                row(2, "SAME  (title)", "Mice", "x"),
                row(3, "Other", "Mice", "x"),
                row(test, "Other.", "Mice", "jktjia/a")),
            List.of(row(5, "same title", "Humans", "y")));
    assertThat(pmids(split.training())).containsExactly("1");
    assertThat(split.validation()).isEmpty();
    assertThat(pmids(split.test())).containsExactly("" + test);
    assertThat(pmids(split.medlineTest())).containsExactly("" + test);
  }
}
