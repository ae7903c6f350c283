package io.github.meshclassifier.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A packed form that is wrong, as on a processor that nobody has tried. */
class WrongPackingIT {
  /** The last output of some matrices alone is wrong. */
  private static final String SPOILT =
      """
      def spoilt(name: str, weight: Tensor) -> Tensor:
        if torch.find(name, "MATRIX") >= 0:
          weight = torch.clone(weight)
          torch.zero_(weight[-1])
        return weight
      """;

  private static InferencePrograms spoilt(
      String matrix,
      NDManager manager,
      ModelFamily family,
      BackboneConfig config,
      Precision precision) {
    LinearLayers linear = InferencePrograms.fastest(precision);
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
        family,
        config,
        precision,
        linear,
        Stream.concat(Stream.of(SPOILT.replace("MATRIX", matrix)), texts.stream()).toList());
  }

  static List<Arguments> matrices() {
    List<String> between =
        List.of(
            "bert.encoder.layer.0.intermediate.dense.weight [96, 64]",
            "bert.encoder.layer.1.intermediate.dense.weight [96, 64]");
    // These have three dimensions: four lead into the heads, "o" out of them.
    List<String> projections = new ArrayList<>();
    for (int layer = 0; layer < 2; layer++) {
      for (String projection : List.of("q", "k", "v", "r", "o")) {
        projections.add("transformer.layer." + layer + ".rel_attn." + projection + " [32, 32]");
      }
    }
    List<Arguments> matrices = new ArrayList<>();
    for (Precision precision : List.of(Precision.FP32, Precision.BF16, Precision.INT8)) {
      TransformersFixture bert = TransformersFixture.BERT_ODD;
      matrices.add(arguments(precision, bert, ".intermediate.", between));
      matrices.add(
          arguments(precision, bert, "classifier.", List.of("classifier.weight [14, 64]")));
      matrices.add(arguments(precision, TransformersFixture.XLNET, ".rel_attn.", projections));
    }
    return matrices;
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void load_oneMatrixPackedWrongly_plainWithOneWarning(
      Precision precision, TransformersFixture fixture, String matrix, List<String> plain)
      throws IOException {
    if (!NativePrecision.has(precision, Device.cpu())) {
      return;
    }
    List<int[]> ids = fixture.rows().stream().map(TransformersFixture.Row::ids).toList();
    PrintStream standardError = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, UTF_8));
    try (Transformer right = load(fixture, precision, InferencePrograms::compile)) {
      assertThat(printed.toString(UTF_8)).doesNotContain("multiplies wrongly");
      try (Transformer repaired =
          load(fixture, precision, (m, a, c, p) -> spoilt(matrix, m, a, c, p))) {
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
        .contains("(" + NativePrecision.processor() + ")");
    assertThat(Pattern.compile("[\\w.]+ \\[\\d+, \\d+]").matcher(printed.toString(UTF_8)).results())
        .extracting(MatchResult::group)
        .containsExactlyInAnyOrderElementsOf(plain);
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
