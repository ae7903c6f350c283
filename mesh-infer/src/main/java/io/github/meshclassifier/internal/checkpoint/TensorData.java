package io.github.meshclassifier.internal.checkpoint;

import io.github.meshclassifier.infer.ModelLoadException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The data of one safetensors file, mapped or in memory. Thread-safe. */
abstract class TensorData implements Closeable {
  final SafetensorsHeader header;
  final String file;
  final String location;

  TensorData(SafetensorsHeader header, String file, String location) {
    this.header = header;
    this.file = file;
    this.location = location;
  }

  static TensorData open(ModelFiles files, String name) throws ModelLoadException {
    String location = files.location(name);
    Optional<Path> path = files.path(name);
    try {
      if (path.isPresent() && Files.isRegularFile(path.get())) {
        return mapped(path.get(), name, location);
      }
      try (InputStream in = files.open(name)) {
        return read(in, name, location);
      }
    } catch (ModelLoadException e) {
      throw e;
    } catch (IOException e) {
      throw files.unreadable(name, e);
    }
  }

  /**
   * Returns part of a tensor's data, little-endian.
   *
   * @param from the first byte, from the start of the tensor
   */
  abstract ByteBuffer slice(SafetensorsHeader.Entry entry, long from, int length)
      throws IOException;

  private static TensorData mapped(Path path, String name, String location) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      SafetensorsHeader header =
          SafetensorsHeader.read(Channels.newInputStream(channel), channel.size(), name, location);
      return new Mapped(header, name, location, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static TensorData read(InputStream in, String name, String location) throws IOException {
    SafetensorsHeader header = SafetensorsHeader.read(in, -1, name, location);
    Map<String, byte[]> tensors = new HashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      long size = entry.end() - entry.begin();
      if (size > Integer.MAX_VALUE - 8) {
        throw ModelLoadException.in(location, name + ": a tensor is too large for a resource")
            .expected("at most 2 GB")
            .found(size + " bytes")
            .remedy("Unpack the model into a directory and load it from there.")
            .build();
      }
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length < size) {
        throw ModelLoadException.in(
                location, name + ": the file ends within tensor " + entry.spec().name())
            .expected(size + " bytes")
            .found(bytes.length)
            .build();
      }
      tensors.put(entry.spec().name(), bytes);
    }
    if (in.read() >= 0) {
      throw ModelLoadException.in(location, name + ": there is data after the last tensor").build();
    }
    return new InMemory(header, name, location, tensors);
  }

  /** Maps what is asked for, piece by piece, so neither file nor tensor is limited to 2 GB. */
  private static final class Mapped extends TensorData {
    private final FileChannel channel;

    Mapped(SafetensorsHeader header, String file, String location, FileChannel channel) {
      super(header, file, location);
      this.channel = channel;
    }

    @Override
    ByteBuffer slice(SafetensorsHeader.Entry entry, long from, int length) throws IOException {
      long position = header.start() + entry.begin() + from;
      // A file that shrank since it was opened would fault on access.
      if (channel.size() < position + length) {
        throw ModelLoadException.in(location, file + " has become shorter while it was in use")
            .expected(header.start() + header.dataBytes() + " bytes")
            .found(channel.size())
            .build();
      }
      return channel.map(MapMode.READ_ONLY, position, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** Holds one array per tensor. */
  private static final class InMemory extends TensorData {
    private volatile Map<String, byte[]> tensors;

    InMemory(SafetensorsHeader header, String file, String location, Map<String, byte[]> tensors) {
      super(header, file, location);
      this.tensors = Map.copyOf(tensors);
    }

    @Override
    ByteBuffer slice(SafetensorsHeader.Entry entry, long from, int length) throws IOException {
      byte[] bytes = tensors.get(entry.spec().name());
      if (bytes == null) {
        throw new ClosedChannelException();
      }
      return ByteBuffer.wrap(bytes, (int) from, length)
          .slice()
          .asReadOnlyBuffer()
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
      tensors = Map.of();
    }
  }
}
