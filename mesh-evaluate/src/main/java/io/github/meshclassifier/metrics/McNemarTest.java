package io.github.meshclassifier.metrics;

/**
 * The exact test of McNemar: whether one model is right about more articles than the other.
 *
 * <p>Immutable and thread-safe.
 *
 * <p>Only articles count that one model has wholly right and the other not. If the models are
 * equally good, each of these is as likely to be the one's as the other's: the p-value is that of
 * the binomial distribution with chance 1/2, two-sided. Source: Q. McNemar, Note on the sampling
 * error of the difference between correlated proportions or percentages, Psychometrika 12, 1947.
 *
 * @param firstOnly the articles whose labels the first model alone has all right, 0 or more
 * @param secondOnly the articles whose labels the second model alone has all right, 0 or more
 * @param pValue the chance of numbers as unequal or more if the models are equally good, in (0, 1];
 *     1 if there is no such article
 */
public record McNemarTest(long firstOnly, long secondOnly, double pValue) {

  /**
   * Computes the p-value. Takes time linear in the smaller number.
   *
   * @param firstOnly the articles that the first model alone has right, 0 or more
   * @param secondOnly the articles that the second model alone has right, 0 or more
   * @return the test
   * @throws IllegalArgumentException if a number is negative
   */
  public static McNemarTest of(long firstOnly, long secondOnly) {
    if (firstOnly < 0 || secondOnly < 0) {
      throw new IllegalArgumentException(
          "numbers of articles must be 0 or more, were " + firstOnly + " and " + secondOnly);
    }
    long n = firstOnly + secondOnly;
    // The terms C(n, k) / 2^n by their logarithms, since 2^-n vanishes for n above 1074.
    double logTerm = -n * StrictMath.log(2);
    double sum = 0;
    for (long k = 0; k <= Math.min(firstOnly, secondOnly); k++) {
      sum += StrictMath.exp(logTerm);
      logTerm += StrictMath.log((double) (n - k) / (k + 1));
    }
    return new McNemarTest(
        firstOnly, secondOnly, Math.max(Double.MIN_NORMAL, Math.min(1, 2 * sum)));
  }
}
