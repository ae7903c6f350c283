package io.github.meshclassifier.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/*
 * Algorithm 1 of K. Sechidis, G. Tsoumakas and I. Vlahavas, On the Stratification of Multi-Label
 * Data, ECML PKDD 2011: again and again take the label that the fewest articles left have, and give
 * each of them to the part that still wants most of that label; if there are several, to the one
 * that wants most articles; if there are still several, to a random one. Rare labels are dealt out
 * first, while there is still freedom to do so.
 *
 * Here units of duplicates take the place of articles, and count as many times as they have
 * articles. The paper leaves open which of several labels equally rare comes first: the first of
 * the scheme; and in which order its articles are dealt out: in one that the seed shuffles. Units
 * without label come last, as in the paper: each goes to the part that still wants most articles,
 * or to a random one of several.
 *
 * Each unit is visited once for each of its labels, and the rarest label is looked for once for
 * each label: O(units x (labels of a unit + parts) + labels x labels).
 */
/** Deals units out to parts so that each part has its share of every label. */
final class IterativeStratification {
  private final int[][] labelsOfUnit;
  private final int[] sizes;
  private final double[] wanted;
  private final double[][] wantedOfLabel;
  private final int[] left;
  private final Random random;

  private IterativeStratification(
      List<SplitUnit> units, int labels, double[] fractions, Random random) {
    this.random = random;
    labelsOfUnit = new int[units.size()][];
    sizes = new int[units.size()];
    left = new int[labels];
    long articles = 0;
    for (int unit = 0; unit < sizes.length; unit++) {
      labelsOfUnit[unit] = units.get(unit).labels();
      sizes[unit] = units.get(unit).size();
      articles += sizes[unit];
      for (int label : labelsOfUnit[unit]) {
        left[label]++;
      }
    }
    wanted = scaled(fractions, articles);
    wantedOfLabel = new double[labels][];
    for (int label = 0; label < labels; label++) {
      wantedOfLabel[label] = scaled(fractions, left[label]);
    }
  }

  private static double[] scaled(double[] fractions, long count) {
    return Arrays.stream(fractions).map(fraction -> fraction * count).toArray();
  }

  /**
   * Chooses a part for each unit.
   *
   * @param units in an order that does not depend on chance
   * @param labels how many labels the scheme has
   * @param fractions the share of each part, together 1; a part with share 0 gets nothing
   * @return the index of the part of each unit
   */
  static int[] assign(List<SplitUnit> units, int labels, double[] fractions, long seed) {
    return new IterativeStratification(units, labels, fractions, new Random(seed)).assign();
  }

  private int[] assign() {
    int[] order = shuffled();
    int[][] unitsOfLabel = unitsOfLabel(order);
    int[] partOfUnit = new int[sizes.length];
    Arrays.fill(partOfUnit, -1);
    for (int label = rarest(); label >= 0; label = rarest()) {
      for (int unit : unitsOfLabel[label]) {
        if (partOfUnit[unit] < 0) {
          partOfUnit[unit] = part(wantedOfLabel[label]);
          give(unit, partOfUnit[unit]);
        }
      }
    }
    for (int unit : order) {
      if (partOfUnit[unit] < 0) {
        partOfUnit[unit] = part(wanted);
        give(unit, partOfUnit[unit]);
      }
    }
    return partOfUnit;
  }

  /** Returns the units in random order; {@code Random} gives the same one on all platforms. */
  private int[] shuffled() {
    int[] order = new int[sizes.length];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** Returns for each label the units that have it; one that has it twice is there twice. */
  private int[][] unitsOfLabel(int[] order) {
    int[][] units = new int[left.length][];
    for (int label = 0; label < left.length; label++) {
      units[label] = new int[left[label]];
    }
    int[] filled = new int[left.length];
    for (int unit : order) {
      for (int label : labelsOfUnit[unit]) {
        units[label][filled[label]++] = unit;
      }
    }
    return units;
  }

  /** Returns the label that the fewest articles left have, -1 if no article with one is left. */
  private int rarest() {
    int rarest = -1;
    for (int label = 0; label < left.length; label++) {
      if (left[label] > 0 && (rarest < 0 || left[label] < left[rarest])) {
        rarest = label;
      }
    }
    return rarest;
  }

  /** Returns the part that wants most, of a label or of articles. */
  private int part(double[] wantedByPart) {
    int best = 0;
    int equal = 1;
    for (int part = 1; part < wanted.length; part++) {
      int order = Double.compare(wantedByPart[part], wantedByPart[best]);
      order = order != 0 ? order : Double.compare(wanted[part], wanted[best]);
      if (order > 0) {
        best = part;
        equal = 1;
      } else if (order == 0 && random.nextInt(++equal) == 0) {
        best = part;
      }
    }
    return best;
  }

  private void give(int unit, int part) {
    wanted[part] -= sizes[unit];
    for (int label : labelsOfUnit[unit]) {
      wantedOfLabel[label][part]--;
      left[label]--;
    }
  }
}
