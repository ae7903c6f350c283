package io.github.meshclassifier.internal.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Files as torch.save writes them, made by hand, and the committed ones. */
final class TorchFiles {
  private TorchFiles() {}

  /** The committed files of the library itself. */
  static ModelFiles committed() {
    return ModelFiles.resources(TorchFiles.class.getClassLoader(), "fixtures/torch");
  }

  static byte[] committed(String name) throws IOException {
    return committed().readAll(name, 1 << 20);
  }

  /** Class path resources of any name with this content. */
  static ModelFiles resource(byte[] content) {
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          public InputStream getResourceAsStream(String name) {
            return new ByteArrayInputStream(content);
          }

          @Override
          public URL getResource(String name) {
            return TorchFiles.class.getResource("TorchFiles.class");
          }
        };
    return ModelFiles.resources(loader, "m");
  }

  static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Path file = Files.createTempFile("archive", ".zip");
    try {
      Files.write(file, zip);
      Map<String, byte[]> entries = new LinkedHashMap<>();
      try (ZipFile archive = new ZipFile(file.toFile())) {
        for (ZipEntry entry : Collections.list(archive.entries())) {
          try (InputStream in = archive.getInputStream(entry)) {
            entries.put(entry.getName(), in.readAllBytes());
          }
        }
      }
      return entries;
    } finally {
      Files.delete(file);
    }
  }

  static byte[] zip(Map<String, byte[]> entries, boolean deflated) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setMethod(deflated ? ZipOutputStream.DEFLATED : ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> item : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(item.getKey());
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(item.getValue());
          entry.setCrc(crc.getValue());
          entry.setSize(item.getValue().length);
        }
        out.putNextEntry(entry);
        out.write(item.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** A zip with one folder, a pickle and storages called 0, 1 and so on. */
  static byte[] zip(Pickle pickle, byte[]... storages) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle.bytes());
    for (int i = 0; i < storages.length; i++) {
      entries.put("m/data/" + i, storages[i]);
    }
    return zip(entries, false);
  }

  /** The legacy form with float storages called 0, 1 and so on. */
  static byte[] legacy(Pickle pickle, byte[]... storages) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header());
    out.writeBytes(pickle.bytes());
    Pickle keys = new Pickle().op(']').op('(');
    for (int i = 0; i < storages.length; i++) {
      keys.text(String.valueOf(i));
    }
    out.writeBytes(keys.op('e').bytes());
    for (byte[] storage : storages) {
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(storage.length / Float.BYTES)
              .array());
      out.writeBytes(storage);
    }
    return out.toByteArray();
  }

  /** Magic number, protocol and an empty description of the machine. */
  static byte[] header() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] magic = {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a};
    out.writeBytes(
        new Pickle().op(0x8a).op(10).raw(magic).raw(new byte[] {(byte) 0xa8, 0x50, 0x19}).bytes());
    out.writeBytes(new Pickle().number(1001).bytes());
    out.writeBytes(new Pickle().op('}').bytes());
    return out.toByteArray();
  }

  /** Little-endian floats that count from 0. */
  static byte[] floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  /** Writes instructions of a pickle. */
  static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Pickle() {
      op(0x80).op(2);
    }

    Pickle op(int code) {
      out.write(code);
      return this;
    }

    Pickle raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Pickle text(String text) {
      byte[] utf8 = text.getBytes(UTF_8);
      return op('X').int32(utf8.length).raw(utf8);
    }

    Pickle int32(int value) {
      return raw(
          ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    Pickle number(long value) {
      return op(0x8a)
          .op(Long.BYTES)
          .raw(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(value)
                  .array());
    }

    Pickle numbers(List<? extends Number> values) {
      op('(');
      values.forEach(value -> number(value.longValue()));
      return op('t');
    }

    Pickle global(String module, String name) {
      return op('c').raw((module + "\n" + name + "\n").getBytes(UTF_8));
    }

    Pickle storage(String type, String key, long elements) {
      return op('(')
          .text("storage")
          .global("torch", type)
          .text(key)
          .text("cpu")
          .number(elements)
          .op('t')
          .op('Q');
    }

    /** A float tensor in storage 0. */
    Pickle tensor(
        long elements, long offset, List<? extends Number> sizes, List<? extends Number> strides) {
      return global("torch._utils", "_rebuild_tensor_v2")
          .op('(')
          .storage("FloatStorage", "0", elements)
          .number(offset)
          .numbers(sizes)
          .numbers(strides)
          .op(0x89)
          .op('N')
          .op('t')
          .op('R');
    }

    /** A dictionary with one tensor called w. */
    static Pickle of(
        long elements, long offset, List<? extends Number> sizes, List<? extends Number> strides) {
      return new Pickle().op('}').text("w").tensor(elements, offset, sizes, strides).op('s');
    }

    /** The instructions so far and the end. */
    byte[] bytes() {
      byte[] all = java.util.Arrays.copyOf(out.toByteArray(), out.size() + 1);
      all[all.length - 1] = '.';
      return all;
    }
  }
}
