package io.github.meshclassifier.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Words.forEach(text, words::add);
    return words;
  }

  @Test
  void forEach_text_findsRunsOfLettersAndDigits() {
    assertThat(words("IL-6 and TNF-alpha, p53; 95% CI: 1.20 (COVID-19)."))
        .containsExactly("il", "and", "tnf", "alpha", "p53", "95", "ci", "20", "covid", "19");
  }

  @Test
  void forEach_charactersOfAllScripts_areLetters() {
    // The last is an Old Italic letter, two chars in Java, beside another one.
    assertThat(words("Ménière’s ÄRZTE αβ-catenin 心臓 \uD800\uDF00\uD800\uDF01 \uD800\uDF00"))
        .containsExactly("ménière", "ärzte", "αβ", "catenin", "心臓", "\uD800\uDF00\uD800\uDF01");
  }

  @Test
  void forEach_capitalI_isLowerCasedAlikeInEveryLocale() {
    assertThat(words("INSULIN")).containsExactly("insulin");
  }

  @Test
  void forEach_noWord_findsNothing() {
    assertThat(words("")).isEmpty();
    assertThat(words(" - a 1 ?")).isEmpty();
  }
}
