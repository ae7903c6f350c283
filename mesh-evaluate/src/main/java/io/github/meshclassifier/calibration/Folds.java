package io.github.meshclassifier.calibration;

import java.util.Arrays;
import java.util.Random;

/** Articles in random order, cut into parts of which each is held out once. */
final class Folds {
  private final int[] articles;
  private final int count;

  /**
   * Shuffles articles and cuts them into as many parts, each of a size within one of the others.
   */
  Folds(int[] articles, int count, Random random) {
    this.articles = articles.clone();
    this.count = Math.min(count, articles.length);
    for (int i = this.articles.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int moved = this.articles[i];
      this.articles[i] = this.articles[j];
      this.articles[j] = moved;
    }
  }

  int count() {
    return count;
  }

  /** Returns the articles of a part. */
  int[] heldOut(int fold) {
    return Arrays.copyOfRange(articles, from(fold), from(fold + 1));
  }

  /** Returns the articles of all other parts. */
  int[] rest(int fold) {
    int from = from(fold);
    int to = from(fold + 1);
    int[] rest = new int[articles.length - (to - from)];
    System.arraycopy(articles, 0, rest, 0, from);
    System.arraycopy(articles, to, rest, from, articles.length - to);
    return rest;
  }

  private int from(int fold) {
    return (int) ((long) articles.length * fold / count);
  }

  /** Returns the indices below a number. */
  static int[] all(int size) {
    int[] all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = i;
    }
    return all;
  }
}
