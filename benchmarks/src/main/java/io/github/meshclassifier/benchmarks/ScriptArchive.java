package io.github.meshclassifier.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive with its parameters inside, as {@code torch.jit.save} does: stored
 * zip entries under one folder, the tree of modules as a pickle (protocol 2) in {@code data.pkl},
 * each parameter's values in {@code data/<number>}, the source in {@code code/__torch__.py}.
 */
final class ScriptArchive {
  private static final String FOLDER = "model/";
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private final List<NDArray> storages = new ArrayList<>();
  private final DataOutputStream pickle;

  private ScriptArchive(DataOutputStream pickle) {
    this.pickle = pickle;
  }

  /**
   * Writes an archive.
   *
   * @param file the file, which must not exist
   * @param module the outermost module
   * @param source the text of all classes
   * @throws IOException if the file cannot be written
   */
  static void write(Path file, ScriptModule module, String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ScriptArchive archive = new ScriptArchive(new DataOutputStream(bytes));
    archive.pickle.write(new byte[] {(byte) 0x80, 2});
    archive.write(module);
    archive.pickle.write('.');
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), UTF_8)) {
      store(zip, "data.pkl", ByteBuffer.wrap(bytes.toByteArray()));
      store(zip, "constants.pkl", ByteBuffer.wrap(EMPTY_TUPLE));
      store(zip, "version", ByteBuffer.wrap("3\n".getBytes(US_ASCII)));
      store(zip, "code/__torch__.py", ByteBuffer.wrap(source.getBytes(UTF_8)));
      for (int i = 0; i < archive.storages.size(); i++) {
        store(zip, "data/" + i, archive.storages.get(i).toByteBuffer());
      }
    }
  }

  private void write(ScriptModule module) throws IOException {
    global("__torch__", module.className());
    pickle.write(new byte[] {')', (byte) 0x81, '}', '('});
    string("training");
    pickle.write(0x89);
    for (Map.Entry<String, ScriptModule> child : module.children().entrySet()) {
      string(child.getKey());
      write(child.getValue());
    }
    for (Map.Entry<String, NDArray> parameter : module.parameters().entrySet()) {
      string(parameter.getKey());
      write(parameter.getValue());
    }
    pickle.write(new byte[] {'u', 'b'});
  }

  private void write(NDArray parameter) throws IOException {
    global("torch._utils", "_rebuild_tensor_v2");
    pickle.write(new byte[] {'(', '('});
    string("storage");
    global("torch", "FloatStorage");
    string(String.valueOf(storages.size()));
    string("cpu");
    number(parameter.size());
    pickle.write(new byte[] {'t', 'Q'});
    number(0);
    long[] shape = parameter.getShape().getShape();
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    numbers(shape);
    numbers(strides);
    pickle.write(0x89);
    global("collections", "OrderedDict");
    pickle.write(new byte[] {')', 'R', 't', 'R'});
    storages.add(parameter);
  }

  private void global(String module, String name) throws IOException {
    pickle.writeBytes("c" + module + "\n" + name + "\n");
  }

  private void string(String text) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    pickle.write('X');
    pickle.writeInt(Integer.reverseBytes(utf8.length));
    pickle.write(utf8);
  }

  private void number(long value) throws IOException {
    pickle.write('J');
    pickle.writeInt(Integer.reverseBytes(Math.toIntExact(value)));
  }

  private void numbers(long[] values) throws IOException {
    pickle.write('(');
    for (long value : values) {
      number(value);
    }
    pickle.write('t');
  }

  private static void store(ZipOutputStream zip, String name, ByteBuffer content)
      throws IOException {
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
