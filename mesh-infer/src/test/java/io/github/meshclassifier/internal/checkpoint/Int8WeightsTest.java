package io.github.meshclassifier.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.infer.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Int8WeightsTest {
  private static final String WORDS = "bert.embeddings.word_embeddings.weight";

  @TempDir Path temp;

  @Test
  void write_thenRead_withinHalfAScale() throws IOException {
    try (Safetensors source = Safetensors.open(Fixtures.bert())) {
      Int8Weights.write(source, temp.resolve(Safetensors.COMPACT));
    }
    Map<String, float[]> exact = Fixtures.all(Fixtures.bert());
    Map<String, float[]> compact = Fixtures.all(ModelFiles.directory(temp));
    assertThat(compact.keySet()).containsExactlyInAnyOrderElementsOf(exact.keySet());
    exact.forEach(
        (name, values) -> {
          if (!name.equals(WORDS)) {
            assertThat(compact.get(name)).as(name).containsExactly(values);
          }
        });
    float[] values = exact.get(WORDS);
    float[] read = compact.get(WORDS);
    for (int row = 0; row < 1800; row++) {
      float largest = 0;
      for (int i = 32 * row; i < 32 * row + 32; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      for (int i = 32 * row; i < 32 * row + 32; i++) {
        assertThat(Math.abs(read[i] - values[i])).isLessThanOrEqualTo(largest / 127 * 0.5001f);
      }
    }
  }

  @Test
  void write_ofCompactSource_sameBytes() throws IOException {
    Path first = temp.resolve(Safetensors.COMPACT);
    Path second = temp.resolve("again");
    try (Safetensors source = Safetensors.open(Fixtures.bert())) {
      Int8Weights.write(source, first);
    }
    try (Safetensors source = Safetensors.open(ModelFiles.directory(temp))) {
      assertThat(source.type(WORDS)).isEqualTo(TensorType.I8);
      Int8Weights.write(source, second);
    }
    assertThat(second).hasSize(first.toFile().length());
  }

  @Test
  void write_zeroAndTinyRows_survive() throws IOException {
    float[] values = new float[3 * 8192];
    values[8192] = Float.MIN_VALUE;
    values[16384] = Float.MAX_VALUE;
    values[16385] = -Float.MAX_VALUE;
    Map<String, float[]> read = roundTrip(values);
    assertThat(read.get("w")[0]).isZero();
    assertThat(read.get("w")[16384]).isFinite().isGreaterThan(Float.MAX_VALUE * 0.99f);
    assertThat(read.get("w")[16385]).isLessThan(-Float.MAX_VALUE * 0.99f);
  }

  @Test
  void write_notFinite_rejectedAndNothingLeft() {
    float[] values = new float[3 * 8192];
    values[8193] = Float.NaN;
    assertThatThrownBy(() -> roundTrip(values))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("tensor w holds a number that is not finite")
        .hasMessageContaining("row 1");
    assertThat(temp.resolve(Safetensors.COMPACT)).doesNotExist();
  }

  @Test
  void read_scaleDoesNotFit_rejected() throws IOException {
    write(
        List.of(
            TensorSpec.of("w.scale", TensorType.F32, 3), TensorSpec.of("w", TensorType.I8, 2, 4)),
        1f);
    assertThatThrownBy(() -> Safetensors.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the scale of w does not fit its weight");
  }

  @Test
  void read_scaleNotFinite_rejected() throws IOException {
    write(
        List.of(
            TensorSpec.of("w.scale", TensorType.F32, 2), TensorSpec.of("w", TensorType.I8, 2, 4)),
        Float.NaN);
    try (Safetensors weights = Safetensors.open(ModelFiles.directory(temp))) {
      assertThat(weights.names()).containsExactly("w");
      assertThatThrownBy(() -> Fixtures.floats(weights, "w"))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("the scale of row 0 is not finite");
    }
  }

  @Test
  void read_bytesWithoutScale_rejected() throws IOException {
    write(List.of(TensorSpec.of("w", TensorType.I8, 2, 4)), 1f);
    try (Safetensors weights = Safetensors.open(ModelFiles.directory(temp))) {
      assertThatThrownBy(() -> Fixtures.floats(weights, "w"))
          .hasMessageContaining("expected F32, F16, BF16, or I8 with a scale");
    }
  }

  private void write(List<TensorSpec> specs, float scale) throws IOException {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(temp.resolve(Safetensors.COMPACT), specs)) {
      for (TensorSpec spec : specs) {
        for (int i = 0; i < spec.elements(); i++) {
          if (spec.type() == TensorType.I8) {
            writer.write(spec.name(), ByteBuffer.wrap(new byte[] {(byte) i}));
          } else {
            writer.write(spec.name(), FloatBuffer.wrap(new float[] {scale}));
          }
        }
      }
      writer.finish();
    }
  }

  private Map<String, float[]> roundTrip(float[] values) throws IOException {
    Path source = temp.resolve("source.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(source, List.of(TensorSpec.of("w", TensorType.F32, 3, 8192)))) {
      writer.write("w", FloatBuffer.wrap(values));
      writer.finish();
    }
    try (Safetensors weights = Safetensors.open(ModelFiles.directory(temp), "source.safetensors")) {
      Int8Weights.write(weights, temp.resolve(Safetensors.COMPACT));
    }
    return Fixtures.all(ModelFiles.directory(temp));
  }
}
