package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of tensors that {@code torch.save} wrote, in the zip form of PyTorch since 1.6 or in the
 * legacy form before it.
 *
 * <p>Its pickle is read by {@link Unpickler}, which runs nothing. The file must hold a dictionary
 * of tensors by name, or one that holds such a dictionary as {@code state_dict}, {@code
 * model_state_dict} or {@code model}, as training scripts save it; what is no tensor is left out.
 * Every storage is known to have its bytes, and every tensor to lie in its storage, before the
 * first number is read. Thread-safe. Closing during a read makes the read fail and does not crash
 * the process.
 */
public final class TorchCheckpoint extends FileCheckpoint {
  public static final String SINGLE = ModelLayout.TORCH;

  public static final String INDEX = ModelLayout.TORCH_INDEX;

  /**
   * Tensors may repeat and share what a file holds, and then be larger than it; beyond this many
   * times, and more than 64 MiB, it is not a model but an attempt to fill the memory.
   */
  private static final int MOST_TIMES = 16;

  private static final long ALWAYS_ALLOWED = 64 << 20;

  private static final List<String> NESTED = List.of("state_dict", "model_state_dict", "model");

  private final Map<String, Tensor> tensors;
  private final TorchStorages storages;

  private record Tensor(TensorSpec spec, TensorView view) {}

  private TorchCheckpoint(FileBytes bytes, Map<String, Tensor> tensors, TorchStorages storages) {
    super(bytes);
    this.tensors = Collections.unmodifiableMap(tensors);
    this.storages = storages;
  }

  /** Reads the directory and the pickle; the file stays the caller's if that fails. */
  static TorchCheckpoint zip(FileBytes bytes) throws IOException {
    TorchGlobals globals = new TorchGlobals(bytes);
    TorchZip zip = TorchZip.open(bytes);
    Map<String, Tensor> tensors = tensors(zip.pickle(globals), bytes);
    return new TorchCheckpoint(bytes, tensors, zip.storages(globals.storages().values()));
  }

  /** Reads the pickles; the file stays the caller's if that fails. */
  static TorchCheckpoint legacy(FileBytes bytes) throws IOException {
    TorchGlobals globals = new TorchGlobals(bytes);
    TorchLegacy legacy = new TorchLegacy(bytes);
    Map<String, Tensor> tensors = tensors(legacy.pickle(globals), bytes);
    return new TorchCheckpoint(bytes, tensors, legacy.storages(globals.storages()));
  }

  private static Map<String, Tensor> tensors(Object content, FileBytes bytes)
      throws ModelLoadException {
    if (!(content instanceof Map<?, ?> outer)) {
      throw bytes
          .problem("the file holds no dictionary of tensors")
          .expected("tensors by name")
          .found(content instanceof TensorView ? "a single tensor" : "something else")
          .remedy("Save it with torch.save(model.state_dict(), file) or save_pretrained.")
          .build();
    }
    Map<String, Tensor> tensors = direct(outer, bytes);
    for (int i = 0; tensors.isEmpty() && i < NESTED.size(); i++) {
      if (outer.get(NESTED.get(i)) instanceof Map<?, ?> inner) {
        tensors = direct(inner, bytes);
      }
    }
    if (tensors.isEmpty()) {
      throw bytes
          .problem("the file holds no tensors")
          .expected("tensors by name, or a dictionary of them under one of " + NESTED)
          .found(outer.size() + " other values")
          .build();
    }
    requireInProportion(tensors, bytes);
    return tensors;
  }

  private static void requireInProportion(Map<String, Tensor> tensors, FileBytes bytes)
      throws ModelLoadException {
    long most = Math.max(ALWAYS_ALLOWED, bytes.size * MOST_TIMES);
    long all = 0;
    for (Tensor tensor : tensors.values()) {
      // No size overflows: TensorView counts eight bytes for every element.
      all += Math.min(most + 1, tensor.spec.bytes());
      if (all > most) {
        throw bytes
            .problem("its tensors are far larger than the file, which repeats its numbers")
            .expected("at most " + most + " bytes")
            .found("more, with tensor " + Printable.clip(tensor.spec.name()))
            .remedy("Call contiguous() on the tensors before saving them.")
            .build();
      }
    }
  }

  private static Map<String, Tensor> direct(Map<?, ?> dictionary, FileBytes bytes)
      throws ModelLoadException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<?, ?> item : dictionary.entrySet()) {
      if (item.getKey() instanceof String name && item.getValue() instanceof TensorView view) {
        tensors.put(name, new Tensor(spec(name, view, bytes), view));
      }
    }
    return tensors;
  }

  private static TensorSpec spec(String name, TensorView view, FileBytes bytes)
      throws ModelLoadException {
    try {
      return new TensorSpec(name, view.storage().type(), view.sizes());
    } catch (IllegalArgumentException e) {
      throw bytes
          .problem("a tensor has a name or shape that is not possible")
          .found(Printable.clip(name) + view.sizes())
          .cause(e)
          .build();
    }
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  Collection<String> storedNames() {
    return names();
  }

  @Override
  TensorSpec spec(String name) {
    return tensor(name).spec;
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw noSuch(name);
    }
    return tensor;
  }

  @Override
  void copy(String name, long first, long count, ByteBuffer target) throws IOException {
    Tensor tensor = tensor(name);
    if (!FloatReader.reads(tensor.spec.type())) {
      throw notNumbers(tensor.spec, "F64, F32, F16 or BF16");
    }
    storages.read(
        tensor.view.storage(),
        (source, start, order) ->
            new StridedReader(source, start, tensor.view, order, target).read(first, count));
  }

  /** Where the storages of a file are. */
  @FunctionalInterface
  interface TorchStorages {
    /**
     * Lets a reader read a storage.
     *
     * @param storage one that the file's pickle has named
     * @param reader called once
     */
    void read(TorchGlobals.Storage storage, StorageReader reader) throws IOException;
  }

  /** Reads from a storage. */
  @FunctionalInterface
  interface StorageReader {
    /**
     * Reads.
     *
     * @param start its first byte there
     */
    void read(ByteSource source, long start, ByteOrder order) throws IOException;
  }
}
