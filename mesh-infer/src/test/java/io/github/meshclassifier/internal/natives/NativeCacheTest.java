package io.github.meshclassifier.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.model.InferenceException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where native libraries are unpacked, and what is said if they cannot be. */
class NativeCacheTest {
  private static final String LIBRARY = "PyTorch's native library";

  @TempDir Path temp;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void requireRoom_lessThanNeeded_fullDisk() throws Exception {
    assertThatExceptionOfType(InferenceException.class)
        .isThrownBy(() -> NativeCache.requireRoom(LIBRARY, temp, Long.MAX_VALUE - 1))
        .withMessageContaining("cannot be unpacked into " + temp + ": the disk is full.")
        .withMessageContaining("DJL_CACHE_DIR");
    assertThat(names()).isEmpty();
  }

  @Test
  void full_numbersOfMegabytes() {
    assertThat(NativeCache.full(LIBRARY, Path.of("cache"), 448_069_218, 20_971_520))
        .isEqualTo(
            "PyTorch's native library cannot be unpacked into cache: the disk is full. It takes"
                + " 448.1 MB and 21.0 MB are free. Free space there, or name a directory on another"
                + " disk in the environment variable or system property DJL_CACHE_DIR");
  }

  @Test
  void requireRoom_enough_directoryIsMade() throws Exception {
    NativeCache.requireRoom(LIBRARY, temp.resolve("a/b"), 1);
    assertThat(names()).containsExactly("a");
    assertThat(temp.resolve("a/b")).isEmptyDirectory();
  }

  @Test
  void requireRoom_fileInPlaceOfTheDirectory_whereAndWhatToDo() throws Exception {
    Path file = Files.createFile(temp.resolve("cache"));
    assertThatExceptionOfType(InferenceException.class)
        .isThrownBy(() -> NativeCache.requireRoom(LIBRARY, file, 1))
        .withMessageContaining("cannot be unpacked into " + file)
        .withMessageContaining("Make the directory writable for the user")
        .withMessageContaining("DJL_CACHE_DIR")
        .withCauseInstanceOf(IOException.class);
  }

  /** A disk that fills up while a library is written, or a quota that no free space tells of. */
  @Test
  void notUnpacked_writingFailed_reasonAndSpace() {
    IOException failure = new IOException("No space left on device");
    assertThat(NativeCache.notUnpacked(LIBRARY, temp, Long.MAX_VALUE - 1, failure))
        .contains("the disk is full");
    assertThat(NativeCache.notUnpacked(LIBRARY, temp, 1, failure))
        .contains("cannot be unpacked into " + temp)
        .contains("No space left on device");
  }

  @Test
  void unpack_failing_leavesNothing() throws Exception {
    ClassLoader loader = getClass().getClassLoader();
    assertThatThrownBy(() -> NativeCache.unpack(loader, "no/such", temp.resolve("library")))
        .isInstanceOf(IOException.class)
        .hasMessage("no/such is not on the class path");
    assertThat(names()).isEmpty();
  }

  @Test
  void unpack_whole() throws Exception {
    String resource = "native/lib/tokenizers.properties";
    ClassLoader loader = getClass().getClassLoader();
    NativeCache.unpack(loader, resource, temp.resolve("library"));
    NativeCache.unpack(loader, resource, temp.resolve("library"));
    assertThat(names()).containsExactly("library");
    assertThat(Files.size(temp.resolve("library")))
        .isEqualTo(NativeCache.size(loader, List.of(resource)));
  }

  @Test
  void ownDirectory_sameEachTime() throws Exception {
    Path own = NativeCache.ownDirectory(temp);
    assertThat(own).isDirectory();
    assertThat(NativeCache.ownDirectory(temp)).isEqualTo(own);
    assertThat(names()).hasSize(1);
  }

  @Test
  void ownDirectory_somethingElseOfThatName_refused() throws Exception {
    Path own = NativeCache.ownDirectory(temp);
    Files.delete(own);
    Files.createFile(own);
    assertThatThrownBy(() -> NativeCache.ownDirectory(temp))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("it is not a directory of");
    assertThat(names()).hasSize(1);
  }
}
