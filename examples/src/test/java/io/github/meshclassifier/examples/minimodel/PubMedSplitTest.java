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

  private PubMedSplit split(List<String> rows) throws IOException {
    Path file = directory.resolve("articles.csv");
    Files.writeString(
        file, "pmid,title,abstract,mesh,mesh_ui,year,source\n" + String.join("\n", rows) + "\n");
    return PubMedSplit.read(file);
  }

  private static String row(int pmid, String title, String heading, String source) {
    return pmid + "," + title + ",text," + heading + ",,2020," + source;
  }

  @Test
  void read_manyArticles_dividesByHashOfPmid() throws IOException {
    PubMedSplit split =
        split(
            IntStream.range(1, 2001)
                .mapToObj(i -> row(i, "Title " + i, "Humans", i % 2 == 0 ? "jktjia/x" : "y"))
                .toList());
    assertThat(split.training()).hasSizeBetween(1500, 1700);
    assertThat(split.validation()).hasSizeBetween(60, 140);
    assertThat(split.test()).hasSizeBetween(240, 360);
    assertThat(split.training().size() + split.validation().size() + split.test().size())
        .isEqualTo(2000);
    assertThat(split.test()).allMatch(article -> PubMedSplit.hash(article.pmid()) >= 85);
    assertThat(split.medlineTest())
        .isNotEmpty()
        .isSubsetOf(split.test())
        .allMatch(article -> Integer.parseInt(article.pmid()) % 2 == 0);
  }

  @Test
  void read_sameTextTwice_keepsFirst() throws IOException {
    PubMedSplit split =
        split(
            List.of(
                row(1, "No label", "Female", ""),
                row(2, "Same title!", "Humans", ""),
                row(3, "SAME  (title)", "Mice", ""),
                row(4, "no label", "Humans", "")));
    assertThat(
            List.of(split.training(), split.validation(), split.test()).stream()
                .flatMap(List::stream)
                .map(Article::pmid))
        .containsExactlyInAnyOrder("2", "4");
  }
}
