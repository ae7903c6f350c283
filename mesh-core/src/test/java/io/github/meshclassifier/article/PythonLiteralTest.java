package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.PythonLiteral.Sequence;
import io.github.meshclassifier.article.PythonLiteral.SyntaxException;
import io.github.meshclassifier.article.PythonLiteral.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonLiteralTest {
  @Test
  void strings_bothQuotesAndPrefix_parsed() throws SyntaxException {
    assertThat(PythonLiteral.parseStrings("[ 'a, b' ,\"5' UTR\",u'c',\n'',]"))
        .containsExactly("a, b", "5' UTR", "c", "");
    assertThat(PythonLiteral.parseStrings("[]")).isEmpty();
  }

  @Test
  void strings_escapes_asPythonReadsThem() throws SyntaxException {
    assertThat(
            PythonLiteral.parseStrings(
                "['\\'\\\"\\\\', '\\xe9\\u03b2\\U0001f9ec', '\\a\\b\\f\\n"
                    + "\\r"
                    + "\\t\\v', '\\101\\0x\\7770', '\\d\\\n"
                    + "']"))
        .containsExactly(
            "'\"\\",
            "\u00e9\u03b2\ud83e\uddec",
            "\u0007\b\f\n\r\t\u000b",
            "A\u0000x\u01ff0",
            "\\d");
  }

  @Test
  void lists_nested_parsed() throws SyntaxException {
    assertThat(PythonLiteral.parse("[['B01.050'], [], ['A13', 'A16']]"))
        .isEqualTo(
            new Sequence(
                List.of(
                    new Sequence(List.of(new Text("B01.050"))),
                    new Sequence(List.of()),
                    new Sequence(List.of(new Text("A13"), new Text("A16"))))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'a'",
        "[",
        "['a'",
        "['a",
        "['a']]",
        "['a']x",
        "[,]",
        "['a' 'b']",
        "[['a']]",
        "[1]",
        "[None]",
        "[b'a']",
        "['''a''']",
        "['a\nb']",
        "['\\x4']",
        "['\\u12g4']",
        "['\\U00110000']",
        "['\\N{BETA}']",
        "['\\",
        "nan",
        "(,)",
        "[u]",
        "[u",
        "['\\x\u0664\u0661']"
      })
  void strings_malformed_rejected(String text) {
    assertThatThrownBy(() -> PythonLiteral.parseStrings(text)).isInstanceOf(SyntaxException.class);
  }

  @Test
  void lists_nestedWithoutEnd_rejected() {
    assertThatThrownBy(() -> PythonLiteral.parse("[".repeat(1_000_000)))
        .isInstanceOf(SyntaxException.class)
        .hasMessage("lists are nested more than 16 deep");
  }

  @Test
  void repr_ofRandomValues_parsesBack() throws SyntaxException {
    Random random = new Random(20240101);
    for (int i = 0; i < 20_000; i++) {
      PythonLiteral value = randomValue(random, 4);
      assertThat(PythonLiteral.parse(repr(value))).isEqualTo(value);
    }
  }

  @Test
  void parse_randomText_literalOrSyntaxException() {
    Random random = new Random(7);
    String alphabet = "[[]],,''\"\"\\\\ux41U0bN \n\u03b2";
    int parsed = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "[" : "");
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        assertThat(PythonLiteral.parse(text.toString())).isNotNull();
        parsed++;
      } catch (SyntaxException e) {
        assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(200);
      }
    }
    assertThat(parsed).isPositive();
  }

  private static PythonLiteral randomValue(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      List<PythonLiteral> items = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        items.add(randomValue(random, depth - 1));
      }
      return new Sequence(items);
    }
    StringBuilder value = new StringBuilder();
    int[] pool = {'a', '\'', '"', '\\', '\n', 0, 0x7f, 0xe9, 0x3b2, 0x1f9ec, ',', ']', ' ', '4'};
    for (int i = random.nextInt(8); i > 0; i--) {
      value.appendCodePoint(pool[random.nextInt(pool.length)]);
    }
    return new Text(value.toString());
  }

  /** Writes a value as Python's {@code ascii()} does. */
  private static String repr(PythonLiteral value) {
    if (value instanceof Sequence list) {
      return list.items().stream().map(PythonLiteralTest::repr).toList().toString();
    }
    String text = ((Text) value).value();
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder repr = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              if (c == quote || c == '\\') {
                repr.append('\\').appendCodePoint(c);
              } else if (c == '\n') {
                repr.append("\\n");
              } else if (c >= 0x20 && c < 0x7f) {
                repr.appendCodePoint(c);
              } else {
                repr.append(
                    (c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
              }
            });
    return repr.append(quote).toString();
  }
}
