/**
 * Reports as self-contained HTML, Markdown and plain text, for all modules. Not an API; start with
 * {@link io.github.meshclassifier.internal.page.Page}.
 *
 * <p>A page is filled from top to bottom and rendered at the end:
 *
 * <pre>{@code
 * Page page = new Page("Runs compared");
 * page.paragraph("All on the same articles.");
 * page.sortableTable(new Table(List.of(Column.text("Run"), Column.figure("Micro-F1")), rows));
 * page.section("Charts").picture("loss.svg", svg, "Loss of each epoch; lower is better.");
 * PageFiles.write(directory, page.files("comparison"));
 * }</pre>
 *
 * <p>Every text is escaped for its place. The HTML refers to nothing outside of it, which its
 * content security policy enforces, and has no script unless a table is sortable.
 */
@NullMarked
package io.github.meshclassifier.internal.page;

import org.jspecify.annotations.NullMarked;
