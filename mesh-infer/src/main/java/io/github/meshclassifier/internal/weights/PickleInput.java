package io.github.meshclassifier.internal.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of a pickle, read forwards and never beyond a limit. Not thread-safe. */
final class PickleInput {
  private static final int BUFFER_BYTES = 1 << 13;

  private final ByteSource source;
  private final FileBytes file;
  private final long end;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long next;

  /**
   * Reads from a source.
   *
   * @param end the byte after the last that may be read
   */
  PickleInput(ByteSource source, FileBytes file, long start, long end) {
    this.source = source;
    this.file = file;
    this.next = start;
    this.end = end;
  }

  /** Returns the position of the next byte in the source. */
  long position() {
    return next - buffer.remaining();
  }

  int unsignedByte() throws IOException {
    return need(1).get() & 0xff;
  }

  int unsignedShort() throws IOException {
    return need(Short.BYTES).getShort() & 0xffff;
  }

  int int32() throws IOException {
    return need(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return need(Long.BYTES).getLong();
  }

  double bigEndianDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(int64()));
  }

  /** Reads a stretch of bytes whose length the pickle states, once it is known to be there. */
  byte[] bytes(long length) throws IOException {
    if (length < 0 || length > end - position()) {
      throw file.problem("the pickle is cut off, or states a length that it does not have")
          .expected("at most " + (end - position()) + " bytes")
          .found(Long.toUnsignedString(length))
          .build();
    }
    byte[] bytes = new byte[(int) length];
    int buffered = Math.min(bytes.length, buffer.remaining());
    buffer.get(bytes, 0, buffered);
    if (buffered < bytes.length) {
      source.read(next, ByteBuffer.wrap(bytes, buffered, bytes.length - buffered));
      next += bytes.length - buffered;
    }
    return bytes;
  }

  /** Reads up to a line feed. */
  byte[] line(int most) throws IOException {
    byte[] line = new byte[most];
    for (int i = 0; i < most; i++) {
      line[i] = (byte) unsignedByte();
      if (line[i] == '\n') {
        return Arrays.copyOf(line, i);
      }
    }
    throw file.problem("a line of the pickle is too long")
        .expected("at most " + most + " bytes")
        .build();
  }

  private ByteBuffer need(int length) throws IOException {
    if (buffer.remaining() < length) {
      buffer.compact();
      int room = (int) Math.min(buffer.remaining(), end - next);
      buffer.limit(buffer.position() + room);
      source.read(next, buffer);
      next += room;
      buffer.flip();
      if (buffer.remaining() < length) {
        throw file.problem("the pickle ends in the middle, or is longer than any list of tensors")
            .remedy("The file is damaged; fetch it again.")
            .build();
      }
    }
    return buffer;
  }
}
