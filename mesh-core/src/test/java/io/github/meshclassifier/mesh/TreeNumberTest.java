package io.github.meshclassifier.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeNumberTest {

  @Test
  void parse_wellFormed_knowsItsPlace() {
    TreeNumber number = TreeNumber.parse("C04.557.337");
    assertThat(number.root()).isEqualTo(MeshRoot.C);
    assertThat(number.depth()).isEqualTo(3);
    assertThat(number.parent()).contains(TreeNumber.parse("C04.557"));
    assertThat(number).hasToString("C04.557.337");
    assertThat(TreeNumber.parse("C04").depth()).isEqualTo(1);
    assertThat(TreeNumber.parse("C04").parent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "C",
        "C0",
        "c04",
        "C4.557",
        "C04.",
        "C04.55",
        "C04.5577",
        "C04.557.",
        "C04..557",
        "C04,557",
        " C04",
        "C04 ",
        "C04.557.33a",
        "C٠٤",
        "404",
        "C04.557\n",
        "\u0000"
      })
  void parse_malformed_rejected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreeNumber.parse(text))
        .withMessageContaining("is malformed, expected a category letter and two digits");
  }

  @Test
  void parse_malformed_saysWhatWasExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreeNumber.parse("C4.557"))
        .withMessage(
            "tree number 'C4.557' is malformed, expected a category letter and two digits, then"
                + " groups of a dot and three digits, such as C04.557.337");
  }

  @Test
  void parse_letterWithoutCategory_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreeNumber.parse("X04.557"))
        .withMessage(
            "tree number 'X04.557' begins with the letter of no MeSH category, expected one of A to"
                + " N, V, Z");
  }

  @Test
  void parse_longGarbage_quotedInPart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreeNumber.parse("x".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(250));
  }

  @Test
  void isAncestorOf_comparesWholeLevels() {
    TreeNumber top = TreeNumber.parse("C04");
    TreeNumber middle = TreeNumber.parse("C04.557");
    TreeNumber leaf = TreeNumber.parse("C04.557.337");
    assertThat(top.isAncestorOf(leaf)).isTrue();
    assertThat(leaf.isDescendantOf(top)).isTrue();
    assertThat(middle.isAncestorOf(leaf)).isTrue();
    assertThat(leaf.isAncestorOf(middle)).isFalse();
    assertThat(middle.isAncestorOf(middle)).isFalse();
    assertThat(middle.isDescendantOf(middle)).isFalse();
    assertThat(TreeNumber.parse("C04.558").isAncestorOf(leaf)).isFalse();
  }

  @Test
  void compareTo_ordersAsAWalkThroughTheTree() {
    List<TreeNumber> walk =
        List.of("A01", "A01.111", "A01.111.500", "A01.112", "A02", "C04").stream()
            .map(TreeNumber::parse)
            .toList();
    assertThat(walk.stream().sorted()).containsExactlyElementsOf(walk);
  }

  @Test
  void parse_randomText_givesTheSameTextOrIsRejected() {
    Random random = new Random(7);
    String alphabet = "ACVX0123456789.. \u00e9";
    int accepted = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(9);
      for (int k = 0; k < length; k++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        accepted += TreeNumber.parse(text.toString()).value().contentEquals(text) ? 1 : 0;
      } catch (IllegalArgumentException e) {
        if (text.toString().matches("[A-NVZ][0-9]{2}(\\.[0-9]{3})*")) {
          throw e;
        }
      }
    }
    assertThat(accepted).isPositive();
  }
}
