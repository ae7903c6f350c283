package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All comparisons in a few minutes: prints a table of ratios, writes it as JSON and as a chart.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar io.github.meshclassifier.benchmarks.Suite \
 *     [rounds [directory [commit]]]
 * }</pre>
 *
 * <p>There are 5 rounds, and files go to {@code benchmarks/results} unless told otherwise; their
 * name is the date and the processor. 21 rounds give the results that are published.
 */
public final class Suite {
  private Suite() {}

  /** The comparisons, in the order of the table. */
  static List<Comparison> all() {
    return List.of(
        new TokenizationComparison(ModelChoice.BUNDLED),
        new TokenizationComparison("roberta-base"),
        new TokenizationComparison("xlnet-base-cased"),
        new LogitsComparison("12x768", TokenBatch.Size.full(8, 256)),
        new PaddingComparison(),
        new ConcurrencyComparison(8),
        new ConcurrencyComparison(64),
        new TrainingBenchmark("6x384", 16, 128, false),
        new TrainingBenchmark("6x384", 16, 128, true));
  }

  /**
   * Measures, prints and writes.
   *
   * @param arguments rounds, directory and commit, all optional
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path directory = Path.of(arguments.length > 1 ? arguments[1] : "benchmarks/results");
    String commit = arguments.length > 2 ? arguments[2] : "unknown";
    SuiteResult result = run(all(), rounds, commit);
    System.out.print(result.table());
    write(result, directory);
  }

  static SuiteResult run(List<Comparison> comparisons, int rounds, String commit)
      throws IOException, InterruptedException {
    List<Comparison.Row> rows = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      System.err.println("measuring " + comparison.name());
      List<Comparison.Row> measured = comparison.measure(rounds);
      measured.forEach(row -> System.err.println("  " + row));
      rows.addAll(measured);
    }
    return new SuiteResult(Machine.here(commit), rows);
  }

  /** Writes the result and its chart; files of the same day and processor are replaced. */
  static void write(SuiteResult result, Path directory) throws IOException {
    Files.createDirectories(directory);
    Machine machine = result.machine();
    String cpu = machine.cpu().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String name = machine.date() + "-" + cpu;
    Files.writeString(directory.resolve(name + ".json"), result.toJson());
    Files.writeString(directory.resolve(name + ".svg"), result.chart().toString());
  }
}
