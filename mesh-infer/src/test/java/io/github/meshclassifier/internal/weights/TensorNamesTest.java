package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorNamesTest {
  /** Names of foreign weights are logged. */
  @Test
  void some_controlCharacters_replaced() {
    assertThat(TensorNames.some(List.of("a\r\u001b[31m", "b"))).isEqualTo("a??[31m, b");
  }

  private static final List<String> WANTED =
      List.of(
          "bert.embeddings.LayerNorm.weight",
          "bert.embeddings.LayerNorm.bias",
          "bert.pooler.dense.weight",
          "classifier.weight");

  @Test
  void match_exactNames_found() {
    TensorNames names = TensorNames.match(WANTED, WANTED, "bert.");
    assertThat(names.missing()).isEmpty();
    assertThat(WANTED).allSatisfy(n -> assertThat(names.find(n)).isEqualTo(n));
    assertThat(names.unused()).isEmpty();
  }

  @Test
  void match_oldNamesWithoutPrefix_found() {
    TensorNames names =
        TensorNames.match(
            List.of(
                "embeddings.LayerNorm.gamma",
                "embeddings.LayerNorm.beta",
                "pooler.dense.weight",
                "cls.predictions.bias"),
            WANTED,
            "bert.");
    assertThat(names.find("bert.embeddings.LayerNorm.weight"))
        .isEqualTo("embeddings.LayerNorm.gamma");
    assertThat(names.find("bert.embeddings.LayerNorm.bias")).isEqualTo("embeddings.LayerNorm.beta");
    assertThat(names.find("bert.pooler.dense.weight")).isEqualTo("pooler.dense.weight");
    assertThat(names.find("classifier.weight")).isNull();
    assertThat(names.missing()).containsExactly("classifier.weight");
    assertThat(names.unused()).containsExactly("cls.predictions.bias");
  }

  @Test
  void match_bothForms_exactWinsOtherUnused() {
    TensorNames names =
        TensorNames.match(
            List.of("pooler.dense.weight", "bert.pooler.dense.weight"),
            List.of("bert.pooler.dense.weight"),
            "bert.");
    assertThat(names.find("bert.pooler.dense.weight")).isEqualTo("bert.pooler.dense.weight");
    assertThat(names.unused()).containsExactly("pooler.dense.weight");
  }

  @Test
  void match_oldNamesOfAnyNormalization_found() {
    List<String> wanted =
        List.of(
            "transformer.layer.0.rel_attn.layer_norm.weight",
            "transformer.layer.0.sa_layer_norm.bias",
            "transformer.layer.0.ff.layer_1.bias");
    TensorNames names =
        TensorNames.match(
            List.of(
                "layer.0.rel_attn.layer_norm.gamma",
                "transformer.layer.0.sa_layer_norm.beta",
                "transformer.layer.0.ff.layer_1.beta"),
            wanted,
            "transformer.");
    assertThat(names.find(wanted.get(0))).isEqualTo("layer.0.rel_attn.layer_norm.gamma");
    assertThat(names.find(wanted.get(1))).isEqualTo("transformer.layer.0.sa_layer_norm.beta");
    assertThat(names.missing()).containsExactly(wanted.get(2));
  }

  @Test
  void some_manyOrLongNames_bounded() {
    assertThat(TensorNames.some(List.of("a", "b"))).isEqualTo("a, b");
    String text = TensorNames.some(Collections.nCopies(1000, "x".repeat(10_000)));
    assertThat(text).hasSizeLessThan(1000).endsWith(" and 995 more");
  }
}
