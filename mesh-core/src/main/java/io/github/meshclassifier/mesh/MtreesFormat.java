package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Reads NLM's {@code mtreesYYYY.bin}: a heading, a semicolon and a tree number on each line. */
final class MtreesFormat {
  private record Entry(long line, List<TreeNumber> numbers) {}

  private MtreesFormat() {}

  static MeshTree read(LineSource lines, VocabularyBuilder builder, OptionalInt year)
      throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.isBlank()) {
        continue;
      }
      int semicolon = line.lastIndexOf(';');
      if (semicolon < 0) {
        throw lines.problem(
            "the line "
                + Printable.quote(line)
                + " has no semicolon, expected 'heading;tree number'");
      }
      TreeNumber number = builder.treeNumber(line.substring(semicolon + 1).strip(), lines.line());
      String heading = VocabularyBuilder.clean(line.substring(0, semicolon));
      if (heading.isEmpty()) {
        throw lines.problem("the heading before the semicolon is blank, expected one");
      }
      Entry entry = entries.get(heading);
      if (entry == null) {
        entry = new Entry(lines.line(), new ArrayList<>(2));
        entries.put(builder.counted(heading, lines.line()), entry);
      }
      entry.numbers().add(number);
    }
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      Entry found = entry.getValue();
      builder.add("", entry.getKey(), found.numbers(), List.of(), found.line());
    }
    return builder.build(year);
  }
}
