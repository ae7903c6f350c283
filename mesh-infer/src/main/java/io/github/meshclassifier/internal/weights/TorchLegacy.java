package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The form in which {@code torch.save} wrote before PyTorch 1.6: five pickles in a row, which are a
 * magic number, a protocol number, what the machine was, the object, and the keys of the storages;
 * then each storage in the order of the keys, as its number of elements and its bytes, always
 * little-endian. Not thread-safe; one per file, and what it returns is thread-safe.
 */
final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;

  private final FileBytes bytes;
  private long next;

  TorchLegacy(FileBytes bytes) {
    this.bytes = bytes;
  }

  /** Reads up to the object. */
  Object pickle(TorchGlobals globals) throws IOException {
    TorchGlobals none = new TorchGlobals(bytes);
    if (!MAGIC.equals(pickled(none))) {
      throw damaged("the magic number of torch.save is wrong").build();
    }
    Object protocol = pickled(none);
    if (!protocol.equals(PROTOCOL)) {
      throw damaged("the protocol of torch.save is not known")
          .expected(PROTOCOL)
          .found(protocol instanceof Long number ? number : "something else")
          .build();
    }
    pickled(none);
    return pickled(globals);
  }

  private Object pickled(TorchGlobals globals) throws IOException {
    long end = next + Math.min(Unpickler.MAX_BYTES, bytes.size - next);
    PickleInput in = new PickleInput(bytes, bytes, next, end);
    Object value = new Unpickler(in, bytes, globals).read();
    next = in.position();
    return value;
  }

  /** Reads the keys and finds the storages, which must reach exactly to the end of the file. */
  TorchCheckpoint.TorchStorages storages(Map<String, TorchGlobals.Storage> named)
      throws IOException {
    if (!(pickled(new TorchGlobals(bytes)) instanceof List<?> keys)) {
      throw damaged("the list of storages is missing").build();
    }
    Map<String, Long> places = new HashMap<>();
    for (Object key : keys) {
      TorchGlobals.Storage storage = key instanceof String ? named.get(key) : null;
      if (storage == null) {
        throw damaged("the list of storages names one that no tensor uses").build();
      }
      if (places.putIfAbsent(storage.key(), next + Long.BYTES) != null) {
        throw damaged("storage '" + Printable.clip(storage.key()) + "' appears twice").build();
      }
      skip(storage);
    }
    if (places.size() != named.size()) {
      throw damaged("the list of storages is incomplete")
          .expected(named.size() + " storages")
          .found(places.size())
          .build();
    }
    if (next != bytes.size) {
      throw damaged("there is data after the last storage")
          .expected("the end at byte " + next)
          .found(bytes.size + " bytes")
          .build();
    }
    return (storage, reader) -> {
      Long place = places.get(storage.key());
      if (place == null) {
        throw new IllegalArgumentException("not a storage of this file: " + storage.key());
      }
      reader.read(bytes, place, ByteOrder.LITTLE_ENDIAN);
    };
  }

  private void skip(TorchGlobals.Storage storage) throws IOException {
    if (bytes.size - next < Long.BYTES || bytes.size - next - Long.BYTES < storage.bytes()) {
      throw damaged("the file ends within storage '" + Printable.clip(storage.key()) + "'")
          .expected(storage.bytes() + " bytes after its length")
          .found(bytes.size - next)
          .build();
    }
    long elements =
        ByteBuffer.wrap(bytes.bytes(next, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (elements != storage.elements()) {
      throw damaged(
              "storage '"
                  + Printable.clip(storage.key())
                  + "' has another size than the pickle says")
          .expected(storage.elements() + " elements")
          .found(elements)
          .build();
    }
    next += Long.BYTES + storage.bytes();
  }

  private ModelLoadException.Builder damaged(String what) {
    return bytes.problem(what).remedy("The file is damaged; fetch it again.");
  }
}
