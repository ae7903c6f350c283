package io.github.meshclassifier.internal.program;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive that holds a program's source text and no weights.
 *
 * <p>The archive is what {@code torch.jit.save} writes: stored zip entries under one folder, the
 * module object as a pickle (protocol 2) in {@code data.pkl}, an empty tuple in {@code
 * constants.pkl}, the source in {@code code/__torch__.py}.
 */
final class TorchScriptArchive {
  private static final String FOLDER = "program/";
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private TorchScriptArchive() {}

  /**
   * Builds an archive.
   *
   * @param attributes the module's attributes: {@code Boolean}, {@code Integer}, {@code Double},
   *     {@link EmptyContainer} or {@link ProgramModule} values
   */
  static byte[] of(String className, Map<String, ?> attributes, String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, UTF_8)) {
      store(zip, "data.pkl", modulePickle(className, attributes));
      store(zip, "constants.pkl", EMPTY_TUPLE);
      store(zip, "version", "3\n".getBytes(US_ASCII));
      store(zip, "code/__torch__.py", source.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static byte[] modulePickle(String className, Map<String, ?> attributes)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream pickle = new DataOutputStream(bytes)) {
      pickle.write(new byte[] {(byte) 0x80, 2});
      writeModule(pickle, className, attributes);
      pickle.writeByte('.');
    }
    return bytes.toByteArray();
  }

  private static void writeModule(
      DataOutputStream pickle, String className, Map<String, ?> attributes) throws IOException {
    pickle.write(("c__torch__\n" + className + "\n").getBytes(US_ASCII));
    pickle.write(new byte[] {')', (byte) 0x81, '}', '('});
    for (Map.Entry<String, ?> attribute : attributes.entrySet()) {
      writeText(pickle, attribute.getKey());
      writeValue(pickle, attribute.getValue());
    }
    pickle.write(new byte[] {'u', 'b'});
  }

  private static void writeValue(DataOutputStream pickle, Object value) throws IOException {
    if (value instanceof Boolean flag) {
      pickle.writeByte(flag ? 0x88 : 0x89);
    } else if (value instanceof Integer number) {
      pickle.writeByte('J');
      pickle.writeInt(Integer.reverseBytes(number));
    } else if (value instanceof Double number) {
      pickle.writeByte('G');
      pickle.writeDouble(number);
    } else if (value instanceof String text) {
      writeText(pickle, text);
    } else if (value instanceof EmptyContainer container) {
      pickle.write("ctorch.jit._pickle\nrestore_type_tag\n(".getBytes(US_ASCII));
      pickle.writeByte(container.opcode());
      writeText(pickle, container.type());
      pickle.write(new byte[] {'t', 'R'});
    } else if (value instanceof ProgramModule module) {
      writeModule(pickle, module.className(), module.attributes());
    } else {
      throw new IllegalArgumentException("attribute value of an unsupported type: " + value);
    }
  }

  private static void writeText(DataOutputStream pickle, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    pickle.writeByte('X');
    pickle.writeInt(Integer.reverseBytes(bytes.length));
    pickle.write(bytes);
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
