package io.github.meshclassifier.internal.backbone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.infer.Precision;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A packed form that is wrong, as on a processor that nobody has tried. */
class WrongPackingIT {
  /** Its last output alone is wrong. */
  private static final String SPOILT =
      """
      def spoilt(name: str, weight: Tensor) -> Tensor:
        if torch.find(name, ".intermediate.") >= 0:
          weight = torch.clone(weight)
          torch.zero_(weight[95])
        return weight
      """;

  private static InferencePrograms spoilt(
      NDManager manager, Architecture architecture, BackboneConfig config, Precision precision) {
    LinearLayers linear = precision == Precision.INT8 ? LinearLayers.INT8 : LinearLayers.ONEDNN;
    List<String> texts =
        linear.texts().stream()
            .map(
                text ->
                    text.replace("filled(weight, 0)", "filled(__torch__.spoilt(name, weight), 0)"))
            .map(
                text ->
                    text.replace(
                        "filled(integers, 0)", "filled(__torch__.spoilt(name, integers), 0)"))
            .toList();
    assertThat(texts).isNotEqualTo(linear.texts());
    return InferencePrograms.compile(
        manager,
        architecture,
        config,
        precision,
        linear,
        List.of(SPOILT, texts.get(0), texts.get(1)));
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16", "INT8"})
  void load_oneMatrixPackedWrongly_plainWithOneWarning(Precision precision) throws IOException {
    if (!NativePrecision.has(precision, Device.cpu())) {
      return;
    }
    TransformersFixture fixture = TransformersFixture.BERT_ODD;
    List<int[]> ids = fixture.rows().stream().map(TransformersFixture.Row::ids).toList();
    PrintStream standardError = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, UTF_8));
    try (Transformer right = load(fixture, precision, InferencePrograms::compile)) {
      assertThat(printed.toString(UTF_8)).doesNotContain("multiplies wrongly");
      try (Transformer repaired = load(fixture, precision, WrongPackingIT::spoilt)) {
        float[][] expected = right.logits(ids);
        float[][] found = repaired.logits(ids);
        for (int i = 0; i < found.length; i++) {
          Closeness.assertClose(found[i], expected[i], precision == Precision.FP32 ? 1e-5 : 0.2);
        }
      }
    } finally {
      System.setErr(standardError);
    }
    assertThat(printed.toString(UTF_8))
        .containsOnlyOnce("multiplies wrongly in " + precision)
        .contains("bert.encoder.layer.0.intermediate.dense.weight [96, 64]")
        .contains("bert.encoder.layer.1.intermediate.dense.weight [96, 64]")
        .contains("(" + NativePrecision.processor() + ")")
        .doesNotContain("output.dense");
  }

  private static Transformer load(
      TransformersFixture fixture, Precision precision, Transformer.Compiler compiler)
      throws IOException {
    BackboneConfig config = fixture.config();
    try (Checkpoint weights = Checkpoint.open(fixture.files())) {
      return Transformer.load(weights, config, 14, Device.cpu(), precision, compiler);
    }
  }
}
