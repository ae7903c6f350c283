package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes the tab-separated format of the bundled vocabulary. */
final class TsvFormat {
  /*
   * UTF-8 lines that end with a line feed. Two comment lines, the names of the columns, then one
   * line for each descriptor with its columns parted by tabs:
   *
   *   # MeSH 2024, courtesy of the U.S. National Library of Medicine
   *   # mesh-tsv 1: 30764 descriptors, 64457 tree numbers, 233167 entry terms
   *   ui <tab> heading <tab> tree numbers <tab> entry terms
   *   D000003 <tab> Abattoirs <tab> J01.576.423.200.700.100 J03.540.020 <tab> Abattoir <tab> ...
   *
   * The year is absent if unknown. The UI may be empty. Tree numbers share a column, parted by
   * spaces, which may be empty. Each entry term has a column of its own. The counts make a file
   * that ends early detectable.
   */
  static final String MAGIC = "# MeSH";

  private static final Pattern TITLE = Pattern.compile("# MeSH(?: ([0-9]{4}))?,.*");
  private static final Pattern COUNTS =
      Pattern.compile(
          "# mesh-tsv 1: ([0-9]{1,9}) descriptors, ([0-9]{1,9}) tree numbers,"
              + " ([0-9]{1,9}) entry terms");
  private static final String COLUMNS = "ui\theading\ttree numbers\tentry terms";

  private TsvFormat() {}

  static MeshTree read(LineSource lines, VocabularyBuilder builder, OptionalInt yearOfName)
      throws IOException {
    Matcher title = header(lines, TITLE, "'# MeSH', the year, a comma and the source");
    Matcher counts = header(lines, COUNTS, "'# mesh-tsv 1:' and the counts");
    if (!COLUMNS.equals(lines.next())) {
      throw lines.problem("the names of the columns are missing, expected ui, heading, ...");
    }
    long numberCount = 0;
    long termCount = 0;
    for (String line = lines.next(); line != null; line = lines.next()) {
      List<String> cells = cells(line);
      if (cells.size() < 3) {
        throw lines.problem(
            "the line has " + cells.size() + " columns, expected UI, heading and tree numbers");
      }
      String ui = cells.get(0);
      if (!ui.isEmpty()) {
        ui = builder.checkedUi(ui, lines.line());
      }
      List<TreeNumber> numbers = numbers(cells.get(2), lines, builder);
      List<String> terms = cells.subList(3, cells.size());
      for (String term : terms) {
        builder.counted(term, lines.line());
      }
      builder.add(ui, cells.get(1), numbers, terms, lines.line());
      numberCount += numbers.size();
      termCount += terms.size();
    }
    checkCount("descriptors", counts.group(1), builder.size(), lines);
    checkCount("tree numbers", counts.group(2), numberCount, lines);
    checkCount("entry terms", counts.group(3), termCount, lines);
    String year = title.group(1);
    return builder.build(year == null ? yearOfName : OptionalInt.of(Integer.parseInt(year)));
  }

  static void write(MeshTree tree, Writer out) throws IOException {
    out.write(MAGIC);
    if (tree.year().isPresent()) {
      out.write(" " + tree.year().getAsInt());
    }
    out.write(", courtesy of the U.S. National Library of Medicine\n# mesh-tsv 1: ");
    out.write(tree.descriptorCount() + " descriptors, ");
    out.write(tree.treeNumberCount() + " tree numbers, ");
    out.write(tree.entryTermCount() + " entry terms\n" + COLUMNS + '\n');
    for (Descriptor descriptor : tree.descriptors()) {
      out.write(descriptor.ui() + '\t' + descriptor.heading() + '\t');
      out.write(
          String.join(" ", descriptor.treeNumbers().stream().map(TreeNumber::value).toList()));
      for (String term : descriptor.entryTerms()) {
        out.write('\t');
        out.write(term);
      }
      out.write('\n');
    }
  }

  private static Matcher header(LineSource lines, Pattern pattern, String expected)
      throws IOException {
    @Nullable String line = lines.next();
    Matcher matcher = pattern.matcher(line == null ? "" : line);
    if (!matcher.matches()) {
      throw lines.problem(
          "the header is "
              + (line == null ? "missing" : Printable.quote(line))
              + ", expected "
              + expected);
    }
    return matcher;
  }

  private static List<TreeNumber> numbers(String cell, LineSource lines, VocabularyBuilder builder)
      throws MeshFormatException {
    if (cell.isEmpty()) {
      return List.of();
    }
    List<TreeNumber> numbers = new ArrayList<>(4);
    for (String number : cell.split(" ", -1)) {
      numbers.add(builder.treeNumber(number, lines.line()));
    }
    return numbers;
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.split("\t", -1));
  }

  private static void checkCount(String what, String expected, long found, LineSource lines)
      throws MeshFormatException {
    if (Long.parseLong(expected) != found) {
      throw lines.problem(
          "the file ends after "
              + found
              + " "
              + what
              + ", expected "
              + expected
              + "; it is cut off or was edited by hand");
    }
  }
}
