package io.github.meshclassifier.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that hold everything, each started with {@code java -jar}. */
class FatJarsIT {
  /** Where the first start unpacks; deleted at the end. */
  private static final Path CACHE = Path.of("target", "native-of-fat-jars").toAbsolutePath();

  @TempDir Path temp;

  @BeforeAll
  static void unpackAnew() throws IOException {
    Packages.delete(CACHE);
  }

  @AfterAll
  static void delete() throws IOException {
    Packages.delete(CACHE);
  }

  /** Loaded on the common pool, then used and loaded on all kinds of threads. */
  static void assertWorks(String output, int tokens) {
    for (Threads threads : Threads.values()) {
      if (threads != Threads.INTERRUPTED) {
        assertThat(output)
            .contains("native tokenizer, " + threads + ": " + tokens + " tokens")
            .contains("load, " + threads + ": ok");
      }
    }
    assertThat(output).contains("mesh, COMMON_POOL: true").doesNotContain("FAILED");
  }

  static void assertBundledWorks(String output) {
    assertWorks(output, 8);
    assertThat(output).contains("labels, MAIN: [A, B, C, E, G]");
  }

  @Test
  void springBoot_nothingUnpackedYet_bundledModel() throws Exception {
    Path cache = CACHE.resolve("boot");
    String output = JavaProcess.jar(Packages.packed("boot")).cache(cache).with("bundled").output();
    assertBundledWorks(output);
    assertThat(output).contains("load, INTERRUPTED: ok");
    assertThat(cache.resolve("pytorch")).isDirectory();
    assertThat(cache.resolve("tokenizers")).isDirectory();
    Packages.delete(cache);
  }

  @Test
  void springBoot_modelDirectory() throws Exception {
    Path model = Packages.tinyModel(temp.resolve("model"));
    assertWorks(
        JavaProcess.jar(Packages.packed("boot")).with("directory", model.toString()).output(), 11);
  }

  @Test
  void springBoot_training() throws Exception {
    assertThat(train(Packages.packed("boot"))).contains("train, COMMON_POOL: 11 tokens");
  }

  /**
   * The service file of PyTorch's engine is lost; the user has no home, and another user's
   * directory stands where DJL would unpack.
   */
  @Test
  void shadedWithoutServices_secondUserWithoutHome() throws Exception {
    Path temporary = Files.createDirectories(CACHE.resolve("tmp"));
    Files.createFile(temporary.resolve(".djl.ai"));
    Path shaded = Packages.packed("shaded-without-services");
    assertBundledWorks(JavaProcess.jar(shaded).withoutHome(temporary).with("bundled").output());
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files.filter(file -> Files.exists(file.resolve("pytorch")))).hasSize(1);
    }
    Packages.delete(temporary);
  }

  @Test
  void shadedWithoutServices_training_versionIsTheLibrarys() throws Exception {
    Path shaded = Packages.packed("shaded-without-services");
    assertThat(train(shaded)).contains("train, COMMON_POOL: 11 tokens");
    assertThat(Files.readString(temp.resolve("trained/mesh-classifier.json")))
        .containsPattern("\"mesh_classifier\":\\s*\"\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void shaded_servicesMerged() throws Exception {
    List<Path> classPath =
        Stream.concat(
                Stream.of(Packages.packed("shaded")),
                Packages.jars().stream().filter(jar -> Packages.isNamed(jar, "pytorch-native-cpu")))
            .toList();
    assertThat(classPath).hasSize(2);
    assertBundledWorks(
        JavaProcess.main(Application.class.getName(), classPath).with("bundled").output());
  }

  @Test
  void assembly() throws Exception {
    Path assembly = Packages.packed("jar-with-dependencies");
    assertBundledWorks(JavaProcess.jar(assembly).with("bundled").output());
  }

  private String train(Path jar) throws Exception {
    Path base = Packages.tinyModel(temp.resolve("base"));
    return JavaProcess.jar(jar)
        .with("train", base.toString(), temp.resolve("trained").toString())
        .output();
  }
}
