package io.github.meshclassifier.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where native libraries cannot be had, and that later calls find them. */
class NativeLibrariesIT {
  private static final String ADD = "Add ai.djl.pytorch:pytorch-native-cpu:2.7.1:";

  @TempDir Path temp;

  private static JavaProcess application(List<Path> jars) {
    return JavaProcess.main(Application.class.getName(), jars);
  }

  /** DJL's own directory of this user, in which other tests have left the libraries. */
  private static Path usual() {
    String named = System.getenv("DJL_CACHE_DIR");
    return named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".djl.ai");
  }

  private Path unwritable() throws IOException {
    // A file in place of the directory, since to some users every directory is writable.
    return Files.createFile(temp.resolve("cache"));
  }

  @Test
  void directoryCannotBeWritten_saidOnEveryCall_thenMended() throws Exception {
    Path unwritable = unwritable();
    String output =
        application(Packages.jars()).cache(unwritable).with("recover", usual().toString()).output();
    for (Threads threads : List.of(Threads.COMMON_POOL, Threads.MAIN)) {
      assertThat(output)
          .containsPattern(
              "load, "
                  + threads
                  + ": FAILED io.github.meshclassifier.model.InferenceException: PyTorch's native"
                  + " library cannot be unpacked into \\Q"
                  + unwritable
                  + "\\E.*DJL_CACHE_DIR");
    }
    assertThat(output).doesNotContain(ADD);
    FatJarsIT.assertBundledWorks(output.substring(output.indexOf("native tokenizer")));
  }

  @Test
  void tokenizersLibraryCannotBeUnpacked_textsInJavaGoOn_thenMended() throws Exception {
    Path unwritable = unwritable();
    String output =
        application(Packages.jars())
            .cache(usual())
            .with("recover-tokenizer", unwritable.toString())
            .output();
    assertThat(output.lines().filter(line -> line.matches("(native tokenizer|in Java), .*")))
        .satisfiesExactly(
            first -> assertThat(first).contains("COMMON_POOL: FAILED", unwritable.toString()),
            second -> assertThat(second).isEqualTo("in Java, COMMON_POOL: 7 tokens"),
            third ->
                assertThat(third)
                    .startsWith(
                        "native tokenizer, MAIN: FAILED"
                            + " io.github.meshclassifier.model.InferenceException: the tokenizer"
                            + " failed: The tokenizers library cannot be unpacked into")
                    .contains("DJL_CACHE_DIR"),
            fourth -> assertThat(fourth).isEqualTo("native tokenizer, COMMON_POOL: 8 tokens"));
  }

  @Test
  void nativeJarMissing_itIsNamed() throws Exception {
    List<Path> jars =
        Packages.jars().stream()
            .filter(jar -> !Packages.isNamed(jar, "pytorch-native-cpu"))
            .toList();
    assertThat(application(jars).with("bundled").output())
        .contains(
            "load, MAIN: FAILED io.github.meshclassifier.model.InferenceException: PyTorch's native"
                + " library")
        .contains("it is not on the class path. " + ADD);
  }

  @Test
  void nativeAccessRefused_theOptionIsNamed() throws Exception {
    // Older JDKs have no such option and refuse nothing.
    boolean refusing = Runtime.version().feature() >= 24;
    String option = refusing ? "--illegal-native-access=deny" : "-showversion";
    String output = application(Packages.jars()).option(option).with("bundled").output();
    if (refusing) {
      assertThat(output)
          .contains("load, MAIN: FAILED io.github.meshclassifier.model.InferenceException")
          .contains("Start Java with --enable-native-access=ALL-UNNAMED")
          .doesNotContain(ADD, "load, MAIN: ok");
    } else {
      FatJarsIT.assertBundledWorks(output);
    }
  }

  @Test
  void nativeAccessEnabled_works() throws Exception {
    JavaProcess process = application(Packages.jars()).with("bundled");
    process.option("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 24) {
      process.option("--illegal-native-access=deny");
    }
    FatJarsIT.assertBundledWorks(process.output());
  }
}
