package io.github.meshclassifier.internal.checkpoint;

import io.github.meshclassifier.infer.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Reads the compact form: rows of signed bytes times a float per row.
 *
 * <p>Thread-safe; has no state.
 */
final class ScaledRows {
  private ScaledRows() {}

  /** Reads whole rows; {@code first} and {@code count} are elements. */
  static void read(
      TensorData data,
      SafetensorsHeader.Entry weight,
      SafetensorsHeader.Entry scale,
      long first,
      long count,
      ByteBuffer target)
      throws IOException {
    long columns = weight.spec().shape().get(1);
    if (count == 0) {
      return;
    }
    // The caller's buffer holds four bytes per element, so a row, and the number of rows, fit.
    int width = (int) columns;
    int rows = (int) (count / columns);
    long row = first / columns;
    float[] scales = new float[rows];
    data.slice(scale, row * Float.BYTES, rows * Float.BYTES).asFloatBuffer().get(scales);
    ByteBuffer bytes = data.slice(weight, first, (int) count);
    byte[] in = new byte[width];
    float[] out = new float[width];
    FloatBuffer floats = target.asFloatBuffer();
    for (int i = 0; i < rows; i++) {
      float factor = scales[i];
      if (!Float.isFinite(factor)) {
        throw ModelLoadException.in(
                data.location, data.file + ": the scale of row " + (row + i) + " is not finite")
            .expected("a finite scale in " + scale.spec().name())
            .found(factor)
            .build();
      }
      bytes.get(in);
      for (int j = 0; j < width; j++) {
        out[j] = in[j] * factor;
      }
      floats.put(out);
    }
    target.position(target.position() + Float.BYTES * floats.position());
  }
}
