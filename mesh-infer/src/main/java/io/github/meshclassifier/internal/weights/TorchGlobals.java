package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of tensors may name: ordered dictionaries, tensors made from a storage, parameters
 * made from a tensor, and the classes of storages. Anything else is refused by name.
 *
 * <p>It also keeps the storages that the pickle has named. A dictionary, a list and a call give
 * descriptions; the numbers stay in the file. Not thread-safe; one per file.
 */
final class TorchGlobals {
  private static final int MAX_DIMENSIONS = 64;

  private static final Map<String, Object> ALLOWED = new HashMap<>();

  static {
    ALLOWED.put("collections.OrderedDict", Function.ORDERED_DICTIONARY);
    ALLOWED.put("torch._utils._rebuild_tensor_v2", Function.TENSOR);
    ALLOWED.put("torch._utils._rebuild_parameter", Function.PARAMETER);
    ALLOWED.put("torch.FloatStorage", TensorType.F32);
    ALLOWED.put("torch.DoubleStorage", TensorType.F64);
    ALLOWED.put("torch.HalfStorage", TensorType.F16);
    ALLOWED.put("torch.BFloat16Storage", TensorType.BF16);
    ALLOWED.put("torch.LongStorage", TensorType.I64);
    ALLOWED.put("torch.IntStorage", TensorType.I32);
    ALLOWED.put("torch.ShortStorage", TensorType.I16);
    ALLOWED.put("torch.CharStorage", TensorType.I8);
    ALLOWED.put("torch.ByteStorage", TensorType.U8);
    ALLOWED.put("torch.BoolStorage", TensorType.BOOL);
    ALLOWED.put("torch.ComplexFloatStorage", TensorType.C64);
  }

  private enum Function {
    ORDERED_DICTIONARY,
    TENSOR,
    PARAMETER
  }

  /**
   * A storage: a row of elements that tensors share.
   *
   * @param key its name in the file
   */
  record Storage(TensorType type, String key, long elements) {
    /** The caller has checked that this does not overflow. */
    long bytes() {
      return elements * type.bytes();
    }
  }

  /** Part of a storage. Old files name such parts as storages of their own. */
  private record StorageView(Storage whole, long first, long elements) {}

  private final FileBytes file;
  private final Map<String, Storage> storages = new LinkedHashMap<>();

  TorchGlobals(FileBytes file) {
    this.file = file;
  }

  /** Returns the storages that the pickle has named, in its order. */
  Map<String, Storage> storages() {
    return Collections.unmodifiableMap(storages);
  }

  Object find(String module, String name) throws ModelLoadException {
    Object known = ALLOWED.get(module + "." + name);
    if (known == null) {
      throw file.problem("the pickle asks for something that is not a tensor")
          .expected("tensors and dictionaries only")
          .found(Printable.clip(module + "." + name))
          .remedy(
              "Nothing in the file was run. Save the weights alone, as"
                  + " torch.save(model.state_dict(), file) or save_pretrained does.")
          .build();
    }
    return known;
  }

  Map<Object, Object> dictionary() {
    return new LinkedHashMap<>();
  }

  /** Sets an item of a dictionary that {@link #dictionary} has made. */
  @SuppressWarnings("unchecked")
  void put(Map<?, ?> dictionary, Object key, Object value) throws ModelLoadException {
    // The hash of a container could recur without end.
    if (!(key instanceof String || key instanceof Long)) {
      throw file.problem("a dictionary in the pickle has a key that is neither text nor number")
          .build();
    }
    ((Map<Object, Object>) dictionary).put(key, value);
  }

  Object call(Object function, Unpickler.Tuple arguments) throws ModelLoadException {
    if (!(function instanceof Function known)) {
      throw file.problem("the pickle calls something that cannot be called").build();
    }
    return switch (known) {
      case ORDERED_DICTIONARY -> ordered(arguments);
      case TENSOR -> tensor(arguments);
      case PARAMETER -> parameter(arguments);
    };
  }

  /** A tensor, and two more that say nothing about the numbers. */
  private TensorView parameter(Unpickler.Tuple arguments) throws ModelLoadException {
    if (arguments.size() != 3 || !(arguments.get(0) instanceof TensorView data)) {
      throw malformed("a parameter");
    }
    return data;
  }

