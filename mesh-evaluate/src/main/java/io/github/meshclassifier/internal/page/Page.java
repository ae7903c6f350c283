package io.github.meshclassifier.internal.page;

import io.github.meshclassifier.internal.chart.Svg;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A report: headings, paragraphs, tables and pictures from top to bottom.
 *
 * <p>Not thread-safe.
 */
public final class Page {
  private final String title;
  private final List<Block> blocks = new ArrayList<>();

  /** Starts an empty page. */
  public Page(String title) {
    this.title = title;
  }

  private sealed interface Block {}

  private record Section(String heading) implements Block {}

  private record Paragraph(String text) implements Block {}

  private record Facts(Map<String, String> facts) implements Block {}

  private record Grid(Table table, boolean sortable) implements Block {}

  private record Picture(String file, String svg, String caption) implements Block {}

  private record Preformatted(String text) implements Block {}

  /** Adds a heading. */
  public Page section(String heading) {
    return add(new Section(heading));
  }

  /** Adds a paragraph. */
  public Page paragraph(String text) {
    return add(new Paragraph(text));
  }

  /** Adds a list of names and what they stand for. */
  public Page facts(Map<String, String> facts) {
    return add(new Facts(new LinkedHashMap<>(facts)));
  }

  /** Adds a table. */
  public Page table(Table table) {
    return add(new Grid(table, false));
  }

  /** Adds a table that a reader of the HTML can sort by each of its columns. */
  public Page sortableTable(Table table) {
    return add(new Grid(table, true));
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
    return add(new Picture(file, svg, caption));
  }

  /** Adds lines to show as they are, in a font of fixed width. */
  public Page preformatted(String text) {
    return add(new Preformatted(text));
  }

  private Page add(Block block) {
    blocks.add(block);
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
    Map<String, String> pictures = new LinkedHashMap<>();
    for (Block block : blocks) {
      if (block instanceof Picture picture) {
        pictures.put(picture.file(), picture.svg());
      }
    }
    return pictures;
  }

  /** Returns one HTML document with everything in it. It is well-formed XML as well. */
  public String toHtml() {
    boolean sortable =
        blocks.stream().anyMatch(block -> block instanceof Grid grid && grid.sortable());
    StringBuilder html = new StringBuilder(Shell.head(title, sortable));
    boolean figures = false;
    for (Block block : blocks) {
      boolean figure = block instanceof Picture;
      if (figure != figures) {
        html.append(figure ? "<div class=\"figures\">\n" : "</div>\n");
        figures = figure;
      }
      html.append(html(block));
    }
    return html.append(figures ? "</div>\n" : "").append(Shell.foot(sortable)).toString();
  }

  private static String html(Block block) {
    if (block instanceof Section section) {
      return "<h2>" + escape(section.heading()) + "</h2>\n";
    } else if (block instanceof Paragraph paragraph) {
      return "<p>" + escape(paragraph.text()) + "</p>\n";
    } else if (block instanceof Facts facts) {
      StringBuilder list = new StringBuilder("<dl>\n");
      facts
          .facts()
          .forEach(
              (name, value) ->
                  list.append("<dt>")
                      .append(escape(name))
                      .append("</dt><dd><bdi>")
                      .append(escape(value))
                      .append("</bdi></dd>\n"));
      return list.append("</dl>\n").toString();
    } else if (block instanceof Grid grid) {
      return grid.table().toHtml(grid.sortable());
    } else if (block instanceof Picture picture) {
      return "<figure>\n"
          + picture.svg()
          + "<figcaption>"
          + escape(picture.caption())
          + "</figcaption>\n</figure>\n";
    } else {
      return "<pre>" + lines((Preformatted) block, "", Svg::escape) + "</pre>\n";
    }
  }

  private static String escape(String text) {
    return Svg.escape(Texts.clean(text));
  }

  /** Returns GitHub's Markdown, with the pictures as links to their files. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("# " + Texts.markdown(title) + "\n");
    blocks.forEach(block -> text.append('\n').append(markdown(block)));
    return text.toString();
  }

  private static String markdown(Block block) {
    if (block instanceof Section section) {
      return "## " + Texts.markdown(section.heading()) + "\n";
    } else if (block instanceof Paragraph paragraph) {
      return Texts.markdown(paragraph.text()) + "\n";
    } else if (block instanceof Facts facts) {
      StringBuilder list = new StringBuilder();
      facts
          .facts()
          .forEach(
              (name, value) ->
                  list.append("- ")
                      .append(Texts.markdown(name))
                      .append(": ")
                      .append(Texts.markdown(value))
                      .append('\n'));
      return list.toString();
    } else if (block instanceof Grid grid) {
      return grid.table().toMarkdown();
    } else if (block instanceof Picture picture) {
      return "![" + Texts.markdown(picture.caption()) + "](" + picture.file() + ")\n";
    } else {
      return lines((Preformatted) block, "    ", UnaryOperator.identity());
    }
  }

  /** Returns plain text without the pictures. */
  public String toText() {
    StringBuilder text = new StringBuilder(underlined(title, "="));
    for (Block block : blocks) {
      if (!(block instanceof Picture)) {
        text.append('\n').append(text(block));
      }
    }
    return text.toString();
  }

  private static String text(Block block) {
    if (block instanceof Section section) {
      return underlined(section.heading(), "-");
    } else if (block instanceof Paragraph paragraph) {
      return Texts.wrap(paragraph.text());
    } else if (block instanceof Facts facts) {
      StringBuilder list = new StringBuilder();
      facts.facts().forEach((name, value) -> list.append(Texts.wrap(name + ": " + value)));
      return list.toString();
    } else if (block instanceof Grid grid) {
      return grid.table().toText();
    } else if (block instanceof Preformatted preformatted) {
      return lines(preformatted, "", UnaryOperator.identity());
    } else {
      return "";
    }
  }

  private static String lines(Preformatted block, String indent, UnaryOperator<String> escape) {
    StringBuilder lines = new StringBuilder();
    for (String line : block.text().lines().toList()) {
      lines.append(indent).append(escape.apply(Texts.clean(line))).append('\n');
    }
    return lines.toString();
  }

  private static String underlined(String heading, String line) {
    String clean = Texts.clean(heading);
    return clean + '\n' + line.repeat(Math.max(1, Texts.length(clean))) + '\n';
  }
}
