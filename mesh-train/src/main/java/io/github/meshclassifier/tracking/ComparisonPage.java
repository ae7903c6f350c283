package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.page.Column;
import io.github.meshclassifier.internal.page.Page;
import io.github.meshclassifier.internal.page.Table;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.tracking.TrackedRun.Saved;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** Lays a comparison out. */
final class ComparisonPage {
  private static final String NONE = "–";
  private static final String BEST = "best epoch";
  private static final String SAVED = "saved model";

  /** Those on the left of the settings; the others are on their right. */
  private static final List<Metric> FIRST_METRICS =
      List.of(Metric.MICRO_F1, Metric.MACRO_F1, Metric.EXACT_MATCH);

  private final List<Metric> otherMetrics;

  private final RunComparison comparison;
  private final List<NamedRun> runs;

  /** A run by a name that no other run has. */
  record NamedRun(String name, TrackedRun run) {}

  ComparisonPage(RunComparison comparison) {
    this.comparison = comparison;
    this.runs = named(comparison.runs());
    this.otherMetrics =
        Arrays.stream(Metric.values())
            .filter(metric -> !FIRST_METRICS.contains(metric))
            .filter(metric -> runs.stream().anyMatch(run -> has(run.run(), metric)))
            .toList();
  }

  private static boolean has(TrackedRun run, Metric metric) {
    return run.saved().map(model -> model.metric(metric).isPresent()).orElse(false);
  }

  private static List<NamedRun> named(List<TrackedRun> runs) {
    Map<String, NamedRun> named = new LinkedHashMap<>();
    for (TrackedRun run : runs) {
      String name = run.name();
      for (int number = 2; named.containsKey(name); number++) {
        name = run.name() + " (" + number + ")";
      }
      named.put(name, new NamedRun(name, run));
    }
    return List.copyOf(named.values());
  }

  Page page() {
    Page page = new Page("Runs compared");
    page.paragraph(summary());
    page.paragraph(
        "Metrics are of the validation articles and of the models as they were saved: their own"
            + " scores, decided by their default threshold profile"
            + profiles()
            + ". Losses, and the curves of the epochs, are from before calibration, decided at 0.5.");
    if (!comparison.isValidatedAlike()) {
      page.paragraph(
          "Not all of them were validated on the same articles: metrics of different articles do not"
              + " compare.");
    }
    page.sortableTable(results());
    page.section("Curves");
    new ComparisonCharts(runs).addTo(page);
    Set<String> labels = labels();
    if (!labels.isEmpty()) {
      page.section("F1 of each label, saved model").table(labelTable(labels));
    }
    if (!comparison.commonSettings().isEmpty()) {
      page.section("Settings that all runs share").facts(comparison.commonSettings());
    }
    Map<String, String> problems = problems();
    if (!problems.isEmpty()) {
      page.section("Left out").facts(problems);
    }
    return page;
  }

  private String summary() {
    String count = runs.size() == 1 ? "1 run" : runs.size() + " runs";
    int drawn = ComparisonCharts.MOST_RUNS;
    return count
        + ", the best "
        + comparison.metric().title()
        + " first"
        + (runs.size() > drawn ? "; the charts show the first " + drawn : "")
        + ".";
  }

  /** Names the profile if it is the same everywhere, as it is for all that runs save. */
  private String profiles() {
    List<String> profiles =
        runs.stream()
            .flatMap(run -> run.run().saved().stream())
            .map(Saved::profile)
            .distinct()
            .toList();
    return profiles.size() == 1 ? " (" + profiles.get(0) + ")" : "";
  }

  private Table results() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("Run"));
    FIRST_METRICS.forEach(metric -> columns.add(Column.figure(metric.title()).below(SAVED)));
    columns.add(Column.figure("Validation loss").below(BEST));
    for (String setting : comparison.differingSettings()) {
      Column column = isNumber(setting) ? Column.figure(setting) : Column.text(setting);
      columns.add(column.below("settings that differ"));
    }
    columns.add(Column.text("Status"));
    columns.add(Column.figure("Epochs"));
    columns.add(Column.figure("Time, s"));
    columns.add(Column.figure("Articles/s"));
    columns.add(Column.figure("Epoch").below(BEST));
    columns.add(Column.figure("Training loss").below(BEST));
    otherMetrics.forEach(metric -> columns.add(Column.figure(metric.title()).below(SAVED)));
    return new Table(columns, runs.stream().map(this::resultRow).toList());
  }

  private boolean isNumber(String setting) {
    return runs.stream()
        .map(run -> run.run().settings().get(setting))
        .allMatch(value -> value == null || HyperparameterTab.isNumber(value));
  }

  private List<String> resultRow(NamedRun named) {
    TrackedRun run = named.run();
    List<String> row = new ArrayList<>();
    row.add(named.name());
    Optional<TrackedRun.Epoch> best = run.best();
    Optional<Saved> saved = run.saved();
    FIRST_METRICS.forEach(metric -> row.add(figure(saved, model -> model.metric(metric))));
    row.add(figure(best, epoch -> OptionalDouble.of(epoch.validationLoss())));
    for (String setting : comparison.differingSettings()) {
      row.add(run.settings().getOrDefault(setting, NONE));
    }
    boolean learnedNothing = saved.map(Saved::learnedNothing).orElse(false);
    row.add(run.stopReason().orElse("unfinished") + (learnedNothing ? ", learned nothing" : ""));
    row.add(Integer.toString(run.epochs().size()));
    row.add(Long.toString(Math.round(Figures.seconds(run.duration()))));
    row.add(figure(run.articlesPerSecond(), 1));
    row.add(best.map(epoch -> Integer.toString(epoch.number())).orElse(NONE));
    row.add(figure(best, epoch -> OptionalDouble.of(epoch.trainingLoss())));
    otherMetrics.forEach(metric -> row.add(figure(saved, model -> model.metric(metric))));
    return row;
  }

  private List<NamedRun> drawn() {
    return runs.stream()
        .filter(run -> run.run().saved().isPresent())
        .limit(ComparisonCharts.MOST_RUNS)
        .toList();
  }

  private Set<String> labels() {
    Set<String> labels = new LinkedHashSet<>();
    drawn().forEach(run -> labels.addAll(run.run().saved().orElseThrow().labelF1().keySet()));
    return labels;
  }

  private Table labelTable(Set<String> labels) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("Label"));
    drawn().forEach(run -> columns.add(Column.figure(run.name())));
    List<List<String>> rows = new ArrayList<>();
    for (String label : labels) {
      List<String> row = new ArrayList<>();
      row.add(label);
      for (NamedRun run : drawn()) {
        Double f1 = run.run().saved().orElseThrow().labelF1().get(label);
        row.add(figure(f1 == null ? OptionalDouble.empty() : OptionalDouble.of(f1), 3));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  private Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    for (NamedRun run : runs) {
      if (!run.run().problems().isEmpty()) {
        problems.put(run.name(), String.join("; ", run.run().problems()));
      }
    }
    for (String problem : comparison.problems()) {
      problems.put("File " + (problems.size() + 1), problem);
    }
    return problems;
  }

  private static <T> String figure(Optional<T> of, Function<T, OptionalDouble> value) {
    return figure(of.map(value).orElse(OptionalDouble.empty()), 3);
  }

  private static String figure(OptionalDouble value, int decimals) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? String.format(Locale.ROOT, "%." + decimals + "f", value.getAsDouble())
        : NONE;
  }
}
