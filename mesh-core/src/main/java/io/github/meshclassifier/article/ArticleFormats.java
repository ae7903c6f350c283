package io.github.meshclassifier.article;

import io.github.meshclassifier.internal.message.Printable;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the formats of article files apart by their first bytes. */
final class ArticleFormats {
  private static final int HEAD_BYTES = 1 << 10;
  private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte[] UTF_16_BIG_MARK = {(byte) 0xfe, (byte) 0xff};
  private static final byte[] UTF_16_LITTLE_MARK = {(byte) 0xff, (byte) 0xfe};
  private static final byte[] UTF_16_BIG_TAG = {0, '<'};
  private static final byte[] UTF_16_LITTLE_TAG = {'<', 0};

  private static final Pattern DECLARED_ENCODING =
      Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([^\"'>]*)[\"']");

  private ArticleFormats() {}

  /**
   * Opens the source of the format that the content has. The caller closes the stream on failure.
   * Columns that are not the usual ones are looked for in CSV only; XML is refused.
   *
   * @param goesOn whether the source is asked for further articles after a bad record
   */
  static ArticleSource open(InputStream stream, String name, CsvColumns columns, boolean goesOn)
      throws IOException {
    ContentStream content = new ContentStream(stream);
    BufferedInputStream buffered = new BufferedInputStream(content);
    byte[] head;
    try {
      buffered.mark(HEAD_BYTES);
      head = buffered.readNBytes(HEAD_BYTES);
      buffered.reset();
    } catch (IOException e) {
      throw explain(content, name, 0, e);
    }
    if (startsWith(head, UTF_8_MARK)) {
      buffered.skipNBytes(UTF_8_MARK.length);
    }
    if (isXml(head)) {
      if (!columns.equals(CsvColumns.USUAL)) {
        throw new ArticleFormatException(
            name, 0, "is XML, expected CSV, since columns to read were named", null);
      }
      StrictReader text = new StrictReader(buffered, encoding(head, name), name, goesOn);
      return new PubmedXmlSource(content, text, name);
    }
    if (startsWith(head, UTF_16_BIG_MARK) || startsWith(head, UTF_16_LITTLE_MARK)) {
      throw new ArticleFormatException(
          name, 0, "is UTF-16 text, expected UTF-8; save the file as UTF-8", null);
    }
    if (firstVisible(head) < 0 && head.length < HEAD_BYTES) {
      throw new ArticleFormatException(
          name, 0, "is empty, expected CSV with a header line or PubMed XML", null);
    }
    StrictReader text = new StrictReader(buffered, StandardCharsets.UTF_8, name, goesOn);
    return new CsvArticleSource(new CsvTable(text, content, name, goesOn), columns);
  }

  /**
   * Says why reading the content failed.
   *
   * @param records how many records were read before
   * @return the failure of the stream itself as it is, damage of its gzip data with its place
   */
  static IOException explain(ContentStream content, String name, long records, IOException e) {
    IOException failure = content.failure();
    if (failure == null) {
      return e;
    }
    return content.isDamaged()
        ? new ArticleFormatException(
            name,
            0,
            "the gzip data is damaged or cut off after "
                + records
                + " records; fetch the file again",
            failure)
        : failure;
  }

  /** Returns how XML is encoded: as its byte order mark or declaration says, UTF-8 without. */
  private static Charset encoding(byte[] head, String name) throws ArticleFormatException {
    if (startsWith(head, UTF_16_BIG_MARK) || startsWith(head, UTF_16_LITTLE_MARK)) {
      return StandardCharsets.UTF_16;
    }
    if (startsWith(head, UTF_16_BIG_TAG)) {
      return StandardCharsets.UTF_16BE;
    }
    if (startsWith(head, UTF_16_LITTLE_TAG)) {
      return StandardCharsets.UTF_16LE;
    }
    Matcher declaration = DECLARED_ENCODING.matcher(new String(head, StandardCharsets.ISO_8859_1));
    if (!declaration.find()) {
      return StandardCharsets.UTF_8;
    }
    String encoding = declaration.group(1);
    try {
      return Charset.forName(encoding);
    } catch (IllegalArgumentException e) {
      throw new ArticleFormatException(
          name,
          1,
          "declares the encoding "
              + Printable.quote(encoding)
              + ", which is not supported; save the file as UTF-8",
          e);
    }
  }

  private static boolean isXml(byte[] head) {
    int first = firstVisible(head);
    return (first >= 0 && head[first] == '<')
        || startsWith(head, UTF_16_BIG_TAG)
        || startsWith(head, UTF_16_LITTLE_TAG)
        || startsWith(head, concat(UTF_16_BIG_MARK, UTF_16_BIG_TAG))
        || startsWith(head, concat(UTF_16_LITTLE_MARK, UTF_16_LITTLE_TAG));
  }

  /** Returns the place of the first byte that is neither byte order mark nor white space, or -1. */
  private static int firstVisible(byte[] head) {
    for (int i = startsWith(head, UTF_8_MARK) ? UTF_8_MARK.length : 0; i < head.length; i++) {
      if (head[i] != ' ' && head[i] != '\t' && head[i] != '\r' && head[i] != '\n') {
        return i;
      }
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
