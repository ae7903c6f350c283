package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of this process in kilobytes, as Linux tells it; 0 elsewhere. */
final class Resident {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path SWITCHES = Path.of("/proc/self/clear_refs");

  private Resident() {}

  static long now() {
    return kilobytes("VmRSS:");
  }

  static long peak() {
    return kilobytes("VmHWM:");
  }

  /** Resets the peak; does nothing on other systems. */
  static void resetPeak() throws IOException {
    if (Files.isWritable(SWITCHES)) {
      Files.writeString(SWITCHES, "5");
    }
  }

  private static long kilobytes(String field) {
    if (!Files.isReadable(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("Linux does not tell the memory of the process", e);
    }
  }
}
