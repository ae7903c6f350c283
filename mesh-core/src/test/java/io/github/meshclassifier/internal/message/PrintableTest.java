package io.github.meshclassifier.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void clip_charactersThatAct_replaced() {
    // Line ends, a terminal escape, a delete, C1 control, bidirectional marks, zero-width, U+2028.
    assertThat(Printable.clip("a\nb\r\u001b[31mc\u007f\u0085\u009b")).isEqualTo("a?b??[31mc???");
    assertThat(Printable.clip("\u202eabc\u2066\u200f\u200b\ufeff")).isEqualTo("?abc????");
    assertThat(Printable.clip("a\u2028b\u2029")).isEqualTo("a?b?");
    assertThat(Printable.clip("\ud83d \ude00")).isEqualTo("? ?");
    assertThat(Printable.clip("Sj\u00f6gren \u4e2d \ud83d\ude00"))
        .isEqualTo("Sj\u00f6gren \u4e2d \ud83d\ude00");
  }

  @Test
  void quote_longText_cutAfter40Characters() {
    assertThat(Printable.quote("x".repeat(40))).isEqualTo("'" + "x".repeat(40) + "'");
    assertThat(Printable.quote("x".repeat(41))).isEqualTo("'" + "x".repeat(40) + "...'");
    // A pair that lies across the cut is left out as a whole.
    assertThat(Printable.clip("x".repeat(39) + "\ud83d\ude00")).isEqualTo("x".repeat(39) + "...");
    assertThat(Printable.clip("")).isEmpty();
  }
}
