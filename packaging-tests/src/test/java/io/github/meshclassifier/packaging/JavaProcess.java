package io.github.meshclassifier.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Java process of its own, on the Java that runs the tests. */
final class JavaProcess {
  private final List<String> arguments = new ArrayList<>();
  private boolean ownCache;

  private JavaProcess() {}

  static JavaProcess jar(Path jar) {
    return new JavaProcess().with("-jar", jar.toString());
  }

  static JavaProcess main(String mainClass, List<Path> classPath) {
    return new JavaProcess().with("-cp", Packages.classPath(classPath), mainClass);
  }

  static JavaProcess of(String... options) {
    return new JavaProcess().with(options);
  }

  /** Adds an option of the JVM. */
  JavaProcess option(String option) {
    arguments.add(0, option);
    return this;
  }

  /** Sets the directory of native libraries, whatever variables name another. */
  JavaProcess cache(Path directory) {
    ownCache = true;
    return option("-DDJL_CACHE_DIR=" + directory);
  }

  /** A user without a home directory, as in many containers. */
  JavaProcess withoutHome(Path temporary) {
    ownCache = true;
    return option("-Duser.home=" + temporary.resolve("no-home"))
        .option("-Djava.io.tmpdir=" + temporary);
  }

  /** Adds an argument of the application. */
  JavaProcess with(String... added) {
    arguments.addAll(Arrays.asList(added));
    return this;
  }

  /** Runs the process to its end, which must be a good one. */
  String output() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Duser.language=tr");
    command.add("-Duser.country=TR");
    command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (ownCache) {
      builder.environment().keySet().removeAll(List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR"));
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
