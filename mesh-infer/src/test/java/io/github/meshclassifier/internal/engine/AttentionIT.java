package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.program.ProgramModule;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attention that is computed in blocks, against one product of all queries and keys in doubles: the
 * root mean square of the difference, divided by that of the result.
 */
class AttentionIT {
  /**
   * Queries, keys and values are random, [batch, 2 heads, tokens, size]. Some keys lie far from
   * zero on one side, as those of trained models may.
   */
  private static final String TEXT =
      """
      class Attention(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        model : __torch__.Model

        def forward(self: __torch__.Attention, layout: Tensor, kind: str, size: int, scale: float, offset: float, dtype: int) -> Tensor:
          torch.manual_seed(1)
          bounds = __torch__.bounds(layout)
          shape = [1, 2, bounds[-1], size] if layout.dim() == 1 else [layout.size(0), 2, layout.size(1), size]
          q = (torch.randn(shape, dtype=6) * scale).to(dtype)
          k = (torch.randn(shape, dtype=6) + torch.randn([1, 2, 1, size], dtype=6) * offset).to(dtype)
          v = torch.randn(shape, dtype=6).to(dtype)
          owners = layout if layout.dim() == 2 else torch.repeat_interleave(layout).unsqueeze(0)
          reach = self.model.reach if kind == "near" else owners.size(1)
          if kind == "near":
            found = self.model.attend_nearby(q, k, v, self.model.band(owners, q))
          else:
            found = __torch__.attend(self.model, q, k, v, bounds, __torch__.attention_bias(layout, q))
          expected = self.expected(q.to(7), k.to(7), v.to(7), owners, reach)
          if layout.dim() == 2:
            # What padding would attend to, nobody reads.
            expected = expected * layout.unsqueeze(2)
            found = found * layout.unsqueeze(2)
          return torch.sqrt(torch.sum(torch.pow(found.to(7) - expected, 2)) / torch.sum(torch.pow(expected, 2))).to(6)

        def expected(self: __torch__.Attention, q: Tensor, k: Tensor, v: Tensor, owners: Tensor, reach: int) -> Tensor:
          scores = torch.matmul(q, k.transpose(2, 3)) * q.size(3) ** -0.5
          places = torch.arange(owners.size(1))
          far = torch.abs(places.unsqueeze(0) - places.unsqueeze(1)) > reach
          apart = torch.logical_or(far, owners.unsqueeze(1) != owners.unsqueeze(2)).unsqueeze(1)
          weights = torch.softmax(scores + apart.to(7) * -1000000.0, -1)
          return torch.matmul(weights, v).transpose(1, 2).flatten(2)
      """;

  @ParameterizedTest
  @CsvSource({
    // Too short for blocks.
    "all, false, 300, 64, 1, 0",
    "all, false, 1025, 64, 1, 0",
    "all, false, 1025, 48, 4, 0",
    "all, false, 1088, 64, 3, 10",
    "all, false, 2111, 64, 3, 0",
    "all, false, 1300 40 1025 1, 32, 1, 1",
    "all, true, 1300 40 1025, 64, 1, 0",
    "all, true, 512 317 64, 64, 1, 1",
    "near, false, 7, 64, 1, 0",
    "near, false, 129, 64, 1, 0",
    "near, false, 1025, 32, 1, 0",
    "near, false, 300 40 1 128, 64, 1, 0",
    "near, true, 300 40 128, 64, 1, 0"
  })
  void attention_inBlocks_asAtOnce(
      String kind, boolean padded, String lengths, int size, double scale, double offset)
      throws IOException {
    long[] tokens = Arrays.stream(lengths.split(" ")).mapToLong(Long::parseLong).toArray();
    double float32 = difference(Precision.FP32, kind, padded, tokens, size, scale, offset);
    assertThat(float32).isLessThan(1e-5);
    if (NativePrecision.has(Precision.BF16, Device.cpu())) {
      double bfloat16 = difference(Precision.BF16, kind, padded, tokens, size, scale, offset);
      assertThat(bfloat16).isBetween(1e-5, 0.01);
    }
  }

  /** Scores so far above their mean that the softmax cannot be a part of the product. */
  @ParameterizedTest
  @ValueSource(doubles = {15, 40, 1000})
  void attention_largeScores_asAtOnce(double scale) throws IOException {
    long[] tokens = {1025};
    assertThat(difference(Precision.FP32, "all", false, tokens, 64, scale, 0)).isLessThan(1e-3);
    if (NativePrecision.has(Precision.BF16, Device.cpu())) {
      assertThat(difference(Precision.BF16, "all", false, tokens, 64, scale, 0)).isLessThan(0.2);
    }
  }

  private static double difference(
      Precision precision,
      String kind,
      boolean padded,
      long[] lengths,
      int size,
      double scale,
      double offset)
      throws IOException {
    BackboneConfig config = TransformersFixture.MODERNBERT_MEAN.config();
    ModelFamily family = config.family();
    int compute = precision == Precision.BF16 ? ModelFamily.BFLOAT16 : ModelFamily.FLOAT32;
    Map<String, Object> model = family.attributes(config, Dropout.NONE, false, compute);
    model.put("heads", 2);
    Map<String, Object> attributes =
        Map.of("training", false, "model", new ProgramModule(ModelFamily.CLASS_NAME, model));
    List<String> texts = new ArrayList<>(family.texts(LinearLayers.ONEDNN));
    texts.add(TEXT);
    try (PtNDManager manager = (PtNDManager) PyTorch.engine().newBaseManager(Device.cpu());
        Program program = Program.compile(manager, "Attention", attributes, texts);
        IValue layout = layout(manager, padded, lengths);
        IValue result =
            program.run(
                "forward",
                layout,
                IValue.from(kind),
                IValue.from((long) size),
                IValue.from(scale),
                IValue.from(offset),
                IValue.from((long) compute))) {
      return result.toTensor(manager).getFloat();
    }
  }

  /** Lengths of sequences end to end, or the mask of padded ones. */
  private static IValue layout(PtNDManager manager, boolean padded, long[] lengths) {
    if (!padded) {
      return IValue.from((PtNDArray) manager.create(lengths));
    }
    List<int[]> sequences = new ArrayList<>();
    for (long length : lengths) {
      sequences.add(new int[(int) length]);
    }
    PaddedBatch batch = PaddedBatch.of(sequences, 0, PaddingSide.RIGHT);
    Shape shape = new Shape(batch.rows(), batch.columns());
    return IValue.from((PtNDArray) manager.create(batch.mask()).reshape(shape));
  }
}
