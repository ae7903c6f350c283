package io.github.meshclassifier.examples.comparison;

import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.train.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs side by side: a table of results, one of each epoch and one of each label, and charts of
 * loss and F1.
 *
 * <p>Immutable and thread-safe.
 */
public final class ComparisonReport {
  private final List<BackboneRun> runs;
  private final String caption;

  /**
   * Prepares a report.
   *
   * @param runs the runs in the order to show, all validated on the same articles
   * @param caption a sentence on data and settings that all runs share
   * @throws IllegalArgumentException if there is no run, two have the same name, or they differ in
   *     labels or number of validation articles
   */
  public ComparisonReport(List<BackboneRun> runs, String caption) {
    this.runs = List.copyOf(runs);
    this.caption = caption;
    if (this.runs.isEmpty()) {
      throw new IllegalArgumentException("there is no run to compare, expected at least one");
    }
    Set<String> names = new HashSet<>();
    Evaluation first = this.runs.get(0).run().evaluation();
    for (BackboneRun run : this.runs) {
      Evaluation evaluation = run.run().evaluation();
      if (!names.add(run.name())) {
        throw new IllegalArgumentException("two runs are called '" + run.name() + "'");
      }
      if (!evaluation.labels().equals(first.labels())
          || evaluation.articleCount() != first.articleCount()) {
        throw new IllegalArgumentException(
            "the runs must be validated on the same articles, expected "
                + validated(first)
                + ", was "
                + validated(evaluation)
                + " of '"
                + run.name()
                + "'");
      }
    }
  }

  private static String validated(Evaluation evaluation) {
    return evaluation.articleCount() + " with labels " + evaluation.labels();
  }

  /**
   * Writes {@code comparison.md}, the charts it shows as SVG files, and {@code comparison.html}
   * with all of it in one file. What is there is replaced.
   *
   * @param directory where to; made if it is not there
   * @throws IOException if a file cannot be written
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Map<String, Svg> charts = new ComparisonCharts(runs).all();
    for (Map.Entry<String, Svg> chart : charts.entrySet()) {
      Files.writeString(directory.resolve(chart.getKey()), chart.getValue().toString());
    }
    Files.writeString(directory.resolve("comparison.md"), toMarkdown());
    Files.writeString(
        directory.resolve("comparison.html"), toHtml(String.valueOf(charts.get("overview.svg"))));
  }

  /**
   * Returns the tables as GitHub's Markdown, with the charts as links to their files.
   *
   * @return lines that end with {@code '\n'}
   */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("# Backbones compared\n\n");
    text.append(cell(caption)).append("\n\n");
    text.append(markdown(results())).append('\n');
    text.append("![Loss, F1 and exact match of each epoch, F1 per label](overview.svg)\n\n");
    text.append("## Epochs\n\n").append(markdown(epochs())).append('\n');
    text.append("## F1 per label, best epoch\n\n").append(markdown(labels()));
    return text.toString();
  }

  private String toHtml(String overview) {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>Backbones compared</title>
        <style>
        body { font: 15px/1.5 Helvetica, Arial, sans-serif; color: #24292f; background: #fff;
          max-width: 980px; margin: 2em auto; padding: 0 1em; }
        table { border-collapse: collapse; margin: 1em 0; }
        th, td { padding: 0.3em 0.8em; border-bottom: 1px solid #d8dee4; text-align: right; }
        th:first-child, td:first-child { text-align: left; }
        svg { max-width: 100%; height: auto; }
        </style>
        </head>
        <body>
        <h1>Backbones compared</h1>
        """
        + "<p>"
        + Svg.escape(caption)
        + "</p>\n"
        + html(results())
        + overview
        + "<h2>Epochs</h2>\n"
        + html(epochs())
        + "<h2>F1 per label, best epoch</h2>\n"
        + html(labels())
        + "</body>\n</html>\n";
  }

  private List<List<String>> results() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "Backbone",
            "Best epoch",
            "Training loss",
            "Validation loss",
            "Micro-F1",
            "Macro-F1",
            "Exact match",
            "Time, s",
            "Articles/s"));
    for (BackboneRun run : runs) {
      EpochResult best = run.run().best();
      rows.add(
          List.of(
              run.name(),
              best.epoch() + " of " + run.run().history().size(),
              figure(best.trainingLoss()),
              figure(best.validationLoss()),
              figure(best.evaluation().micro().f1()),
              figure(best.evaluation().macro().f1()),
              figure(best.evaluation().subsetAccuracy()),
              Long.toString(Math.round(run.time().toMillis() / 1000.0)),
              String.format(Locale.ROOT, "%.1f", run.articlesPerSecond())));
    }
    return rows;
  }

  private List<List<String>> epochs() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "Backbone",
            "Epoch",
            "Training loss",
            "Validation loss",
            "Micro-F1",
            "Macro-F1",
            "Exact match",
            "Time, s"));
    for (BackboneRun run : runs) {
      for (EpochResult epoch : run.run().history()) {
        rows.add(
            List.of(
                run.name(),
                Integer.toString(epoch.epoch()),
                figure(epoch.trainingLoss()),
                figure(epoch.validationLoss()),
                figure(epoch.evaluation().micro().f1()),
                figure(epoch.evaluation().macro().f1()),
                figure(epoch.evaluation().subsetAccuracy()),
                Long.toString(Math.round(epoch.duration().toMillis() / 1000.0))));
      }
    }
    return rows;
  }

  private List<List<String>> labels() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("Label", "Support"));
    runs.forEach(run -> head.add(run.name()));
    rows.add(head);
    for (LabelEvaluation label : runs.get(0).run().evaluation().perLabel()) {
      List<String> row = new ArrayList<>(List.of(label.label(), Long.toString(label.support())));
      for (BackboneRun run : runs) {
        row.add(figure(run.run().evaluation().forLabel(label.label()).f1()));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String markdown(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append("| ");
      text.append(String.join(" | ", row.stream().map(ComparisonReport::cell).toList()));
      text.append(" |\n");
      if (row == rows.get(0)) {
        text.append("|:---|").append("---:|".repeat(row.size() - 1)).append('\n');
      }
    }
    return text.toString();
  }

  private static String cell(String text) {
    return Svg.escape(text.replaceAll("\\p{Cntrl}", " "))
        .replaceAll("([\\\\`*_|\\[\\]#~])", "\\\\$1");
  }

  private static String html(List<List<String>> rows) {
    StringBuilder text = new StringBuilder("<table>\n");
    for (List<String> row : rows) {
      String element = row == rows.get(0) ? "th" : "td";
      text.append("<tr>");
      row.forEach(
          cell ->
              text.append('<')
                  .append(element)
                  .append('>')
                  .append(Svg.escape(cell))
                  .append("</")
                  .append(element)
                  .append('>'));
      text.append("</tr>\n");
    }
    return text.append("</table>\n").toString();
  }
}
