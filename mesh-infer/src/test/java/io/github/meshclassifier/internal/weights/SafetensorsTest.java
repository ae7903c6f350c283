package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final String WORDS = "bert.embeddings.word_embeddings.weight";

  @TempDir Path temp;

  @Test
  void open_transformersCheckpoint_namesShapesAndTypes() throws IOException {
    try (Checkpoint weights = Checkpoint.open(Fixtures.bertIn(temp))) {
      assertThat(weights.names()).hasSize(41).contains(WORDS, "classifier.bias");
      assertThat(weights.shape(WORDS)).containsExactly(1800, 32);
      assertThat(weights.elements(WORDS)).isEqualTo(57_600);
      assertThat(weights.type(WORDS)).isEqualTo(TensorType.F32);
    }
  }

  @Test
  void readFloats_directoryAndResource_sameBitsAsFile() throws IOException {
    Map<String, float[]> mapped = Fixtures.all(Fixtures.bertIn(temp));
    Map<String, float[]> heap = Fixtures.all(Fixtures.bert());
    ByteBuffer file =
        ByteBuffer.wrap(Fixtures.bert("model.safetensors")).order(ByteOrder.LITTLE_ENDIAN);
    // The word embeddings begin 10,752 bytes into the data, as the committed header says.
    int start = 8 + (int) file.getLong(0) + 10_752;
    float[] words = new float[57_600];
    file.position(start);
    file.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(words);

    assertThat(mapped.get(WORDS)).containsExactly(words);
    assertThat(heap.keySet()).containsExactlyElementsOf(mapped.keySet());
    heap.forEach((name, values) -> assertThat(mapped.get(name)).containsExactly(values));
  }

  @Test
  void readFloats_directBufferWithOffset_movesPosition() throws IOException {
    try (Checkpoint weights = Checkpoint.open(Fixtures.bert())) {
      ByteBuffer target = ByteBuffer.allocateDirect(100).order(ByteOrder.nativeOrder());
      weights.readFloats("classifier.bias", target.position(7));
      assertThat(target.position()).isEqualTo(7 + 14 * 4);
      assertThat(target.getFloat(7)).isEqualTo(Fixtures.floats(weights, "classifier.bias")[0]);
    }
  }

  @Test
  void open_shards_sameTensorsAsSingleFile() throws IOException {
    shard();
    Map<String, float[]> single = Fixtures.all(Fixtures.bert());
    Map<String, float[]> sharded = Fixtures.all(ModelFiles.directory(temp));
    assertThat(sharded.keySet()).containsExactlyInAnyOrderElementsOf(single.keySet());
    single.forEach((name, values) -> assertThat(sharded.get(name)).containsExactly(values));
  }

  @Test
  void open_shardMissing_namesIt() throws IOException {
    shard();
    Files.delete(temp.resolve("model-2.safetensors"));
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("model-2.safetensors is missing");
  }

  @Test
  void open_indexDisagrees_rejected() throws IOException {
    shard();
    Path index = temp.resolve(Safetensors.INDEX);
    String text = Files.readString(index);
    Files.writeString(index, text.replaceFirst("model-1.safetensors", "model-2.safetensors"));
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .hasMessageContaining("weight_map disagrees about tensor");
    Files.writeString(
        index, text.replaceFirst("\"weight_map\":\\{", "$0\"extra\":\"model-1.safetensors\","));
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .hasMessageContaining("weight_map names tensors that no shard holds");
    Files.writeString(index, text.replace("model-1.safetensors", "../model-1.safetensors"));
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .hasMessageContaining("weight_map names a file outside the model");
  }

  @Test
  void open_longTensorName_clipped() throws IOException {
    String header =
        "{\"%s\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}"
            .formatted("n".repeat(100));
    ModelFiles files = Fixtures.directory(temp, "model.safetensors", Fixtures.file(header, 4));
    assertThatThrownBy(() -> Checkpoint.open(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("tensor " + "n".repeat(40) + "...: the dtype is not known");
  }

  @Test
  void open_noWeights_saysWhatToDo() throws IOException {
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the model has no weights, expected model.safetensors");
    Files.createFile(temp.resolve("tf_model.h5"));
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .hasMessageContaining("found tf_model.h5")
        .hasMessageContaining("save_pretrained");
  }

  @Test
  void close_twice_thenReadsRefused() throws IOException {
    for (ModelFiles files : List.of(Fixtures.bert(), Fixtures.bertIn(temp))) {
      Checkpoint weights = Checkpoint.open(files);
      weights.close();
      weights.close();
      ByteBuffer target = ByteBuffer.allocate(1 << 20).order(ByteOrder.nativeOrder());
      assertThatIllegalStateException()
          .isThrownBy(() -> weights.readFloats(WORDS, target))
          .withMessage("Safetensors is closed");
      assertThat(weights.names()).contains(WORDS);
    }
  }

  @Test
  void readFloats_wrongArguments_rejected() throws IOException {
    try (Checkpoint weights = Checkpoint.open(Fixtures.bert())) {
      ByteBuffer small = ByteBuffer.allocate(55).order(ByteOrder.nativeOrder());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> weights.readFloats("classifier.bias", small))
          .withMessageContaining("14 floats needed, room for 13");
      ByteOrder other =
          ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
              ? ByteOrder.LITTLE_ENDIAN
              : ByteOrder.BIG_ENDIAN;
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> weights.readFloats("classifier.bias", ByteBuffer.allocate(56).order(other)))
          .withMessageContaining("native byte order");
      assertThatIllegalArgumentException().isThrownBy(() -> weights.shape("nothing"));
    }
  }

  @Test
  void readFloats_fileShrank_reported() throws IOException {
    try (Checkpoint weights = Checkpoint.open(Fixtures.bertIn(temp))) {
      Files.write(temp.resolve("model.safetensors"), new byte[100]);
      assertThatThrownBy(() -> Fixtures.floats(weights, WORDS))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("has become shorter while it was in use");
    }
  }

  @Test
  void readFloats_integers_rejectedButOpened() throws IOException {
    String header = "{\"ids\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}";
    ModelFiles files = Fixtures.directory(temp, "model.safetensors", Fixtures.file(header, 16));
    try (Checkpoint weights = Checkpoint.open(files)) {
      assertThatThrownBy(() -> Fixtures.floats(weights, "ids"))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("cannot be read as numbers")
          .hasMessageContaining("found I64");
    }
  }

  @Test
  void readFloats_manyThreads_equalsSerial() throws Exception {
    Map<String, float[]> serial = Fixtures.all(Fixtures.bert());
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (Checkpoint weights = Checkpoint.open(Fixtures.bertIn(temp))) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        tasks.add(
            () -> {
              for (String name : weights.names()) {
                assertThat(Arrays.equals(Fixtures.floats(weights, name), serial.get(name)))
                    .isTrue();
              }
              return null;
            });
      }
      for (Future<Void> result : pool.invokeAll(tasks)) {
        result.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "{}|4|the tensors do not cover the data section",
        "[]|0|does not begin with '{'",
        " {}|0|does not begin with '{'",
        "{\"a\":{}}|0|the description is incomplete",
        "{\"a\":1}|0|not well-formed JSON",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|3|do not cover",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|5|do not cover",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|4|does not fit the shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}|4|does not fit the shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|leaves a gap before it",
        "{\"a\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|the dtype is not known",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|4|not an integer from 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}|4|not an integer from"
            + " 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}|4|not"
            + " possible",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,\"1\"],\"data_offsets\":[0,4]}}|4|not a short list",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}|4|not a short list",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}|4|incomplete",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}|4|unknown or"
            + " appears twice",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|twice",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}|6|overlaps"
            + " another",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|8|tensor"
            + " a appears twice",
        "{\"\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4|not possible",
        "{\"__metadata__\":{\"a\":1}}|0|metadata must be strings",
        "{} x|0|not well-formed JSON",
      })
  void open_badHeader_rejectedByName(String header, int data, String message) throws IOException {
    byte[] content = Fixtures.file(header, data);
    ModelFiles files = Fixtures.directory(temp, "model.safetensors", content);
    assertThatThrownBy(() -> Checkpoint.open(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(temp.resolve("model.safetensors").toString());
  }

  @Test
  void open_headerLengthLies_rejected() throws IOException {
    byte[] content = Fixtures.bert("model.safetensors");
    for (long length : new long[] {-1, 0, 1, 25_000_001, Long.MIN_VALUE, Long.MAX_VALUE, 400_000}) {
      ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      ModelFiles files = Fixtures.directory(temp, "model.safetensors", content);
      assertThatThrownBy(() -> Checkpoint.open(files))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("the header length is out of range");
    }
  }

  @Test
  void open_deepMetadata_rejected() throws IOException {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    ModelFiles files = Fixtures.directory(temp, "model.safetensors", Fixtures.file(deep, 0));
    assertThatThrownBy(() -> Checkpoint.open(files)).isInstanceOf(ModelLoadException.class);
  }

  @Test
  void open_emptyTensorsAndScalar_read() throws IOException {
    String header =
        "{\"e\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[0,0]},"
            + "\"s\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
            + "\"f\":{\"dtype\":\"F16\",\"shape\":[0],\"data_offsets\":[4,4]}}   ";
    ModelFiles files = Fixtures.directory(temp, "model.safetensors", Fixtures.file(header, 4));
    try (Checkpoint weights = Checkpoint.open(files)) {
      assertThat(weights.elements("s")).isEqualTo(1);
      assertThat(Fixtures.floats(weights, "s")).containsExactly(Float.intBitsToFloat(0x03020100));
      assertThat(Fixtures.floats(weights, "e")).isEmpty();
    }
  }

  private void shard() throws IOException {
    JsonObject map = new JsonObject();
    try (Checkpoint weights = Checkpoint.open(Fixtures.bert())) {
      List<String> names = List.copyOf(weights.names());
      int half = names.size() / 2;
      writeShard(weights, names.subList(0, half), "model-1.safetensors", map);
      writeShard(weights, names.subList(half, names.size()), "model-2.safetensors", map);
    }
    JsonObject index = new JsonObject();
    index.add("metadata", new JsonObject());
    index.add("weight_map", map);
    Files.writeString(temp.resolve(Safetensors.INDEX), index.toString());
  }

  private void writeShard(Checkpoint weights, List<String> names, String file, JsonObject map)
      throws IOException {
    List<TensorSpec> specs =
        names.stream().map(n -> TensorSpec.of(n, TensorType.F32, weights.shape(n))).toList();
    try (SafetensorsWriter writer = SafetensorsWriter.create(temp.resolve(file), specs)) {
      for (String name : names) {
        writer.write(name, FloatBuffer.wrap(Fixtures.floats(weights, name)));
        map.addProperty(name, file);
      }
      writer.finish();
    }
  }
}
