package io.github.meshclassifier.examples;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.tracking.RunComparison;
import io.github.meshclassifier.tracking.RunTracker;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Compares runs that {@link RunTracker} kept: a page with a table that can be sorted, the settings
 * that differ, and all curves in the same charts.
 *
 * <pre>
 * CompareRuns [runs [output [metric]]]
 *   runs     a directory with the directories of runs; default: two small runs that come along
 *   output   where the page goes; default: comparison
 *   metric   what to sort by, such as macro_f1; default: micro_f1
 * </pre>
 */
public final class CompareRuns {
  private static final List<String> SAMPLES = List.of("bge-small", "minilm-l6");

  private CompareRuns() {}

  /**
   * Runs the comparison and ends the process with 1 if there are no runs, with 2 if the arguments
   * are wrong.
   *
   * @param args runs, output and metric, or fewer of them
   * @throws IOException if the page cannot be written
   */
  public static void main(String[] args) throws IOException {
    Metric metric;
    try {
      if (args.length > 3) {
        throw new IllegalArgumentException("expected at most 3 arguments, found " + args.length);
      }
      metric = args.length < 3 ? Metric.MICRO_F1 : metric(args[2]);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println("Usage: CompareRuns [runs [output [metric]]]");
      System.exit(2);
      return;
    }
    Path output = Path.of(args.length < 2 ? "comparison" : args[1]);
    RunComparison comparison;
    try {
      comparison =
          args.length == 0
              ? RunComparison.of(samples())
              : RunComparison.ofDirectory(Path.of(args[0]));
    } catch (IOException e) {
      // It names the file and what is wrong; a stack trace would add nothing.
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    compare(comparison.sortedBy(metric), output);
  }

  static Metric metric(String id) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.id().equals(id.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no metric '"
                        + id
                        + "', expected one of "
                        + Arrays.stream(Metric.values()).map(Metric::id).toList()));
  }

  /** Prints the best run and the settings that differ, and writes the page. */
  static void compare(RunComparison comparison, Path output) throws IOException {
    for (TrackedRun run : comparison.runs()) {
      String value =
          run.saved()
              .map(
                  model ->
                      String.format(
                          Locale.ROOT,
                          "%.3f",
                          model.metric(comparison.metric()).orElse(Double.NaN)))
              .orElse("no model");
      System.out.println(value + "  " + run.name() + "  " + run.stopReason().orElse("unfinished"));
    }
    System.out.println("Settings that differ: " + comparison.differingSettings());
    comparison.problems().forEach(problem -> System.out.println("Left out: " + problem));
    comparison.write(output);
    System.out.println("Page: " + output.resolve("comparison.html").toAbsolutePath());
  }

  /** Reads the two runs that come with the examples. */
  static List<TrackedRun> samples() throws IOException {
    List<TrackedRun> runs = new ArrayList<>();
    Path directory = Files.createTempDirectory("runs");
    Path file = directory.resolve(RunTracker.EVENTS_FILE);
    try {
      for (String sample : SAMPLES) {
        String name = "runs/" + sample + "/" + RunTracker.EVENTS_FILE;
        try (InputStream in =
            Objects.requireNonNull(CompareRuns.class.getResourceAsStream(name), name)) {
          Files.write(file, in.readAllBytes());
        }
        runs.add(TrackedRun.read(directory));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
    return runs;
  }
}
