package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.infer.Explanation.WordWeight;
import io.github.meshclassifier.label.Label;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and their weights, without a model. */
class ExplanationTest {
  private static final Label C = new Label("C", "Diseases");
  private static final LabelScore SCORE = new LabelScore(C, 0.9, 0.5);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          IL-6 and Crohn's disease                  | IL-6/and/Crohn's/disease
          "non‑small‐cell, patient’s -- end-"       | non‑small‐cell/patient’s/end
          (p < 0.05)                                | p/0/05
          Sjögren; Sjo\u0308gren                    | Sjögren/Sjo\u0308gren
          "𝛽-blocker 🫀 β2"                          | 𝛽-blocker/β2
          'quoted' a--b a-'b                        | quoted/a/b/a/b
          """)
  void allIn_anyScript_wordsAtTheirPlaces(String text, String expected) {
    List<Word> words = Word.allIn(text);
    assertThat(words).extracting(Word::text).containsExactly(expected.split("/", -1));
    assertThat(words)
        .allSatisfy(
            word -> assertThat(text.substring(word.begin(), word.end())).isEqualTo(word.text()));
  }

  @Test
  void allIn_noLetters_noWord() {
    assertThat(Word.allIn("")).isEmpty();
    assertThat(Word.allIn("-- 🫀 ?!")).isEmpty();
  }

  @Test
  void allIn_endlessWord_isOne() {
    String text = "a-".repeat(100_000) + "a";
    assertThat(Word.allIn(text)).containsExactly(new Word(text, 0, text.length()));
  }

  @Test
  void top_sameWordInAnyCase_onceAndHeaviestFirst() {
    WordWeight first = new WordWeight("In", 0, 2, -1);
    WordWeight asthma = new WordWeight("asthma", 3, 9, 2);
    WordWeight again = new WordWeight("in", 10, 12, -1);
    WordWeight children = new WordWeight("children", 13, 21, 0.5);
    Explanation explanation =
        Explanation.of("In asthma in children", SCORE, List.of(first, asthma, again, children));
    assertThat(explanation.top(2)).containsExactly(asthma, children);
    assertThat(explanation.top(9)).containsExactly(asthma, children, first);
    assertThat(explanation.top(0)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> explanation.top(-1))
        .withMessage("count must be at least 0, was -1");
  }

  @Test
  void explanation_partsThatDoNotFit_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Explanation.of("asthma", SCORE, List.of(new WordWeight("asth", 1, 5, 0))))
        .withMessage("the word 'asth' does not stand at 1 of the text");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Explanation.of("", new LabelScore(C, 1.5, 0.5), List.of()))
        .withMessage("probability and threshold must be in [0, 1], were 1.5, 0.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WordWeight("asthma", 0, 5, 0))
        .withMessage("the word 'asthma' does not fit the offsets 0 to 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WordWeight("asthma", 0, 6, Double.NaN))
        .withMessage("the weight of 'asthma' is not a number");
  }
}
