package io.github.meshclassifier.internal.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LetterCaseTest {
  @Test
  void lower_eachCharacterByItself() {
    assertThat(LetterCase.lower("IL-2 \u00c5\u0130I \ud801\udc00 \ufb01"))
        .isEqualTo("il-2 \u00e5ii \ud801\udc28 \ufb01");
  }

  @Test
  void lower_allSigmas_same() {
    assertThat(LetterCase.lower("\u039f\u0394\u039f\u03a3"))
        .isEqualTo(LetterCase.lower("\u03bf\u03b4\u03bf\u03c2"))
        .isEqualTo("\u03bf\u03b4\u03bf\u03c3");
  }

  @Test
  void upper_randomText_sameAsTheJdk() {
    Random random = new Random(3);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(600); i > 0; i--) {
        text.appendCodePoint(
            switch (random.nextInt(4)) {
              case 0 -> 0xDF;
              case 1 -> 0xFB00 + random.nextInt(0x20);
              case 2 -> 0x10400 + random.nextInt(0x50);
              default -> random.nextInt(0x2000);
            });
      }
      String string = text.toString();
      assertThat(LetterCase.upper(string)).isEqualTo(string.toUpperCase(Locale.ROOT));
    }
  }

  /** With time that grows with the square of the length this would take hours. */
  @Test
  void both_millionsOfLetters() {
    assertThat(LetterCase.lower("\u03a3".repeat(2_000_000))).isEqualTo("\u03c3".repeat(2_000_000));
    assertThat(LetterCase.upper("\u00df".repeat(2_000_000))).isEqualTo("S".repeat(4_000_000));
  }
}
