package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directory of a zip archive, checked in full: every entry lies inside the file, before the
 * directory, shares no byte with another, and has a header of its own that agrees about its name.
 *
 * <p>Own code, since no library at hand checks so much of files that anybody may have made; see
 * decision 0007. The JDK's reader does not tell where an entry's data lies, which is what makes it
 * possible to read a stored entry straight from the file. Immutable and thread-safe.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">The zip format</a>
 */
final class ZipArchive {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ZIP64_EXTRA = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int MAX_COMMENT = 0xffff;
  private static final long MAX_DIRECTORY = 16 << 20;

  /** No deflated data grows more than this, by the design of the format. */
  private static final long MAX_GROWTH = 1032;

  /**
   * An entry.
   *
   * @param begin where its data begins in the file
   * @param stored the number of bytes there
   * @param size the number of bytes when unpacked
   * @param deflated whether the data is compressed
   * @param crc the checksum of the unpacked bytes; 0 if the writer computed none
   */
  record Entry(String name, long begin, long stored, long size, boolean deflated, int crc) {}

  /** What the directory says, before the entry's own header was read. */
  private record Listed(Entry entry, long header) {}

  private final FileBytes bytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipArchive(FileBytes bytes) {
    this.bytes = bytes;
  }

  static ZipArchive open(FileBytes bytes) throws IOException {
    ZipArchive archive = new ZipArchive(bytes);
    archive.read();
    return archive;
  }

  Map<String, Entry> entries() {
    return Collections.unmodifiableMap(entries);
  }

  private void read() throws IOException {
    int tailLength = (int) Math.min(bytes.size, END_BYTES + MAX_COMMENT);
    long tailStart = bytes.size - tailLength;
    ByteBuffer tail = buffer(tailStart, tailLength);
    int end = tailLength - END_BYTES;
    // The record is where its comment reaches exactly to the end of the file.
    while (end >= 0
        && (tail.getInt(end) != END
            || (tail.getShort(end + 20) & 0xffff) != tailLength - end - END_BYTES)) {
      end--;
    }
    if (end < 0) {
      throw damaged("the zip archive has no directory; the file may be cut off").build();
    }
    long endPosition = tailStart + end;
    long count = tail.getShort(end + 10) & 0xffff;
    long length = tail.getInt(end + 12) & 0xffffffffL;
    long start = tail.getInt(end + 16) & 0xffffffffL;
    long limit = endPosition;
    if (count == 0xffff || length == 0xffffffffL || start == 0xffffffffL) {
      limit = end64(endPosition);
      ByteBuffer large = buffer(limit, END64_BYTES);
      count = large.getLong(32);
      length = large.getLong(40);
      start = large.getLong(48);
    }
    if (start < 0 || length < 0 || start > limit || length > limit - start) {
      throw damaged("the directory of the zip archive lies outside the file")
          .expected("it before byte " + limit)
          .found(Long.toUnsignedString(length) + " bytes at " + Long.toUnsignedString(start))
          .build();
    }
    if (length > MAX_DIRECTORY || count < 0 || count > length / CENTRAL_BYTES) {
      throw damaged("the zip archive states too many entries")
          .expected("a directory of at most " + MAX_DIRECTORY + " bytes that holds them")
          .found(Long.toUnsignedString(count) + " entries in " + length + " bytes")
          .build();
    }
    List<Listed> listed = directory(buffer(start, (int) length), (int) count);
    locate(listed, start);
  }

  private long end64(long end) throws IOException {
    if (end >= LOCATOR_BYTES) {
      ByteBuffer locator = buffer(end - LOCATOR_BYTES, LOCATOR_BYTES);
      long position = locator.getLong(8);
      if (locator.getInt(0) == LOCATOR
          && position >= 0
          && position <= end - LOCATOR_BYTES - END64_BYTES
          && buffer(position, Integer.BYTES).getInt(0) == END64) {
        return position;
      }
    }
    throw damaged("the zip archive lacks its zip64 directory record").build();
  }

