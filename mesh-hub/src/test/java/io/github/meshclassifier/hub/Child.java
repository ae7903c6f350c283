package io.github.meshclassifier.hub;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A download in a process of its own. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Child(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(URI endpoint, Path cache, String model) throws IOException {
    return start(List.of(), endpoint, cache, model);
  }

  static Child start(List<String> options, URI endpoint, Path cache, String model)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Child.class.getName(), endpoint.toString(), cache.toString(), model));
    return new Child(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Waits for a line that begins with a text, and returns the rest of it. */
  String await(String beginning) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("the process has ended without '" + beginning + "':\n" + seen);
  }

  /** Ends the process at once, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Tells whether a thread waits until another one, or another process, has done with a blob. */
  static boolean waitsForTheLock(Thread thread) {
    return thread.getState().name().endsWith("WAITING")
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(BlobLock.class.getName()));
  }

  /** Says so once a thread of this process waits for a lock. */
  private static void watch() {
    try {
      while (Thread.getAllStackTraces().keySet().stream().noneMatch(Child::waitsForTheLock)) {
        Thread.sleep(5);
      }
      System.out.println("waits for the lock");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) throws IOException {
    System.out.println("started");
    Thread watcher = new Thread(Child::watch);
    watcher.setDaemon(true);
    watcher.start();
    HubSettings settings =
        HubSettings.builder(Map.of())
            .endpoint(URI.create(args[0]))
            .cacheDirectory(Path.of(args[1]))
            .idleTimeout(Duration.ofMinutes(5))
            .build();
    Path directory =
        HubDownloader.builder()
            .settings(settings)
            .onEvent(event -> System.out.println(event))
            .build()
            .download(HubModel.parse(args[2]));
    System.out.println("done " + directory);
  }
}
