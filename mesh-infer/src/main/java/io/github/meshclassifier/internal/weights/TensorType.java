package io.github.meshclassifier.internal.weights;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The element types of the safetensors format whose elements are whole bytes.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors">the format's description</a>.
 * Immutable and thread-safe.
 */
public enum TensorType {
  /** One byte, zero or one. */
  BOOL(1),
  /** Unsigned byte; in the compact form the lower bits of four weights. */
  U8(1),
  /** Signed byte; in the compact form a weight, to be multiplied by the scale of its row. */
  I8(1),
  /** 8-bit float, 5 exponent bits. */
  F8_E5M2(1),
  /** 8-bit float, 4 exponent bits. */
  F8_E4M3(1),
  /** 8-bit power of two. */
  F8_E8M0(1),
  I16(2),
  U16(2),
  /** IEEE 754 binary16. */
  F16(2),
  /** The upper half of an IEEE 754 binary32. */
  BF16(2),
  I32(4),
  U32(4),
  /** IEEE 754 binary32. */
  F32(4),
  /** Two binary32: a complex number. */
  C64(8),
  /** IEEE 754 binary64. */
  F64(8),
  I64(8),
  U64(8);

  private static final Map<String, TensorType> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(TensorType::name, Function.identity()));

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  static @Nullable TensorType find(String name) {
    return BY_NAME.get(name);
  }
}