  private List<Listed> directory(ByteBuffer directory, int count) throws ModelLoadException {
    List<Listed> listed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (directory.remaining() < CENTRAL_BYTES
          || directory.getInt(directory.position()) != CENTRAL) {
        throw damaged("entry " + i + " of the zip directory is malformed").build();
      }
      listed.add(listed(directory, i));
    }
    if (directory.hasRemaining()) {
      throw damaged("the zip directory is longer than its entries")
          .expected(count + " entries")
          .found(directory.remaining() + " more bytes")
          .build();
    }
    return listed;
  }

  private Listed listed(ByteBuffer directory, int index) throws ModelLoadException {
    int at = directory.position();
    int flags = directory.getShort(at + 8);
    int method = directory.getShort(at + 10) & 0xffff;
    int crc = directory.getInt(at + 16);
    int nameLength = directory.getShort(at + 28) & 0xffff;
    int extraLength = directory.getShort(at + 30) & 0xffff;
    int commentLength = directory.getShort(at + 32) & 0xffff;
    directory.position(at + CENTRAL_BYTES);
    if (directory.remaining() < nameLength + extraLength + commentLength) {
      throw damaged("entry " + index + " of the zip directory is cut off").build();
    }
    byte[] rawName = new byte[nameLength];
    directory.get(rawName);
    String name = name(rawName, index);
    ByteBuffer extra =
        zip64(directory.slice(directory.position(), extraLength).order(ByteOrder.LITTLE_ENDIAN));
    directory.position(directory.position() + extraLength + commentLength);
    long size = wide(directory.getInt(at + 24), extra, name);
    long stored = wide(directory.getInt(at + 20), extra, name);
    long header = wide(directory.getInt(at + 42), extra, name);
    if ((flags & 1) != 0) {
      throw damaged(entry(name) + " is encrypted").build();
    }
    if (method != STORED && method != DEFLATED) {
      throw damaged(entry(name) + " is compressed in a way that is not known")
          .expected("method 0 (stored) or 8 (deflated)")
          .found(method)
          .build();
    }
    boolean deflated = method == DEFLATED;
    if (deflated ? size / MAX_GROWTH > stored : size != stored) {
      throw damaged(entry(name) + " lies about its size")
          .expected(
              deflated ? "at most " + MAX_GROWTH + " times " + stored : "stored as it is, " + size)
          .found(deflated ? size : stored)
          .build();
    }
    return new Listed(new Entry(name, 0, stored, size, deflated, crc), header);
  }

  private String name(byte[] raw, int index) throws ModelLoadException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    } catch (CharacterCodingException e) {
      throw damaged("the name of entry " + index + " is not valid UTF-8").cause(e).build();
    }
  }

  /** Returns the 64-bit numbers that stand for those that do not fit 32 bits, in their order. */
  private static ByteBuffer zip64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = extra.getShort() & 0xffff;
      int length = Math.min(extra.getShort() & 0xffff, extra.remaining());
      if (id == ZIP64_EXTRA) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private long wide(int value, ByteBuffer zip64, String name) throws ModelLoadException {
    if (value != -1) {
      return value & 0xffffffffL;
    }
    long number = zip64.remaining() >= Long.BYTES ? zip64.getLong() : -1;
    if (number < 0) {
      throw damaged(entry(name) + " has an impossible size or position").found(number).build();
    }
    return number;
  }

  /** Reads the header of each entry and requires that their data lies one after the other. */
  private void locate(List<Listed> listed, long directory) throws IOException {
    List<Listed> sorted = new ArrayList<>(listed);
    sorted.sort(Comparator.comparingLong(Listed::header));
    Map<String, Entry> located = new LinkedHashMap<>();
    long covered = 0;
    for (Listed one : sorted) {
      String name = one.entry.name();
      if (one.header < covered) {
        throw damaged(entry(name) + " overlaps another").build();
      }
      byte[] rawName = name.getBytes(StandardCharsets.UTF_8);
      if (one.header > directory - LOCAL_BYTES - rawName.length) {
        throw outside(name);
      }
      ByteBuffer header = buffer(one.header, LOCAL_BYTES);
      if (header.getInt(0) != LOCAL
          || (header.getShort(26) & 0xffff) != rawName.length
          || !Arrays.equals(rawName, bytes.bytes(one.header + LOCAL_BYTES, rawName.length))) {
        throw damaged(entry(name) + " is not where the zip directory says").build();
      }
      long begin = one.header + LOCAL_BYTES + rawName.length + (header.getShort(28) & 0xffff);
      if (begin > directory || one.entry.stored() > directory - begin) {
        throw outside(name);
      }
      covered = begin + one.entry.stored();
      Entry entry = one.entry;
      located.put(
          name,
          new Entry(name, begin, entry.stored(), entry.size(), entry.deflated(), entry.crc()));
    }
    for (Listed one : listed) {
      String name = one.entry.name();
      Entry entry = located.get(name);
      if (entry == null || entries.put(name, entry) != null) {
        throw damaged(entry(name) + " appears twice").build();
      }
    }
  }

  private ModelLoadException outside(String name) {
    return damaged(entry(name) + " lies outside the archive").build();
  }

  private static String entry(String name) {
    return "zip entry '" + Printable.clip(name) + "'";
  }

  private ByteBuffer buffer(long position, int length) throws IOException {
    return ByteBuffer.wrap(bytes.bytes(position, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ModelLoadException.Builder damaged(String what) {
    return bytes.problem(what).remedy("The file is damaged; fetch it again.");
  }
}
