package io.github.meshclassifier.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says what a failed write needed and what there was. Has no state. */
final class DiskSpace {
  private DiskSpace() {}

  /**
   * Describes a failure to write.
   *
   * @param what was to be written
   * @param where it was to be
   * @param bytes about how many it takes
   * @param failure what went wrong
   */
  static String failure(String what, Path where, long bytes, IOException failure) {
    return what
        + " could not be written in "
        + where
        + ": "
        + failure
        + "; it takes about "
        + bytes
        + " bytes, "
        + usable(where);
  }

  private static String usable(Path where) {
    Path place = where.toAbsolutePath();
    while (place != null && !Files.exists(place)) {
      place = place.getParent();
    }
    try {
      return place == null
          ? "the file system is gone"
          : Files.getFileStore(place).getUsableSpace() + " bytes are free";
    } catch (IOException e) {
      return "the file system cannot be asked: " + e;
    }
  }
}
