package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CalibratedHeadTest {
  private static final Calibration CALIBRATION =
      Calibration.of(List.of(2.0, 0.5), List.of(0.25, -1.0));

  private static final LabelCoupling COUPLING =
      LabelCoupling.of(List.of(List.of(1.0, 0.5), List.of(-2.0, 1.0)), List.of(3.0, -1.0));

  @TempDir Path temp;

  private List<WeightSpec> weights(FamilyFixture family) throws IOException {
    BackboneConfig config = Families.read(family.writeTo(temp, 100));
    return config.family().tensors(config, 2);
  }

  private static List<Float> list(FloatBuffer values) {
    List<Float> list = new ArrayList<>();
    while (values.hasRemaining()) {
      list.add(values.get());
    }
    return list;
  }

  @ParameterizedTest
  @EnumSource
  void calibrated_everyFamily_lastLayerAlone(FamilyFixture family) throws IOException {
    List<WeightSpec> weights = weights(family);
    CalibratedHead head = CalibratedHead.of(weights, COUPLING, CALIBRATION);
    String layer =
        switch (family) {
          case BERT, DISTILBERT, MODERNBERT -> "classifier";
          case ROBERTA, ELECTRA -> "classifier.out_proj";
          case XLNET -> "logits_proj";
        };
    FloatBuffer values = FloatBuffer.wrap(new float[] {1, -2, 3, 4});
    for (WeightSpec weight : weights) {
      FloatBuffer found = head.calibrated(weight.name(), values.duplicate());
      if (weight.name().equals(layer + ".weight")) {
        assertThat(list(found)).containsExactly(5f, 0f, 0.5f, 4f);
      } else if (!weight.name().equals(layer + ".bias")) {
        assertThat(list(found)).as(weight.name()).containsExactly(1f, -2f, 3f, 4f);
      }
    }
    FloatBuffer bias = FloatBuffer.wrap(new float[] {1, -2});
    assertThat(list(head.calibrated(layer + ".bias", bias))).containsExactly(6.25f, -3.5f);
  }

  @Test
  void calibrated_identity_sameBuffer() throws IOException {
    CalibratedHead head =
        CalibratedHead.of(
            weights(FamilyFixture.BERT), LabelCoupling.identity(2), Calibration.identity(2));
    FloatBuffer values = FloatBuffer.wrap(new float[] {1, -2, 3, 4});
    assertThat(head.calibrated("classifier.weight", values)).isSameAs(values);
  }

  @Test
  void of_headWithoutBias_refused() throws IOException {
    List<WeightSpec> weights = weights(FamilyFixture.BERT);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> CalibratedHead.of(weights.subList(0, weights.size() - 1), COUPLING, CALIBRATION))
        .withMessageStartingWith(
            "a head must end with the weight and the bias of a linear layer with 2 outputs");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> CalibratedHead.of(weights, LabelCoupling.identity(3), Calibration.identity(3)));
  }
}
