package io.github.meshclassifier.internal.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Public for DJL's reflection: loads PyTorch's libraries for DJL where another class loader of the
 * process has them.
 */
public final class NativeHelper {
  /** DJL's system property for the name of a class that loads libraries in its place. */
  static final String PROPERTY = "ai.djl.pytorch.native_helper";

  private static final String NATIVE_METHODS = System.mapLibraryName("djl_torch");

  private NativeHelper() {}

  /** Loads one of PyTorch's libraries; called by DJL through reflection. */
  public static void load(String library) {
    Path path = Path.of(library);
    if (!path.getFileName().toString().endsWith(NATIVE_METHODS)) {
      NativeLoader.loadDependency(path);
      return;
    }
    try {
      NativeLoader.load(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
