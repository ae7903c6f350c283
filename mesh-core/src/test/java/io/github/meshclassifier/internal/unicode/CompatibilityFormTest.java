package io.github.meshclassifier.internal.unicode;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompatibilityFormTest {
  /** A mark that every mark of another class changes places with, from one side or the other. */
  private static final String LOWEST = "\u0334";

  private static final String HIGHEST = "\u0345";

  private static boolean combines(int codePoint) {
    String text = Normalizer.normalize(Character.toString(codePoint), Form.NFKD);
    String first = Character.toString(text.codePointAt(0));
    return Normalizer.normalize(first + LOWEST, Form.NFD).startsWith(LOWEST)
        || !Normalizer.normalize(HIGHEST + first, Form.NFD).startsWith(HIGHEST);
  }

  private static int[] marks() {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(CompatibilityForm::isMark)
        .toArray();
  }

  @Test
  void isMark_everyCharacterThatBeginsWithAMark() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean mark = CompatibilityForm.isMark(c);
      if (!mark && Character.isDefined(c) && combines(c)) {
        assertThat(mark).as("U+%04X", c).isTrue();
      }
    }
  }

  @Test
  void bothForms_randomMarks_sameAsTheJdk() {
    int[] marks = marks();
    assertThat(marks).hasSizeGreaterThan(2_000);
    Random random = new Random(17);
    String[] starters = {"a", "", "\u1ea5", "\uac00", "\u0b47", "\ud834\udd58", "\ufefb", " "};
    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder();
      int kinds = 1 + random.nextInt(6);
      int[] used = random.ints(kinds, 0, marks.length).map(i -> marks[i]).toArray();
      for (int run = random.nextInt(3); run >= 0; run--) {
        text.append(starters[random.nextInt(starters.length)]);
        for (int length = random.nextInt(80); length > 0; length--) {
          text.appendCodePoint(used[random.nextInt(kinds)]);
        }
      }
      assertThat(CompatibilityForm.decomposed(text))
          .isEqualTo(Normalizer.normalize(text, Form.NFKD));
      assertThat(CompatibilityForm.composed(text)).isEqualTo(Normalizer.normalize(text, Form.NFKC));
    }
  }

  @Test
  void bothForms_halfSurrogates_sameAsTheJdk() {
    String text = "\ud834" + "\u0301".repeat(40) + "\udd6d" + "\u0316".repeat(40) + "\ud834";
    assertThat(CompatibilityForm.decomposed(text)).isEqualTo(Normalizer.normalize(text, Form.NFKD));
  }

  /** With time that grows with the square of the length this would take hours. */
  @ParameterizedTest
  @ValueSource(strings = {"\u0301 \u0316", "\u0301\u0316 \u0345", "\u0f73 ", "\u0301 \uff9e"})
  void bothForms_millionsOfMarks_inOrder(String halves) {
    int space = halves.indexOf(' ');
    String first = halves.substring(0, space);
    String second = halves.substring(space + 1);
    int count = 500_000;
    String text = "a" + first.repeat(count) + second.repeat(count);
    String few = "a" + first.repeat(20) + second.repeat(20);
    for (Form form : new Form[] {Form.NFKD, Form.NFKC}) {
      String result =
          form == Form.NFKD ? CompatibilityForm.decomposed(text) : CompatibilityForm.composed(text);
      String expected = Normalizer.normalize(few, form);
      assertThat(result.codePoints().distinct().toArray())
          .isEqualTo(expected.codePoints().distinct().toArray());
      assertThat(result.substring(0, 2)).isEqualTo(expected.substring(0, 2));
    }
  }
}
