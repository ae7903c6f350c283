package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a model, read as float32, in whatever form they are served.
 *
 * <p>A model's files are looked for in the order of {@link ModelLayout#WEIGHTS}; the first bytes of
 * a file decide its format, not its name.
 *
 * <p>Everything a file says about itself is checked when it is opened: each tensor is known to lie
 * inside the file before the first number is read. Files in a directory are read where they lie;
 * class path resources are held in memory until closed.
 *
 * <p>A name that no tensor has is an {@link IllegalArgumentException}. Thread-safe: several threads
 * may read at once. Closing during a read makes the read fail and does not crash the process.
 */
public sealed interface Checkpoint extends Closeable permits FileCheckpoint, ShardedCheckpoint {
  /**
   * Opens the weights of a model.
   *
   * @return its weights, to be closed
   * @throws ModelLoadException if there are none, they are of a kind that is not read, or a file is
   *     damaged
   */
  static Checkpoint open(ModelFiles files) throws ModelLoadException {
    String name = WeightFiles.chosen(files);
    if (name == null) {
      throw WeightFiles.none(files);
    }
    return WeightFiles.isSingle(name)
        ? WeightFiles.open(files, name)
        : ShardedCheckpoint.open(files, name);
  }

  /**
   * Returns the file that holds the weights that {@link #open(ModelFiles)} would read: the name of
   * the file, or empty if there is none, or more than one.
   */
  static Optional<String> singleFile(ModelFiles files) {
    return Optional.ofNullable(WeightFiles.chosen(files)).filter(WeightFiles::isSingle);
  }

  /**
   * Returns the files that {@link #open(ModelFiles)} would read.
   *
   * @return their names, an index with its shards; empty if there are no weights
   * @throws ModelLoadException if an index is damaged
   */
  static List<String> fileNames(ModelFiles files) throws ModelLoadException {
    String name = WeightFiles.chosen(files);
    if (name == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>(List.of(name));
    if (!WeightFiles.isSingle(name)) {
      names.addAll(ShardIndex.read(files, name).files());
    }
    return names;
  }

  /** Returns the names of the tensors, in the order of the file. */
  Set<String> names();

  /** Returns the dimensions of a tensor: a copy, outermost first; empty for a single number. */
  long[] shape(String name);

  long elements(String name);

  TensorType type(String name);

  /**
   * Returns where the weights are, for messages: a path or {@code classpath:} and the resource
   * name.
   */
  String location();

  /**
   * Writes a tensor's values as float32 into a buffer: F32 as it is, F16 and BF16 widened exactly,
   * F64 rounded to the nearest float32, the compact form multiplied by the scale of its row.
   *
   * @param target a buffer in native byte order with room for four bytes per element; its position
   *     moves by as much
   * @throws ModelLoadException if the file cannot be read or the tensor holds no such numbers
   * @throws IllegalArgumentException if there is no such tensor, or the buffer is too small or in
   *     the wrong byte order
   * @throws IllegalStateException if this is closed
   */
  void readFloats(String name, ByteBuffer target) throws ModelLoadException;

  /**
   * Writes part of a tensor's values as {@link #readFloats(String, ByteBuffer)} does.
   *
   * @param first the first element, counted in the order of the dimensions, the last fastest; of a
   *     compact matrix the start of a row
   * @param count the number of elements; of a compact matrix whole rows
   */
  void readFloats(String name, long first, long count, ByteBuffer target) throws ModelLoadException;

  /**
   * Closes the files. Later reads throw {@link IllegalStateException}; names and shapes stay known.
   * Closing again does nothing.
   *
   * @throws IOException if a file cannot be closed; all others are closed all the same
   */
  @Override
  void close() throws IOException;
}
