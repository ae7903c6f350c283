package io.github.meshclassifier.dataset;

import static io.github.meshclassifier.dataset.Articles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Leakage.Overlap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeakageTest {
  private static final Article FIRST = article("1", "Aspirin for stroke", "l0");
  private static final Article SECOND = article("2", "Of mice", "l0");

  @Test
  void between_sharedByPmidOrText_eachOnce() {
    Article revised = article("1", "Aspirin for stroke, revised", "l0");
    Article copy = article("7", "[Aspirin for STROKE].", "l0");
    Article both = article("2", "OF MICE", "l0");
    Article other = article("8", "Of men", "l0");
    Leakage leakage = Leakage.between(List.of(FIRST, SECOND), List.of(other, revised, copy, both));
    assertThat(leakage.overlaps())
        .containsExactly(
            new Overlap(FIRST, revised, 1, Dataset.DuplicateGroup.MatchedBy.PMID),
            new Overlap(FIRST, copy, 2, Dataset.DuplicateGroup.MatchedBy.TEXT),
            new Overlap(SECOND, both, 3, Dataset.DuplicateGroup.MatchedBy.PMID));
    assertThat(
            Leakage.between(
                Articles.dataset(List.of(FIRST, SECOND), 1),
                Articles.dataset(List.of(other, revised, copy, both), 1)))
        .isEqualTo(leakage);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> leakage.requireNone("training", "test"))
        .withMessage(
            "PMID 1, PMID 7 (by its text), PMID 2 are in the training set and in the test set; a"
                + " model would be judged by what it has seen. Leave them out of one of the sets");
  }

  @Test
  void between_repeatedWithinASet_isNoLeakage() {
    Leakage leakage = Leakage.between(List.of(FIRST, FIRST), List.of(SECOND, SECOND));
    assertThat(leakage.isEmpty()).isTrue();
    assertThatCode(() -> leakage.requireNone("a", "b")).doesNotThrowAnyException();
  }

  @Test
  void requireNone_one_namedByPlace() {
    Article unnumbered = article("", "Of mice.", "l0");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Leakage.between(List.of(SECOND), List.of(FIRST, unnumbered))
                    .requireNone("training", "validation"))
        .withMessage(
            "article 2 is in the training set and in the validation set; a model would be judged by"
                + " what it has seen. Leave it out of one of the sets");
  }

  @Test
  void requireNone_hostilePmid_cutAndPrintable() {
    Article article = article("1\n" + "2".repeat(100), "text", "l0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leakage.between(List.of(article), List.of(article)).requireNone("a", "b"))
        .withMessageStartingWith("PMID 1?" + "2".repeat(38) + "... is in the a set");
  }

  @Test
  void requireNone_many_fiveNamed() {
    List<Article> many =
        IntStream.range(1, 20).mapToObj(i -> article("" + i, "text " + i, "l0")).toList();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Leakage.between(many, many).requireNone("a", "b"))
        .withMessageStartingWith(
            "PMID 1, PMID 2, PMID 3, PMID 4, PMID 5 and 14 more are in the a set and in the b set");
  }
}
