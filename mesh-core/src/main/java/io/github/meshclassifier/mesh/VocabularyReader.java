package io.github.meshclassifier.mesh;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Recognizes the format of a vocabulary by its first bytes and reads it. */
final class VocabularyReader {
  static final String DAMAGED_GZIP =
      "the gzip data is damaged or cut off, expected a complete file; fetch it again";

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int HEAD_BYTES = 4096;
  private static final int BOM_BYTES = 3;
  private static final Pattern YEAR = Pattern.compile("(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])");
  private static final Pattern MTREES_LINE = Pattern.compile(".+;[A-Z][0-9]{2}[0-9.]*\\s*");

  private VocabularyReader() {}

  /**
   * Reports an early end as damage. An {@link EOFException} would pass for the end of the document
   * in the JDK's XML parser.
   */
  private static final class Gunzip extends GZIPInputStream {
    Gunzip(InputStream in) throws IOException {
      super(in, BUFFER_BYTES);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (EOFException e) {
        ZipException damaged = new ZipException("unexpected end");
        damaged.initCause(e);
        throw damaged;
      }
    }
  }

  /** The caller's stream, which stays open when the streams around it are closed. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }

  /** Reads a vocabulary and leaves the stream open. */
  static MeshTree read(InputStream in, String file) throws IOException {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    Matcher matcher = YEAR.matcher(name);
    OptionalInt year =
        matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    try (InputStream content = decompressed(new Unclosed(in), file)) {
      return readContent(content, file, year);
    }
  }

  private static MeshTree readContent(InputStream content, String file, OptionalInt year)
      throws IOException {
    String head = head(content, file);
    String start = head.stripLeading();
    VocabularyBuilder builder = new VocabularyBuilder(file);
    if (start.startsWith(TsvFormat.MAGIC)) {
      return TsvFormat.read(new LineSource(content, file), builder, year);
    }
    if (start.startsWith(AsciiFormat.NEW_RECORD)) {
      return AsciiFormat.read(new LineSource(content, file), builder, year);
    }
    if (start.startsWith("<")) {
      return DescriptorXmlFormat.read(content, head, builder, year);
    }
    if (MTREES_LINE.matcher(firstLine(start)).matches()) {
      return MtreesFormat.read(new LineSource(content, file), builder, year);
    }
    throw builder.problem(1, unrecognized(start));
  }

  private static String firstLine(String start) {
    int end = start.indexOf('\n');
    return end < 0 ? start : start.substring(0, end);
  }

  private static String unrecognized(String start) {
    String found =
        start.isEmpty()
            ? "is empty"
            : start.startsWith("PK\u0003\u0004")
                ? "is a zip archive, extract it first"
                : "is in no known format";
    return "the file "
        + found
        + ", expected mtreesYYYY.bin, descYYYY.xml, dYYYY.bin or the tab-separated form of"
        + " MeshTree, each plain or gzip";
  }

  private static InputStream decompressed(InputStream in, String file) throws IOException {
    BufferedInputStream raw = new BufferedInputStream(in, BUFFER_BYTES);
    raw.mark(2);
    boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    if (!gzip) {
      return raw;
    }
    try {
      return new BufferedInputStream(new Gunzip(raw), BUFFER_BYTES);
    } catch (EOFException | ZipException e) {
      throw new MeshFormatException(file, 1, DAMAGED_GZIP, e);
    }
  }

  /** Returns the first characters and leaves the stream at the first one, after the UTF-8 mark. */
  private static String head(InputStream content, String file) throws IOException {
    try {
      content.mark(HEAD_BYTES + 1);
      byte[] bytes = content.readNBytes(HEAD_BYTES);
      content.reset();
      String head = new String(bytes, StandardCharsets.UTF_8);
      if (head.startsWith("\ufeff")) {
        content.skipNBytes(BOM_BYTES);
        return head.substring(1);
      }
      return head;
    } catch (ZipException e) {
      throw new MeshFormatException(file, 1, DAMAGED_GZIP, e);
    }
  }
}
