package io.github.meshclassifier.internal.engine;

import static io.github.meshclassifier.internal.engine.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.fixture.BioBertFixture;
import io.github.meshclassifier.fixture.TinyModel;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is missing, what is left over, and what of it is said. */
class WeightLoaderIT {
  private static final WeightFile.Tensor OTHER =
      new WeightFile.Tensor(new long[] {2}, new float[] {1, 2});

  @TempDir Path temp;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = PyTorch.engine().newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private WeightLoader.Loaded load(
      TinyModel tiny, boolean pretrained, Consumer<Map<String, WeightFile.Tensor>> change)
      throws IOException {
    return load(tiny.writeTo(temp, change), TinyModel.LABELS, pretrained);
  }

  private WeightLoader.Loaded load(ModelFiles files, int labels, boolean pretrained)
      throws IOException {
    BackboneConfig config = Families.read(files);
    ModelFamily family = config.family();
    List<WeightSpec> specs = family.tensors(config, labels);
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      return pretrained
          ? WeightLoader.loadPretrained(checkpoint, family, specs, manager)
          : WeightLoader.load(checkpoint, family, specs, manager);
    }
  }

  private static List<String> names(List<WeightSpec> specs) {
    return specs.stream().map(WeightSpec::name).toList();
  }

  @ParameterizedTest
  @EnumSource
  void loadPretrained_withoutHeadAndPrefix_headAloneMissing(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    ModelFamily family = config.family();
    List<String> head =
        family.tensors(config, TinyModel.LABELS).stream()
            .filter(spec -> spec.part() == WeightSpec.Part.HEAD)
            .map(WeightSpec::name)
            .toList();
    WeightLoader.Loaded loaded =
        load(
            tiny,
            true,
            tensors -> {
              tensors.keySet().removeAll(head);
              Map<String, WeightFile.Tensor> bare = new LinkedHashMap<>();
              tensors.forEach(
                  (name, tensor) ->
                      bare.put(
                          name.replaceFirst("^" + family.prefix(), "")
                              .replaceFirst("([nN]orm)\\.weight$", "$1.gamma")
                              .replaceFirst("([nN]orm)\\.bias$", "$1.beta"),
                          tensor));
              tensors.clear();
              tensors.putAll(bare);
              family.unneeded().forEach(name -> tensors.put(name + "x", OTHER));
              family.unneeded().forEach(name -> tensors.put(family.prefix() + name + "y", OTHER));
            });
    assertThat(names(loaded.missing())).isEqualTo(head).isNotEmpty();
    assertThat(loaded.unused()).isEmpty();
    assertThat(loaded.arrays()).hasSize(family.tensors(config, 3).size() - head.size());
  }

  @Test
  void loadPretrained_halfAHead_freshAsAWhole() throws IOException {
    WeightLoader.Loaded loaded =
        load(TinyModel.ROBERTA, true, tensors -> tensors.remove("classifier.out_proj.bias"));
    assertThat(names(loaded.missing()))
        .containsExactly(
            "classifier.dense.weight",
            "classifier.dense.bias",
            "classifier.out_proj.weight",
            "classifier.out_proj.bias");
    assertThat(loaded.unused())
        .containsExactly(
            "classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight");
  }

  @Test
  void loadPretrained_headOfOtherLabels_freshAndPoolerKept() throws IOException {
    WeightLoader.Loaded loaded = load(TinyModel.BERT.writeTo(temp), 5, true);
    assertThat(names(loaded.missing())).containsExactly("classifier.weight", "classifier.bias");
    assertThat(loaded.unused()).containsExactly("classifier.weight", "classifier.bias");
    assertThat(loaded.arrays()).containsKey("bert.pooler.dense.weight");
  }

  @Test
  void loadPretrained_withoutPooler_freshPooler() throws IOException {
    WeightLoader.Loaded loaded =
        load(TinyModel.BERT, true, tensors -> tensors.keySet().removeIf(n -> n.contains("pooler")));
    assertThat(names(loaded.missing()))
        .containsExactly("bert.pooler.dense.weight", "bert.pooler.dense.bias");
    assertThat(loaded.unused()).isEmpty();
  }

  @Test
  void load_whatNobodyNeeds_named() throws IOException {
    WeightLoader.Loaded loaded =
        load(
            TinyModel.XLNET,
            false,
            tensors -> {
              tensors.put("transformer.mask_emb", OTHER);
              tensors.put("transformer.layer.1.rel_attn.x", OTHER);
              tensors.put("qa_outputs.weight", OTHER);
            });
    assertThat(loaded.missing()).isEmpty();
    assertThat(loaded.unused())
        .containsExactly("transformer.layer.1.rel_attn.x", "qa_outputs.weight");
  }

  @ParameterizedTest
  @EnumSource
  void load_moreLayersThanConfig_refused(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    ModelFamily family = config.family();
    List<String> last =
        names(family.tensors(config, TinyModel.LABELS)).stream()
            .filter(name -> name.matches(".*\\.layers?\\." + (config.layers() - 1) + "\\..*"))
            .toList();
    for (boolean pretrained : new boolean[] {false, true}) {
      for (String prefix : List.of("", family.prefix())) {
        String unread =
            last.get(3).replaceFirst("(?<=\\.layers?\\.)[0-9]", "12").substring(prefix.length());
        assertThatThrownBy(() -> load(tiny, pretrained, tensors -> tensors.put(unread, OTHER)))
            .isInstanceOf(ModelLoadException.class)
            .hasMessageContaining(
                "the weights have more layers than config.json, expected "
                    + config.layers()
                    + " layers, found tensor "
                    + unread.substring(0, Math.min(unread.length(), 33)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void load_encoderIncompleteOrMisshapen_refusedByName(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    List<WeightSpec> specs = config.family().tensors(config, TinyModel.LABELS);
    String first = specs.get(0).name();
    String later = specs.get(7).name();
    for (boolean pretrained : new boolean[] {false, true}) {
      assertThatThrownBy(
              () ->
                  load(
                      tiny,
                      pretrained,
                      tensors -> {
                        tensors.remove(later);
                        tensors.remove(first);
                        tensors.put("foreign", OTHER);
                      }))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("tensors are missing: " + first + ", " + later)
          .hasMessageEndingWith(
              "Check that config.json belongs to these weights, which also hold foreign.");
      assertThatThrownBy(() -> load(tiny, pretrained, tensors -> tensors.put(later, OTHER)))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("tensor '" + later + "' does not fit config.json")
          .hasMessageContaining("expected shape " + specs.get(7).shape() + ", found shape [2]");
    }
  }

  @Test
  void loadPretrained_asBioBertIsServed_pooledAsTransformers() throws IOException {
    BackboneConfig config = BioBertFixture.config();
    int width = config.hiddenSize();
    WeightLoader.Loaded loaded = load(BioBertFixture.files(), width, true);
    assertThat(names(loaded.missing())).containsExactly("classifier.weight", "classifier.bias");
    assertThat(loaded.unused()).isEmpty();
    // A head that hands its input on shows the pooled first token.
    Map<String, PtNDArray> weights = new LinkedHashMap<>(loaded.arrays());
    weights.put("classifier.weight", (PtNDArray) manager.eye(width, width, 0, DataType.FLOAT32));
    weights.put("classifier.bias", (PtNDArray) manager.zeros(new Shape(width)));
    List<BioBertFixture.Row> rows = BioBertFixture.rows();
    try (Transformer backbone = Transformer.of(weights, config, width, Device.cpu())) {
      float[][] together = backbone.logits(rows.stream().map(BioBertFixture.Row::ids).toList());
      for (int i = 0; i < together.length; i++) {
        assertClose(together[i], rows.get(i).pooled(), 1e-5);
        assertClose(backbone.logits(List.of(rows.get(i).ids()))[0], rows.get(i).pooled(), 1e-5);
      }
    }
  }
}
