package io.github.meshclassifier.tracking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The name of this machine, found without asking the network, as InetAddress might. */
final class HostName {
  private HostName() {}

  static String get() {
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
