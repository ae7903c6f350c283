package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FloatWideningTest {
  private static final int ALL = 1 << 16;

  @TempDir Path temp;

  @Test
  void halfPrecision_everyBitPattern_exact() throws IOException {
    ByteBuffer read = readAllPatterns("F16");
    for (int bits = 0; bits < ALL; bits++) {
      double expected = half(bits);
      float actual = read.getFloat(bits * Float.BYTES);
      if (Double.isNaN(expected)) {
        int raw = read.getInt(bits * Float.BYTES);
        assertThat(Float.isNaN(actual)).isTrue();
        assertThat(raw >>> 31).isEqualTo(bits >>> 15);
        assertThat((raw >>> 13) & 0x3ff).isEqualTo(bits & 0x3ff);
      } else {
        // Compares signs of zero too, and double holds every binary16 value.
        assertThat(Double.compare(actual, expected)).as("pattern %04x", bits).isZero();
      }
    }
  }

  @Test
  void bfloat16_everyBitPattern_exact() throws IOException {
    ByteBuffer read = readAllPatterns("BF16");
    for (int bits = 0; bits < ALL; bits++) {
      assertThat(read.getInt(bits * Float.BYTES)).isEqualTo(bits << 16);
      int exponent = (bits >>> 7) & 0xff;
      if (exponent != 0xff) {
        double value =
            exponent == 0
                ? Math.scalb((double) (bits & 0x7f), -133)
                : Math.scalb(1 + (bits & 0x7f) / 128.0, exponent - 127);
        double expected = (bits & 0x8000) == 0 ? value : -value;
        assertThat(Double.compare(read.getFloat(bits * Float.BYTES), expected)).isZero();
      }
    }
  }

  /** The definition of binary16, in doubles. */
  private static double half(int bits) {
    int exponent = (bits >>> 10) & 0x1f;
    double fraction = (bits & 0x3ff) / 1024.0;
    double magnitude;
    if (exponent == 31) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * Math.pow(2, -14);
    } else {
      magnitude = (1 + fraction) * Math.pow(2, exponent - 15);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  private ByteBuffer readAllPatterns(String type) throws IOException {
    String header =
        "{\"w\":{\"dtype\":\"" + type + "\",\"shape\":[256,256],\"data_offsets\":[0,131072]}}";
    byte[] content = Fixtures.file(header, 2 * ALL);
    ByteBuffer data = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ALL; i++) {
      data.putShort(content.length - 2 * ALL + 2 * i, (short) i);
    }
    ByteBuffer target = ByteBuffer.allocate(4 * ALL).order(ByteOrder.nativeOrder());
    ModelFiles files = Fixtures.directory(temp, "model.safetensors", content);
    try (Checkpoint weights = Checkpoint.open(files)) {
      weights.readFloats("w", target);
    }
    return target;
  }
}
