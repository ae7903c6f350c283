package io.github.meshclassifier.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  /** Line ends, the escape of terminals, marks of direction and what nobody sees. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, '\n', '\r', '\t', 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x2028, 0x2029,
        0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0xd800, 0xdfff, 0xe0001
      })
  void line_whatIsNoText_replaced(int codePoint) {
    String text = "a" + new StringBuilder().appendCodePoint(codePoint) + "b";
    assertThat(Printable.line(text)).isEqualTo("a?b");
    assertThat(Printable.clip(text)).isEqualTo("a?b");
    assertThat(Printable.quote(text)).isEqualTo("'a?b'");
    assertThat(Printable.list(List.of(text, "c"))).isEqualTo("[a?b, c]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Naïve α-helix, 5 µm", "医学", "\uD835\uDC00", "a b"})
  void line_text_unchanged(String text) {
    assertThat(Printable.line(text)).isEqualTo(text);
  }

  @Test
  void clip_longText_fortyCharactersWithoutHalves() {
    assertThat(Printable.clip("x".repeat(40))).isEqualTo("x".repeat(40));
    assertThat(Printable.clip("x".repeat(41))).isEqualTo("x".repeat(40) + "...");
    assertThat(Printable.clip("x".repeat(39) + "\uD835\uDC00y")).isEqualTo("x".repeat(39) + "...");
    assertThat(Printable.line("x".repeat(500))).hasSize(500);
  }
}
