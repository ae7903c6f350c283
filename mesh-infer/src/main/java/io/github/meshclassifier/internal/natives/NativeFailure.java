package io.github.meshclassifier.internal.natives;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.pytorch.jni.JniUtils;
import io.github.meshclassifier.model.InferenceException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says why a native library does not load, and what to do about it. */
final class NativeFailure {
  /** More causes than a real chain has; a longer one might be a cycle. */
  private static final int LONGEST_CHAIN = 50;

  private NativeFailure() {}

  static InferenceException of(String library, Platform platform, Throwable failure) {
    return new InferenceException(
        message(library, platform, reason(failure), advice(library, failure)), failure);
  }

  /**
   * Builds a message.
   *
   * @param advice what to do, empty if there is none
   */
  static String message(String library, Platform platform, String reason, String advice) {
    String problem = library + " cannot be loaded on " + platform + ": " + reason;
    return advice.isEmpty() ? problem : problem + ". " + advice;
  }

  /** The innermost cause says what happened; the others only that something failed. */
  private static String reason(Throwable failure) {
    Throwable cause = causes(failure).reduce((outer, inner) -> inner).orElse(failure);
    String message = String.valueOf(cause.getMessage());
    return message.isBlank() || cause.getMessage() == null ? cause.toString() : message;
  }

  private static String advice(String library, Throwable failure) {
    if (find(failure, IllegalCallerException.class).isPresent()) {
      return "Start Java with --enable-native-access=" + modules(NativeFailure.class);
    }
    if (causes(failure).anyMatch(NativeLoader::isTaken)) {
      return "Put mesh-classifier, DJL and the native jars on a class path that all applications of"
          + " the process share, or start the process again";
    }
    if (isUnrepeatable(failure)) {
      return "Solve this and start the process again: Java does not initialize a class a second"
          + " time";
    }
    if (find(failure, UnsatisfiedLinkError.class).isPresent()) {
      return library
          + " is there, but the system does not load it. On Linux it needs glibc 2.28 or newer (not"
          + " musl, as in Alpine) and a directory that is not mounted noexec; DJL_CACHE_DIR names"
          + " another directory";
    }
    return "";
  }

  /**
   * Tells whether a class could not be initialised, which Java tries only once; returns true if
   * trying again cannot succeed.
   */
  static boolean isUnrepeatable(Throwable failure) {
    return find(failure, ExceptionInInitializerError.class).isPresent()
        || find(failure, NoClassDefFoundError.class).isPresent();
  }

  /** Finds a cause by its type; returns the outermost of that type, the failure itself included. */
  static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(LONGEST_CHAIN);
  }

  /** The modules that call native code; all of the class path is one of them. */
  static String modules(Class<?> code) {
    if (!code.getModule().isNamed()) {
      return "ALL-UNNAMED";
    }
    return Stream.of(code, JniUtils.class, TokenizersLibrary.class)
            .map(Class::getModule)
            .map(module -> module.isNamed() ? module.getName() : "ALL-UNNAMED")
            .distinct()
            .collect(Collectors.joining(","))
        + ",com.sun.jna";
  }
}
