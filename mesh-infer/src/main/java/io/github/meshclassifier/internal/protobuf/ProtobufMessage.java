package io.github.meshclassifier.internal.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One protocol buffers message, its fields in the order they are added. See <a
 * href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>. Not thread-safe; one
 * per message.
 */
public final class ProtobufMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds an int32 that is not negative, an int64, a bool as 0 or 1, or the number of an enum. */
  public ProtobufMessage integer(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  public ProtobufMessage number(int field, double value) {
    key(field, FIXED64);
    raw(little(Double.BYTES).putDouble(value).array());
    return this;
  }

  public ProtobufMessage number(int field, float value) {
    key(field, FIXED32);
    raw(little(Float.BYTES).putFloat(value).array());
    return this;
  }

  public ProtobufMessage text(int field, String value) {
    return delimited(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a message as it is now, or as the bytes that hold one. */
  public ProtobufMessage message(int field, ProtobufMessage value) {
    return delimited(field, value.toByteArray());
  }

  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private ProtobufMessage delimited(int field, byte[] value) {
    key(field, DELIMITED);
    varint(value.length);
    raw(value);
    return this;
  }

  private void key(int field, int wireType) {
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  private void raw(byte[] value) {
    bytes.write(value, 0, value.length);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
