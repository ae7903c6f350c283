package io.github.meshclassifier.internal.page;

import io.github.meshclassifier.internal.chart.Svg;
import io.github.meshclassifier.internal.message.MarkdownText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table of texts.
 *
 * @param columns at least one
 * @param rows each with a cell for each column
 * @param summary rows that stay below the others, such as averages
 */
public record Table(List<Column> columns, List<List<String>> rows, List<List<String>> summary) {
  private static final String GAP = "  ";

  public Table {
    columns = List.copyOf(columns);
    rows = copy(rows, columns.size());
    summary = copy(summary, columns.size());
  }

  /** Makes a table without summary. */
  public Table(List<Column> columns, List<List<String>> rows) {
    this(columns, rows, List.of());
  }

  private static List<List<String>> copy(List<List<String>> rows, int width) {
    for (List<String> row : rows) {
      if (row.size() != width) {
        throw new IllegalArgumentException(
            "expected " + width + " cells in a row, one for each column, found " + row);
      }
    }
    return rows.stream().map(List::copyOf).toList();
  }

  String toHtml(boolean sortable) {
    StringBuilder html = new StringBuilder("<div class=\"table\">\n");
    html.append(sortable ? "<table class=\"sortable\">\n" : "<table>\n").append("<thead>\n");
    if (columns.stream().anyMatch(column -> !column.group().isEmpty())) {
      groups(html);
    }
    html.append("<tr>");
    for (Column column : columns) {
      String title = Svg.escape(Texts.clean(column.title()));
      html.append("<th scope=\"col\"").append(alignment(column)).append('>');
      html.append(sortable ? "<button type=\"button\">" + title + "</button>" : title);
      html.append("</th>");
    }
    html.append("</tr>\n</thead>\n<tbody>\n");
    rows.forEach(row -> row(html, row));
    html.append("</tbody>\n");
    if (!summary.isEmpty()) {
      html.append("<tfoot>\n");
      summary.forEach(row -> row(html, row));
      html.append("</tfoot>\n");
    }
    return html.append("</table>\n</div>\n").toString();
  }

  private void groups(StringBuilder html) {
    html.append("<tr>");
    for (int from = 0; from < columns.size(); ) {
      String group = columns.get(from).group();
      int to = from + 1;
      while (to < columns.size() && columns.get(to).group().equals(group)) {
        to++;
      }
      if (group.isEmpty()) {
        html.append("<td colspan=\"").append(to - from).append("\"></td>");
      } else {
        html.append("<th class=\"group\" scope=\"colgroup\" colspan=\"").append(to - from);
        html.append("\">").append(Svg.escape(Texts.clean(group))).append("</th>");
      }
      from = to;
    }
    html.append("</tr>\n");
  }

  private void row(StringBuilder html, List<String> row) {
    html.append("<tr>");
    for (int i = 0; i < row.size(); i++) {
      html.append("<td").append(alignment(columns.get(i))).append('>');
      String text = Svg.escape(Texts.clean(row.get(i)));
      // A name that is written from right to left must not change the order of its neighbours.
      html.append(columns.get(i).isFigure() ? text : "<bdi>" + text + "</bdi>").append("</td>");
    }
    html.append("</tr>\n");
  }

  private static String alignment(Column column) {
    return column.isFigure() ? " class=\"figure\"" : "";
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder();
    text.append(row(columns.stream().map(Column::wholeTitle).map(Texts::markdown)));
    text.append('|');
    columns.forEach(column -> text.append(column.isFigure() ? "---:|" : ":---|"));
    text.append('\n');
    rows.forEach(row -> text.append(row(row.stream().map(Texts::markdown))));
    for (List<String> row : summary) {
      String first = row.get(0).isBlank() ? "" : "**" + Texts.markdown(row.get(0)) + "**";
      text.append(row(Stream.concat(Stream.of(first), row.stream().skip(1).map(Texts::markdown))));
    }
    return text.toString();
  }

  private static String row(Stream<String> cells) {
    return MarkdownText.row(cells.toList());
  }

  String toText() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::wholeTitle).toList());
    lines.addAll(rows);
    lines.addAll(summary);
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Texts.length(Texts.clean(line.get(i))));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      textRow(text, lines.get(i), widths);
      if (i == 0 || (i == rows.size() && !summary.isEmpty())) {
        text.append('\n');
      }
    }
    return text.toString();
  }

  private void textRow(StringBuilder text, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = Texts.clean(row.get(i));
      String padding = " ".repeat(widths[i] - Texts.length(cell));
      line.append(i == 0 ? "" : GAP);
      line.append(columns.get(i).isFigure() ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
