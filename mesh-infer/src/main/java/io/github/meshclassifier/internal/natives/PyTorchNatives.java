package io.github.meshclassifier.internal.natives;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.util.Utils;
import io.github.meshclassifier.model.InferenceException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts DJL's PyTorch engine. Thread-safe. A start that failed is tried again by the next call,
 * unless Java cannot initialize one of its classes any more.
 */
public final class PyTorchNatives {
  static final String NAME = "PyTorch's native library";

  /** The message of a failure that no further try can solve; guarded by the class. */
  private static @Nullable String lasting;

  private PyTorchNatives() {}

  /**
   * Starts the engine; throws InferenceException if its libraries cannot be loaded; the message
   * says what to do.
   */
  public static synchronized Engine start() {
    if (lasting != null) {
      throw new InferenceException(lasting);
    }
    TorchResources resources = TorchResources.find();
    resources.check();
    try {
      return start(resources);
    } catch (InferenceException e) {
      throw e;
    } catch (Throwable e) {
      InferenceException failure = failure(resources, e);
      if (NativeFailure.isUnrepeatable(e)) {
        lasting = failure.getMessage();
      }
      throw failure;
    }
  }

  private static Engine start(TorchResources resources) throws Throwable {
    StartThread.call(PyTorchNatives.class.getClassLoader(), PyTorchNatives::register);
    try {
      return StartThread.call(resources.loader(), PyTorchNatives::engine);
    } catch (RuntimeException e) {
      boolean taken =
          NativeFailure.find(e, UnsatisfiedLinkError.class)
              .filter(NativeLoader::isTaken)
              .isPresent();
      if (!taken || !NativeLoader.owns(PtEngineProvider.class)) {
        throw e;
      }
      return startWithHelper();
    }
  }

  /**
   * DJL reads the names of its engines from files under {@code META-INF/services}, of which a jar
   * that was packed again may have kept those of one artifact only.
   */
  private static Void register() {
    Engine.registerEngine(new PtEngineProvider());
    return null;
  }

  private static Engine engine() {
    return Engine.getEngine("PyTorch");
  }

  /** Another class loader of the process has the libraries. */
  private static Engine startWithHelper() throws Throwable {
    String before = System.getProperty(NativeHelper.PROPERTY);
    System.setProperty(NativeHelper.PROPERTY, NativeHelper.class.getName());
    try {
      return StartThread.call(NativeHelper.class.getClassLoader(), PyTorchNatives::engine);
    } finally {
      if (before == null) {
        System.clearProperty(NativeHelper.PROPERTY);
      } else {
        System.setProperty(NativeHelper.PROPERTY, before);
      }
    }
  }

  private static InferenceException failure(TorchResources resources, Throwable failure) {
    String missing = resources.areBundled() ? resources.missing(Platform.current()) : "";
    if (!missing.isEmpty()) {
      return new InferenceException(missing, failure);
    }
    Optional<IOException> unreadable =
        NativeFailure.find(failure, IOException.class)
            // Of a library that the application named in PYTORCH_EXTRA_LIBRARY_PATH.
            .filter(e -> !(e instanceof FileNotFoundException));
    if (unreadable.isPresent() && resources.areBundled()) {
      return new InferenceException(
          NativeCache.notUnpacked(
              NAME, Utils.getEngineCacheDir("pytorch"), resources.bytes(), unreadable.get()),
          failure);
    }
    return NativeFailure.of(NAME, Platform.current(), failure);
  }
}
