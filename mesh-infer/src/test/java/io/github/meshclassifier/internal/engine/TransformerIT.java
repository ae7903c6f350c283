package io.github.meshclassifier.internal.engine;

import static io.github.meshclassifier.internal.engine.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.google.gson.JsonObject;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logits against those of transformers. */
class TransformerIT {
  private static final double TOLERANCE = 1e-5;
  private static final List<BertFixture.Row> ROWS = BertFixture.rows();
  private static final List<int[]> IDS = ROWS.stream().map(BertFixture.Row::ids).toList();

  private static Transformer backbone;

  @TempDir Path temp;

  @BeforeAll
  static void load() throws IOException {
    backbone = load(BertFixture.files());
  }

  @AfterAll
  static void close() {
    backbone.close();
  }

  private static Transformer load(ModelFiles files) throws IOException {
    try (Checkpoint weights = Checkpoint.open(files)) {
      return Transformer.load(weights, Families.read(files), 14, Device.cpu(), Precision.FP32);
    }
  }

  @Test
  void logits_oneSequence_asTransformers() {
    for (BertFixture.Row row : ROWS) {
      float[][] logits = backbone.logits(List.of(row.ids()));
      assertThat(logits).hasDimensions(1, 14);
      assertClose(logits[0], row.logits(), TOLERANCE);
      assertClose(Sigmoid.of(logits[0]), row.probabilities(), TOLERANCE);
    }
  }

  @Test
  void logits_paddedBatch_asTransformers() {
    float[][] logits = backbone.logits(IDS);
    List<float[]> expected = BertFixture.batchedLogits();
    for (int i = 0; i < logits.length; i++) {
      assertClose(logits[i], expected.get(i), TOLERANCE);
      assertClose(logits[i], ROWS.get(i).logits(), TOLERANCE);
    }
  }

