package io.github.meshclassifier.internal.natives;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Utils;
import io.github.meshclassifier.model.InferenceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Loads the tokenizers library.
 *
 * <p>DJL does so when one of its classes is initialised, which Java tries only once. Here every
 * call tries again, with the files where DJL has them. Where applications share DJL and each has
 * this class itself, DJL loads the library once the files are there. Thread-safe.
 */
public final class TokenizersNatives {
  private static final String NAME = "The tokenizers library";
  private static final String FOLDER = "native/lib/";
  private static final String VERSION = FOLDER + "tokenizers.properties";
  private static final String FLAVOR = "cpu";

  private static boolean loaded; // guarded by the class

  private TokenizersNatives() {}

  /**
   * Loads the library unless it is loaded; throws InferenceException if it cannot be loaded; the
   * message says what to do.
   */
  public static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      ClassLoader loader = TokenizersLibrary.class.getClassLoader();
      StartThread.call(
          loader,
          () -> {
            load(libraries(loader));
            return null;
          });
      loaded = true;
    } catch (InferenceException e) {
      throw e;
    } catch (Throwable e) {
      throw NativeFailure.of(NAME, Platform.current(), e);
    }
  }

  private static void load(List<Path> libraries) throws IOException {
    if (!NativeLoader.owns(TokenizersLibrary.class)) {
      // Only a class of the same class loader can load its library.
      LibUtils.checkStatus();
      return;
    }
    int last = libraries.size() - 1;
    for (Path dependency : libraries.subList(0, last)) {
      NativeLoader.loadDependency(dependency);
    }
    NativeLoader.load(libraries.get(last));
  }

  private static List<Path> libraries(ClassLoader loader) throws IOException {
    String named = Utils.getEnvOrSystemProperty("RUST_LIBRARY_PATH");
    if (named != null) {
      Path path = Path.of(named);
      return List.of(
          Files.isDirectory(path) ? path.resolve(System.mapLibraryName("tokenizers")) : path);
    }
    String classifier = Platform.current().classifier();
    if (classifier.isEmpty()) {
      throw missing("DJL publishes none for this platform");
    }
    Path parent = NativeCache.directory(NAME, "tokenizers");
    Path directory = parent.resolve(String.join("-", version(loader), FLAVOR, classifier));
    List<String> missing = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (String name : names()) {
      files.add(directory.resolve(name));
      if (!Files.exists(directory.resolve(name))) {
        missing.add(String.join("/", FOLDER + classifier, FLAVOR, name));
      }
    }
    unpack(loader, missing, directory);
    return files;
  }

  private static void unpack(ClassLoader loader, List<String> missing, Path directory)
      throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    for (String resource : missing) {
      if (loader.getResource(resource) == null) {
        throw missing(resource + " is not on the class path");
      }
    }
    long bytes = NativeCache.size(loader, missing);
    NativeCache.requireRoom(NAME, directory, bytes);
    try {
      for (String resource : missing) {
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        NativeCache.unpack(loader, resource, directory.resolve(name));
      }
    } catch (IOException e) {
      throw new InferenceException(NativeCache.notUnpacked(NAME, directory, bytes, e), e);
    }
  }

  private static InferenceException missing(String reason) {
    return new InferenceException(
        NativeFailure.message(
            NAME,
            Platform.current(),
            reason,
            "ai.djl.huggingface:tokenizers has it for linux-x86_64, linux-aarch64, osx-aarch64 and"
                + " win-x86_64; a jar that was packed again has to keep the folder native/lib"));
  }

  /** In the order in which they are loaded; on Windows the library depends on others. */
  private static List<String> names() {
    String name = System.mapLibraryName("tokenizers");
    return name.endsWith(".dll")
        ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", name)
        : List.of(name);
  }

  private static String version(ClassLoader loader) throws IOException {
    try (InputStream in = loader.getResourceAsStream(VERSION)) {
      if (in == null) {
        throw missing(VERSION + " is not on the class path");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    }
  }
}
