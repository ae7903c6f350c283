package io.github.meshclassifier.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.infer.ModelLoadException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorNamesTest {
  private static final List<String> WANTED =
      List.of(
          "bert.embeddings.LayerNorm.weight",
          "bert.embeddings.LayerNorm.bias",
          "bert.pooler.dense.weight",
          "classifier.weight");

  @Test
  void match_exactNames_found() throws ModelLoadException {
    TensorNames names = TensorNames.match(WANTED, WANTED, "bert.");
    names.requireAll("m");
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
    assertThatThrownBy(() -> names.requireAll("model.safetensors"))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage(
            "the weights lack 1 tensors: classifier.weight, found 3 others (model.safetensors)."
                + " Check that config.json belongs to these weights, which also hold"
                + " cls.predictions.bias.");
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
}
