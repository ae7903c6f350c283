package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the weights among the files of a model and opens them as what they are. */
final class WeightFiles {
  private static final List<String> SINGLE =
      List.of(Safetensors.SINGLE, TorchCheckpoint.SINGLE, Safetensors.COMPACT);

  /** Weights of other libraries, which are often beside or instead of those that are read. */
  private static final List<String> FOREIGN =
      List.of(
          "tf_model.h5",
          "tf_model.h5.index.json",
          "flax_model.msgpack",
          "flax_model.msgpack.index.json",
          "model.ckpt.index",
          "rust_model.ot",
          "model.onnx");

  private WeightFiles() {}

  static boolean isSingle(String name) {
    return SINGLE.contains(name);
  }

  /** Returns the file to read, which may be an index, or null if there is none. */
  static @Nullable String chosen(ModelFiles files) {
    return ModelLayout.WEIGHTS.stream().filter(files::exists).findFirst().orElse(null);
  }

  static ModelLoadException none(ModelFiles files) {
    Optional<String> foreign = FOREIGN.stream().filter(files::exists).findFirst();
    return ModelLoadException.in(files.location(), "the model has no weights")
        .expected(String.join(" or ", ModelLayout.WEIGHTS))
        .found(foreign.orElse("none of them"))
        .remedy(
            foreign.isPresent()
                ? "Load the model with transformers and save it with save_pretrained to get "
                    + Safetensors.SINGLE
                    + "."
                : "Add the weights of the model.")
        .build();
  }

  /** Opens one file, whatever it is called. */
  static FileCheckpoint open(ModelFiles files, String name) throws ModelLoadException {
    FileBytes bytes = FileBytes.open(files, name);
    try {
      return switch (WeightFormat.of(bytes)) {
        case SAFETENSORS -> Safetensors.of(bytes);
        case TORCH_ZIP -> TorchCheckpoint.zip(bytes);
        case TORCH_LEGACY -> TorchCheckpoint.legacy(bytes);
      };
    } catch (IOException e) {
      close(bytes, e);
      throw files.unreadable(name, e);
    } catch (RuntimeException | Error e) {
      close(bytes, e);
      throw e;
    }
  }

  static void close(Closeable part, Throwable failure) {
    try {
      part.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
