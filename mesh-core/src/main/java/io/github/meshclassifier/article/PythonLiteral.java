package io.github.meshclassifier.article;

import io.github.meshclassifier.internal.message.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * A Python literal made of strings and lists, as {@code repr} writes them.
 *
 * <p>Immutable and thread-safe. The grammar is that of <a
 * href="https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals">string
 * literals</a> in single or double quotes with the optional prefix {@code u}, and of list displays;
 * bytes, raw and triple-quoted strings, named characters and implicit concatenation are errors.
 */
sealed interface PythonLiteral {
  record Text(String value) implements PythonLiteral {}

  record Sequence(List<PythonLiteral> items) implements PythonLiteral {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Thrown where a text is not such a literal. */
  final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxException(String message) {
      super(message);
    }
  }

  static PythonLiteral parse(String text) throws SyntaxException {
    return new Parser(text).parse();
  }

  static List<String> parseStrings(String text) throws SyntaxException {
    if (!(parse(text) instanceof Sequence list)) {
      throw new SyntaxException("expected a list, found a string");
    }
    List<String> strings = new ArrayList<>(list.items().size());
    for (PythonLiteral item : list.items()) {
      if (!(item instanceof Text string)) {
        throw new SyntaxException("expected strings only, found a list in the list");
      }
      strings.add(string.value());
    }
    return strings;
  }

  /** A recursive-descent parser, for one text. */
  final class Parser {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_OCTAL_DIGITS = 3;

    private final String text;
    private int at;
    private int itemCount;

    private Parser(String text) {
      this.text = text;
    }

    private PythonLiteral parse() throws SyntaxException {
      PythonLiteral literal = value(0);
      if (peek() >= 0) {
        throw unexpected("the end");
      }
      return literal;
    }

    private PythonLiteral value(int depth) throws SyntaxException {
      int c = peek();
      if (c == '[') {
        return sequence(depth);
      }
      if (c == 'u' || c == 'U') {
        at++;
        c = at < text.length() ? text.charAt(at) : -1;
      }
      if (c != '\'' && c != '"') {
        throw unexpected("a string or a list");
      }
      return new Text(string());
    }

    private Sequence sequence(int depth) throws SyntaxException {
      if (depth == MAX_DEPTH) {
        throw new SyntaxException("lists are nested more than " + MAX_DEPTH + " deep");
      }
      at++;
      List<PythonLiteral> items = new ArrayList<>();
      while (peek() != ']') {
        if (++itemCount > ArticleSource.MAX_HEADINGS) {
          throw new SyntaxException(
              "the lists have more than " + ArticleSource.MAX_HEADINGS + " items");
        }
        items.add(value(depth + 1));
        int c = peek();
        if (c == ',') {
          at++;
        } else if (c != ']') {
          throw unexpected("a comma or the end of the list");
        }
      }
      at++;
      return new Sequence(items);
    }

    private String string() throws SyntaxException {
      int start = at;
      char quote = text.charAt(at++);
      StringBuilder value = new StringBuilder();
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == quote) {
          return value.toString();
        }
        if (c == '\n' || c == '\r') {
          break;
        }
        if (c == '\\') {
          escape(value);
        } else {
          value.append(c);
        }
      }
      throw new SyntaxException("the string at character " + (start + 1) + " is not closed");
    }

    private void escape(StringBuilder value) throws SyntaxException {
      if (at == text.length()) {
        return;
      }
      char c = text.charAt(at++);
      switch (c) {
        case '\n' -> {}
        case '\\', '\'', '"' -> value.append(c);
        case 'a' -> value.append('\u0007');
        case 'b' -> value.append('\b');
        case 'f' -> value.append('\f');
        case 'n' -> value.append('\n');
        case 'r' -> value.append('\r');
        case 't' -> value.append('\t');
        case 'v' -> value.append('\u000b');
        case 'x' -> value.appendCodePoint(hex(2));
        case 'u' -> value.append((char) hex(4));
        case 'U' -> value.appendCodePoint(hex(8));
        case 'N' -> throw unexpected("no character named by \\N");
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          at--;
          value.append((char) octal());
        }
        // Python keeps the backslash of an escape that it does not know.
        default -> value.append('\\').append(c);
      }
    }

    private int hex(int digits) throws SyntaxException {
      int value = 0;
      for (int i = 0; i < digits; i++) {
        int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
        value = value << 4 | digit;
        if (digit < 0 || value > Character.MAX_CODE_POINT) {
          throw unexpected(digits + " hexadecimal digits of a character");
        }
        at++;
      }
      return value;
    }

    private static int hexDigit(char c) {
      return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private int octal() {
      int value = 0;
      for (int i = 0; i < MAX_OCTAL_DIGITS && at < text.length(); i++) {
        char c = text.charAt(at);
        if (c < '0' || c > '7') {
          break;
        }
        value = value << 3 | (c - '0');
        at++;
      }
      return value;
    }

    /** Skips white space and returns the next character, -1 at the end. */
    private int peek() {
      while (at < text.length() && " \t\r\n\f".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : -1;
    }

    private SyntaxException unexpected(String expected) {
      String found =
          at < text.length()
              ? Printable.quote(text.substring(at, Math.min(at + 10, text.length())))
              : "the end";
      return new SyntaxException(
          "expected " + expected + " at character " + (at + 1) + ", found " + found);
    }
  }
}
