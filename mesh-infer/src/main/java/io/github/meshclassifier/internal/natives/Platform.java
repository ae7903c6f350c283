package io.github.meshclassifier.internal.natives;

import java.util.Locale;

/**
 * An operating system and a processor.
 *
 * @param osName as the system property {@code os.name} has it
 * @param osArch as the system property {@code os.arch} has it
 */
record Platform(String osName, String osArch) {
  static Platform current() {
    return new Platform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /**
   * Returns the classifier of DJL's native artifacts, such as {@code linux-x86_64}; empty if DJL
   * publishes nothing for the platform.
   */
  String classifier() {
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

  @Override
  public String toString() {
    return osName + " " + osArch;
  }
}
