package io.github.meshclassifier.label;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Compares our labels with those that the public dataset has on 1,500 of its own rows.
 *
 * <p>The dataset mapped headings by the MeSH of its year, we by that of 2024. Of 6,012 distinct
 * headings in these rows the roots of 15 differ, and 11 rows with them. Eight further rows have
 * headings but no label in the dataset, because its mapping failed as a whole.
 */
class PublicDatasetAgreementTest {
  private static final String ROWS = "public-dataset-labels.csv.gz";
  private static final LabelScheme SCHEME = LabelScheme.fourteenRoots();

  /** The headings whose roots changed between the dataset's MeSH and that of 2024. */
  private static final Set<String> MOVED =
      Set.of(
          "Obesity",
          "Drug Design",
          "Healthcare Disparities",
          "Evidence-Based Medicine",
          "Drug Discovery",
          "Orgasm",
          "Leadership",
          "Telomeric Repeat Binding Protein 2",
          "Drug Overdose",
          "Tobacco",
          "Nutritional Status",
          "Dentistry, Operative",
          "Pediatric Obesity",
          "Drug Development",
          "Pyrimidine Dimers");

  @Test
  void labels_ofTheDatasetsRows_agree() throws IOException {
    List<Article> articles = articles();
    List<Set<String>> expected = expectedLabels();
    assertThat(articles).hasSize(1500);
    assertThat(expected).hasSize(1500);

    int equalRows = 0;
    int equalCells = 0;
    int unmappedRows = 0;
    int movedRows = 0;
    for (int i = 0; i < articles.size(); i++) {
      Set<String> ours = ours(articles.get(i));
      Set<String> different = symmetricDifference(ours, expected.get(i));
      equalCells += SCHEME.size() - different.size();
      if (different.isEmpty()) {
        equalRows++;
      } else if (expected.get(i).isEmpty()) {
        unmappedRows++;
      } else {
        assertThat(articles.get(i).headings())
            .as("row %d differs in %s", i, different)
            .anyMatch(heading -> MOVED.contains(heading.name()));
        movedRows++;
      }
    }
    // 98.7% of the rows, 99.75% of the cells.
    assertThat(equalRows).isEqualTo(1481);
    assertThat(equalCells).isEqualTo(20_948);
    assertThat(unmappedRows).isEqualTo(8);
    assertThat(movedRows).isEqualTo(11);
  }

  @Test
  void headings_ofTheDatasetsRows_knownButOneWithdrawn() throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (Article article : articles()) {
      for (Heading heading : SCHEME.label(article, MeshTree.bundled()).dropped().unknown()) {
        unknown.add(heading.name());
      }
    }
    // MeSH 2024 has Nicotiana and Tobacco Products instead.
    assertThat(unknown).containsExactly("Tobacco");
  }

  private static Set<String> ours(Article article) {
    return SCHEME.label(article, MeshTree.bundled()) instanceof Labelled labelled
        ? labelled.labels().stream().map(Label::id).collect(Collectors.toSet())
        : Set.of();
  }

  private static Set<String> symmetricDifference(Set<String> first, Set<String> second) {
    Set<String> difference = new TreeSet<>(first);
    difference.addAll(second);
    difference.removeIf(id -> first.contains(id) && second.contains(id));
    return difference;
  }

  private static List<Article> articles() throws IOException {
    try (ArticleReader reader = ArticleReader.open(open(), ROWS)) {
      return reader.stream().toList();
    }
  }

  private static List<Set<String>> expectedLabels() throws IOException {
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(new GZIPInputStream(open()), StandardCharsets.UTF_8)) {
      return rows.stream()
          .map(
              row ->
                  SCHEME.labels().stream()
                      .map(Label::id)
                      .filter(id -> row.getField(id).equals("1"))
                      .collect(Collectors.toSet()))
          .toList();
    }
  }

  private static InputStream open() {
    return Objects.requireNonNull(PublicDatasetAgreementTest.class.getResourceAsStream(ROWS), ROWS);
  }
}
