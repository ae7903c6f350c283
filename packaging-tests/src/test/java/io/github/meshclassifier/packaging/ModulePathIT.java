package io.github.meshclassifier.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A modular jar with all others on the module path. */
class ModulePathIT {
  private static final Path SOURCES = Path.of("src", "test", "module");

  /** A keyword in its name, {@code native}, keeps this jar from being a module. */
  private static final Predicate<Path> NO_MODULE =
      jar -> Packages.isNamed(jar, "pytorch-native-cpu");

  private static final String ADDED = "org.snakeyaml.engine";

  @TempDir Path temp;

  private static void run(String tool, String... arguments) {
    StringWriter output = new StringWriter();
    PrintWriter writer = new PrintWriter(output);
    ToolProvider found = ToolProvider.findFirst(tool).orElseThrow();
    assertThat(found.run(writer, writer, arguments)).as(output.toString()).isZero();
  }

  private static List<Path> libraries() {
    return Packages.jars().stream()
        .filter(NO_MODULE.negate())
        .filter(jar -> !Packages.isNamed(jar, "packaging-tests"))
        .toList();
  }

  @Test
  void consumer_compilesAndRuns() throws Exception {
    String libraries = Packages.classPath(libraries());
    String classes = temp.resolve("classes").toString();
    run(
        "javac",
        "-d",
        classes,
        "--module-path",
        libraries,
        SOURCES.resolve("module-info.java").toString(),
        SOURCES
            .resolve(Path.of("io", "github", "meshclassifier", "consumer", "Main.java"))
            .toString());
    Path jar = temp.resolve("consumer.jar");
    run("jar", "--create", "--file", jar.toString(), "-C", classes, ".");

    String path = Packages.classPath(Stream.concat(Stream.of(jar), libraries().stream()).toList());
    String module = "io.github.meshclassifier.consumer/io.github.meshclassifier.consumer.Main";
    String natives = Packages.classPath(Packages.jars().stream().filter(NO_MODULE).toList());
    String output =
        JavaProcess.of("--module-path", path)
            .with("--class-path", natives)
            // Training has no descriptor that could say that it needs it.
            .with("--add-modules", ADDED)
            .with("--module", module)
            .output();
    assertThat(output).contains("named module: true", "mesh: true", "8 tokens");
  }
}
