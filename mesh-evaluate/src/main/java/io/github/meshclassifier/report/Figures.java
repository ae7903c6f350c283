package io.github.meshclassifier.report;

import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.metrics.ConfidenceInterval;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as a reader sees them. */
final class Figures {
  private static final String UNDEFINED = "\u2013";
  private static final double LEAST_P = 0.001;

  private Figures() {}

  /** Rounds to three decimals, half to even as {@code Evaluation.toMarkdown} does. */
  static String of(double value) {
    return Double.isFinite(value) ? MarkdownText.figure(value) : UNDEFINED;
  }

  static String of(OptionalDouble value) {
    return of(value.orElse(Double.NaN));
  }

  static String of(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Returns such as {@code 0.853 [0.848, 0.858]}. */
  static String of(ConfidenceInterval interval) {
    return interval.isDefined() ? of(interval.estimate()) + " " + ends(interval) : UNDEFINED;
  }

  /** Returns such as {@code [0.848, 0.858]}. */
  static String ends(ConfidenceInterval interval) {
    return interval.isDefined()
        ? "[" + of(interval.low()) + ", " + of(interval.high()) + "]"
        : UNDEFINED;
  }

  /** Returns a number with its sign, such as {@code +0.013}. */
  static String signed(double value) {
    String text = of(value);
    return value > 0 ? "+" + text : text;
  }

  static String difference(ConfidenceInterval interval) {
    return interval.isDefined()
        ? signed(interval.estimate())
            + " ["
            + signed(interval.low())
            + ", "
            + signed(interval.high())
            + "]"
        : UNDEFINED;
  }

  /** Returns a p-value, or {@code < 0.001}. */
  static String pValue(double value) {
    return value < LEAST_P ? "< " + LEAST_P : of(value);
  }

  /** Returns such as {@code 95%} or {@code 99.9%}. */
  static String percent(double share) {
    return new BigDecimal(Double.toString(share))
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }
}
