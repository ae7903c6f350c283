package io.github.meshclassifier.internal.natives;

import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.util.Utils;
import io.github.meshclassifier.model.InferenceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's libraries on the class path, as DJL looks for them.
 *
 * @param libraries the properties of {@code pytorch-native-cpu} and like artifacts, one for each on
 *     the class path
 * @param jniVersion the version of {@code pytorch-jni}, null if it is not there
 */
record TorchResources(ClassLoader loader, List<Properties> libraries, @Nullable String jniVersion) {
  private static final String LIBRARIES = "native/lib/pytorch.properties";
  private static final String JNI = "jnilib/pytorch.properties";
  private static final String VERSION = "2.7.1";
  private static final String JNI_VERSION = "2.7.1-0.36.0";

  static TorchResources find() {
    ClassLoader loader = ResourceLoaders.having(PyTorchNatives.class, LIBRARIES);
    try {
      List<Properties> libraries = new ArrayList<>();
      for (URL url : Collections.list(loader.getResources(LIBRARIES))) {
        libraries.add(read(url));
      }
      URL jni = loader.getResource(JNI);
      String version = jni == null ? null : read(jni).getProperty("jni_version", "unknown");
      return new TorchResources(loader, libraries, version);
    } catch (IOException e) {
      throw new UncheckedIOException("PyTorch's artifacts on the class path cannot be read", e);
    }
  }

  private static Properties read(URL url) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = url.openStream()) {
      properties.load(in);
    }
    return properties;
  }

  /**
   * Checks what can be known before anything is loaded, while it can still be solved; throws
   * InferenceException if DJL was renamed, or its libraries cannot be unpacked.
   */
  void check() {
    requireOwnName(PtEngineProvider.class.getName());
    if (!areBundled()) {
      return;
    }
    Properties mine = matching(Platform.current());
    if (mine != null) {
      Path directory = NativeCache.directory(PyTorchNatives.NAME, "pytorch");
      String folder =
          mine.getProperty("version")
              + "-"
              + mine.getProperty("flavor")
              + "-"
              + mine.getProperty("classifier");
      if (!Files.exists(directory.resolve(folder).resolve(System.mapLibraryName("torch")))) {
        NativeCache.requireRoom(PyTorchNatives.NAME, directory, bytes());
      }
    }
  }

  /** PyTorch's native code names DJL's classes, and crashes where they have other names. */
  static void requireOwnName(String name) {
    // In parts, since a tool that renames classes renames such texts too.
    if (!name.startsWith(String.join(".", "ai", "djl", ""))) {
      throw new InferenceException(
          NativeFailure.message(
              PyTorchNatives.NAME,
              Platform.current(),
              "DJL's classes were renamed, to " + name + " and the like",
              "Exclude DJL's packages from the relocation: native code knows them by their names"));
    }
  }

  /** Returns whether DJL takes the class path's libraries, not those that a variable names. */
  boolean areBundled() {
    return Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH") == null
        && Utils.getEnvOrSystemProperty("PYTORCH_VERSION") == null;
  }

  /**
   * Says which artifact is missing, empty if none is. DJL may do without, where it was allowed to
   * download or has done so before.
   */
  String missing(Platform platform) {
    String classifier = platform.classifier();
    if (classifier.isEmpty()) {
      return NativeFailure.message(
          PyTorchNatives.NAME,
          platform,
          "DJL publishes none for this platform",
          "It has linux-x86_64, linux-aarch64 (both with glibc), osx-aarch64 and win-x86_64");
    }
    Properties mine = matching(platform);
    if (mine == null) {
      List<String> others = libraries.stream().map(p -> p.getProperty("classifier")).toList();
      return missing(
          platform,
          others.isEmpty() ? "it is not on the class path" : "the class path has it for " + others,
          "Add ai.djl.pytorch:pytorch-native-cpu:" + VERSION + ":" + classifier);
    }
    String version = mine.getProperty("version", "unknown");
    if (!version.startsWith(VERSION)) {
      return missing(
          platform,
          "the class path has PyTorch " + version + ", pytorch-jni fits " + VERSION,
          "Add ai.djl.pytorch:pytorch-native-cpu:" + VERSION + ":" + classifier + " in its place");
    }
    if (jniVersion == null || !jniVersion.startsWith(JNI_VERSION)) {
      return missing(
          platform,
          jniVersion == null
              ? "pytorch-jni is not on the class path"
              : "the class path has pytorch-jni " + jniVersion,
          "Add ai.djl.pytorch:pytorch-jni:" + JNI_VERSION);
    }
    return "";
  }

  private static String missing(Platform platform, String reason, String advice) {
    return NativeFailure.message(
        PyTorchNatives.NAME,
        platform,
        reason,
        advice
            + " to the run-time class path."
            + " See https://docs.djl.ai/master/engines/pytorch/pytorch-engine/index.html");
  }

  private @Nullable Properties matching(Platform platform) {
    return libraries.stream()
        .filter(p -> p.getProperty("classifier", "").endsWith(platform.classifier()))
        .findFirst()
        .orElse(null);
  }

  /** How large the libraries are that DJL unpacks; 0 if it would unpack none. */
  long bytes() {
    Properties mine = matching(Platform.current());
    if (mine == null) {
      return 0;
    }
    String folder =
        String.join("/", "pytorch", mine.getProperty("flavor"), mine.getProperty("classifier"), "");
    try {
      return NativeCache.size(
          loader,
          Arrays.stream(mine.getProperty("libraries", "").split(",", -1))
              .map(folder::concat)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("PyTorch's libraries on the class path cannot be read", e);
    }
  }
}