  @Test
  void logits_anyOrder_same() {
    Random random = new Random(7);
    for (int round = 0; round < 5; round++) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS.size()).boxed().toList());
      Collections.shuffle(order, random);
      float[][] logits = backbone.logits(order.stream().map(IDS::get).toList());
      for (int i = 0; i < logits.length; i++) {
        assertClose(logits[i], ROWS.get(order.get(i)).logits(), TOLERANCE);
      }
    }
  }

  @Test
  void logits_anyPadding_same() {
    for (int length : new int[] {65, 72, BertFixture.MAX_POSITIONS}) {
      List<int[]> batch = new ArrayList<>(IDS);
      batch.add(sequence(length));
      float[][] logits = backbone.logits(batch);
      for (int i = 0; i < ROWS.size(); i++) {
        assertClose(logits[i], ROWS.get(i).logits(), TOLERANCE);
      }
    }
    for (int more = 1; more <= 32; more *= 2) {
      BertFixture.Row row = ROWS.get(7);
      float[][] logits = backbone.logits(List.of(sequence(row.ids().length + more), row.ids()));
      assertClose(logits[1], row.logits(), TOLERANCE);
    }
  }

  private static int[] sequence(int length) {
    int[] ids = new int[length];
    Arrays.fill(ids, 5);
    return ids;
  }

  @Test
  void logitsOfMany_orderKept_progressTold() {
    List<int[]> sequences = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      sequences.addAll(IDS);
    }
    List<Integer> progress = new ArrayList<>();
    float[][] logits = BulkLogits.logits(backbone, sequences, progress::add);
    for (int i = 0; i < logits.length; i++) {
      assertClose(logits[i], ROWS.get(i % ROWS.size()).logits(), TOLERANCE);
    }
    assertThat(progress).isSorted().hasSizeGreaterThan(1).endsWith(sequences.size());
  }

  @Test
  void load_brainFloats_closeToTheirPrecision() throws IOException {
    // 8 significant bits: weights are off by up to 0.4%.
    Path directory = rewritten(TensorType.BF16);
    try (Transformer rounded = load(ModelFiles.directory(directory))) {
      float[][] logits = rounded.logits(IDS);
      for (int i = 0; i < logits.length; i++) {
        assertClose(logits[i], ROWS.get(i).logits(), 0.1);
      }
      assertThat(logits[0]).isNotEqualTo(backbone.logits(IDS)[0]);
    }
  }

  @Test
  void load_halfFloats_closeToTheirPrecision() throws IOException {
    // 11 significant bits, cut: weights are off by up to 0.1%.
    Path directory = rewritten(TensorType.F16);
    try (Transformer rounded = load(ModelFiles.directory(directory))) {
      float[][] logits = rounded.logits(IDS);
      for (int i = 0; i < logits.length; i++) {
        assertClose(logits[i], ROWS.get(i).logits(), 0.03);
      }
    }
  }

  @Test
  void load_shards_sameLogits() throws IOException {
    Path directory = BertFixture.copyTo(temp.resolve("sharded"));
    Map<String, WeightFile.Tensor> tensors = WeightFile.read(ModelFiles.directory(directory));
    Files.delete(directory.resolve("model.safetensors"));
    JsonObject map = new JsonObject();
    for (int shard = 0; shard < 3; shard++) {
      String name = "model-0000" + (shard + 1) + "-of-00003.safetensors";
      Map<String, WeightFile.Tensor> part = new LinkedHashMap<>();
      for (String tensor : tensors.keySet()) {
        if (Math.floorMod(tensor.hashCode(), 3) == shard) {
          part.put(tensor, tensors.get(tensor));
          map.addProperty(tensor, name);
        }
      }
      WeightFile.write(directory.resolve(name), part, TensorType.F32);
    }
    JsonObject index = new JsonObject();
    index.add("metadata", new JsonObject());
    index.add("weight_map", map);
    Files.writeString(directory.resolve("model.safetensors.index.json"), index.toString());
    try (Transformer sharded = load(ModelFiles.directory(directory))) {
      assertThat(sharded.logits(IDS)).isDeepEqualTo(backbone.logits(IDS));
    }
  }

  @Test
  void load_namesOfBareEncoderAndOldLayerNorms_sameLogits() throws IOException {
    Map<String, WeightFile.Tensor> renamed = new LinkedHashMap<>();
    WeightFile.read(BertFixture.files())
        .forEach(
            (name, tensor) ->
                renamed.put(
                    name.replaceFirst("^bert\\.", "")
                        .replace("LayerNorm.weight", "LayerNorm.gamma")
                        .replace("LayerNorm.bias", "LayerNorm.beta"),
                    tensor));
    try (Transformer other = load(ModelFiles.directory(with(renamed)))) {
      assertThat(other.logits(IDS)).isDeepEqualTo(backbone.logits(IDS));
    }
  }

  @Test
  void load_headMissing_namedAndCounted() throws IOException {
    Map<String, WeightFile.Tensor> tensors = WeightFile.read(BertFixture.files());
    tensors.remove("classifier.weight");
    tensors.remove("classifier.bias");
    ModelFiles files = ModelFiles.directory(with(tensors));
    assertThatThrownBy(() -> load(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage(
            "tensors are missing: classifier.weight, classifier.bias, expected 41 tensors, found 39"
                + " of them (%s). A pretrained checkpoint has to be fine-tuned before it can"
                + " classify.",
            files.location("model.safetensors"));
  }

  @Test
  void load_otherWidth_bothShapes() throws IOException {
    Path directory = BertFixture.copyTo(temp.resolve("wide"));
    BertFixture.edit(
        directory.resolve("config.json"), json -> json.addProperty("intermediate_size", 128));
    assertThatThrownBy(() -> load(ModelFiles.directory(directory)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            "tensor 'bert.encoder.layer.0.intermediate.dense.weight' does not fit config.json and"
                + " the labels, expected shape [128, 32], found shape [64, 32]");
  }

  @Test
  void load_unknownArchitectureOrActivation_refused() throws IOException {
    Path other = BertFixture.copyTo(temp.resolve("other"));
    BertFixture.edit(other.resolve("config.json"), json -> json.addProperty("model_type", "gpt2"));
    assertThatThrownBy(() -> load(ModelFiles.directory(other)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            "config.json: this model_type is not supported, expected one of [bert, distilbert,"
                + " electra, modernbert, roberta, xlnet], found gpt2");
    Path mish = BertFixture.copyTo(temp.resolve("mish"));
    BertFixture.edit(mish.resolve("config.json"), json -> json.addProperty("hidden_act", "mish"));
    assertThatThrownBy(() -> load(ModelFiles.directory(mish)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            "config.json: hidden_act is not supported, expected one of [gelu, gelu_accurate,"
                + " gelu_fast, gelu_new, gelu_python, gelu_python_tanh, gelu_pytorch_tanh, relu,"
                + " silu, swish], found mish ("
                + mish);
  }

  private Path rewritten(TensorType type) throws IOException {
    Path directory = BertFixture.copyTo(temp.resolve(type.name()));
    Map<String, WeightFile.Tensor> tensors = WeightFile.read(ModelFiles.directory(directory));
    WeightFile.write(directory.resolve("model.safetensors"), tensors, type);
    return directory;
  }

  private Path with(Map<String, WeightFile.Tensor> tensors) throws IOException {
    Path directory = BertFixture.copyTo(temp.resolve("with"));
    WeightFile.write(directory.resolve("model.safetensors"), tensors, TensorType.F32);
    return directory;
  }
}
