package io.github.meshclassifier.dataset;

import static io.github.meshclassifier.dataset.Articles.article;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Split.Undated;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Split.Fractions FRACTIONS = new Split.Fractions(0.7, 0.2, 0.1);

  @Test
  void stratified_skewedLabels_closerToTheRatiosThanChance() {
    for (int seed = 0; seed < 8; seed++) {
      assertBetterThanChance(Articles.dataset(Articles.skewed(600, 25, seed), 25), seed, 0.5);
    }
  }

  @Test
  void stratified_realLabels_closerToTheRatiosThanChance() throws IOException {
    List<Article> articles = Articles.real();
    MeshTree mesh = MeshTree.bundled();
    Dataset roots = Dataset.of(articles, LabelScheme.fourteenRoots(), mesh);
    Dataset level = Dataset.of(articles, LabelScheme.ofLevel(mesh, 2), mesh);
    assertThat(roots.size()).isGreaterThan(1400);
    for (int seed = 0; seed < 2; seed++) {
      assertBetterThanChance(roots, seed, 0.5);
      // Many of the 115 labels are on so few articles that no split can be even.
      assertBetterThanChance(level, seed, 0.7);
    }
  }

  private static void assertBetterThanChance(Dataset dataset, long seed, double most) {
    Split split = Split.stratified(dataset, FRACTIONS, seed);
    assertPartition(dataset, split);
    double n = dataset.size();
    assertThat(split.training().size() / n).isBetween(0.68, 0.72);
    assertThat(split.validation().size() / n).isBetween(0.18, 0.22);
    assertThat(split.test().size() / n).isBetween(0.08, 0.12);

    List<Row> shuffled = new ArrayList<>(dataset.rows());
    Collections.shuffle(shuffled, new Random(seed));
    int first = split.training().size();
    int second = first + split.validation().size();
    Split byChance =
        new Split(
            dataset.withRows(shuffled.subList(0, first)),
            dataset.withRows(shuffled.subList(first, second)),
            dataset.withRows(shuffled.subList(second, shuffled.size())));
    assertThat(deviation(dataset, split)).isLessThan(most * deviation(dataset, byChance));
  }

  /** The mean over labels and parts of how far a part's share of a label is from that of all. */
  private static double deviation(Dataset dataset, Split split) {
    double sum = 0;
    for (int label = 0; label < dataset.scheme().size(); label++) {
      for (Dataset part : List.of(split.training(), split.validation(), split.test())) {
        sum += Math.abs(share(part, label) - share(dataset, label));
      }
    }
    return sum / dataset.scheme().size() / 3;
  }

  private static double share(Dataset dataset, int label) {
    return (double) count(dataset, label) / dataset.size();
  }

  private static long count(Dataset dataset, int label) {
    return dataset.rows().stream()
        .filter(row -> Arrays.stream(row.labels()).anyMatch(l -> l == label))
        .count();
  }

  private static void assertPartition(Dataset dataset, Split split) {
    List<Article> parts =
        Stream.of(split.training(), split.validation(), split.test())
            .flatMap(part -> part.articles().stream())
            .toList();
    assertThat(parts).containsExactlyInAnyOrderElementsOf(dataset.articles());
  }

  @Test
  void splits_inputInAnotherOrder_sameLists() {
    Random random = new Random(5);
    for (int round = 0; round < 5; round++) {
      List<Article> articles = withCopies(Articles.skewed(200, 8, round), random);
      Dataset dataset = Articles.dataset(articles, 8);
      Collections.shuffle(articles, random);
      Dataset again = Articles.dataset(articles, 8);
      assertSame(
          Split.stratified(dataset, FRACTIONS, round), Split.stratified(again, FRACTIONS, round));
      List<Split> folds = Split.folds(dataset, 4, round);
      List<Split> foldsAgain = Split.folds(again, 4, round);
      for (int fold = 0; fold < 4; fold++) {
        assertSame(folds.get(fold), foldsAgain.get(fold));
      }
      assertSame(
          Split.temporal(dataset, 2000, 2010, Undated.INTO_TRAINING),
          Split.temporal(again, 2000, 2010, Undated.INTO_TRAINING));
    }
  }

  private static void assertSame(Split first, Split second) {
    assertThat(first.training().articles()).isEqualTo(second.training().articles());
    assertThat(first.validation().articles()).isEqualTo(second.validation().articles());
    assertThat(first.test().articles()).isEqualTo(second.test().articles());
  }

  @Test
  void stratified_anotherSeed_anotherSplit() {
    Dataset dataset = Articles.dataset(Articles.skewed(200, 8, 1), 8);
    assertThat(Split.stratified(dataset, FRACTIONS, 1).test().articles())
        .isNotEqualTo(Split.stratified(dataset, FRACTIONS, 2).test().articles());
  }

  /** Adds copies by PMID, by text, and chains of both, with and without years. */
  private static List<Article> withCopies(List<Article> articles, Random random) {
    List<Article> all = new ArrayList<>(articles);
    for (int i = 0; i < 80; i++) {
      Article one = all.get(random.nextInt(all.size()));
      Article other = all.get(random.nextInt(all.size()));
      OptionalInt year =
          random.nextInt(3) == 0 ? OptionalInt.empty() : OptionalInt.of(1990 + random.nextInt(30));
      String label = "l" + random.nextInt(8);
      all.add(
          switch (random.nextInt(3)) {
            case 0 -> article(one.pmid(), one.title(), year, label);
            case 1 -> article("", "[" + one.title() + "].", year, label);
            default -> article(one.pmid(), other.title(), year, label);
          });
    }
    return all;
  }

  @Test
  void splits_duplicatesLeft_neverOnTwoSides() {
    Random random = new Random(9);
    for (int round = 0; round < 10; round++) {
      Dataset dataset = Articles.dataset(withCopies(Articles.skewed(100, 8, round), random), 8);
      List<Split> splits = new ArrayList<>(Split.folds(dataset, 5, round));
      splits.add(Split.stratified(dataset, FRACTIONS, round));
      splits.add(Split.temporal(dataset, 2000, 2010, Undated.INTO_TRAINING));
      for (Split split : splits) {
        assertPartition(dataset, split);
        assertThat(Leakage.between(split.training(), split.validation()).isEmpty()).isTrue();
        assertThat(Leakage.between(split.training(), split.test()).isEmpty()).isTrue();
        assertThat(Leakage.between(split.validation(), split.test()).isEmpty()).isTrue();
      }
    }
  }

  @Test
  void folds_eachArticleTestedOnce_stratified() {
    Dataset dataset = Articles.dataset(Articles.skewed(500, 10, 4), 10);
    List<Split> folds = Split.folds(dataset, 5, 42);
    assertThat(folds).hasSize(5);
    Set<Article> tested = new HashSet<>();
    for (Split fold : folds) {
      assertPartition(dataset, fold);
      assertThat(fold.validation().isEmpty()).isTrue();
      assertThat(fold.test().size()).isBetween(97, 103);
      tested.addAll(fold.test().articles());
      for (int label = 0; label < 10; label++) {
        assertThat((double) count(fold.test(), label))
            .isBetween(count(dataset, label) / 5.0 - 3, count(dataset, label) / 5.0 + 3);
      }
    }
    assertThat(tested).hasSize(500);
  }

  @Test
  void folds_withValidation_testPartsOfPlainFoldsAndAShareOfTheRest() {
    Dataset dataset = Articles.dataset(Articles.skewed(500, 10, 4), 10);
    List<Split> plain = Split.folds(dataset, 4, 42);
    List<Split> folds = Split.folds(dataset, 4, 0.2, 42);
    assertThat(folds).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Split fold = folds.get(i);
      assertPartition(dataset, fold);
      assertThat(fold.test().articles()).isEqualTo(plain.get(i).test().articles());
      assertThat(fold.validation().size()).isBetween(70, 80);
      for (int label = 0; label < 10; label++) {
        double share = count(plain.get(i).training(), label) / 5.0;
        assertThat((double) count(fold.validation(), label)).isBetween(share - 3, share + 3);
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Split.folds(dataset, 4, 1.5, 42));
  }

  @Test
  void folds_invalidNumbers_rejected() {
    Dataset two = Articles.dataset(List.of(article("1", "a", "l0"), article("2", "b", "l0")), 1);
    assertThat(Split.folds(two, 2, 0)).allMatch(fold -> fold.test().size() == 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.folds(two, 1, 0))
        .withMessage("the number of folds must be at least 2, was 1");
    Dataset same = Articles.dataset(List.of(article("1", "a", "l0"), article("1", "b", "l0")), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.folds(same, 2, 0))
        .withMessage("2 folds need as many different articles, found 1");
  }

  @Test
  void stratified_partOfZero_empty() {
    Split split =
        Split.stratified(
            Articles.dataset(Articles.skewed(50, 5, 2), 5), new Split.Fractions(0.9, 0, 0.1), 1);
    assertThat(split.validation().isEmpty()).isTrue();
    assertThat(split.training().size() + split.test().size()).isEqualTo(50);
    assertThat(split).hasToString("Split[training 45, validation 0, test 5]");
  }

  @Test
  void parts_byPmidAsNumber_withSchemeOfTheWhole() {
    Dataset dataset =
        Articles.dataset(
            List.of(article("10", "a", "l1"), article("9", "b", "l1"), article("", "c", "l1")), 2);
    Split split = Split.stratified(dataset, new Split.Fractions(1, 0, 0), 1);
    assertThat(split.training().articles())
        .extracting(Article::pmid)
        .containsExactly("", "9", "10");
    assertThat(split.training().scheme()).isEqualTo(dataset.scheme());
    assertThat(split.training().leftOut()).isEmpty();
    assertThat(split.training().labels(0)).hasSize(1);
  }

  @Test
  void temporal_years_partsByTime() {
    Article old = article("1", "old", OptionalInt.of(1999), "l0");
    Article newer = article("2", "newer", OptionalInt.of(2000), "l0");
    Article newest = article("3", "newest", OptionalInt.of(2010), "l0");
    Article undated = article("4", "undated", OptionalInt.empty(), "l0");
    Article copyOfNewest = article("5", "NEWEST", OptionalInt.of(1980), "l0");
    Article undatedCopy = article("6", "newer!", OptionalInt.empty(), "l0");
    Dataset dataset = Articles.dataset(List.of(newest, old, undated, newer, undatedCopy), 1);
    Split split = Split.temporal(dataset, 2000, 2010, Undated.INTO_TRAINING);
    assertThat(split.training().articles()).containsExactly(old, undated);
    assertThat(split.validation().articles()).containsExactly(newer, undatedCopy);
    assertThat(split.test().articles()).containsExactly(newest);
    assertThat(Split.temporal(dataset, 2000, 2010, Undated.LEAVE_OUT).training().articles())
        .containsExactly(old);
    assertThat(Split.temporal(dataset, 2010, 2010, Undated.LEAVE_OUT).validation().isEmpty())
        .isTrue();

    Dataset withCopy = Articles.dataset(List.of(newest, old, copyOfNewest), 1);
    assertThat(Split.temporal(withCopy, 2000, 2010, Undated.LEAVE_OUT).training().articles())
        .containsExactly(old, newest, copyOfNewest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.temporal(dataset, 2010, 2000, Undated.LEAVE_OUT))
        .withMessage(
            "the test part must not begin before the validation part, was 2000 against 2010");
  }

  @Test
  void splits_emptyDataSet_rejected() {
    Dataset empty = Articles.dataset(List.of(), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.stratified(empty, FRACTIONS, 1))
        .withMessageStartingWith("an empty data set cannot be split");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Split.temporal(empty, 1, 2, Undated.LEAVE_OUT));
  }

  @Test
  void fractions_notOfAWhole_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Split.Fractions(0.8, 0.1, 0.2))
        .withMessageStartingWith("the fractions of a split must add up to 1, were 0.8 + 0.1 + 0.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Split.Fractions(1.2, -0.1, -0.1))
        .withMessage("the fraction for training must be between 0 and 1, was 1.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Split.Fractions(0.5, Double.NaN, 0.5));
    assertThat(new Split.Fractions(0.7, 0.2, 0.1).toArray()).containsExactly(0.7, 0.2, 0.1);
  }

  @Test
  void byContent_differentArticles_totalOrder() {
    List<Article> articles =
        List.of(
            article("1", "a", "l0"),
            article("1", "a", "l1"),
            article("1", "a", OptionalInt.of(2000), "l0"),
            article("", "?", "l0"),
            article("", "!", "l0"),
            article("", "b", "l0"));
    List<Row> rows = Articles.dataset(articles, 2).rows();
    Comparator<Row> order = Row.BY_CONTENT;
    for (Row first : rows) {
      for (Row second : rows) {
        assertThat(order.compare(first, second) == 0).isEqualTo(first == second);
        assertThat(order.compare(first, second)).isEqualTo(-order.compare(second, first));
      }
    }
  }
}
