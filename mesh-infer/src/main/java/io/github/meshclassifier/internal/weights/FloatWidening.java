package io.github.meshclassifier.internal.weights;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;

/**
 * Exact conversion of small floats to binary32, as bit patterns, so that not-a-number payloads
 * survive too.
 */
final class FloatWidening {
  private static final int CHUNK = 8192;

  private FloatWidening() {}

  /** Returns the binary32 bits of the same value. */
  static int halfBits(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) {
      return sign | 0x7f80_0000 | fraction << 13;
    }
    if (exponent == 0) {
      // Zero and subnormals: a multiple of 2^-24, which binary32 holds exactly.
      return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
    }
    return sign | (exponent + 112) << 23 | fraction << 13;
  }

  /** Widens binary16, or the upper halves of binary32. */
  static void widen(ByteBuffer source, ByteBuffer target, boolean upperHalves) {
    ShortBuffer from = source.asShortBuffer();
    IntBuffer to = target.asIntBuffer();
    short[] in = new short[CHUNK];
    int[] out = new int[CHUNK];
    while (from.hasRemaining()) {
      int n = Math.min(CHUNK, from.remaining());
      from.get(in, 0, n);
      for (int i = 0; i < n; i++) {
        out[i] = upperHalves ? in[i] << 16 : halfBits(in[i]);
      }
      to.put(out, 0, n);
    }
    target.position(target.position() + Integer.BYTES * to.position());
  }
}
