package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The zip form of {@code torch.save}: one folder with {@code data.pkl}, {@code data/<key>} for each
 * storage and, since PyTorch 2.0, {@code byteorder}.
 */
record TorchZip(FileBytes bytes, ZipArchive archive, String folder) {
  private static final String PICKLE = "/data.pkl";
  private static final int MAX_SMALL = 64;

  static TorchZip open(FileBytes bytes) throws IOException {
    ZipArchive archive = ZipArchive.open(bytes);
    List<String> pickles =
        archive.entries().keySet().stream()
            .filter(name -> name.endsWith(PICKLE))
            .filter(name -> name.indexOf('/') == name.length() - PICKLE.length())
            .toList();
    if (pickles.size() != 1) {
      throw bytes
          .problem("the zip archive was not written by torch.save")
          .expected("one folder with data.pkl")
          .found(pickles.isEmpty() ? "none" : pickles.size() + " of them")
          .remedy("Use the file of weights that transformers saves.")
          .build();
    }
    String pickle = pickles.get(0);
    String folder = pickle.substring(0, pickle.length() - PICKLE.length() + 1);
    if (archive.entries().containsKey(folder + "constants.pkl")) {
      throw bytes
          .problem("the file is a TorchScript program and not a checkpoint")
          .expected("weights only")
          .found("constants.pkl beside data.pkl")
          .remedy("Save the model it was made from with transformers' save_pretrained.")
          .build();
    }
    return new TorchZip(bytes, archive, folder);
  }

  Object pickle(TorchGlobals globals) throws IOException {
    byte[] pickle = whole("data.pkl", Unpickler.MAX_BYTES);
    ByteSource source =
        (position, target) -> target.put(pickle, (int) position, target.remaining());
    return new Unpickler(new PickleInput(source, bytes, 0, pickle.length), bytes, globals).read();
  }

  TorchCheckpoint.TorchStorages storages(Collection<TorchGlobals.Storage> named)
      throws IOException {
    ByteOrder order = order();
    Map<String, ZipArchive.Entry> places = new HashMap<>();
    for (TorchGlobals.Storage storage : named) {
      ZipArchive.Entry entry = archive.entries().get(folder + "data/" + storage.key());
      if (entry == null || entry.size() != storage.bytes()) {
        throw bytes
            .problem(
                "storage '"
                    + Printable.clip(storage.key())
                    + (entry == null ? "' is missing" : "' has another size than the pickle says"))
            .expected(storage.bytes() + " bytes")
            .found(entry == null ? "nothing" : entry.size() + " bytes")
            .remedy("The file is damaged; fetch it again.")
            .build();
      }
      places.put(storage.key(), entry);
    }
    return (storage, reader) -> {
      ZipArchive.Entry entry = places.get(storage.key());
      if (entry == null) {
        throw new IllegalArgumentException("not a storage of this file: " + storage.key());
      }
      try (ZipEntryReader source = new ZipEntryReader(bytes, entry)) {
        reader.read(source, 0, order);
      }
    };
  }

  /** The byte order of the storages; files before PyTorch 2.0 do not say it. */
  private ByteOrder order() throws IOException {
    if (find("byteorder") == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String order = new String(whole("byteorder", MAX_SMALL), StandardCharsets.UTF_8).strip();
    return switch (order) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default ->
          throw bytes
              .problem("the byte order of the numbers is not known")
              .expected("little or big")
              .found(Printable.clip(order))
              .build();
    };
  }

  private ZipArchive.@Nullable Entry find(String name) {
    return archive.entries().get(folder + name);
  }

  private byte[] whole(String name, int most) throws IOException {
    ZipArchive.Entry entry = find(name);
    if (entry == null || entry.size() > most) {
      throw bytes
          .problem(name + " in the zip archive is too large")
          .expected("at most " + most + " bytes")
          .found(entry == null ? 0 : entry.size())
          .build();
    }
    byte[] content = new byte[(int) entry.size()];
    try (ZipEntryReader reader = new ZipEntryReader(bytes, entry)) {
      reader.read(0, ByteBuffer.wrap(content));
    }
    return content;
  }
}
