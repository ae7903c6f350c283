package io.github.meshclassifier.internal.page;

import io.github.meshclassifier.internal.chart.Svg;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report: headings, paragraphs, tables and pictures from top to bottom.
 *
 * <p>Not thread-safe.
 */
public final class Page {
  private final String title;
  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, String> pictures = new LinkedHashMap<>();
  private boolean sortable;

  public Page(String title) {
    this.title = title;
  }

  /** A part in each format. A picture has no text. */
  private record Block(String html, String markdown, String text, boolean isPicture) {}

  public Page section(String heading) {
    return add(
        "<h2>" + escape(heading) + "</h2>\n",
        "## " + Texts.markdown(heading) + "\n",
        underlined(heading, "-"));
  }

  public Page paragraph(String text) {
    return add("<p>" + escape(text) + "</p>\n", Texts.markdown(text) + "\n", Texts.wrap(text));
  }

  /** Adds a list of names and what they stand for. */
  public Page facts(Map<String, String> facts) {
    StringBuilder html = new StringBuilder("<dl>\n");
    StringBuilder markdown = new StringBuilder();
    StringBuilder text = new StringBuilder();
    facts.forEach(
        (name, value) -> {
          html.append("<dt>").append(escape(name)).append("</dt><dd><bdi>");
          html.append(escape(value)).append("</bdi></dd>\n");
          markdown.append("- ").append(Texts.markdown(name)).append(": ");
          markdown.append(Texts.markdown(value)).append('\n');
          text.append(Texts.wrap(name + ": " + value));
        });
    return add(html.append("</dl>\n").toString(), markdown.toString(), text.toString());
  }

  public Page table(Table table) {
    return add(table.toHtml(false), table.toMarkdown(), table.toText());
  }

  /** Adds a table that a reader of the HTML can sort by each of its columns. */
  public Page sortableTable(Table table) {
    sortable = true;
    return add(table.toHtml(true), table.toMarkdown(), table.toText());
  }

  /**
   * Adds a picture. Pictures that follow each other stand side by side in HTML where there is room.
   *
   * @param file its name among the files, such as {@code loss.svg}
   * @param svg the picture
   * @param caption how to read it, in a sentence; shown below
   */
  public Page picture(String file, Svg svg, String caption) {
    return picture(file, svg.toString(), caption);
  }

  /** Adds a picture that is an SVG document already, one that {@link Svg} made. */
  public Page picture(String file, String svg, String caption) {
    pictures.put(file, svg);
    String shown = "<figcaption>" + escape(caption) + "</figcaption>\n";
    blocks.add(
        new Block(
            "<figure>\n" + svg + shown + "</figure>\n",
            "![" + Texts.markdown(caption) + "](" + file + ")\n",
            "",
            true));
    return this;
  }

  /** Adds lines to show as they are, in a font of fixed width. */
  public Page preformatted(String text) {
    StringBuilder html = new StringBuilder("<pre>");
    StringBuilder markdown = new StringBuilder();
    StringBuilder plain = new StringBuilder();
    text.lines()
        .map(Texts::clean)
        .forEach(
            line -> {
              html.append(Svg.escape(line)).append('\n');
              markdown.append("    ").append(line).append('\n');
              plain.append(line).append('\n');
            });
    return add(html.append("</pre>\n").toString(), markdown.toString(), plain.toString());
  }

  private Page add(String html, String markdown, String text) {
    blocks.add(new Block(html, markdown, text, false));
    return this;
  }

  /**
   * Returns the page as HTML and Markdown and its pictures, by the names of their files.
   *
   * @param stem the name of the page's files before the dot
   */
  public Map<String, String> files(String stem) {
    Map<String, String> files = pictures();
    files.put(stem + ".md", toMarkdown());
    files.put(stem + ".html", toHtml());
    return files;
  }

  /** Returns the pictures as SVG documents, by the names of their files. */
  public Map<String, String> pictures() {
    return new LinkedHashMap<>(pictures);
  }

  /** Returns one HTML document with everything in it. It is well-formed XML as well. */
  public String toHtml() {
    StringBuilder html = new StringBuilder(Shell.head(title, sortable));
    boolean figures = false;
    for (Block block : blocks) {
      if (block.isPicture() != figures) {
        figures = block.isPicture();
        html.append(figures ? "<div class=\"figures\">\n" : "</div>\n");
      }
      html.append(block.html());
    }
    return html.append(figures ? "</div>\n" : "").append(Shell.foot(sortable)).toString();
  }

  private static String escape(String text) {
    return Svg.escape(Texts.clean(text));
  }

  /** Returns GitHub's Markdown, with the pictures as links to their files. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("# " + Texts.markdown(title) + "\n");
    blocks.forEach(block -> text.append('\n').append(block.markdown()));
    return text.toString();
  }

  /** Returns plain text without the pictures. */
  public String toText() {
    StringBuilder text = new StringBuilder(underlined(title, "="));
    blocks.stream()
        .filter(block -> !block.isPicture())
        .forEach(block -> text.append('\n').append(block.text()));
    return text.toString();
  }

  private static String underlined(String heading, String line) {
    String clean = Texts.clean(heading);
    return clean + '\n' + line.repeat(Math.max(1, Texts.length(clean))) + '\n';
  }
}
