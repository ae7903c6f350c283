package io.github.meshclassifier.internal.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.TorchFiles.Pickle;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest {
  private static final Map<String, TensorType> TYPES =
      Map.ofEntries(
          Map.entry("float32", TensorType.F32),
          Map.entry("float16", TensorType.F16),
          Map.entry("bfloat16", TensorType.BF16),
          Map.entry("float64", TensorType.F64),
          Map.entry("int64", TensorType.I64),
          Map.entry("int32", TensorType.I32),
          Map.entry("int16", TensorType.I16),
          Map.entry("int8", TensorType.I8),
          Map.entry("uint8", TensorType.U8),
          Map.entry("bool", TensorType.BOOL),
          Map.entry("complex64", TensorType.C64));

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "floats",
        "integers",
        "views",
        "shared",
        "state_dict",
        "parameters",
        "training",
        "protocol4",
        "wrapped"
      })
  void readFloats_writtenByTorch_sameNamesTypesShapesAndBits(String name) throws IOException {
    for (String form : List.of("zip", "legacy")) {
      byte[] content = TorchFiles.committed(name + "." + form + ".bin");
      assertEquals(TorchFiles.resource(content), name);
      assertEquals(Fixtures.directory(temp, "pytorch_model.bin", content), name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"floats", "integers", "views", "training"})
  void readFloats_compressed_sameBits(String name) throws IOException {
    byte[] stored = TorchFiles.committed(name + ".zip.bin");
    Map<String, byte[]> entries = TorchFiles.unzip(stored);
    if (name.equals("views")) {
      // The one tensor that reads an element twice, which compressed data does not allow.
      byte[] deflated = TorchFiles.zip(entries, true);
      try (Checkpoint weights = Checkpoint.open(bin(deflated))) {
        assertThatThrownBy(() -> Fixtures.floats(weights, "overlapping"))
            .isInstanceOf(ModelLoadException.class)
            .hasMessageContaining("reads compressed data of '")
            .hasMessageContaining("pack it again without compression");
        for (String other : weights.names()) {
          if (!other.equals("overlapping")) {
            assertValues(weights, other, expected(name).getAsJsonObject(other));
          }
        }
      }
    } else {
      assertEquals(bin(TorchFiles.zip(entries, true)), name);
    }
  }

  @Test
  void readFloats_anyRange_partOfTheWhole() throws IOException {
    for (String form : List.of("zip", "legacy")) {
      try (Checkpoint weights =
          Checkpoint.open(bin(TorchFiles.committed("views." + form + ".bin")))) {
        for (String name : weights.names()) {
          float[] whole = Fixtures.floats(weights, name);
          for (int first = 0; first <= whole.length; first += 1 + whole.length / 40) {
            for (int end = first; end <= whole.length; end += 1 + whole.length / 40) {
              ByteBuffer target =
                  ByteBuffer.allocateDirect((end - first) * Float.BYTES + 3)
                      .order(ByteOrder.nativeOrder());
              weights.readFloats(name, first, end - first, target);
              assertThat(target.remaining()).isEqualTo(3);
              float[] part = new float[end - first];
              target.flip().asFloatBuffer().get(part);
              assertThat(part).as(name).containsExactly(Arrays.copyOfRange(whole, first, end));
            }
          }
        }
      }
    }
  }

  @Test
  void readFloats_bigEndian_swapped() throws IOException {
    Map<String, byte[]> entries = TorchFiles.unzip(TorchFiles.committed("floats.zip.bin"));
    List<String> names = List.of("single", "half", "bfloat", "double");
    for (int i = 0; i < names.size(); i++) {
      int width = List.of(4, 2, 2, 8).get(i);
      byte[] data = entries.get("floats.zip/data/" + i);
      for (int at = 0; at < data.length; at += width) {
        swap(data, at, width);
      }
    }
    entries.put("floats.zip/byteorder", "big".getBytes(US_ASCII));
    try (Checkpoint weights = Checkpoint.open(bin(TorchFiles.zip(entries, false)))) {
      for (String name : names) {
        assertValues(weights, name, expected("floats").getAsJsonObject(name));
      }
    }
    entries.put("floats.zip/byteorder", "middle".getBytes(US_ASCII));
    assertThatThrownBy(() -> Checkpoint.open(bin(TorchFiles.zip(entries, false))))
        .hasMessageContaining("the byte order of the numbers is not known")
        .hasMessageContaining("found middle");
  }

  private static void swap(byte[] data, int at, int width) {
    for (int i = 0; i < width / 2; i++) {
      byte kept = data[at + i];
      data[at + i] = data[at + width - 1 - i];
      data[at + width - 1 - i] = kept;
    }
  }

  @Test
  void open_biobertAndRoberta_theTensorsOfTransformers() throws IOException {
    ClassLoader loader = getClass().getClassLoader();
    try (Checkpoint weights = Checkpoint.open(ModelFiles.resources(loader, "fixtures/biobert"))) {
      assertThat(weights.names())
          .hasSize(48)
          .contains("bert.embeddings.LayerNorm.gamma", "cls.predictions.bias");
      assertThat(weights.shape("bert.embeddings.word_embeddings.weight")).containsExactly(1800, 32);
    }
    try (Checkpoint weights = Checkpoint.open(ModelFiles.resources(loader, "fixtures/roberta"))) {
      assertThat(weights.names()).hasSize(41).contains("classifier.out_proj.bias");
      assertThat(weights.type("classifier.out_proj.bias")).isEqualTo(TensorType.F32);
      assertThat(weights.shape("classifier.out_proj.bias")).containsExactly(14);
    }
  }

  @Test
  void readFloats_integers_namedByType() throws IOException {
    try (Checkpoint weights = Checkpoint.open(bin(TorchFiles.committed("integers.legacy.bin")))) {
      assertThatThrownBy(() -> Fixtures.floats(weights, "position_ids"))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("tensor position_ids cannot be read as numbers")
          .hasMessageContaining("found I64");
    }
  }

  @Test
  void open_wholeModule_refusedByName() throws IOException {
    assertThatThrownBy(() -> Checkpoint.open(bin(TorchFiles.committed("module.zip.bin"))))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("found torch.nn.modules.container.Sequential")
        .hasMessageContaining("Nothing in the file was run");
  }

  @Test
  void open_bareTensor_refused() throws IOException {
    assertThatThrownBy(() -> Checkpoint.open(bin(TorchFiles.committed("tensor.zip.bin"))))
        .hasMessageContaining("the file holds no dictionary of tensors")
        .hasMessageContaining("found a single tensor");
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "builtins, eval",
    "torch, load",
    "torch.storage, _load_from_bytes",
    "torch._utils, _rebuild_tensor",
    "torch, QUInt8Storage",
    "numpy.core.multiarray, _reconstruct"
  })
  void open_unknownGlobal_refusedByName(String module, String name) throws IOException {
    Pickle evil = new Pickle().global(module, name).text("touch x").op(0x85).op('R');
    for (byte[] file : List.of(TorchFiles.zip(evil), TorchFiles.legacy(evil))) {
      assertThatThrownBy(() -> Checkpoint.open(bin(file)))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("asks for something that is not a tensor")
          .hasMessageContaining("found " + module + "." + name);
    }
  }

  @Test
  void readFloats_flippedByte_foundByTheChecksum() throws IOException {
    byte[] file = TorchFiles.zip(Pickle.of(6, 0, List.of(6), List.of(1)), TorchFiles.floats(6));
    int data = indexOf(file, TorchFiles.floats(6));
    file[data + 9] ^= 0x40;
    try (Checkpoint weights = Checkpoint.open(bin(file))) {
      assertThatThrownBy(() -> Fixtures.floats(weights, "w"))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("zip entry 'm/data/0' is damaged, its checksum differs");
    }
  }

  @Test
  void readFloats_noChecksumWritten_read() throws IOException {
    byte[] file = TorchFiles.zip(Pickle.of(6, 0, List.of(6), List.of(1)), TorchFiles.floats(6));
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(TorchFiles.floats(6));
    byte[] written =
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) crc.getValue()).array();
    for (int at = indexOf(file, written); at >= 0; at = indexOf(file, written)) {
      Arrays.fill(file, at, at + 4, (byte) 0);
    }
    try (Checkpoint weights = Checkpoint.open(bin(file))) {
      assertThat(Fixtures.floats(weights, "w")).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }

  @Test
  void readFloats_partOfAStorage_asOldFilesNameIt() throws IOException {
    Pickle pickle =
        new Pickle()
            .op('}')
            .text("w")
            .global("torch._utils", "_rebuild_tensor_v2")
            .op('(')
            .op('(')
            .text("storage")
            .global("torch", "FloatStorage")
            .text("0")
            .text("cpu")
            .number(10)
            .op('(')
            .text("view")
            .number(4)
            .number(5)
            .op('t')
            .op('t')
            .op('Q')
            .number(1)
            .numbers(List.of(2, 2))
            .numbers(List.of(2, 1))
            .op(0x89)
            .op('N')
            .op('t')
            .op('R')
            .op('s');
    byte[] file = TorchFiles.legacy(pickle, TorchFiles.floats(10));
    try (Checkpoint weights = Checkpoint.open(bin(file))) {
      assertThat(Fixtures.floats(weights, "w")).containsExactly(5, 6, 7, 8);
    }
  }

  @Test
  void readFloats_largeStrided_asComputedByHand() throws IOException {
    int rows = 300;
    int columns = 211;
    byte[] data = TorchFiles.floats(rows * columns);
    Pickle transposed =
        Pickle.of((long) rows * columns, 0, List.of(columns, rows), List.of(1, columns));
    for (byte[] file :
        List.of(TorchFiles.zip(transposed, data), TorchFiles.legacy(transposed, data))) {
      try (Checkpoint weights = Checkpoint.open(bin(file))) {
        float[] values = Fixtures.floats(weights, "w");
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
          if (values[i] != i % rows * columns + i / rows) {
            wrong.add(i);
          }
        }
        assertThat(wrong).isEmpty();
      }
    }
  }

  @Test
  void readFloats_wrongArguments_rejected() throws IOException {
    try (Checkpoint weights = Checkpoint.open(bin(TorchFiles.committed("shared.zip.bin")))) {
      ByteBuffer small = ByteBuffer.allocate(7).order(ByteOrder.nativeOrder());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> weights.readFloats("flat", small))
          .withMessageContaining("20 floats needed, room for 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> weights.readFloats("flat", 20, 1, small))
          .withMessageContaining("flat has 20 elements, asked for 1 from 20");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> weights.readFloats("flat", -1, 1, small));
      assertThatIllegalArgumentException().isThrownBy(() -> weights.shape("nothing"));
    }
  }

  @Test
  void close_twice_thenReadsRefused() throws IOException {
    Checkpoint weights = Checkpoint.open(bin(TorchFiles.committed("shared.zip.bin")));
    weights.close();
    weights.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> Fixtures.floats(weights, "flat"))
        .withMessage("TorchCheckpoint is closed");
    assertThat(weights.names()).contains("flat");
  }

  private ModelFiles bin(byte[] content) throws IOException {
    return Fixtures.directory(temp, "pytorch_model.bin", content);
  }

  private static JsonObject expected(String name) throws IOException {
    String json = new String(TorchFiles.committed("expected.json"), StandardCharsets.UTF_8);
    return JsonParser.parseString(json)
        .getAsJsonObject()
        .getAsJsonObject("checkpoints")
        .getAsJsonObject(name);
  }

  private static void assertEquals(ModelFiles files, String name) throws IOException {
    JsonObject expected = expected(name);
    try (Checkpoint weights = WeightFiles.open(files, "pytorch_model.bin")) {
      assertThat(weights.names()).containsExactlyElementsOf(expected.keySet());
      for (String tensor : weights.names()) {
        assertValues(weights, tensor, expected.getAsJsonObject(tensor));
      }
    }
  }

  private static void assertValues(Checkpoint weights, String name, JsonObject expected)
      throws IOException {
    assertThat(weights.type(name)).isEqualTo(TYPES.get(expected.get("dtype").getAsString()));
    List<Long> shape =
        expected.getAsJsonArray("shape").asList().stream().map(JsonElement::getAsLong).toList();
    assertThat(weights.shape(name)).containsExactly(shape.stream().mapToLong(x -> x).toArray());
    if (expected.has("values")) {
      List<Integer> bits = new ArrayList<>();
      for (JsonElement value : expected.getAsJsonArray("values")) {
        String text = value.getAsString().replace("inf", "Infinity");
        bits.add(Float.floatToRawIntBits((float) Double.parseDouble(text)));
      }
      List<Integer> read = new ArrayList<>();
      for (float value : Fixtures.floats(weights, name)) {
        read.add(Float.floatToRawIntBits(value));
      }
      assertThat(read).as(name).containsExactlyElementsOf(bits);
    } else {
      assertThatThrownBy(() -> Fixtures.floats(weights, name))
          .hasMessageContaining("cannot be read as numbers");
    }
  }
}
