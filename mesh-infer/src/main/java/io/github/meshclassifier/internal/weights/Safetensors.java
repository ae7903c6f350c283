package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, plain or in the compact form.
 *
 * <p>The header is checked in full when it is opened, as the format demands: known element types,
 * as many bytes as the shape needs, no overlap, no gap, no name twice.
 *
 * <p>In the compact form a matrix is {@link TensorType#I8} with a float32 {@code <name>.scale} per
 * row and, if the matrix needs more precision, a {@link TensorType#U8} {@code <name>.fraction} with
 * the two bits below each weight's byte, four weights to a byte, the first in the lowest bits, each
 * row beginning on a byte. The weight is {@code (byte + fraction / 4) * scale}. {@link #names}
 * lists the matrix, not its scale and fraction. Thread-safe. Closing during a read makes the read
 * fail and does not crash the process.
 *
 * @see <a href="https://github.com/huggingface/safetensors">The safetensors format</a>
 */
public final class Safetensors extends FileCheckpoint {
  public static final String SINGLE = ModelLayout.SAFETENSORS;

  public static final String INDEX = ModelLayout.SAFETENSORS_INDEX;

  public static final String COMPACT = ModelLayout.COMPACT_SAFETENSORS;

  private final SafetensorsHeader header;
  private final Map<String, Tensor> tensors;

  /** A tensor, and its rows if it is in the compact form. */
  private record Tensor(SafetensorsHeader.Entry entry, @Nullable ScaledRows rows) {}

  private Safetensors(FileBytes bytes, SafetensorsHeader header, Map<String, Tensor> tensors) {
    super(bytes);
    this.header = header;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens one safetensors file.
   *
   * @return its weights, to be closed
   * @throws ModelLoadException if the file is missing or damaged
   */
  public static Safetensors open(ModelFiles files, String name) throws ModelLoadException {
    FileBytes bytes = FileBytes.open(files, name);
    try {
      return of(bytes);
    } catch (ModelLoadException | RuntimeException | Error e) {
      WeightFiles.close(bytes, e);
      throw e;
    }
  }

  /** Reads the header; the file stays the caller's if that fails. */
  static Safetensors of(FileBytes bytes) throws ModelLoadException {
    SafetensorsHeader header = SafetensorsHeader.read(bytes);
    Map<String, SafetensorsHeader.Entry> entries = new LinkedHashMap<>();
    header.entries().forEach(entry -> entries.put(entry.spec().name(), entry));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : entries.values()) {
      String name = entry.spec().name();
      if (!ScaledRows.isPart(name, entries)) {
        tensors.put(
            name, new Tensor(entry, ScaledRows.find(entry, entries, bytes, header.start())));
      }
    }
    return new Safetensors(bytes, header, tensors);
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  Collection<String> storedNames() {
    return header.entries().stream().map(entry -> entry.spec().name()).toList();
  }

  @Override
  TensorSpec spec(String name) {
    return tensor(name).entry.spec();
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
    if (tensor.rows != null) {
      tensor.rows.read(first, count, target);
      return;
    }
    TensorSpec spec = tensor.entry.spec();
    if (!FloatReader.reads(spec.type())) {
      throw notNumbers(spec, "F64, F32, F16, BF16, or I8 with a scale");
    }
    long position = header.start() + tensor.entry.begin() + first * spec.type().bytes();
    FloatReader.read(bytes, position, spec.type(), ByteOrder.LITTLE_ENDIAN, count, target);
  }
}
