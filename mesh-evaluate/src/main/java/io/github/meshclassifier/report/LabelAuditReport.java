package io.github.meshclassifier.report;

import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.report.LabelAudit.HeadingCount;
import io.github.meshclassifier.report.LabelAudit.LabelCount;
import io.github.meshclassifier.report.LabelAudit.TextLengths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/** The Markdown form of an audit. */
final class LabelAuditReport {
  private static final int MOST_LABELS = 200;
  private static final int LARGEST_MATRIX = 20;
  private static final int MOST_PAIRS = 20;
  private static final int MOST_HEADINGS = 20;

  private final LabelAudit audit;
  private final StringBuilder text = new StringBuilder();

  private LabelAuditReport(LabelAudit audit) {
    this.audit = audit;
  }

  static String markdown(LabelAudit audit) {
    LabelAuditReport report = new LabelAuditReport(audit);
    report.summary();
    report.labels();
    report.labelsPerArticle();
    report.together();
    report.headings();
    return report.text.toString();
  }

  private void summary() {
    text.append("# Label audit\n\n");
    head(1, "", "");
    row("Articles", audit.articles());
    row("with a text and known labels", audit.labelled());
    if (audit.negatives() > 0) {
      row("of these, no label applies (negatives)", audit.negatives());
      row("of these, with unknown headings", audit.uncertainNegatives());
    }
    for (Map.Entry<Dataset.LeftOut.Reason, Integer> entry : audit.leftOut().entrySet()) {
      row("left out: " + entry.getKey().description(), entry.getValue());
    }
    row("Labels in the scheme", audit.labels().size());
    row("that occur", audit.labels().stream().filter(count -> count.articles() > 0).count());
    row("Labels of an article, mean", decimal(audit.meanLabels()));
    row("Different sets of labels", audit.distinctLabelSets());
    row("Labels from check tags alone", percent(audit.checkTagShare()));
    row("Headings", audit.headings());
    row("different ones", audit.distinctHeadings());
    row("unknown", sum(audit.unknownHeadings()));
    row("without a place in the tree", sum(audit.headingsWithoutPlace()));
    row("outside the scheme", sum(audit.headingsOutsideScheme()));
    TextLengths lengths = audit.textLengths();
    row("Words of a text, median", lengths.median());
    row("90th percentile", lengths.percentile90());
    row("95th percentile", lengths.percentile95());
    row("longest", lengths.longest());
  }

  private static long sum(List<HeadingCount> counts) {
    return counts.stream().mapToLong(HeadingCount::count).sum();
  }

  private void labels() {
    text.append("\n## Labels\n\n");
    head(2, "Label", "Title", "Articles", "Share", "From check tags alone");
    List<LabelCount> shown = audit.labels();
    if (shown.size() > MOST_LABELS) {
      shown =
          shown.stream()
              .sorted(Comparator.comparingInt(LabelCount::articles).reversed())
              .limit(MOST_LABELS)
              .toList();
    }
    for (LabelCount count : shown) {
      row(
          count.label().id(),
          count.label().title(),
          count.articles(),
          percent(count.prevalence()),
          percent(count.checkTagShare()));
    }
    more(audit.labels().size() - shown.size(), "less frequent labels");
  }

  private void labelsPerArticle() {
    text.append("\n## Labels of an article\n\n");
    head(0, "Labels", "Articles", "Share");
    audit
        .labelsPerArticle()
        .forEach(
            (labels, articles) ->
                row(labels, articles, percent((double) articles / audit.labelled())));
  }

  private void together() {
    text.append("\n## Labels that occur together\n\n");
    if (audit.labels().size() > LARGEST_MATRIX) {
      pairs();
      return;
    }
    text.append("Of the articles with the label of a row, how many percent have that of a column.");
    text.append("\n\n");
    List<String> ids = new ArrayList<>(List.of(""));
    audit.labels().forEach(count -> ids.add(count.label().id()));
    head(1, ids.toArray(String[]::new));
    for (int given = 0; given < audit.labels().size(); given++) {
      List<Object> cells = new ArrayList<>(List.of(ids.get(given + 1)));
      for (int other = 0; other < audit.labels().size(); other++) {
        double share = given == other ? 0 : audit.conditional(given, other);
        cells.add(given == other ? "" : String.format(Locale.ROOT, "%.0f", 100 * share));
      }
      row(cells.toArray());
    }
  }

  private record Pair(int first, int second, int articles) {}

  private void pairs() {
    Comparator<Pair> leastFirst =
        Comparator.comparingInt(Pair::articles)
            .thenComparing(Comparator.comparingInt(Pair::first).reversed())
            .thenComparing(Comparator.comparingInt(Pair::second).reversed());
    PriorityQueue<Pair> most = new PriorityQueue<>(leastFirst);
    for (int first = 0; first < audit.labels().size(); first++) {
      for (int second = first + 1; second < audit.labels().size(); second++) {
        int articles = audit.coOccurrences(first, second);
        if (articles > 0) {
          most.add(new Pair(first, second, articles));
        }
        if (most.size() > MOST_PAIRS) {
          most.remove();
        }
      }
    }
    List<Pair> pairs = new ArrayList<>(most);
    pairs.sort(leastFirst.reversed());
    text.append("The most frequent pairs.\n\n");
    head(2, "a", "b", "Articles", "b given a", "a given b");
    for (Pair pair : pairs) {
      row(
          name(pair.first()),
          name(pair.second()),
          pair.articles(),
          percent(audit.conditional(pair.first(), pair.second())),
          percent(audit.conditional(pair.second(), pair.first())));
    }
  }

  private String name(int index) {
    Label label = audit.labels().get(index).label();
    return label.id().equals(label.title()) ? label.id() : label.id() + " " + label.title();
  }

  private void headings() {
    headings("Unknown headings", audit.unknownHeadings());
    headings("Headings without a place in the tree", audit.headingsWithoutPlace());
    headings("Headings outside the scheme", audit.headingsOutsideScheme());
    if (!audit.outsideSchemeByRoot().isEmpty()) {
      text.append('\n');
      head(1, "Category outside the scheme", "Headings");
      audit
          .outsideSchemeByRoot()
          .forEach((root, count) -> row(root.letter() + " " + root.title(), count));
    }
  }

  private void headings(String title, List<HeadingCount> counts) {
    if (counts.isEmpty()) {
      return;
    }
    text.append("\n## ").append(title).append("\n\n");
    head(1, "Heading", "Articles");
    counts.stream().limit(MOST_HEADINGS).forEach(count -> row(count.heading(), count.count()));
    more(counts.size() - MOST_HEADINGS, "less frequent headings");
  }

  private void more(int count, String what) {
    if (count > 0) {
      text.append("\nand ").append(count).append(' ').append(what).append(".\n");
    }
  }

  private void head(int textColumns, String... titles) {
    String[] escaped = Stream.of(titles).map(MarkdownText::escape).toArray(String[]::new);
    text.append(MarkdownText.head(textColumns, escaped));
  }

  private void row(Object... cells) {
    text.append(
        MarkdownText.row(
            Stream.of(cells).map(cell -> MarkdownText.escape(cell.toString())).toList()));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
