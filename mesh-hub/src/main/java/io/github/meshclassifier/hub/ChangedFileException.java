package io.github.meshclassifier.hub;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when a file is no longer what it was when its upload began. */
final class ChangedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;

  ChangedFileException(String file) {
    super(file + " was changed while it was uploaded");
    this.file = file;
  }

  String file() {
    return file;
  }

  /** Finds one among the causes of a failure: the HTTP client wraps what a body throws. */
  static @Nullable ChangedFileException in(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 20; depth++) {
      if (cause instanceof ChangedFileException changed) {
        return changed;
      }
      cause = cause.getCause();
    }
    return null;
  }
}
