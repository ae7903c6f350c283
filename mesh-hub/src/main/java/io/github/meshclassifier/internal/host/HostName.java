package io.github.meshclassifier.internal.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The name of this machine, found without asking the network, as InetAddress might. */
public final class HostName {
  private HostName() {}

  /**
   * Returns the name: 1 to 64 letters, digits, dots and hyphens; {@code localhost} if it is not
   * known.
   */
  public static String get() {
    return Stream.of(kernel(), variable("HOSTNAME"), variable("COMPUTERNAME"))
        .map(name -> name.strip().replaceAll("[^A-Za-z0-9.-]", "-"))
        .filter(name -> !name.isEmpty() && name.length() <= 64)
        .findFirst()
        .orElse("localhost");
  }

  private static String variable(String name) {
    String value = System.getenv(name);
    return value == null ? "" : value;
  }

  private static String kernel() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException e) {
      return "";
    }
  }
}
