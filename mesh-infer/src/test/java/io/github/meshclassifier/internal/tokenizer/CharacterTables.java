package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Asks the tokenizers library what it does with every code point, and writes {@code
 * characters.txt}.
 *
 * <p>A tokenizer whose tokens are the 256 bytes shows what a normalizer made of a text, and its
 * word numbers show where a pre-tokenizer cut. To write the file anew after an update of the
 * library, run {@link #main} on the test class path of this module with the path of the file.
 */
final class CharacterTables {
  private static final String BYTE_LEVEL =
      "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":%s}";
  private static final String BERT =
      "{\"type\":\"BertNormalizer\",\"clean_text\":%s,\"handle_chinese_chars\":%s,"
          + "\"strip_accents\":%s,\"lowercase\":%s}";

  /** A mark of the highest class that orders marks: every other mark moves before it. */
  private static final String LAST_MARK = "\u0345";

  /** Between the code points of one text; no other code point becomes it. */
  private static final String BETWEEN = "~";

  private static final int BATCH = 512;

  private CharacterTables() {}

  /**
   * Writes the file.
   *
   * @param arguments its path
   */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), derive());
  }

  /** Returns what the file has to contain. */
  static String derive() throws IOException {
    Map<Integer, String> cleaned =
        normalized(String.format(Locale.ROOT, BERT, true, false, false, false));
    Map<Integer, String> spaced =
        normalized(String.format(Locale.ROOT, BERT, false, true, false, false));
    Map<Integer, String> stripped =
        normalized(String.format(Locale.ROOT, BERT, false, false, true, false));
    Map<Integer, String> lowered =
        normalized(String.format(Locale.ROOT, BERT, false, false, false, true));
    StringBuilder out = new StringBuilder("# made by CharacterTables, see there\n");
    ranges(out, "removed", c -> "".equals(cleaned.get(c)));
    ranges(out, "ideograph", spaced::containsKey);
    ranges(out, "mark", c -> "".equals(stripped.get(c)));
    ranges(out, "ordered", ordered(stripped)::get);
    try (Probe probe =
        new Probe(
            "null",
            "{\"type\":\"BertPreTokenizer\"}," + String.format(Locale.ROOT, BYTE_LEVEL, false))) {
      Map<Integer, Integer> cuts = new HashMap<>();
      forEach(c -> cuts.put(c, probe.words("a" + Character.toString(c) + "b")));
      ranges(out, "space", c -> cuts.get(c) == 2);
      ranges(out, "punctuation", c -> cuts.get(c) == 3);
    }
    try (Probe probe = new Probe("null", String.format(Locale.ROOT, BYTE_LEVEL, true))) {
      byteLevel(out, probe);
    }
    mappings(out, "stripped", stripped);
    mappings(out, "lower", lowered);
    compatible(out);
    return out.toString();
  }

  /** The classes of the expression that GPT-2's pre-tokenizer cuts by. */
  private static void byteLevel(StringBuilder out, Probe probe) {
    Map<Integer, Character> classes = new HashMap<>();
    forEach(
        c -> {
          String text = Character.toString(c);
          char kind = 'S';
          if (probe.words("a" + text + "a") == 1) {
            kind = 'L';
          } else if (probe.words("1" + text + "1") == 1) {
            kind = 'N';
          } else if (probe.words("!" + text + "!") == 1) {
            kind = '!';
          } else if (probe.words("\t" + text + "\t") != 1) {
            throw new IllegalStateException("no class has " + c);
          }
          classes.put(c, kind);
        });
    ranges(out, "letter", c -> classes.get(c) == 'L');
    ranges(out, "number", c -> classes.get(c) == 'N');
  }

  /** Finds characters that are graphemes of their own before and after they are decomposed. */
  private static void compatible(StringBuilder out) throws IOException {
    Map<Integer, String> decomposed =
        normalized(
            "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKD\"},{\"type\":\"StripAccents\"}]}",
            Characters.PLAIN_END - 1);
    IntPredicate plain =
        c ->
            c < Characters.PLAIN_END
                && Character.isDefined(c)
                && isGrapheme(c)
                && !"".equals(decomposed.get(c))
                && decomposed
                    .getOrDefault(c, "")
                    .codePoints()
                    .allMatch(CharacterTables::isGrapheme);
    ranges(out, "plain", plain);
    decomposed.keySet().removeIf(plain.negate()::test);
    mappings(out, "compatible", decomposed);
  }

  /** Line ends are left to the caller; Hangul letters become one with each other. */
  private static boolean isGrapheme(int c) {
    String text = Character.toString(c);
    return (c < 0x1100 || c > 0x11FF)
        && Pattern.compile("\\X").matcher("a" + text + text + "a").results().count() == 4;
  }

  /** Finds the marks that stay and change places with others. */
  private static Map<Integer, Boolean> ordered(Map<Integer, String> stripped) throws IOException {
    Map<Integer, Boolean> ordered = new HashMap<>();
    try (Probe probe =
        new Probe("{\"type\":\"NFD\"}", String.format(Locale.ROOT, BYTE_LEVEL, false))) {
      forEach(
          c -> {
            String text = Character.toString(c);
            boolean moves =
                !"".equals(stripped.get(c))
                    && !probe.bytes("a" + LAST_MARK + text).startsWith("a" + LAST_MARK);
            ordered.put(c, moves);
          });
    }
    return ordered;
  }

  private static Map<Integer, String> normalized(String normalizer) throws IOException {
    return normalized(normalizer, Character.MAX_CODE_POINT);
  }

  private static Map<Integer, String> normalized(String normalizer, int last) throws IOException {
    Map<Integer, String> changed = new HashMap<>();
    try (Probe probe = new Probe(normalizer, String.format(Locale.ROOT, BYTE_LEVEL, false))) {
      List<Integer> batch = new ArrayList<>();
      forEach(
          c -> {
            if (c != '~' && c <= last) {
              batch.add(c);
            }
            if (batch.size() == BATCH || c == last) {
              StringBuilder text = new StringBuilder();
              batch.forEach(member -> text.appendCodePoint(member).append(BETWEEN));
              String[] parts = probe.bytes(text.toString()).split(BETWEEN, -1);
              if (parts.length != batch.size() + 1) {
                throw new IllegalStateException("lost count before " + c);
              }
              for (int i = 0; i < batch.size(); i++) {
                int member = batch.get(i);
                if (!parts[i].equals(Character.toString(member))) {
                  changed.put(member, parts[i]);
                }
              }
              batch.clear();
            }
          });
    }
    return changed;
  }

  private static void forEach(java.util.function.IntConsumer action) {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        action.accept(c);
      }
    }
  }

  private static void ranges(StringBuilder out, String name, IntPredicate member) {
    out.append(name);
    int start = -1;
    for (int c = 0; c <= Character.MAX_CODE_POINT + 1; c++) {
      boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      boolean in = c <= Character.MAX_CODE_POINT && !surrogate && member.test(c);
      if (in && start < 0) {
        start = c;
      } else if (!in && start >= 0) {
        out.append(' ').append(Integer.toHexString(start));
        if (c - 1 > start) {
          out.append('-').append(Integer.toHexString(c - 1));
        }
        start = -1;
      }
    }
    out.append('\n');
  }

  private static void mappings(StringBuilder out, String name, Map<Integer, String> map) {
    map.keySet().stream()
        .sorted()
        .filter(c -> !map.get(c).isEmpty() && !(c >= 0xAC00 && c <= 0xD7A3))
        .forEach(
            c -> {
              out.append(name).append(' ').append(Integer.toHexString(c));
              map.get(c).codePoints().forEach(d -> out.append(' ').append(Integer.toHexString(d)));
              out.append('\n');
            });
  }

  /** A tokenizer of bytes behind a normalizer and a pre-tokenizer. */
  static final class Probe implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final byte[] byteOfId = new byte[256];

    Probe(String normalizer, String preTokenizers) throws IOException {
      StringBuilder vocabulary = new StringBuilder();
      int next = 256;
      for (int b = 0; b < 256; b++) {
        boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
        int sign = printable ? b : next++;
        byteOfId[b] = (byte) b;
        vocabulary.append(b == 0 ? "" : ",").append('"');
        vocabulary.append(String.format(Locale.ROOT, "\\u%04x", sign)).append("\":").append(b);
      }
      String json =
          "{\"version\":\"1.0\",\"normalizer\":"
              + normalizer
              + ",\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":["
              + preTokenizers
              + "]},\"model\":{\"type\":\"BPE\",\"vocab\":{"
              + vocabulary
              + "},\"merges\":[]}}";
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json.getBytes(UTF_8)),
              Map.of("truncation", "false", "padding", "false"));
    }

    /** Returns what became of a text. */
    String bytes(String text) {
      long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
      try {
        long[] ids = TokenizersLibrary.LIB.getTokenIds(encoding);
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
          bytes[i] = byteOfId[(int) ids[i]];
        }
        return new String(bytes, UTF_8);
      } finally {
        TokenizersLibrary.LIB.deleteEncoding(encoding);
      }
    }

    /** Returns into how many words a text is cut. */
    int words(String text) {
      long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, false);
      try {
        long[] words = TokenizersLibrary.LIB.getWordIds(encoding);
        return words.length == 0 ? 0 : (int) words[words.length - 1] + 1;
      } finally {
        TokenizersLibrary.LIB.deleteEncoding(encoding);
      }
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
