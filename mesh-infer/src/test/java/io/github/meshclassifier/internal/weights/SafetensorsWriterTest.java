package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
  @TempDir Path temp;

  @Test
  void write_transformersCheckpoint_sameBytes() throws IOException {
    Path copy = temp.resolve("model.safetensors");
    try (Checkpoint weights = Checkpoint.open(Fixtures.bert())) {
      List<TensorSpec> specs =
          weights.names().stream()
              .map(n -> TensorSpec.of(n, TensorType.F32, weights.shape(n)))
              .toList();
      try (SafetensorsWriter writer = SafetensorsWriter.create(copy, specs)) {
        for (TensorSpec spec : specs) {
          writer.write(spec.name(), FloatBuffer.wrap(Fixtures.floats(weights, spec.name())));
        }
        writer.finish();
      }
    }
    assertThat(copy).hasBinaryContent(Fixtures.bert("model.safetensors"));
  }

  @Test
  void write_pieces_headerPaddedAndDataInOrder() throws IOException {
    Path file = temp.resolve("model.safetensors");
    List<TensorSpec> specs =
        List.of(
            TensorSpec.of("e", TensorType.F32, 0, 3),
            TensorSpec.of("é\"\n", TensorType.F32, 40_000),
            TensorSpec.of("b", TensorType.I8, 3),
            TensorSpec.of("u", TensorType.U8, 2));
    float[] values = new float[40_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 3f;
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, specs)) {
      FloatBuffer part = FloatBuffer.wrap(values, 0, 30_001);
      writer.write("é\"\n", part);
      assertThat(part.hasRemaining()).isFalse();
      writer.write("é\"\n", FloatBuffer.wrap(values, 30_001, 9_999));
      writer.write("b", ByteBuffer.wrap(new byte[] {1, -2, 3}));
      writer.write("u", ByteBuffer.wrap(new byte[] {4, -5}));
      writer.finish();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getLong(0) % 8).isZero();
    String header =
        StandardCharsets.UTF_8.decode(bytes.slice(8, (int) bytes.getLong(0))).toString();
    assertThat(header).startsWith("{\"__metadata__\":{\"format\":\"pt\"}");
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(Fixtures.floats(weights, "é\"\n")).containsExactly(values);
      assertThat(weights.type("b")).isEqualTo(TensorType.I8);
      assertThat(weights.type("u")).isEqualTo(TensorType.U8);
    }
  }

  @Test
  void close_unfinished_deletesFile() throws IOException {
    Path file = temp.resolve("w");
    SafetensorsWriter writer =
        SafetensorsWriter.create(file, List.of(TensorSpec.of("a", TensorType.F32, 2)));
    assertThat(file).exists();
    assertThatIllegalStateException().isThrownBy(writer::finish).withMessage("a is not complete");
    writer.close();
    writer.close();
    assertThat(file).doesNotExist();
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.write("a", FloatBuffer.allocate(1)))
        .withMessageContaining("closed");
  }

  @Test
  void write_wrongTensor_rejected() throws IOException {
    List<TensorSpec> specs =
        List.of(TensorSpec.of("a", TensorType.F32, 2), TensorSpec.of("b", TensorType.F32, 1));
    try (SafetensorsWriter writer = SafetensorsWriter.create(temp.resolve("w"), specs)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write("b", FloatBuffer.allocate(1)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write("a", ByteBuffer.allocate(8)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.write("a", FloatBuffer.allocate(3)))
          .withMessage("a has 8 bytes left, was given 12");
    }
  }

  @Test
  void create_existingFileOrTwice_rejected() throws IOException {
    Path file = Files.createFile(temp.resolve("w"));
    assertThatThrownBy(() -> SafetensorsWriter.create(file, List.of()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).exists();
    TensorSpec spec = TensorSpec.of("a", TensorType.F32, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SafetensorsWriter.create(temp.resolve("x"), List.of(spec, spec)));
    assertThat(temp.resolve("x")).doesNotExist();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorSpec.of("__metadata__", TensorType.F32, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorSpec.of("a", TensorType.F32, 1L << 40, 1L << 40));
  }
}
