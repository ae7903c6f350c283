package io.github.meshclassifier.internal.message;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Pieces of Markdown that stay what they are whatever text goes into them. */
public final class MarkdownText {
  private static final String SPECIAL = "\\`*_{}[]#|~$!";
  private static final int DECIMALS = 3;

  private MarkdownText() {}

  /** Returns a text that is shown as it is, on one line. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                default -> {
                  if (c < 0x7F && SPECIAL.indexOf(c) >= 0) {
                    escaped.append('\\');
                  }
                  escaped.appendCodePoint(Printable.isPrintable(c) ? c : ' ');
                }
              }
            });
    return escaped.toString();
  }

  /** Returns a code span, for text on one line outside of tables. */
  public static String code(String text) {
    int run = 0;
    int longest = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    String space = longest > 0 ? " " : "";
    return fence + space + text + space + fence;
  }

  /** Rounds the exact value half to even to three decimals, with a point. */
  public static String figure(double value) {
    return figure(value, DECIMALS);
  }

  /** Rounds as Python does; Java's format rounds 0.125 to 0.13. */
  public static String figure(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  public static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  /** Returns the two first lines of a table; columns after the text columns hold numbers. */
  public static String head(int textColumns, String... titles) {
    StringBuilder rule = new StringBuilder("|");
    for (int i = 0; i < titles.length; i++) {
      rule.append(i < textColumns ? ":---|" : "---:|");
    }
    return row(List.of(titles)) + rule.append('\n');
  }
}
