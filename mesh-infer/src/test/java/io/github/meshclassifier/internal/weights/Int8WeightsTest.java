package io.github.meshclassifier.internal.weights;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Int8WeightsTest {
  private static final String WORDS = "bert.embeddings.word_embeddings.weight";

  @TempDir Path temp;

  @Test
  void write_thenRead_withinAnEighthOfAScale() throws IOException {
    try (Checkpoint source = Checkpoint.open(Fixtures.bert())) {
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
    assertWithin(
        0.12501f, requireNonNull(exact.get(WORDS)), requireNonNull(compact.get(WORDS)), 32);
  }

  @Test
  void write_widthNotAMultipleOfFour_rowsBeginOnAByte() throws IOException {
    float[] values = noise(1000 * 18);
    assertWithin(0.12501f, values, requireNonNull(roundTrip(values, 1000, 18).get("w")), 18);
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(weights.names()).containsExactly("w");
    }
    assertThat(header()).contains("\"w.fraction\":{\"dtype\":\"U8\",\"shape\":[1000,5]");
  }

  @Test
  void write_embeddingTable_withoutFraction() throws IOException {
    int rows = Int8Weights.MOST_ROWS_WITH_FRACTION + 1;
    float[] values = noise(rows * 3);
    assertWithin(0.5001f, values, requireNonNull(roundTrip(values, rows, 3).get("w")), 3);
    assertThat(header()).contains("w.scale").doesNotContain("w.fraction");
  }

  @Test
  void write_ofMostRows_withFraction() throws IOException {
    int rows = Int8Weights.MOST_ROWS_WITH_FRACTION;
    float[] values = noise(rows * 3);
    assertWithin(0.12501f, values, requireNonNull(roundTrip(values, rows, 3).get("w")), 3);
  }

  @Test
  void write_nameOfAPartTaken_matrixStaysFloat() throws IOException {
    float[] values = noise(128 * 128);
    Path source = temp.resolve("source.safetensors");
    List<TensorSpec> specs =
        List.of(
            TensorSpec.of("v", TensorType.F32, 128, 128),
            TensorSpec.of("v.fraction", TensorType.F32, 1),
            TensorSpec.of("w", TensorType.F32, 128, 128),
            TensorSpec.of("w.scale", TensorType.F32, 1));
    try (SafetensorsWriter writer = SafetensorsWriter.create(source, specs)) {
      for (TensorSpec spec : specs) {
        writer.write(spec.name(), FloatBuffer.wrap(values, 0, (int) spec.elements()));
      }
      writer.finish();
    }
    Map<String, float[]> read = convert();
    assertThat(read.keySet()).containsExactly("v", "v.fraction", "w", "w.scale");
    assertThat(read.get("v")).containsExactly(values);
    assertThat(read.get("w")).containsExactly(values);
  }

  @Test
  void write_ofCompactSource_sameQuarters() throws IOException {
    Path first = temp.resolve(Safetensors.COMPACT);
    Path second = temp.resolve("again");
    float[] values;
    try (Checkpoint source = Checkpoint.open(Fixtures.bert())) {
      Int8Weights.write(source, first);
    }
    try (Checkpoint source = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(source.type(WORDS)).isEqualTo(TensorType.I8);
      Int8Weights.write(source, second);
      values = Fixtures.floats(source, WORDS);
    }
    byte[] before = Files.readAllBytes(first);
    byte[] after = Files.readAllBytes(second);
    // The bytes and fractions of the only compact matrix come last.
    int parts = 1800 * (32 + 8);
    assertThat(Arrays.copyOfRange(after, after.length - parts, after.length))
        .containsExactly(Arrays.copyOfRange(before, before.length - parts, before.length));
    try (Safetensors again = Safetensors.open(ModelFiles.directory(temp), "again")) {
      float[] read = Fixtures.floats(again, WORDS);
      for (int i = 0; i < read.length; i++) {
        // Dividing the largest by 127 again may round the scale to its neighbour.
        assertThat(Math.abs(read[i] - values[i])).isLessThanOrEqualTo(2 * Math.ulp(values[i]));
      }
    }
  }

  @Test
  void write_zeroAndTinyRows_survive() throws IOException {
    float[] values = new float[3 * 8192];
    values[8192] = Float.MIN_VALUE;
    values[16384] = Float.MAX_VALUE;
    values[16385] = -Float.MAX_VALUE;
    float[] read = requireNonNull(roundTrip(values, 3, 8192).get("w"));
    assertThat(read[0]).isZero();
    assertThat(read[16384]).isFinite().isGreaterThan(Float.MAX_VALUE * 0.99f);
    assertThat(read[16385]).isLessThan(-Float.MAX_VALUE * 0.99f);
  }

  @Test
  void write_notFinite_rejectedAndNothingLeft() {
    float[] values = new float[3 * 8192];
    values[8193] = Float.NaN;
    assertThatThrownBy(() -> roundTrip(values, 3, 8192))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("tensor w holds a number that is not finite")
        .hasMessageContaining("row 1");
    assertThat(temp.resolve(Safetensors.COMPACT)).doesNotExist();
  }

  @Test
  void read_fraction_addedBelowTheByte() throws IOException {
    write(fraction(TensorType.U8, 2, 2), 2f);
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(weights.names()).containsExactly("w");
      // Bytes count from -3; the fractions of every row are 0b11100100 and 0b11100100.
      assertThat(Fixtures.floats(weights, "w"))
          .containsExactly(-6, -3.5f, -1, 1.5f, 2, 4, 6.5f, 9, 11.5f, 12);
    }
  }

  @Test
  void read_withoutFraction_bytesTimesScale() throws IOException {
    write(
        List.of(
            TensorSpec.of("w.scale", TensorType.F32, 2), TensorSpec.of("w", TensorType.I8, 2, 3)),
        0.5f);
    assertThat(Fixtures.all(ModelFiles.directory(temp)).get("w"))
        .containsExactly(-1.5f, -1, -0.5f, 0, 0.5f, 1);
  }

  @Test
  void read_fractionDoesNotFit_rejected() throws IOException {
    for (List<TensorSpec> specs :
        List.of(
            fraction(TensorType.U8, 2, 1),
            fraction(TensorType.U8, 2, 3),
            fraction(TensorType.U8, 3, 2),
            fraction(TensorType.U8, 4),
            fraction(TensorType.I8, 2, 2),
            fraction(TensorType.F32, 2, 2))) {
      write(specs, 1f);
      assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("the fraction of w does not fit its weight")
          .hasMessageContaining("expected U8[2, 2]");
      Files.delete(temp.resolve(Safetensors.COMPACT));
    }
  }

  @Test
  void read_fractionWithoutScale_rejected() throws IOException {
    write(fraction(TensorType.U8, 2, 2).subList(1, 3), 1f);
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("w has no scale");
  }

  @Test
  void names_fractionOfNoCompactMatrix_listed() throws IOException {
    write(
        List.of(
            TensorSpec.of("w", TensorType.F32, 2, 4),
            TensorSpec.of("w.fraction", TensorType.F32, 2, 1),
            TensorSpec.of("v.fraction", TensorType.U8, 2, 1)),
        1f);
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(weights.names()).containsExactly("w", "w.fraction", "v.fraction");
    }
  }

  @Test
  void read_scaleDoesNotFit_rejected() throws IOException {
    write(
        List.of(
            TensorSpec.of("w.scale", TensorType.F32, 3), TensorSpec.of("w", TensorType.I8, 2, 4)),
        1f);
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the scale of w does not fit its weight");
  }

  @Test
  void read_scaleNotFinite_rejected() throws IOException {
    write(
        List.of(
            TensorSpec.of("w.scale", TensorType.F32, 2), TensorSpec.of("w", TensorType.I8, 2, 4)),
        Float.NaN);
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(weights.names()).containsExactly("w");
      assertThatThrownBy(() -> Fixtures.floats(weights, "w"))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("the scale of row 0 is not finite");
    }
  }

  @Test
  void read_bytesWithoutScale_rejected() throws IOException {
    write(List.of(TensorSpec.of("w", TensorType.I8, 2, 4)), 1f);
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThatThrownBy(() -> Fixtures.floats(weights, "w"))
          .hasMessageContaining("expected F64, F32, F16, BF16, or I8 with a scale");
    }
  }

  /** Two rows of five columns, and a fraction that may not fit. */
  private static List<TensorSpec> fraction(TensorType type, long... shape) {
    return List.of(
        TensorSpec.of("w.scale", TensorType.F32, 2),
        TensorSpec.of("w", TensorType.I8, 2, 5),
        TensorSpec.of("w.fraction", type, shape));
  }

  /** Every float is the scale, signed bytes count up from -3, unsigned ones are 0b11100100. */
  private void write(List<TensorSpec> specs, float scale) throws IOException {
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(temp.resolve(Safetensors.COMPACT), specs)) {
      for (TensorSpec spec : specs) {
        for (int i = 0; i < spec.elements(); i++) {
          if (spec.type() == TensorType.F32) {
            writer.write(spec.name(), FloatBuffer.wrap(new float[] {scale}));
          } else {
            byte value = (byte) (spec.type() == TensorType.U8 ? 0b11100100 : i - 3);
            writer.write(spec.name(), ByteBuffer.wrap(new byte[] {value}));
          }
        }
      }
      writer.finish();
    }
  }

  /** Asserts that each weight is off by at most a part of the scale of its row. */
  private static void assertWithin(float part, float[] exact, float[] read, int columns) {
    assertThat(read).hasSameSizeAs(exact);
    for (int first = 0; first < exact.length; first += columns) {
      float largest = 0;
      for (int i = first; i < first + columns; i++) {
        largest = Math.max(largest, Math.abs(exact[i]));
      }
      for (int i = first; i < first + columns; i++) {
        assertThat(Math.abs(read[i] - exact[i]))
            .as("element %d", i)
            .isLessThanOrEqualTo(largest / 127 * part);
      }
    }
  }

  private static float[] noise(int elements) {
    Random random = new Random(20_240_611);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.nextGaussian() / 20;
    }
    return values;
  }

  private String header() throws IOException {
    byte[] file = Files.readAllBytes(temp.resolve(Safetensors.COMPACT));
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return new String(file, Long.BYTES, length, StandardCharsets.UTF_8);
  }

  private Map<String, float[]> roundTrip(float[] values, int rows, int columns) throws IOException {
    Path source = temp.resolve("source.safetensors");
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(
            source, List.of(TensorSpec.of("w", TensorType.F32, rows, columns)))) {
      writer.write("w", FloatBuffer.wrap(values));
      writer.finish();
    }
    return convert();
  }

  private Map<String, float[]> convert() throws IOException {
    try (Safetensors weights = Safetensors.open(ModelFiles.directory(temp), "source.safetensors")) {
      Int8Weights.write(weights, temp.resolve(Safetensors.COMPACT));
    }
    return Fixtures.all(ModelFiles.directory(temp));
  }
}
