package io.github.meshclassifier.internal.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.fixture.TinyModel;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitecturesTest {
  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void tensors_ofTheFixture_namesAndShapesOfTransformers(TransformersFixture fixture)
      throws IOException {
    Architecture architecture = Architectures.of(fixture.config());
    List<WeightSpec> specs = architecture.tensors(fixture.config(), 14);
    try (Checkpoint weights = Checkpoint.open(fixture.files())) {
      List<String> needed =
          weights.names().stream().filter(name -> !name.endsWith("mask_emb")).toList();
      assertThat(specs.stream().map(WeightSpec::name)).containsExactlyInAnyOrderElementsOf(needed);
      for (WeightSpec spec : specs) {
        assertThat(spec.dimensions()).isEqualTo(weights.shape(spec.name()));
      }
    }
    String listed = fixture.config().json().getAsJsonArray("architectures").get(0).getAsString();
    assertThat(architecture.classifierClass()).isEqualTo(listed);
  }

  /** As transformers' trainer decides: no layer normalization and no name with bias in it. */
  @ParameterizedTest
  @EnumSource
  void tensors_biasesAndNormsDoNotDecay_headIsAfterTheEncoder(TinyModel tiny) throws IOException {
    BackboneConfig config = BackboneConfig.read(tiny.writeTo(temp));
    Architecture architecture = Architectures.of(config);
    for (WeightSpec spec : architecture.tensors(config, 3)) {
      String name = spec.name();
      assertThat(spec.decays())
          .describedAs(name)
          .isEqualTo(!name.contains("bias") && !name.matches(".*[nN]orm\\..*"));
      assertThat(spec.part())
          .describedAs(name)
          .isEqualTo(
              name.startsWith("bert.pooler.")
                  ? WeightSpec.Part.POOLER
                  : name.startsWith(architecture.prefix())
                      ? WeightSpec.Part.ENCODER
                      : WeightSpec.Part.HEAD);
    }
  }

  @Test
  void all_eachTypeOnce_xlnetAlonePadsLeft() {
    assertThat(Architectures.all())
        .extracting(Architecture::modelType)
        .containsExactly("bert", "roberta", "xlnet", "distilbert", "electra");
    for (Architecture architecture : Architectures.all()) {
      assertThat(architecture.paddingSide() == PaddingSide.LEFT)
          .isEqualTo(architecture.modelType().equals("xlnet"));
    }
  }
}
