package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.page.Page;
import io.github.meshclassifier.internal.page.PageFiles;
import io.github.meshclassifier.metrics.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Runs side by side: a table of what they reached, which settings differ between them, and their
 * curves in the same charts. Tables of metrics are of the saved models, as they score and as they
 * decide by default; curves are of epochs, before calibration and at 0.5.
 *
 * <pre>{@code
 * RunComparison comparison = RunComparison.ofDirectory(Path.of("runs")).sortedBy(Metric.MACRO_F1);
 * comparison.write(Path.of("comparison"));
 * System.out.println(comparison.differingSettings());
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class RunComparison {
  private static final Metric DEFAULT_METRIC = Metric.MICRO_F1;
  private static final int DEEPEST = 16;

  private final List<TrackedRun> runs;
  private final Metric metric;
  private final List<String> problems;

  private RunComparison(List<TrackedRun> runs, Metric metric, List<String> problems) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("there is no run to compare, expected at least one");
    }
    this.runs = runs.stream().sorted(bestFirst(metric)).toList();
    this.metric = metric;
    this.problems = List.copyOf(problems);
  }

  /** Runs without the metric come last, equal ones in the order of their names. */
  private static Comparator<TrackedRun> bestFirst(Metric metric) {
    double sign = metric.higherIsBetter() ? -1 : 1;
    return Comparator.comparingDouble(
            (TrackedRun run) -> {
              double value =
                  run.saved()
                      .map(model -> model.metric(metric).orElse(Double.NaN))
                      .orElse(Double.NaN);
              return Double.isNaN(value) ? Double.POSITIVE_INFINITY : sign * value;
            })
        .thenComparing(TrackedRun::name)
        .thenComparing(TrackedRun::directory);
  }

  /**
   * Compares runs.
   *
   * @param runs at least one; copied
   * @return a comparison in the order of {@link Metric#MICRO_F1}
   * @throws IllegalArgumentException if there is no run
   */
  public static RunComparison of(List<TrackedRun> runs) {
    return new RunComparison(List.copyOf(runs), DEFAULT_METRIC, List.of());
  }

  /**
   * Compares all runs below a directory: those whose {@code events.jsonl} is in it or at any depth
   * up to 16. Symbolic links are not followed.
   *
   * @param directory such as the one given to {@link RunTracker#in}
   * @return a comparison in the order of {@link Metric#MICRO_F1}; files that cannot be read are
   *     left out and listed by {@link #problems}
   * @throws IOException if the directory cannot be read, or holds no run that can be
   */
  public static RunComparison ofDirectory(Path directory) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(directory, DEEPEST)) {
      found =
          files
              .filter(file -> file.endsWith(RunTracker.EVENTS_FILE) && Files.isRegularFile(file))
              .sorted()
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<TrackedRun> runs = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Path file : found) {
      try {
        runs.add(TrackedRun.read(Objects.requireNonNullElse(file.getParent(), Path.of(""))));
      } catch (IOException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    if (runs.isEmpty()) {
      throw new NoSuchFileException(
          directory.toString(),
          null,
          "there is no run below it, expected directories with "
              + RunTracker.EVENTS_FILE
              + (problems.isEmpty() ? "" : "; " + String.join("; ", problems)));
    }
    return new RunComparison(runs, DEFAULT_METRIC, problems);
  }

  /**
   * Returns the same comparison in another order.
   *
   * @param other the metric of the saved models to sort by
   * @return the best run first
   */
  public RunComparison sortedBy(Metric other) {
    return new RunComparison(runs, other, problems);
  }

  /**
   * Returns what the runs are sorted by.
   *
   * @return the metric
   */
  public Metric metric() {
    return metric;
  }

  /**
   * Returns the runs.
   *
   * @return unmodifiable, the best first, those without the metric last
   */
  public List<TrackedRun> runs() {
    return runs;
  }

  /**
   * Returns the settings that differ between the runs, or that some lack. Runs that have not begun
   * do not count.
   *
   * @return unmodifiable, by name
   */
  public SortedSet<String> differingSettings() {
    SortedSet<String> differing = new TreeSet<>();
    runs.forEach(run -> differing.addAll(run.settings().keySet()));
    differing.removeAll(commonSettings().keySet());
    return Collections.unmodifiableSortedSet(differing);
  }

  /**
   * Returns the settings that all runs share. Runs that have not begun do not count.
   *
   * @return unmodifiable, by name
   */
  public SortedMap<String, String> commonSettings() {
    List<SortedMap<String, String>> all =
        runs.stream().map(TrackedRun::settings).filter(settings -> !settings.isEmpty()).toList();
    SortedMap<String, String> common = new TreeMap<>();
    if (!all.isEmpty()) {
      common.putAll(all.get(0));
      all.forEach(settings -> common.entrySet().retainAll(settings.entrySet()));
    }
    return Collections.unmodifiableSortedMap(common);
  }

  /**
   * Returns whether all runs that have begun were validated on the same articles; if not, their
   * metrics do not compare.
   *
   * @return true if no two digests of {@link TrackedRun#validationSha256} differ
   */
  public boolean isValidatedAlike() {
    return runs.stream()
            .map(TrackedRun::validationSha256)
            .filter(sha256 -> !sha256.isEmpty())
            .distinct()
            .count()
        <= 1;
  }

  /**
   * Returns which files were left out.
   *
   * @return unmodifiable, a sentence for each
   */
  public List<String> problems() {
    return problems;
  }

  /**
   * Returns the tables as GitHub's Markdown, with the charts as links to files that {@link #write}
   * puts beside it.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toMarkdown() {
    return page().toMarkdown();
  }

  /**
   * Returns one HTML document with everything in it. Its table of runs is sorted by a click on the
   * head of a column; it refers to nothing on the network.
   *
   * @return the document
   */
  public String toHtml() {
    return page().toHtml();
  }

  /**
   * Writes {@code comparison.html}, {@code comparison.md} and the charts that the latter shows as
   * SVG files. What has these names is replaced.
   *
   * @param directory where to; made if it is not there
   * @throws IOException if a file cannot be written
   */
  public void write(Path directory) throws IOException {
    PageFiles.write(directory, page().files("comparison"));
  }

  private Page page() {
    return new ComparisonPage(this).page();
  }
}
