package io.github.meshclassifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizedTextTest {
  private static final String PIECES =
      "abcXYZ019 ,.;-[]()'\"/+\t\n\u00a0\u2010\u2019\u00e9\u0301\u00df\u1e9e\u03a3\u03c3\u03c2"
          + "\u0130\u0131\ufb01\uff21\u00b2\u200b\u00ad\u212b\u0391\u0345\u4e2d";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [Aspirin and stroke].              | aspirin and stroke
          Aspirin -- and: STROKE             | Aspirin and stroke
          TITLE in title                     | title IN Title
          na\u00efve                         | nai\u0308ve
          stra\u00dfe                        | STRASSE
          \u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3 | \u03c3\u03b9\u03c3\u03c5\u03c6\u03bf\u03c2
          \ufb01brosis                       | fibrosis
          \uff21spirin 10\u00b2              | aspirin 102
          co\u00adoper\u200bate              | cooperate
          100 mg\u00a0/ kg                   | 100 mg kg
          """)
  void normalForm_spellingsOfOneText_equal(String first, String second) {
    assertThat(NormalizedText.of(first)).isEqualTo(NormalizedText.of(second)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"alpha 1,alpha 2", "co operate,cooperate", "resume,r\u00e9sum\u00e9", "a b,b a"})
  void normalForm_differentTexts_differ(String first, String second) {
    assertThat(NormalizedText.of(first)).isNotEqualTo(NormalizedText.of(second));
  }

  @Test
  void normalForm_nothingToRead_empty() {
    assertThat(NormalizedText.of("")).isEmpty();
    assertThat(NormalizedText.of(" [...] --- \u2014\u200b")).isEmpty();
  }

  @Test
  void normalForm_otherScripts_kept() {
    assertThat(NormalizedText.of("[\u4e2d\u6587 \u0645\u0631\u062d\u0628\u0627]"))
        .isEqualTo("\u4e2d\u6587 \u0645\u0631\u062d\u0628\u0627");
    String deseret = new StringBuilder().appendCodePoint(0x10400).toString();
    assertThat(NormalizedText.of(deseret))
        .isEqualTo(new StringBuilder().appendCodePoint(0x10428).toString());
  }

  @Test
  void ofArticle_boundaryOfTitle_makesNoDifference() {
    assertThat(NormalizedText.of(Article.of("A title.", "And a text")))
        .isEqualTo(NormalizedText.of(Article.of("", "A title and a text.")))
        .isEqualTo("a title and a text");
  }

  @Test
  void normalForm_randomTexts_stableUnderSpelling() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(
            random.nextInt(8) == 0
                ? (char) random.nextInt(0x3000)
                : PIECES.charAt(random.nextInt(PIECES.length())));
      }
      String form = NormalizedText.of(text.toString());
      assertThat(NormalizedText.of(form)).as("twice: %s", form).isEqualTo(form);
      assertThat(form).doesNotContain("  ").isEqualTo(form.strip());
      assertThat(NormalizedText.of("[" + text + "] .")).isEqualTo(form);
      assertThat(NormalizedText.of(Normalizer.normalize(text, Normalizer.Form.NFD)))
          .isEqualTo(form);
      String ascii = text.toString().replaceAll("[^\\x00-\\x7f]", "");
      assertThat(NormalizedText.of(ascii.toUpperCase(Locale.ROOT)))
          .isEqualTo(NormalizedText.of(ascii));
    }
  }
}
