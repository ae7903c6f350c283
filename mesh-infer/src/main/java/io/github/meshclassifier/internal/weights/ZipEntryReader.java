package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads one entry of a zip archive. A stored entry is read at any position; a deflated one is
 * unpacked piece by piece as it is read, so it can only be read forwards, and costs no memory.
 *
 * <p>If all of it is read in order, its checksum is verified with the last byte. Not thread-safe;
 * one per reader.
 */
final class ZipEntryReader implements ByteSource, Closeable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Small enough to be still in the processor's cache when the checksum is computed. */
  private static final int CHECKED_BYTES = 1 << 18;

  private final FileBytes bytes;
  private final ZipArchive.Entry entry;
  private final CRC32 checksum = new CRC32();

  /** How far all bytes have been read in order, or -1 if some were skipped. */
  private long checked;

  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer packed = ByteBuffer.allocate(CHUNK_BYTES).limit(0);
  private long fetched;
  private long unpacked;

  ZipEntryReader(FileBytes bytes, ZipArchive.Entry entry) {
    this.bytes = bytes;
    this.entry = entry;
  }

  @Override
  public void read(long position, ByteBuffer target) throws IOException {
    Objects.checkFromIndexSize(position, target.remaining(), entry.size());
    if (checked >= 0 && position != checked && target.hasRemaining()) {
      checked = -1;
    }
    if (entry.deflated()) {
      skipTo(position);
    }
    int limit = target.limit();
    long next = position;
    try {
      while (target.position() < limit) {
        int from = target.position();
        int length = Math.min(CHECKED_BYTES, limit - from);
        target.limit(from + length);
        if (entry.deflated()) {
          inflate(target);
        } else {
          bytes.read(entry.begin() + next, target);
        }
        if (checked >= 0) {
          checksum.update(target.duplicate().flip().position(from));
          checked += length;
        }
        next += length;
      }
    } finally {
      target.limit(limit);
    }
    verify();
  }

  private void skipTo(long position) throws IOException {
    if (position < unpacked) {
      throw bytes
          .problem("a tensor reads compressed data of '" + name() + "' more than once")
          .remedy("Unpack the archive and pack it again without compression.")
          .build();
    }
    ByteBuffer skipped = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, position - unpacked));
    while (unpacked < position) {
      inflate(skipped.clear().limit((int) Math.min(skipped.capacity(), position - unpacked)));
    }
  }

  private void inflate(ByteBuffer target) throws IOException {
    try {
      while (target.hasRemaining()) {
        if (inflater.needsInput()) {
          fetch();
        }
        int n = inflater.inflate(target);
        unpacked += n;
        if (n == 0 && (inflater.finished() || inflater.needsDictionary())) {
          throw damaged("holds fewer bytes than it says")
              .expected(entry.size() + " bytes")
              .found(unpacked)
              .build();
        }
      }
    } catch (DataFormatException e) {
      throw damaged("cannot be unpacked").cause(e).build();
    }
  }

  private void fetch() throws IOException {
    int length = (int) Math.min(CHUNK_BYTES, entry.stored() - fetched);
    if (length == 0) {
      throw damaged("holds fewer bytes than it says")
          .expected(entry.size() + " bytes")
          .found(unpacked)
          .build();
    }
    bytes.read(entry.begin() + fetched, packed.clear().limit(length));
    fetched += length;
    inflater.setInput(packed.flip());
  }

  /** A checksum of 0 means that the writer computed none, which PyTorch can be told to do. */
  private void verify() throws ModelLoadException {
    if (checked == entry.size() && entry.crc() != 0 && (int) checksum.getValue() != entry.crc()) {
      throw damaged("is damaged, its checksum differs")
          .expected(Integer.toHexString(entry.crc()))
          .found(Long.toHexString(checksum.getValue()))
          .build();
    }
  }

  private ModelLoadException.Builder damaged(String what) {
    return bytes
        .problem("zip entry '" + name() + "' " + what)
        .remedy("The file is damaged; fetch it again.");
  }

  private String name() {
    return Printable.clip(entry.name());
  }

  @Override
  public void close() {
    inflater.end();
  }
}
