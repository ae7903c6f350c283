package io.github.meshclassifier.internal.page;

import io.github.meshclassifier.internal.chart.Svg;

/** The HTML around the content of every page. */
final class Shell {
  /*
   * Charts are drawn on white with colours chosen for it, and stay so in dark mode. Printed pages
   * are light, and no row of a table and no chart is split between two pages.
   */
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #24292f; --faint: #57606a; --line: #d8dee4;
        --ground: #ffffff; --band: #f6f8fa; }
      @media screen and (prefers-color-scheme: dark) {
        :root { --ink: #e6edf3; --faint: #9da7b1; --line: #3d444d; --ground: #0d1117;
          --band: #171d26; } }
      body { font: 15px/1.5 Helvetica, Arial, "DejaVu Sans", sans-serif; color: var(--ink);
        background: var(--ground); max-width: 1200px; margin: 2em auto; padding: 0 1em; }
      h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
      h2 { margin-top: 2em; border-bottom: 1px solid var(--line); padding-bottom: 0.2em; }
      p, figcaption, dd { overflow-wrap: anywhere; }
      dl { display: grid; grid-template-columns: max-content auto; gap: 0.2em 1.2em; }
      dt { color: var(--faint); }
      dd { margin: 0; }
      .table { overflow-x: auto; margin: 1em 0; }
      table { border-collapse: collapse; font-size: 14px; }
      th, td { padding: 0.3em 0.7em; border-bottom: 1px solid var(--line); text-align: left;
        vertical-align: top; }
      th:first-child, td:first-child { position: sticky; left: 0; background: var(--ground);
        min-width: 12em; max-width: 24em; overflow-wrap: anywhere; }
      th { vertical-align: bottom; }
      th.group { text-align: center; border-left: 1px solid var(--line); }
      .figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
      th.figure { white-space: normal; }
      tbody tr:hover, tbody tr:hover td { background: var(--band); }
      tfoot tr td { background: var(--band); font-weight: 600; }
      .figures { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
      figure { margin: 0.5em 0; padding: 8px; background: #ffffff; color: #24292f;
        border: 1px solid var(--line); border-radius: 6px; max-width: 100%;
        box-sizing: border-box; }
      figure svg { max-width: 100%; height: auto; display: block; }
      figcaption { font-size: 13px; color: #57606a; padding: 0.4em 0.8em;
        box-sizing: border-box; width: 0; min-width: 100%; }
      pre { overflow-x: auto; background: var(--band); padding: 0.8em; font-size: 13px; }
      @media print { body { max-width: none; margin: 0; font-size: 10pt; }
        figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
        .table { overflow-x: visible; } }
      """;

  private static final String SORTABLE_STYLE =
      """
      th button { all: unset; cursor: pointer; }
      th button:hover, th button:focus-visible { text-decoration: underline; }
      th[aria-sort="ascending"] button::after { content: " \\2191"; }
      th[aria-sort="descending"] button::after { content: " \\2193"; }
      """;

  /*
   * Numbers by value, highest first; words by the alphabet; in reverse at the second click. What is
   * no number comes after the numbers. Neither '<' nor '&' occurs, so the page stays XML.
   */
  private static final String SORTER =
      """
      document.querySelectorAll("table.sortable").forEach(table => {
        const heads = Array.from(table.tHead.rows[table.tHead.rows.length - 1].cells);
        const read = (row, i) => row.cells[i].textContent.trim();
        heads.forEach((head, i) => head.firstChild.addEventListener("click", () => {
          const numbers = head.classList.contains("figure");
          const before = head.getAttribute("aria-sort");
          const first = numbers ? "descending" : "ascending";
          const second = numbers ? "ascending" : "descending";
          const order = before === first ? second : first;
          const sign = order === "ascending" ? 1 : -1;
          heads.forEach(other => other.removeAttribute("aria-sort"));
          head.setAttribute("aria-sort", order);
          const missing = row => isNaN(parseFloat(read(row, i)));
          const compare = (a, b) => !numbers ? sign * read(a, i).localeCompare(read(b, i))
            : missing(a) || missing(b) ? missing(a) - missing(b)
            : sign * (parseFloat(read(a, i)) - parseFloat(read(b, i)));
          Array.from(table.tBodies[0].rows).sort(compare)
            .forEach(row => table.tBodies[0].appendChild(row));
        }));
      });
      """;

  private Shell() {}

  static String head(String title, boolean sortable) {
    String escaped = Svg.escape(Texts.clean(title));
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        """
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
        + " style-src 'unsafe-inline'"
        + (sortable ? "; script-src 'unsafe-inline'" : "")
        + "\"/>\n<title>"
        + escaped
        + "</title>\n<style>\n"
        + STYLE
        + (sortable ? SORTABLE_STYLE : "")
        + "</style>\n</head>\n<body>\n<h1>"
        + escaped
        + "</h1>\n";
  }

  static String foot(boolean sortable) {
    return (sortable ? "<script>\n" + SORTER + "</script>\n" : "") + "</body>\n</html>\n";
  }
}
