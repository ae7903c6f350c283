package io.github.meshclassifier.internal.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * An axis with round numbers: from a multiple of the step to a multiple of the step.
 *
 * @param least the lower end
 * @param most the upper end, above the lower
 * @param ticks the numbers to mark, ascending
 */
public record Scale(double least, double most, List<BigDecimal> ticks) {
  private static final int TICKS = 5;

  /** Encloses values with about five steps of 1, 2 or 5 times a power of ten. */
  public static Scale around(double least, double most) {
    double span = Math.max(most - least, Math.max(Math.abs(most) * 1e-3, 1e-6));
    BigDecimal step = step(span / TICKS);
    BigDecimal from =
        new BigDecimal(least / step.doubleValue()).setScale(0, RoundingMode.FLOOR).multiply(step);
    List<BigDecimal> ticks = new ArrayList<>(List.of(from));
    BigDecimal last = from;
    while (last.doubleValue() < most || ticks.size() < 2) {
      last = last.add(step);
      ticks.add(last);
    }
    return new Scale(from.doubleValue(), last.doubleValue(), List.copyOf(ticks));
  }

  /** Marks every epoch from the first to the last, or every second, fifth and so on of many. */
  public static Scale ofEpochs(int first, int last) {
    int step = Math.max(1, step((last - first) / 10.0).intValue());
    List<BigDecimal> ticks = new ArrayList<>();
    for (int epoch = first; epoch <= last; epoch += step) {
      ticks.add(BigDecimal.valueOf(epoch));
    }
    return new Scale(first - 0.25, last + 0.25, List.copyOf(ticks));
  }

  private static BigDecimal step(double least) {
    if (!(least > 0)) {
      return BigDecimal.ONE;
    }
    BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen((int) Math.floor(Math.log10(least)));
    double factor = new BigDecimal(least).divide(power, MathContext.DECIMAL64).doubleValue();
    if (factor > 5) {
      return power.scaleByPowerOfTen(1);
    }
    return power.multiply(BigDecimal.valueOf(factor <= 1 ? 1 : factor <= 2 ? 2 : 5));
  }

  /** Returns where a value is, 0 at the lower end and 1 at the upper. */
  public double position(double value) {
    return (value - least) / (most - least);
  }
}
