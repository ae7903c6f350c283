package io.github.meshclassifier.internal.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes regular expressions whose matches in a text the tokenizers library finds in time
 * proportional to its length. The library's engine (Oniguruma) goes back and tries again wherever
 * the rest of an expression fails, and ends the whole process after ten million such steps.
 *
 * <p>An expression is linear if it cannot fail any more once a repetition without upper limit has
 * begun; before, few characters are read. So {@code ?\p{L}+} and {@code \p{N}{1,3}} are, and {@code
 * a+b}, {@code (a|a)*b} and {@code .*.*=} are not. The last alternatives of the published
 * expressions, {@code \s*[\r\n]+|\s+(?!\S)|\s+}, are as well: the last one reads as a whole what
 * the first ones fail on.
 *
 * <p>Whatever is not understood is not linear: back references, look-behind, reluctant repetitions,
 * flags without a group. Not thread-safe; one for each expression.
 */
final class LinearPattern {
  /** Expressions of published tokenizers whose alternatives are linear together only. */
  private static final Set<String> PUBLISHED =
      Set.of(
          // o200k of OpenAI
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
              + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?"
              + "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
              + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
              + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_REPETITIONS = 1_000;

  /** The most ways to match what comes before a repetition without upper limit. */
  private static final long MAX_WAYS = 1_000;

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final String text;
  private int at;

  private LinearPattern(String text) {
    this.text = text;
  }

  static boolean isLinear(String expression) {
    return PUBLISHED.contains(expression) || analyse(expression) != null;
  }

  /** Returns whether an expression is linear, and no match is empty. */
  static boolean isLinearAndNeverEmpty(String expression) {
    Part whole = PUBLISHED.contains(expression) ? Part.CHARACTER : analyse(expression);
    return whole != null && whole.shortest > 0;
  }

  private static @Nullable Part analyse(String expression) {
    if (expression.length() > MAX_LENGTH) {
      return null;
    }
    LinearPattern parser = new LinearPattern(expression);
    try {
      return parser.whole();
    } catch (NotLinearException e) {
      return null;
    }
  }

  private static void require(boolean linear) throws NotLinearException {
    if (!linear) {
      throw new NotLinearException();
    }
  }

  /** Ends the reading of an expression that is not linear, or not understood. */
  private static final class NotLinearException extends Exception {
    private static final long serialVersionUID = 1L;

    NotLinearException() {
      super("not linear", null, false, false);
    }
  }

  /**
   * What matters of a part of an expression.
   *
   * @param fails whether it may fail to match
   * @param endless whether it has a repetition without upper limit
   * @param ways the most ways to match, apart from those repetitions
   */
  private record Part(long shortest, boolean fails, boolean endless, long ways) {
    static final Part CHARACTER = new Part(1, true, false, 1);
    static final Part NOTHING = new Part(0, false, false, 1);
    static final Part PLACE = new Part(0, true, false, 1);

    Part {
      shortest = Math.min(shortest, MAX_WAYS);
    }

    /** Returns this part and then another one. */
    Part then(Part next) throws NotLinearException {
      require(!endless || !next.fails);
      return new Part(
          shortest + next.shortest,
          fails || next.fails,
          endless || next.endless,
          few(ways * next.ways));
    }

    Part or(Part other) throws NotLinearException {
      return new Part(
          Math.min(shortest, other.shortest),
          fails && other.fails,
          endless || other.endless,
          few(ways + other.ways));
    }

    Part repeated(int least, int most) throws NotLinearException {
      // A repetition that has to come again can fail after one without limit.
      require((!endless || least <= 1) && (most != UNLIMITED || shortest > 0));
      long sum = 0;
      long product = 1;
      for (int i = 0; i <= (most == UNLIMITED ? least : most); i++) {
        sum = i >= least ? few(sum + product) : sum;
        product = few(product * ways);
      }
      return new Part(
          shortest * least, least > 0 && fails, endless || most == UNLIMITED, Math.max(sum, 1));
    }

    private static long few(long ways) throws NotLinearException {
      require(ways <= MAX_WAYS);
      return ways;
    }
  }

  /** Reads the alternatives of the whole expression. */
  private Part whole() throws NotLinearException {
    List<Integer> starts = new ArrayList<>();
    Part all = null;
    int runs = -1;
    String run = "";
    do {
      at += starts.isEmpty() ? 0 : 1;
      int start = at;
      starts.add(start);
      Part part;
      try {
        part = sequence(0);
        // Only the same run, and nothing else, may follow alternatives that can fail after it.
        require(runs < 0 || isRun(start, run));
      } catch (NotLinearException e) {
        at = start;
        run = runs < 0 ? runAt(start) : run;
        runs = runs < 0 ? starts.size() - 1 : runs;
        part = runThenTail(run);
      }
      all = all == null ? part : all.or(part);
    } while (at < text.length() && text.charAt(at) == '|');
    boolean closed = runs < 0 || text.substring(starts.get(starts.size() - 1)).equals(run + "+");
    require(at == text.length() && closed);
    return all;
  }

  private boolean isRun(int start, String run) {
    return text.startsWith(run + "+", start) || text.startsWith(run + "*", start);
  }

  /** Returns the characters that a repetition at an index is of. */
  private String runAt(int start) throws NotLinearException {
    at = start;
    require(at < text.length() && text.charAt(at) != '(' && atom(0).equals(Part.CHARACTER));
    String run = text.substring(start, at);
    at = start;
    return run;
  }

  /** Reads a repetition of the same characters and something short after it that may fail. */
  private Part runThenTail(String run) throws NotLinearException {
    int start = at;
    require(isRun(start, run));
    at = start + run.length() + 1;
    Part tail = sequence(0);
    require(tail.ways <= 1);
    int least = text.charAt(start + run.length()) == '+' ? 1 : 0;
    return new Part(least + tail.shortest, true, true, 1);
  }

  private Part alternatives(int depth) throws NotLinearException {
    require(depth <= MAX_DEPTH);
    Part all = sequence(depth);
    while (at < text.length() && text.charAt(at) == '|') {
      at++;
      all = all.or(sequence(depth));
    }
    return all;
  }

  private Part sequence(int depth) throws NotLinearException {
    Part all = Part.NOTHING;
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      all = all.then(quantified(atom(depth)));
    }
    return all;
  }

