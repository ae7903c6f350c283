package io.github.meshclassifier.internal.backbone;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The native engine: started once per process, prepared on every thread that runs a program.
 *
 * <p>Thread-safe.
 */
public final class PyTorch {
  private static final String OFFLINE = "ai.djl.offline";

  private static volatile @Nullable Engine started;

  private PyTorch() {}

  /**
   * Starts the engine if it is not running, and prepares the calling thread to run programs.
   *
   * @return the engine
   * @throws IllegalStateException if there is no native library for this platform on the class path
   */
  public static Engine engine() {
    Engine engine = started;
    if (engine == null) {
      engine = start();
    }
    // TorchScript's profiling executor compiles anew for every shape and cannot differentiate
    // mixed precision. Its switch belongs to the native thread, which virtual threads share.
    JniUtils.setGraphExecutorOptimize(false);
    return engine;
  }

  private static synchronized Engine start() {
    Engine engine = started;
    if (engine == null) {
      stayOffline();
      try {
        engine = Engine.getEngine("PyTorch");
      } catch (RuntimeException | LinkageError e) {
        throw new IllegalStateException(
            unavailable(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                String.valueOf(e.getMessage())),
            e);
      }
      started = engine;
    }
    return engine;
  }

  /**
   * Keeps DJL off the network unless the application set {@code ai.djl.offline} itself: DJL would
   * look for native libraries there and report its use.
   */
  public static void stayOffline() {
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
  }

  /** Says what to add where the native library cannot be loaded. */
  static String unavailable(String osName, String osArch, String problem) {
    String classifier = classifier(osName, osArch);
    String advice =
        classifier.isEmpty()
            ? "DJL publishes none for this platform; it has linux-x86_64, linux-aarch64 (both with"
                + " glibc), osx-aarch64 and win-x86_64"
            : "Add ai.djl.pytorch:pytorch-native-cpu:2.7.1:"
                + classifier
                + " and ai.djl.pytorch:pytorch-jni:2.7.1-0.35.1 to the run-time class path";
    return "PyTorch's native library cannot be loaded on "
        + osName
        + " "
        + osArch
        + ": "
        + problem
        + ". "
        + advice
        + ". See https://docs.djl.ai/master/engines/pytorch/pytorch-engine/index.html";
  }

  /** The classifier of DJL's native artifact, empty if it has none. */
  private static String classifier(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
    boolean intel = osArch.equals("amd64") || osArch.equals("x86_64");
    if (os.contains("linux") && (arm || intel)) {
      return arm ? "linux-aarch64" : "linux-x86_64";
    }
    if (os.contains("mac") && arm) {
      return "osx-aarch64";
    }
    return os.contains("windows") && intel ? "win-x86_64" : "";
  }
}
