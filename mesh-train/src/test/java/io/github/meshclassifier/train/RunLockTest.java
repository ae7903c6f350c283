package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a directory, among threads, class loaders and processes. */
class RunLockTest {
  @TempDir Path temp;

  private static void assertRefused(Path directory) {
    assertThatExceptionOfType(DirectoryInUseException.class)
        .isThrownBy(() -> RunLock.acquire(List.of(directory)).close())
        .withMessageStartingWith(directory + ": a training run that is going on has this directory")
        .withMessageContaining("process " + ProcessHandle.current().pid() + " on ")
        .withMessageContaining(", which is this process (by the lock on ");
  }

  @Test
  void acquire_heldInThisProcess_refusedUntilClosed() throws IOException {
    Path directory = temp.resolve("model");
    RunLock lock = RunLock.acquire(List.of(directory));
    assertRefused(directory);
    assertRefused(directory);
    lock.close();
    RunLock.acquire(List.of(directory)).close();
    assertThat(directory).doesNotExist();
    assertThat(temp.resolve("model.lock")).isEmptyFile();
  }

  @Test
  void acquire_otherPathsToTheSameDirectory_refused() throws IOException {
    Path real = Files.createDirectories(temp.resolve("real/models"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("real"));
    Path toModel = Files.createSymbolicLink(temp.resolve("to-model"), real.resolve("model"));
    Path toLink = Files.createSymbolicLink(temp.resolve("to-link"), Path.of("to-model"));
    Path relative = Path.of("").toAbsolutePath().relativize(real.resolve("model"));
    List<Path> paths =
        List.of(
            real.resolve("model"),
            link.resolve("models/model"),
            real.resolve("../models/./model"),
            relative,
            toModel,
            toLink);
    for (boolean exists : new boolean[] {false, true}) {
      if (exists) {
        Files.createDirectory(real.resolve("model"));
      }
      for (Path held : paths) {
        RunLock lock = RunLock.acquire(List.of(held));
        paths.forEach(RunLockTest::assertRefused);
        lock.close();
      }
    }
  }

  @Test
  void acquire_dotsAfterALink_theDirectoryThatTheOperatingSystemMeans() throws IOException {
    Files.createDirectories(temp.resolve("real/deep"));
    Files.createSymbolicLink(temp.resolve("link"), Path.of("real/deep"));
    List<Path> same = List.of(temp.resolve("link/../out"), temp.resolve("real/out"));
    for (Path held : same) {
      RunLock lock = RunLock.acquire(List.of(held));
      same.forEach(RunLockTest::assertRefused);
      RunLock.acquire(List.of(temp.resolve("out"))).close();
      lock.close();
    }
  }

  @Test
  void acquire_linksInACircle_failsAndNamesThePath() throws IOException {
    Files.createSymbolicLink(temp.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(temp.resolve("two"), Path.of("one"));
    assertThatExceptionOfType(FileSystemLoopException.class)
        .isThrownBy(() -> RunLock.acquire(List.of(temp.resolve("one/out"))))
        .withMessageContaining("one/out");
  }

  /** As when a run is resumed while another one trains in a directory below its model. */
  @Test
  void acquire_aroundADirectoryInUse_refusedUntilClosed() throws Exception {
    Path outside = temp.resolve("model");
    RunLock lock = RunLock.acquire(List.of(temp.resolve("model/of/this")));
    assertThatExceptionOfType(DirectoryInUseException.class)
        .isThrownBy(() -> RunLock.acquire(List.of(outside)).close())
        .withMessageStartingWith(
            outside
                + ": a training run that is going on has a directory that lies in this one: process "
                + ProcessHandle.current().pid())
        .withMessageContaining("model/of/this.lock");
    try (Child child = new Child(outside)) {
      assertThat(child.answer())
          .startsWith("refused " + outside)
          .contains("a directory that lies in this one: process " + ProcessHandle.current().pid());
    }
    // A directory beside both is nobody's, and neither attempt has given the lock away.
    RunLock.acquire(List.of(temp.resolve("model/of/another"))).close();
    assertRefused(temp.resolve("model/of/this"));
    lock.close();
    RunLock.acquire(List.of(outside, temp.resolve("model/own"))).close();
  }

  @Test
  void acquire_insideADirectoryInUse_refusedUntilClosed() throws Exception {
    Path inside = temp.resolve("model/of/this");
    RunLock lock = RunLock.acquire(List.of(temp.resolve("model"), temp.resolve("model/own")));
    assertThatExceptionOfType(DirectoryInUseException.class)
        .isThrownBy(() -> RunLock.acquire(List.of(inside)).close())
        .withMessageStartingWith(
            inside
                + ": a training run that is going on has a directory that this one lies in: process "
                + ProcessHandle.current().pid())
        .withMessageContaining(", which is this process (by the lock on ");
    // Neither attempt has given the lock away.
    try (Child child = new Child(inside)) {
      assertThat(child.answer())
          .startsWith("refused " + inside)
          .contains("a directory that this one lies in: process " + ProcessHandle.current().pid());
    }
    assertRefused(temp.resolve("model"));
    lock.close();
    RunLock first = RunLock.acquire(List.of(inside));
    RunLock.acquire(List.of(temp.resolve("model/of/another"))).close();
    first.close();
  }

  @Test
  void acquire_nameWithALineBreakAndAnEscape_messageOnOneLine() throws IOException {
    Path directory = temp.resolve("a\nINFO b\u001b[31m");
    RunLock lock = RunLock.acquire(List.of(directory));
    assertThatExceptionOfType(DirectoryInUseException.class)
        .isThrownBy(() -> RunLock.acquire(List.of(directory)))
        .withMessageStartingWith(temp.resolve("a?INFO b?[31m") + ": ")
        .withMessageContaining(temp.resolve("a?INFO b?[31m.lock") + ");");
    lock.close();
  }

  @Test
  void acquire_oneOfTwoHeld_refusedAndTheOtherLeftFree() throws IOException {
    RunLock lock = RunLock.acquire(List.of(temp.resolve("b")));
    assertThatExceptionOfType(DirectoryInUseException.class)
        .isThrownBy(() -> RunLock.acquire(List.of(temp.resolve("a"), temp.resolve("b"))))
        .withMessageStartingWith(temp.resolve("b") + ": ");
    RunLock.acquire(List.of(temp.resolve("a"))).close();
    lock.close();
  }

  @Test
  void acquire_defaultDirectoriesOfAnOutput_oneFileForAll() throws IOException {
    List<Path> all = new ArrayList<>();
    for (String name : List.of("model", "model.checkpoints", "model.run")) {
      all.add(temp.resolve(name));
    }
    RunLock lock = RunLock.acquire(all);
    all.forEach(RunLockTest::assertRefused);
    assertThat(temp).isDirectoryContaining("glob:**/model.lock");
    assertThat(temp.toFile().list()).hasSize(1);
    lock.close();
  }

  @Test
  void acquire_interrupted_heldAndStillInterrupted() throws IOException {
    Thread.currentThread().interrupt();
    RunLock lock = RunLock.acquire(List.of(temp.resolve("model")));
    assertThat(Thread.interrupted()).isTrue();
    assertRefused(temp.resolve("model"));
    Thread.currentThread().interrupt();
    lock.close();
    assertThat(Thread.interrupted()).isTrue();
    RunLock.acquire(List.of(temp.resolve("model"))).close();
  }

  @Test
  void acquire_manyThreadsAtOnce_oneHasIt() throws Exception {
    int count = 8;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      for (int round = 0; round < 20; round++) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<RunLock>> locks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          // Half of them name the two directories the other way round.
          List<Path> both =
              i % 2 == 0
                  ? List.of(temp.resolve("a"), temp.resolve("b"))
                  : List.of(temp.resolve("b"), temp.resolve("a"));
          locks.add(
              threads.submit(
                  () -> {
                    start.await();
                    try {
                      return RunLock.acquire(both);
                    } catch (DirectoryInUseException e) {
                      return null;
                    }
                  }));
        }
        start.countDown();
        List<RunLock> held = new ArrayList<>();
        for (Future<RunLock> lock : locks) {
          if (lock.get() != null) {
            held.add(lock.get());
          }
        }
        assertThat(held).hasSize(1);
        held.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** As two web applications in one server would have it. */
  @Test
  void acquire_sameLibraryInAnotherClassLoader_refused() throws Exception {
    URL[] path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(RunLockTest::url)
            .toArray(URL[]::new);
    RunLock lock = RunLock.acquire(List.of(temp.resolve("model")));
    try (URLClassLoader other = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Class<?> twin = other.loadClass(RunLock.class.getName());
      assertThat(twin).isNotSameAs(RunLock.class);
      var acquire = twin.getDeclaredMethod("acquire", List.class);
      acquire.setAccessible(true);
      assertThatExceptionOfType(InvocationTargetException.class)
          .isThrownBy(() -> acquire.invoke(null, List.of(temp.resolve("model"))))
          .havingCause()
          .withMessageContaining(", which is this process");
    }
    // The failed attempt has not given the lock away.
    try (Child child = new Child(temp.resolve("model"))) {
      assertThat(child.answer()).startsWith("refused ");
    }
    lock.close();
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  /** A process that takes a directory, says so, and waits to be killed. */
  private static final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Child(Path directory) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Holder.class.getName(),
                  directory.toString())
              .redirectErrorStream(true)
              .start();
      out = process.inputReader(StandardCharsets.UTF_8);
    }

    String answer() throws IOException {
      String line = out.readLine();
      while (line != null && !line.startsWith("held") && !line.startsWith("refused")) {
        line = out.readLine();
      }
      return String.valueOf(line);
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** The main class of such a process. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try {
        RunLock lock = RunLock.acquire(List.of(Path.of(arguments[0])));
        System.out.println("held");
        // Ends with the parent at the latest, which closes the stream.
        System.in.read();
        lock.close();
      } catch (DirectoryInUseException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  @Test
  void acquire_severalProcessesAtOnce_oneHasItUntilItIsKilled() throws Exception {
    Path directory = temp.resolve("model");
    List<Child> children = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        children.add(new Child(directory));
      }
      Child holder = null;
      List<String> refusals = new ArrayList<>();
      for (Child child : children) {
        String answer = child.answer();
        if (answer.startsWith("held")) {
          assertThat(holder).isNull();
          holder = child;
        } else {
          refusals.add(answer);
        }
      }
      assertThat(holder).isNotNull();
      assertThat(refusals).hasSize(2).allMatch(refusal -> refusal.startsWith("refused "));
      long pid = holder.process.pid();
      assertThatExceptionOfType(DirectoryInUseException.class)
          .isThrownBy(() -> RunLock.acquire(List.of(directory)).close())
          .withMessageContaining("has this directory: process " + pid + " on ")
          .withMessageContaining(" (by the lock on ")
          .withMessageEndingWith("wait for its end, or name another directory");
      holder.kill();
      RunLock lock = RunLock.acquire(List.of(directory));
      // Attempts in this process must not give its lock away to another one.
      assertRefused(directory);
      try (Child late = new Child(directory)) {
        assertThat(late.answer())
            .contains("process " + ProcessHandle.current().pid())
            .doesNotContain("which is this process");
      }
      lock.close();
    } finally {
      children.forEach(Child::close);
    }
  }
}
