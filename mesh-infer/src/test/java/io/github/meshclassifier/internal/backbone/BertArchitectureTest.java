package io.github.meshclassifier.internal.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BertArchitectureTest {
  @Test
  void tensors_ofTheFixture_namesAndShapesOfTransformers() throws IOException {
    Architecture bert = Architectures.of(BertFixture.config());
    List<WeightSpec> specs = bert.tensors(BertFixture.config(), 14);
    try (Checkpoint weights = Checkpoint.open(BertFixture.files())) {
      assertThat(specs.stream().map(WeightSpec::name))
          .containsExactlyInAnyOrderElementsOf(weights.names());
      for (WeightSpec spec : specs) {
        assertThat(spec.dimensions()).isEqualTo(weights.shape(spec.name()));
      }
    }
  }

  @Test
  void tensors_matricesAloneDecay_headIsPoolerAndClassifier() throws IOException {
    Architecture bert = Architectures.of(BertFixture.config());
    for (WeightSpec spec : bert.tensors(BertFixture.config(), 14)) {
      assertThat(spec.decays()).describedAs(spec.name()).isEqualTo(spec.shape().size() == 2);
      assertThat(spec.part())
          .describedAs(spec.name())
          .isEqualTo(
              spec.name().startsWith("classifier.")
                  ? WeightSpec.Part.HEAD
                  : spec.name().contains("pooler")
                      ? WeightSpec.Part.POOLER
                      : WeightSpec.Part.ENCODER);
    }
    assertThat(bert.classifierClass()).isEqualTo("BertForSequenceClassification");
  }
}
