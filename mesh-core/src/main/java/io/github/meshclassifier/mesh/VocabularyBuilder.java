package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Collects the descriptors of a file and checks what must be unique in it. Not thread-safe. */
final class VocabularyBuilder {
  /** More than twice what MeSH 2024 has, counted in the same way. */
  private static final long MAX_CHARS = 1 << 25;

  /**
   * Counted for each name or tree number in addition to its characters, for the objects that hold
   * it.
   */
  private static final int CHARS_OF_ENTRY = 16;

  private final String file;
  private final List<Descriptor> descriptors = new ArrayList<>();
  private final Set<String> uis = new HashSet<>();
  private final Set<String> headings = new HashSet<>();
  private final Map<String, String> positions = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private long chars;

  VocabularyBuilder(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  int size() {
    return descriptors.size();
  }

  MeshFormatException problem(long line, String problem) {
    return new MeshFormatException(file, line, problem);
  }

  /** Returns the UI, or fails if it does not look like that of a descriptor. */
  String checkedUi(String ui, long line) throws MeshFormatException {
    boolean valid = ui.length() >= 7 && ui.length() <= 10 && ui.charAt(0) == 'D';
    for (int i = 1; valid && i < ui.length(); i++) {
      valid = ui.charAt(i) >= '0' && ui.charAt(i) <= '9';
    }
    if (!valid) {
      throw problem(
          line,
          "unique identifier "
              + Printable.quote(ui)
              + " is malformed, expected D and six to nine digits, such as D001714");
    }
    return ui;
  }

  /**
   * Returns a name or number of a descriptor, or fails if the vocabulary has too many: a small
   * compressed file could otherwise fill the memory.
   */
  String counted(String text, long line) throws MeshFormatException {
    chars += text.length() + CHARS_OF_ENTRY;
    if (chars > MAX_CHARS) {
      throw problem(
          line,
          "the vocabulary is larger than "
              + MAX_CHARS
              + " characters of headings, entry terms and tree numbers, expected one of NLM's,"
              + " which has a third of that");
    }
    return text;
  }

  TreeNumber treeNumber(String text, long line) throws MeshFormatException {
    counted(text, line);
    try {
      return new TreeNumber(text);
    } catch (IllegalArgumentException e) {
      throw new MeshFormatException(file, line, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Adds a descriptor that was found at a line; the entry terms may repeat and name the heading.
   */
  void add(String ui, String heading, List<TreeNumber> numbers, List<String> terms, long line)
      throws MeshFormatException {
    if (heading.isBlank()) {
      throw problem(line, "the descriptor has no heading, expected one");
    }
    counted(heading, line);
    if (!ui.isEmpty() && !uis.add(ui)) {
      throw problem(line, "unique identifier " + ui + " is given twice");
    }
    if (!headings.add(heading)) {
      throw problem(line, "heading " + Printable.quote(heading) + " is given twice");
    }
    for (TreeNumber number : numbers) {
      String other = positions.putIfAbsent(number.value(), heading);
      if (other != null) {
        throw problem(
            line,
            "tree number "
                + Printable.quote(number.value())
                + " is given twice, here and for "
                + Printable.quote(other));
      }
    }
    descriptors.add(new Descriptor(ui, heading, numbers, distinct(heading, terms)));
  }

  MeshTree build(OptionalInt year) {
    return new MeshTree(descriptors, year);
  }

  private List<String> distinct(String heading, List<String> terms) {
    if (terms.isEmpty()) {
      return terms;
    }
    seen.clear();
    seen.add(heading);
    seen.add("");
    List<String> distinct = new ArrayList<>(terms.size());
    for (String term : terms) {
      if (seen.add(term)) {
        distinct.add(term);
      }
    }
    return distinct;
  }

  /** Strips a term and turns every run of white space and control characters into one space. */
  static String clean(String text) {
    boolean clean = true;
    for (int i = 0; clean && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean edge = i == 0 || i == text.length() - 1 || text.charAt(i - 1) == ' ';
      clean = !isBlank(c) || (c == ' ' && !edge);
    }
    if (clean) {
      return text;
    }
    StringBuilder cleaned = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBlank(c)) {
        gap = true;
      } else {
        if (gap && cleaned.length() > 0) {
          cleaned.append(' ');
        }
        gap = false;
        cleaned.append(c);
      }
    }
    return cleaned.toString();
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isISOControl(c) || c == '\u00a0' || c == '\u2028';
  }
}
