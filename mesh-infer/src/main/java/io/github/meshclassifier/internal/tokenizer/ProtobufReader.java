package io.github.meshclassifier.internal.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The fields of one protocol buffers message in the order of their bytes.
 *
 * <p>Reads what SentencePiece writes: variable-length integers, fixed 32 and 64 bits, and
 * length-delimited values; groups, which are obsolete, are refused. Every length is checked against
 * what is left. See <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>.
 * Not thread-safe; one per message.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteBuffer bytes;
  private int field;
  private int wireType;
  private boolean unread;

  ProtobufReader(ByteBuffer message) {
    this.bytes = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes are no message, or a field has another type than the schema says. */
  static final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String message) {
      super(message);
    }
  }

  /**
   * Moves to the next field; one that was not read is skipped; returns false at the end of the
   * message.
   */
  boolean next() throws MalformedMessageException {
    if (unread) {
      skip();
    }
    if (!bytes.hasRemaining()) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    wireType = (int) (key & 7);
    if (key >>> 32 != 0 || field == 0) {
      throw malformed("a field number is out of range");
    }
    unread = true;
    return true;
  }

  int field() {
    return field;
  }

  long integer() throws MalformedMessageException {
    require(VARINT);
    return varint();
  }

  boolean flag() throws MalformedMessageException {
    return integer() != 0;
  }

  float number() throws MalformedMessageException {
    require(FIXED32);
    need(Float.BYTES);
    return bytes.getFloat();
  }

  /** Reads the current field as bytes, a string or a message; a view, not a copy. */
  ByteBuffer bytes() throws MalformedMessageException {
    require(DELIMITED);
    long length = varint();
    need(length);
    ByteBuffer value = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return value;
  }

  private void require(int type) throws MalformedMessageException {
    if (wireType != type) {
      throw malformed("field " + field + " has wire type " + wireType + " instead of " + type);
    }
    unread = false;
  }

  private void skip() throws MalformedMessageException {
    unread = false;
    long length =
        switch (wireType) {
          case VARINT -> {
            varint();
            yield 0;
          }
          case FIXED64 -> Long.BYTES;
          case DELIMITED -> varint();
          case FIXED32 -> Integer.BYTES;
          default -> throw malformed("field " + field + " has wire type " + wireType);
        };
    need(length);
    bytes.position(bytes.position() + (int) length);
  }

  private long varint() throws MalformedMessageException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      need(1);
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("an integer is longer than ten bytes");
  }

  private void need(long count) throws MalformedMessageException {
    if (count < 0 || count > bytes.remaining()) {
      throw malformed(
          "field "
              + field
              + " has "
              + Long.toUnsignedString(count)
              + " bytes of which "
              + bytes.remaining()
              + " are there");
    }
  }

  private static MalformedMessageException malformed(String message) {
    return new MalformedMessageException(message);
  }
}
