package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads NLM's ASCII descriptors, {@code dYYYY.bin}. Not thread-safe; one for each file. */
final class AsciiFormat {
  /*
   * Records begin with *NEWRECORD and have a "FIELD = value" on each line. In ENTRY and PRINT ENTRY
   * the term may be followed by |-parted data about it (semantic types, lexical tag, dates). See
   * https://www.nlm.nih.gov/mesh/xml_data_elements.html for the fields.
   */
  static final String NEW_RECORD = "*NEWRECORD";

  private static final String SEPARATOR = " =";

  private final LineSource lines;
  private final VocabularyBuilder builder;

  private long start;
  private String ui = "";
  private String heading = "";
  private List<TreeNumber> numbers = new ArrayList<>();
  private List<String> terms = new ArrayList<>();

  private AsciiFormat(LineSource lines, VocabularyBuilder builder) {
    this.lines = lines;
    this.builder = builder;
  }

  static MeshTree read(LineSource lines, VocabularyBuilder builder, OptionalInt year)
      throws IOException {
    new AsciiFormat(lines, builder).readRecords();
    return builder.build(year);
  }

  private void readRecords() throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      if (line.startsWith(NEW_RECORD)) {
        finishRecord();
        start = lines.line();
      } else {
        field(line);
      }
    }
    finishRecord();
  }

  private void field(String line) throws MeshFormatException {
    int separator = line.indexOf(SEPARATOR);
    if (separator < 0 || start == 0) {
      throw lines.problem(
          "the line "
              + Printable.quote(line)
              + " is no field of a record, expected 'FIELD = value'");
    }
    String value = VocabularyBuilder.clean(line.substring(separator + SEPARATOR.length()));
    switch (line.substring(0, separator)) {
      case "RECTYPE" -> {
        if (!value.equals("D")) {
          throw lines.problem(
              "the record is of type "
                  + Printable.quote(value)
                  + ", expected D for descriptor; qualifiers and supplementary concepts are not in"
                  + " the tree");
        }
      }
      case "MH" -> heading = once("MH", heading, value);
      case "UI" -> ui = once("UI", ui, builder.checkedUi(value, lines.line()));
      case "MN" -> numbers.add(builder.treeNumber(value, lines.line()));
      case "ENTRY", "PRINT ENTRY" -> {
        int bar = value.indexOf('|');
        String term = bar < 0 ? value : value.substring(0, bar).strip();
        terms.add(builder.counted(term, lines.line()));
      }
      default -> {
        // The other fields say nothing about names or places in the tree.
      }
    }
  }

  private String once(String field, String before, String value) throws MeshFormatException {
    if (!before.isEmpty()) {
      throw lines.problem("the record has a second " + field + " field, expected one");
    }
    return value;
  }

  private void finishRecord() throws MeshFormatException {
    if (start == 0) {
      return;
    }
    if (ui.isEmpty() || heading.isEmpty()) {
      throw builder.problem(
          start,
          "the record has no "
              + (heading.isEmpty() ? "MH" : "UI")
              + " field, expected MH and UI; the file may be cut off");
    }
    builder.add(ui, heading, numbers, terms, start);
    ui = "";
    heading = "";
    numbers = new ArrayList<>();
    terms = new ArrayList<>();
  }
}
