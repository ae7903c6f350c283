package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The hash of a {@link ModelIdentity}, computed by another thread while the weights are loaded.
 * Thread-safe.
 */
record ModelDigest(CompletableFuture<String> hash) {

  /** Begins to read the files of a model. */
  static ModelDigest start(ModelFiles files) {
    return new ModelDigest(CompletableFuture.supplyAsync(() -> of(files)));
  }

  private static String of(ModelFiles files) {
    try {
      return hashed(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hashed(ModelFiles files) throws IOException {
    TreeSet<String> names = new TreeSet<>(Checkpoint.fileNames(files));
    ModelLayout.SMALL.stream().filter(files::exists).forEach(names::add);
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines.append(Sha256.of(files, name)).append("  ").append(name).append('\n');
    }
    return Sha256.of(lines.toString());
  }

  /** Waits until no file is open any more, also if the thread is interrupted. */
  void join() {
    hash.handle((value, failure) -> value).join();
  }

  /** Waits for the hash. */
  String get(ModelFiles files) throws ModelLoadException {
    try {
      return hash.join();
    } catch (CompletionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw cause.getCause() instanceof ModelLoadException known
          ? known
          : ModelLoadException.in(files.location(), "a file cannot be read: " + cause)
              .cause(cause)
              .build();
    }
  }
}