  /** Without arguments, or with one list of pairs, as Python 2 wrote it. */
  private Map<Object, Object> ordered(Unpickler.Tuple arguments) throws ModelLoadException {
    Map<Object, Object> dictionary = dictionary();
    if (arguments.size() == 0) {
      return dictionary;
    }
    if (arguments.size() != 1 || !(arguments.get(0) instanceof List<?> pairs)) {
      throw malformed("an ordered dictionary");
    }
    for (Object pair : pairs) {
      List<?> both =
          pair instanceof Unpickler.Tuple tuple
              ? tuple.elements()
              : pair instanceof List<?> list ? list : List.of();
      if (both.size() != 2) {
        throw malformed("an ordered dictionary");
      }
      put(dictionary, both.get(0), both.get(1));
    }
    return dictionary;
  }

  /** Storage, offset, sizes, strides, and three more that say nothing about the numbers. */
  private TensorView tensor(Unpickler.Tuple arguments) throws ModelLoadException {
    if (arguments.size() < 6
        || arguments.size() > 7
        || !(arguments.get(1) instanceof Long offset)
        || !(arguments.get(2) instanceof Unpickler.Tuple sizes)
        || !(arguments.get(3) instanceof Unpickler.Tuple strides)) {
      throw malformed("a tensor");
    }
    Object storage = arguments.get(0);
    Storage whole;
    long first = 0;
    long elements;
    if (storage instanceof StorageView view) {
      whole = view.whole;
      first = view.first;
      elements = view.elements;
    } else if (storage instanceof Storage plain) {
      whole = plain;
      elements = plain.elements;
    } else {
      throw malformed("a tensor");
    }
    TensorView tensor = TensorView.of(whole, offset, numbers(sizes), numbers(strides), elements);
    if (tensor == null) {
      throw file.problem("a tensor does not lie inside its storage")
          .expected(elements + " elements of storage '" + Printable.clip(whole.key) + "'")
          .found("from " + offset + ", " + numbers(sizes) + " by " + numbers(strides))
          .build();
    }
    return tensor.movedBy(first);
  }

  private List<Long> numbers(Unpickler.Tuple tuple) throws ModelLoadException {
    List<Long> numbers = new ArrayList<>();
    for (Object element : tuple.elements()) {
      if (!(element instanceof Long number) || number < 0 || numbers.size() == MAX_DIMENSIONS) {
        throw file.problem("the shape of a tensor is not possible")
            .expected("at most " + MAX_DIMENSIONS + " sizes and strides, none negative")
            .found(element instanceof Long ? element : "something else")
            .build();
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** Describes the storage that a persistent id stands for. */
  Object storage(Object id) throws ModelLoadException {
    if (!(id instanceof Unpickler.Tuple tuple)
        || tuple.size() < 5
        || tuple.size() > 6
        || !"storage".equals(tuple.get(0))
        || !(tuple.get(1) instanceof TensorType type)
        || !(tuple.get(2) instanceof String key)
        || !(tuple.get(4) instanceof Long elements)) {
      throw malformed("a storage");
    }
    if (elements < 0 || elements > Long.MAX_VALUE / type.bytes()) {
      throw file.problem("a storage has an impossible size")
          .expected("0 to " + Long.MAX_VALUE / type.bytes() + " elements")
          .found(elements)
          .build();
    }
    Storage storage = new Storage(type, key, elements);
    Storage before = storages.putIfAbsent(key, storage);
    if (before != null && !before.equals(storage)) {
      throw file.problem(
              "storage '" + Printable.clip(key) + "' is named with two types or two sizes")
          .expected(before.type + " x " + before.elements)
          .found(type + " x " + elements)
          .build();
    }
    Object view = tuple.size() == 6 ? tuple.get(5) : Unpickler.None.NONE;
    return view == Unpickler.None.NONE ? storage : view(storage, view);
  }

  private StorageView view(Storage storage, @Nullable Object view) throws ModelLoadException {
    if (!(view instanceof Unpickler.Tuple tuple)
        || tuple.size() != 3
        || !(tuple.get(1) instanceof Long first)
        || !(tuple.get(2) instanceof Long elements)
        || first < 0
        || elements < 0
        || first > storage.elements
        || elements > storage.elements - first) {
      throw malformed("part of a storage");
    }
    return new StorageView(storage, first, elements);
  }

  private ModelLoadException malformed(String what) {
    return file.problem("the pickle describes " + what + " in a way that is not known")
        .remedy("The file is damaged, or written by a version of PyTorch that is not known.")
        .build();
  }
}
