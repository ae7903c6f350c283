package io.github.meshclassifier.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes archives as PyTorch does: stored zip entries under one folder, objects as a pickle
 * (protocol 2) in {@code data.pkl}, the values of each float32 tensor in {@code data/<number>}.
 */
final class TorchArchive {
  private static final String FOLDER = "model/";
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream pickle = new DataOutputStream(bytes);
  private int storages;

  private TorchArchive() {}

  /** Where the values of a tensor come from. */
  private interface Values {
    ByteBuffer read() throws IOException;
  }

  /**
   * Writes a TorchScript module with its parameters inside, as {@code torch.jit.save} does.
   *
   * @param file the file, which must not exist
   * @param module the outermost module
   * @param source the text of all classes
   * @throws IOException if the file cannot be written
   */
  static void write(Path file, ScriptModule module, String source) throws IOException {
    TorchArchive archive = new TorchArchive();
    List<Values> values = new ArrayList<>();
    archive.pickle.write(new byte[] {(byte) 0x80, 2});
    archive.write(module, values);
    archive.pickle.write('.');
    try (ZipOutputStream zip = archive.begin(file)) {
      store(zip, "constants.pkl", ByteBuffer.wrap(EMPTY_TUPLE));
      store(zip, "code/__torch__.py", ByteBuffer.wrap(source.getBytes(UTF_8)));
      store(zip, values);
    }
  }

  /** Writes a dictionary of weights, as {@code torch.save} does. */
  static void write(Path file, Checkpoint weights) throws IOException {
    TorchArchive archive = new TorchArchive();
    List<Values> values = new ArrayList<>();
    archive.pickle.write(new byte[] {(byte) 0x80, 2});
    archive.global("collections", "OrderedDict");
    archive.pickle.write(new byte[] {')', 'R', '('});
    for (String name : weights.names()) {
      archive.string(name);
      archive.tensor(weights.shape(name));
      values.add(
          () -> {
            ByteBuffer data =
                ByteBuffer.allocateDirect(Math.toIntExact(weights.elements(name) * Float.BYTES))
                    .order(ByteOrder.nativeOrder());
            weights.readFloats(name, data);
            return data.flip();
          });
    }
    archive.pickle.write(new byte[] {'u', '.'});
    try (ZipOutputStream zip = archive.begin(file)) {
      store(zip, values);
    }
  }

  private void write(ScriptModule module, List<Values> values) throws IOException {
    global("__torch__", module.className());
    pickle.write(new byte[] {')', (byte) 0x81, '}', '('});
    string("training");
    pickle.write(0x89);
    for (Map.Entry<String, ScriptModule> child : module.children().entrySet()) {
      string(child.getKey());
      write(child.getValue(), values);
    }
    for (Map.Entry<String, NDArray> parameter : module.parameters().entrySet()) {
      string(parameter.getKey());
      tensor(parameter.getValue().getShape().getShape());
      values.add(parameter.getValue()::toByteBuffer);
    }
    pickle.write(new byte[] {'u', 'b'});
  }

  /** A tensor in a storage of its own, the next one. */
  private void tensor(long[] shape) throws IOException {
    long[] strides = new long[shape.length];
    long elements = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = elements;
      elements *= shape[i];
    }
    global("torch._utils", "_rebuild_tensor_v2");
    pickle.write(new byte[] {'(', '('});
    string("storage");
    global("torch", "FloatStorage");
    string(String.valueOf(storages++));
    string("cpu");
    number(elements);
    pickle.write(new byte[] {'t', 'Q'});
    number(0);
    numbers(shape);
    numbers(strides);
    pickle.write(0x89);
    global("collections", "OrderedDict");
    pickle.write(new byte[] {')', 'R', 't', 'R'});
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

  private ZipOutputStream begin(Path file) throws IOException {
    ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20), UTF_8);
    zip.setMethod(ZipOutputStream.STORED);
    store(zip, "data.pkl", ByteBuffer.wrap(bytes.toByteArray()));
    store(zip, "version", ByteBuffer.wrap("3\n".getBytes(US_ASCII)));
    return zip;
  }

  private static void store(ZipOutputStream zip, List<Values> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      store(zip, "data/" + i, values.get(i).read());
    }
  }

  private static void store(ZipOutputStream zip, String name, ByteBuffer content)
      throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setSize(content.remaining());
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    // Not closed: that would close the archive.
    WritableByteChannel channel = Channels.newChannel(zip);
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }
}
