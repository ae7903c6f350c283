package io.github.meshclassifier.metrics;

import io.github.meshclassifier.internal.message.MarkdownText;
import java.util.ArrayList;
import java.util.List;

/** The text forms of an evaluation. */
final class EvaluationText {

  private static final List<String> HEADERS = List.of("precision", "recall", "f1-score", "support");
  private static final int COLUMN_WIDTH = 9;
  private static final int TABLE_DECIMALS = 2;
  private static final int MARKDOWN_DECIMALS = 3;

  private EvaluationText() {}

  /*
   * The layout is classification_report's of scikit-learn 1.9: a first column as wide as the longest
   * label or "weighted avg", right-aligned, then a space and four columns of nine, a space before each.
   */
  static String table(Evaluation evaluation) {
    int width = "weighted avg".length();
    for (String label : evaluation.labels()) {
      width = Math.max(width, width(label));
    }
    StringBuilder table = new StringBuilder();
    tableLine(table, "", HEADERS, width);
    table.append('\n');
    for (LabelEvaluation label : evaluation.perLabel()) {
      tableRow(table, oneLine(label.label()), label.metrics(), label.support(), width);
    }
    table.append('\n');
    long support = evaluation.support();
    tableRow(table, "micro avg", evaluation.micro(), support, width);
    tableRow(table, "macro avg", evaluation.macro(), support, width);
    tableRow(table, "weighted avg", evaluation.weighted(), support, width);
    tableRow(table, "samples avg", evaluation.samples(), support, width);
    return table.toString();
  }

  static String markdown(Evaluation evaluation) {
    StringBuilder table = new StringBuilder();
    table.append(MarkdownText.head(1, "Label", "Precision", "Recall", "F1", "Support"));
    for (LabelEvaluation label : evaluation.perLabel()) {
      markdownRow(table, MarkdownText.escape(label.label()), label.metrics(), label.support());
    }
    long support = evaluation.support();
    markdownRow(table, "**micro average**", evaluation.micro(), support);
    markdownRow(table, "**macro average**", evaluation.macro(), support);
    markdownRow(table, "**weighted average**", evaluation.weighted(), support);
    markdownRow(table, "**samples average**", evaluation.samples(), support);
    return table.append('\n').append(summary(evaluation)).toString();
  }

  static String summary(Evaluation evaluation) {
    return "Articles: "
        + evaluation.articleCount()
        + ", subset accuracy: "
        + MarkdownText.figure(evaluation.subsetAccuracy())
        + ", Hamming loss: "
        + MarkdownText.figure(evaluation.hammingLoss())
        + ", samples Jaccard: "
        + MarkdownText.figure(evaluation.samplesJaccard())
        + ", threshold: "
        + evaluation.thresholds()
        + "\n";
  }

  private static void tableRow(
      StringBuilder table, String name, PrecisionRecallF1 metrics, long support, int width) {
    tableLine(table, name, cells(metrics, support, TABLE_DECIMALS), width);
  }

  private static void tableLine(StringBuilder table, String name, List<String> cells, int width) {
    pad(table, name, width).append(' ');
    for (String cell : cells) {
      pad(table.append(' '), cell, COLUMN_WIDTH);
    }
    table.append('\n');
  }

  private static void markdownRow(
      StringBuilder table, String name, PrecisionRecallF1 metrics, long support) {
    List<String> cells = new ArrayList<>(List.of(name));
    cells.addAll(cells(metrics, support, MARKDOWN_DECIMALS));
    table.append(MarkdownText.row(cells));
  }

  private static List<String> cells(PrecisionRecallF1 metrics, long support, int decimals) {
    return List.of(
        MarkdownText.figure(metrics.precision(), decimals),
        MarkdownText.figure(metrics.recall(), decimals),
        MarkdownText.figure(metrics.f1(), decimals),
        Long.toString(support));
  }

  private static StringBuilder pad(StringBuilder text, String cell, int width) {
    return text.append(" ".repeat(Math.max(0, width - width(cell)))).append(cell);
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Control characters, such as a line break, would break the table. */
  private static String oneLine(String label) {
    return label.replaceAll("\\p{Cntrl}", " ");
  }
}
