package io.github.meshclassifier.internal.engine;

import static io.github.meshclassifier.internal.engine.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.program.EmptyContainer;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.program.ProgramModule;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program texts: each compiles and computes what transformers computes. */
class ProgramIT {
  private PtNDManager manager;

  @BeforeEach
  void open() {
    manager = (PtNDManager) PyTorch.engine().newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAIN", "ONEDNN"})
  void forward_eachKindOfLinearLayer_asTransformers(LinearLayers linear) throws IOException {
    BackboneConfig config = BertFixture.config();
    for (ModelFamily family : List.of(config.family())) {
      try (Program packing =
              Program.compile(
                  manager,
                  "Packing",
                  Map.of("training", false, "compute", ModelFamily.FLOAT32),
                  linear.texts());
          Program forward =
              Program.compile(
                  manager,
                  ModelFamily.CLASS_NAME,
                  family.attributes(config, Dropout.NONE, false, ModelFamily.FLOAT32),
                  family.texts(linear));
          IValue plain = IValue.stringMapFrom(weights(family, config));
          IValue result = packing.run("pack", plain)) {
        IValue[] parts = result.toIValueTuple();
        try (IValue packed = parts[0];
            IValue wrong = parts[1]) {
          assertThat(wrong.toIValueArray()).isEmpty();
          for (BertFixture.Row row : BertFixture.rows()) {
            try (IValue ids = ids(row.ids());
                IValue mask = IValue.from(ones(row.ids().length));
                IValue logits = forward.run("forward", ids, mask, packed)) {
              assertClose(logits.toTensor(manager).toFloatArray(), row.logits(), 1e-5);
            }
          }
        }
      } catch (EngineException e) {
        // Not every platform's PyTorch is built with oneDNN.
        assertThat(linear).isEqualTo(LinearLayers.ONEDNN);
        assertThat(e).hasMessageContaining("mkldnn");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trainingProgram_withoutDropout_asTransformers(boolean bfloat16) throws IOException {
    BackboneConfig config = BertFixture.config();
    ModelFamily family = config.family();
    Map<String, PtNDArray> weights = weights(family, config);
    try (TrainingProgram program =
        TrainingProgram.compile(manager, family, config, Dropout.NONE, bfloat16)) {
      for (BertFixture.Row row : BertFixture.rows()) {
        PtNDArray ids = (PtNDArray) manager.create(longs(row.ids())).reshape(1, row.ids().length);
        float[] logits = program.logits(ids, ones(row.ids().length), weights).toFloatArray();
        // bfloat16 has 8 significant bits, and every layer rounds to them.
        assertClose(logits, row.logits(), bfloat16 ? 0.2 : 1e-5);
      }
    }
  }

  @Test
  void compile_wrongText_refused() {
    assertThatThrownBy(
            () ->
                Program.compile(
                    manager,
                    "Broken",
                    Map.of("training", false),
                    List.of(
                        """
                        class Broken(Module):
                          __parameters__ = []
                          __buffers__ = []
                          training : bool
                          def forward(self: __torch__.Broken, x: Tensor) -> Tensor:
                            return torch.no_such_operator(x)
                        """)))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("no_such_operator");
  }

  @Test
  void attributes_everyType_arrive() {
    String text =
        """
        class Inner(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          list : List[Tensor]
          map : Dict[str, Tensor]

        class Echo(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          whole : int
          real : float
          text : str
          inner : __torch__.Inner
          def forward(self: __torch__.Echo, x: Tensor) -> Tensor:
            y = x.add(self.whole).mul(self.real).add(len(self.inner.list) + len(self.inner.map))
            return y.neg() if self.training and self.text == "text" else y
        """;
    ProgramModule inner =
        new ProgramModule(
            "Inner",
            Map.of(
                "training",
                true,
                "list",
                EmptyContainer.TENSOR_LIST,
                "map",
                EmptyContainer.TENSOR_DICTIONARY));
    Map<String, Object> attributes =
        Map.of("training", true, "whole", -70_000, "real", 0.125, "text", "text", "inner", inner);
    try (Program echo = Program.compile(manager, "Echo", attributes, List.of(text))) {
      NDArray result = echo.runWithGradients(manager, "forward", manager.create(70_008f));
      assertThat(result.getFloat()).isEqualTo(-1f);
    }
    assertThatThrownBy(() -> Program.compile(manager, "Echo", Map.of("whole", 1L), List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attribute value of an unsupported type: 1");
  }

  private Map<String, PtNDArray> weights(ModelFamily family, BackboneConfig config)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(BertFixture.files())) {
      WeightLoader.Loaded loaded =
          WeightLoader.load(checkpoint, family, family.tensors(config, 14), manager);
      assertThat(loaded.missing()).isEmpty();
      assertThat(loaded.unused()).isEmpty();
      return loaded.arrays();
    }
  }

  private IValue ids(int[] ids) {
    return IValue.from((PtNDArray) manager.create(longs(ids)).reshape(1, ids.length));
  }

  private PtNDArray ones(int length) {
    return (PtNDArray) manager.ones(new Shape(1, length), DataType.INT64);
  }

  private static long[] longs(int[] ints) {
    return Arrays.stream(ints).asLongStream().toArray();
  }
}