  /** Reads the repetition after a part, if there is one. */
  private Part quantified(Part part) throws NotLinearException {
    char sign = at < text.length() ? text.charAt(at) : 0;
    Part repeated;
    switch (sign) {
      case '*' -> repeated = part.repeated(0, UNLIMITED);
      case '+' -> repeated = part.repeated(1, UNLIMITED);
      case '?' -> repeated = part.repeated(0, 1);
      case '{' -> {
        return braces(part);
      }
      default -> {
        return part;
      }
    }
    at++;
    // A possessive repetition does not go back.
    at += at < text.length() && text.charAt(at) == '+' ? 1 : 0;
    requireNoSign();
    return repeated;
  }

  private Part braces(Part part) throws NotLinearException {
    int end = text.indexOf('}', at);
    require(end >= 0);
    String[] limits = text.substring(at + 1, end).split(",", -1);
    int least = number(limits[0]);
    int most = limits.length == 1 ? least : limits[1].isEmpty() ? UNLIMITED : number(limits[1]);
    require(limits.length <= 2 && most >= least);
    at = end + 1;
    requireNoSign();
    return part.repeated(least, most);
  }

  private static int number(String digits) throws NotLinearException {
    require(digits.matches("[0-9]{1,4}"));
    int number = Integer.parseInt(digits);
    require(number <= MAX_REPETITIONS);
    return number;
  }

  /** A second sign makes a repetition of a repetition, or a reluctant one. */
  private void requireNoSign() throws NotLinearException {
    require(at == text.length() || "*+?{".indexOf(text.charAt(at)) < 0);
  }

  private Part atom(int depth) throws NotLinearException {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    switch (c) {
      case '(' -> {
        return group(depth);
      }
      case '[' -> characterClass();
      case '\\' -> {
        return escape();
      }
      case '^', '$' -> {
        return Part.PLACE;
      }
      case '*', '+', '?', '{' -> throw new NotLinearException();
      default -> {
        // A character for itself, or any one.
      }
    }
    return Part.CHARACTER;
  }

  private Part group(int depth) throws NotLinearException {
    boolean ahead = false;
    if (text.startsWith("?", at)) {
      ahead = text.startsWith("?=", at) || text.startsWith("?!", at);
      boolean plain =
          text.startsWith("?:", at) || text.startsWith("?>", at) || text.startsWith("?i:", at);
      require(ahead || plain);
      at += text.startsWith("?i:", at) ? 3 : 2;
    }
    Part inside = alternatives(depth + 1);
    require(at < text.length() && text.charAt(at) == ')' && !(ahead && inside.endless));
    at++;
    return ahead ? Part.PLACE : inside;
  }

  /** Skips a class of characters, in which other classes may be. */
  private void characterClass() throws NotLinearException {
    int depth = 1;
    boolean empty = true;
    at += text.startsWith("^", at) ? 1 : 0;
    while (depth > 0) {
      require(at < text.length());
      char c = text.charAt(at++);
      if (c == ']') {
        require(!empty);
        depth--;
        empty = false;
      } else if (c == '[') {
        depth++;
        empty = true;
        at += text.startsWith("^", at) ? 1 : 0;
      } else {
        at += c == '\\' ? 1 : 0;
        empty = false;
      }
    }
  }

  private Part escape() throws NotLinearException {
    require(at < text.length());
    char c = text.charAt(at++);
    switch (c) {
      case 'b', 'B', 'A', 'z', 'Z' -> {
        return Part.PLACE;
      }
      case 'd', 'D', 's', 'S', 'w', 'W', 'n', 'r', 't', 'f' -> {
        return Part.CHARACTER;
      }
      case 'p', 'P' -> at = closed(at);
      case 'x' -> at = text.startsWith("{", at) ? closed(at) : at + 2;
      case 'u' -> at += 4;
      default -> {
        require(c < 0x80 && !Character.isLetterOrDigit(c));
      }
    }
    require(at <= text.length());
    return Part.CHARACTER;
  }

  /** Returns the index after a name in braces. */
  private int closed(int start) throws NotLinearException {
    int end = text.indexOf('}', start);
    require(text.startsWith("{", start) && end >= 0);
    return end + 1;
  }
}
