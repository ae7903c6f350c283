package io.github.meshclassifier.dataset;

import static io.github.meshclassifier.dataset.Articles.article;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IterativeStratificationTest {
  private static List<SplitUnit> units(String... labels) {
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      String[] carried = labels[i].isEmpty() ? new String[0] : labels[i].split(" ");
      articles.add(article("" + (100 + i), "text " + i, carried));
    }
    return SplitUnit.of(Articles.dataset(articles, 4).rows());
  }

  /**
   * By hand, with parts of 0.7, 0.2 and 0.1. The rarest label is l1 of the first article, of which
   * the parts want 0.7, 0.2 and 0.1: it goes to the first. Of l0 they then want 6, 2 and 1, and in
   * whatever order ties are broken get these.
   */
  @Test
  void assign_rareLabelFirst_asByHand() {
    List<SplitUnit> units = units("l0 l1", "l0", "l0", "l0", "l0", "l0", "l0", "l0", "l0", "l0");
    for (int seed = 0; seed < 50; seed++) {
      int[] parts = IterativeStratification.assign(units, 4, new double[] {0.7, 0.2, 0.1}, seed);
      assertThat(parts[0]).isZero();
      assertThat(counts(parts, 3)).containsExactly(7, 2, 1);
    }
  }

  /**
   * By hand, two halves. The rarest label is l0; its two articles go one to each side, since the
   * second is wanted (by 1 to 0) where the first is not. One of them has l1 too, so that its side
   * wants one of the three other articles of l1, and the other side two.
   */
  @Test
  void assign_labelsTogether_asByHand() {
    List<SplitUnit> units = units("l0 l1", "l0", "l1", "l1", "l1");
    for (int seed = 0; seed < 50; seed++) {
      int[] parts = IterativeStratification.assign(units, 4, new double[] {0.5, 0.5}, seed);
      int side = parts[0];
      assertThat(parts[1]).isEqualTo(1 - side);
      assertThat(Arrays.stream(parts, 2, 5).filter(part -> part == side)).hasSize(1);
    }
  }

  /** The parts want each label alike; the second article goes where most articles are wanted. */
  @Test
  void assign_partsWantALabelAlike_goesWhereArticlesAreWanted() {
    List<SplitUnit> units = units("l0", "l1", "l2", "l3");
    for (int seed = 0; seed < 50; seed++) {
      int[] parts = IterativeStratification.assign(units, 4, new double[] {0.5, 0.5}, seed);
      assertThat(parts[1]).isEqualTo(1 - parts[0]);
      assertThat(parts[3]).isEqualTo(1 - parts[2]);
    }
  }

  @Test
  void assign_ties_eachPartByChance() {
    List<SplitUnit> units = units("l0");
    int[] first = new int[3];
    for (int seed = 0; seed < 3000; seed++) {
      double third = 1.0 / 3;
      first[
          IterativeStratification.assign(units, 4, new double[] {third, third, third}, seed)[0]]++;
    }
    for (int times : first) {
      assertThat(times).isBetween(900, 1100);
    }
  }

  @Test
  void assign_unitOfCopies_countsAsItsArticles() {
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      articles.add(article("1", "copy " + i, "l0"));
      articles.add(article("" + (10 + i), "text " + i, "l0"));
    }
    List<SplitUnit> units = SplitUnit.of(Articles.dataset(articles, 4).rows());
    assertThat(units).hasSize(7);
    assertThat(units.get(0).size()).isEqualTo(6);
    for (int seed = 0; seed < 50; seed++) {
      int[] parts = IterativeStratification.assign(units, 4, new double[] {0.5, 0.5}, seed);
      int side = parts[0];
      // Six copies fill one half but for what was dealt out before them.
      int beside = (int) Arrays.stream(parts, 1, 7).filter(part -> part == side).count();
      assertThat(beside).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void assign_unitsWithoutLabel_fillThePartsUp() {
    List<SplitUnit> units = units("l0", "", "", "", "", "", "", "", "", "");
    for (int seed = 0; seed < 50; seed++) {
      int[] parts = IterativeStratification.assign(units, 4, new double[] {0.7, 0.2, 0, 0.1}, seed);
      assertThat(counts(parts, 4)).containsExactly(7, 2, 0, 1);
    }
    List<SplitUnit> alone = units("", "");
    assertThat(IterativeStratification.assign(alone, 4, new double[] {0.5, 0.5}, 1))
        .containsExactlyInAnyOrder(0, 1);
  }

  /** All counts are computed anew at every step; the fractions are exact in binary. */
  @Test
  void assign_randomLabels_asInThePlainestWay() {
    for (int round = 0; round < 30; round++) {
      List<Article> articles = Articles.skewed(60, 8, round);
      for (int i = 0; i < 20; i++) {
        articles.add(article(articles.get(i / 2).pmid(), "copy " + i, "l" + i % 8));
        articles.add(article("" + (5000 + i), "without label " + i));
      }
      List<SplitUnit> units = SplitUnit.of(Articles.dataset(articles, 8).rows());
      double[] fractions =
          round % 2 == 0 ? new double[] {0.5, 0.375, 0.125} : new double[] {0.25, 0.25, 0.25, 0.25};
      assertThat(IterativeStratification.assign(units, 8, fractions, round))
          .containsExactly(plainly(units, 8, fractions, round));
    }
  }

  private static int[] plainly(List<SplitUnit> units, int labels, double[] fractions, long seed) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      int j = random.nextInt(i + 1);
      order.add(i);
      order.set(i, order.get(j));
      order.set(j, i);
    }
    int[] parts = new int[units.size()];
    Arrays.fill(parts, -1);
    while (Arrays.stream(parts).anyMatch(part -> part < 0)) {
      int rarest = -1;
      for (int label = 0; label < labels; label++) {
        long left = count(units, parts, -1, label);
        if (left > 0 && (rarest < 0 || left < count(units, parts, -1, rarest))) {
          rarest = label;
        }
      }
      for (int unit : order) {
        if (parts[unit] < 0 && (rarest < 0 || occurrences(units.get(unit), rarest) > 0)) {
          parts[unit] = mostWanting(units, parts, rarest, fractions, random);
        }
      }
    }
    return parts;
  }

  private static int mostWanting(
      List<SplitUnit> units, int[] parts, int label, double[] fractions, Random random) {
    int best = 0;
    int equal = 1;
    for (int part = 1; part < fractions.length; part++) {
      double ofLabel =
          wanted(units, parts, part, label, fractions)
              - wanted(units, parts, best, label, fractions);
      double ofAll =
          wanted(units, parts, part, -1, fractions) - wanted(units, parts, best, -1, fractions);
      if (ofLabel > 0 || (ofLabel == 0 && ofAll > 0)) {
        best = part;
        equal = 1;
      } else if (ofLabel == 0 && ofAll == 0 && random.nextInt(++equal) == 0) {
        best = part;
      }
    }
    return best;
  }

  private static double wanted(
      List<SplitUnit> units, int[] parts, int part, int label, double[] fractions) {
    long all = 0;
    for (SplitUnit unit : units) {
      all += label < 0 ? unit.size() : occurrences(unit, label);
    }
    return fractions[part] * all - count(units, parts, part, label);
  }

  /** Counts the articles of a part, or those with a label; part -1 has those left. */
  private static long count(List<SplitUnit> units, int[] parts, int part, int label) {
    long count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] == part) {
        count += label < 0 ? units.get(i).size() : occurrences(units.get(i), label);
      }
    }
    return count;
  }

  private static long occurrences(SplitUnit unit, int label) {
    return Arrays.stream(unit.labels()).filter(l -> l == label).count();
  }

  private static int[] counts(int[] parts, int count) {
    int[] counts = new int[count];
    for (int part : parts) {
      counts[part]++;
    }
    return counts;
  }
}
