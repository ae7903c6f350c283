package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokenizers in Java beside the library. */
class JavaTokenizerIT {
  /** What letters, marks and spaces do to each other, in one string. */
  private static final String TRICKY =
      " \u00A0\u2028\u3000\u0085\t\r\n'stremvld'LL''abZ19.,-[]#/<>`\"_\u0300\u0301\u0308\u0327\u0345"
          + "\u302E\u200D\u200B\uFE0F\u00AD\u0130\u0131\u03A3\u03C3\u03C2\u00DF\u1E9E\uAC00\uAC01"
          + "\u1100\u1161\u11A8\u4E00\uF900\uFB01\u2126\u00B5\u03BC\u00B1\u2013\u2019\u2260\uFFFD"
          + "\u0000\u0001\u007F\uE000\uFEFF\uD800\uDC00";

  @TempDir Path temp;

  static Stream<String> published() {
    return Stream.of("bert-base-uncased", "bert-base-cased", "roberta-base", "xlnet-base-cased");
  }

  private Pair open(String name) throws IOException {
    return Pair.of(PublishedTokenizers.write(temp, name).tokenizer());
  }

  @ParameterizedTest
  @MethodSource("published")
  void encode_everyCodePoint_idsOfLibrary(String name) throws IOException {
    try (Pair pair = open(name)) {
      for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
        boolean assigned = Character.isDefined(c) && Character.getType(c) != Character.PRIVATE_USE;
        if (!Character.isSurrogate((char) c) && (assigned || c % 61 == 0)) {
          String sign = Character.toString(c);
          pair.requireSame(sign);
          pair.requireSame("a" + sign + "b");
        }
      }
      // A few scripts have marks that the library orders; XLNet's decompositions know more of them.
      assertThat(pair.left).isLessThan(name.startsWith("xlnet") ? pair.texts : 500);
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void encode_committedTexts_idsOfLibrary(String name) throws IOException {
    try (Pair pair = open(name)) {
      for (String text : PublishedTokenizers.texts()) {
        pair.requireSame(text);
      }
      for (BertFixture.Row row : BertFixture.rows()) {
        pair.requireSame(row.text());
        pair.requireSame(row.text().repeat(100));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void encode_randomUnicode_idsOfLibrary(String name) throws IOException {
    Random random = new Random(11);
    try (Pair pair = open(name)) {
      for (int round = 0; round < 8000; round++) {
        pair.requireSame(randomText(random, random.nextInt(round % 50 == 0 ? 2000 : 40)));
      }
      assertThat(pair.left).isLessThan(name.startsWith("xlnet") ? 7500 : 4000);
    }
  }

  private static String randomText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    int kind = random.nextInt(5);
    for (int i = 0; i < length; i++) {
      switch (kind < 3 ? kind : random.nextInt(3)) {
        case 0 -> text.append(TRICKY.charAt(random.nextInt(TRICKY.length())));
        case 1 -> text.appendCodePoint(random.nextInt(random.nextInt(4) == 0 ? 0x20000 : 0x3000));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
      if (random.nextInt(6) == 0) {
        text.append(' ');
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("published")
  void encode_longWords_idsOfLibrary(String name) throws IOException {
    try (Pair pair = open(name)) {
      for (int length : new int[] {1, 2, 47, 48, 49, 99, 100, 101, 200, 255, 256, 257, 5000}) {
        for (String unit :
            new String[] {
              "a", "\u00E9", "\uD55C", "\uD83D\uDE00", "ab1", "x.", " ", "\n", "\u0301"
            }) {
          pair.requireSame(unit.repeat(length));
          pair.requireSame("w " + unit.repeat(length) + " z");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void encode_everySwitchOfBertNormalizer_idsOfLibrary(int switches) throws IOException {
    TokenizerFixture model = PublishedTokenizers.write(temp, "bert-base-uncased");
    JsonObject root = TokenizerFixture.json(model.tokenizer().bytes());
    model.write("tokenizer_config.json", TokenizerFixture.AS_IT_IS);
    for (Boolean strip : Arrays.asList(null, false, true)) {
      JsonObject normalizer = root.getAsJsonObject("normalizer");
      normalizer.addProperty("clean_text", (switches & 1) != 0);
      normalizer.addProperty("handle_chinese_chars", (switches & 2) != 0);
      normalizer.addProperty("lowercase", (switches & 4) != 0);
      normalizer.addProperty("strip_accents", strip);
      model.write("tokenizer.json", root.toString());
      Random random = new Random(12);
      try (Pair pair = Pair.of(model.tokenizer())) {
        for (int round = 0; round < 1500; round++) {
          pair.requireSame(randomText(random, random.nextInt(60)));
        }
        for (int c = 0; c < 0x3100; c++) {
          if (!Character.isSurrogate((char) c)) {
            pair.requireSame("A" + Character.toString(c) + "B");
          }
        }
      }
    }
  }

  @Test
  void encode_addedToken_leftToTheLibrary() throws IOException {
    try (Pair pair = open("bert-base-uncased")) {
      for (String text : new String[] {"[SEP]", "heart[MASK]failure", "[[CLS]]", "a [UNK] b"}) {
        assertThat(pair.own.encode(text)).as(text).isNull();
      }
      for (String text : new String[] {"[sep]", "[SEP ]", "[ MASK]", "[S", "SEP]"}) {
        assertThat(pair.own.encode(text)).as(text).isNotNull();
        pair.requireSame(text);
      }
    }
  }

  @Test
  void open_paddingAndTruncationInTheFile_idsOfTheWholeText() throws IOException {
    TokenizerFixture model = PublishedTokenizers.write(temp, "bert-base-uncased");
    JsonObject root = TokenizerFixture.json(model.tokenizer().bytes());
    root.add(
        "truncation",
        TokenizerFixture.json(
            "{\"direction\":\"Right\",\"max_length\":8,\"strategy\":\"LongestFirst\",\"stride\":0}"
                .getBytes(UTF_8)));
    root.add(
        "padding",
        TokenizerFixture.json(
            ("{\"strategy\":{\"Fixed\":16},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                    + "\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"[PAD]\"}")
                .getBytes(UTF_8)));
    model.write("tokenizer.json", root.toString());
    try (Pair pair = Pair.of(model.tokenizer())) {
      pair.requireSame("heart");
      pair.requireSame("heart failure in twenty mice and men".repeat(4));
    }
  }

  @Test
  void open_severalSpecialTokensAround_idsOfLibrary() throws IOException {
    TokenizerFixture model = PublishedTokenizers.write(temp, "bert-base-uncased");
    JsonObject root = TokenizerFixture.json(model.tokenizer().bytes());
    JsonArray single = root.getAsJsonObject("post_processor").getAsJsonArray("single");
    single.add(single.get(0));
    model.write("tokenizer.json", root.toString());
    try (Pair pair = Pair.of(model.tokenizer())) {
      pair.requireSame("heart failure");
      assertThat(pair.own.specialTokens()).isEqualTo(new SpecialTokenCounts(1, 2, 3));
    }
  }

  /**
   * The last bit of a score decides, and the library's reader of numbers gets some of them wrong.
   */
  @ParameterizedTest
  @CsvSource({
    "-11.956441582620229, -11.95644158262023",
    "-13.426602654761877, -13.426602654761878",
    "-9.642651685294957, -9.642651685294958"
  })
  void encode_scoresThatDifferByARounding_idsOfLibrary(String letter, String pair)
      throws IOException {
    TokenizerFixture model = PublishedTokenizers.write(temp, "xlnet-base-cased");
    JsonObject root = TokenizerFixture.json(model.tokenizer().bytes());
    JsonArray vocabulary = root.getAsJsonObject("model").getAsJsonArray("vocab");
    for (int i = 9; i < vocabulary.size(); i++) {
      JsonArray piece = new JsonArray();
      piece.add("\u4E00" + i);
      piece.add(-20);
      vocabulary.set(i, piece);
    }
    String[] pieces = {"\u2581", "0", "a", letter, "b", "0", "ab", pair};
    for (int i = 0; i < pieces.length; i += 2) {
      JsonArray piece = vocabulary.get(9 + i / 2).getAsJsonArray();
      piece.set(0, new JsonPrimitive(pieces[i]));
      piece.set(1, JsonParser.parseString(pieces[i + 1]));
    }
    model.write("tokenizer.json", root.toString());
    Files.delete(model.path("spiece.model"));
    try (Pair both = Pair.of(model.tokenizer())) {
      both.requireSame("ab");
      assertThat(both.own.encode("ab")).startsWith(9, 10, 11);
    }
  }

  @ParameterizedTest
  @CsvSource({"bert, vocab.txt", "roberta, vocab.json merges.txt", "xlnet, spiece.model"})
  void open_randomChanges_idsOfLibraryOrLeftToIt(String fixture, String files) throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, fixture, files.split(" ", -1));
    JsonObject root = TokenizerFixture.json(model.tokenizer().bytes());
    for (String file : files.split(" ", -1)) {
      Files.delete(model.path(file));
    }
    model.write("tokenizer_config.json", TokenizerFixture.AS_IT_IS);
    Random random = new Random(13);
    int taken = 0;
    for (int round = 0; round < 400; round++) {
      JsonObject changed = root.deepCopy();
      for (int i = random.nextInt(2); i >= 0; i--) {
        DamagedTokenizerIT.change(changed, random);
      }
      model.write("tokenizer.json", changed.toString());
      TokenizerFile file;
      try {
        file = model.tokenizer();
      } catch (ModelLoadException e) {
        assertThat(e.file()).endsWith("tokenizer.json");
        continue;
      }
      if (file.inJava().isPresent()) {
        taken++;
        try (Pair pair = Pair.of(file)) {
          for (int i = 0; i < 20; i++) {
            pair.requireSame(randomText(random, random.nextInt(30)));
          }
          pair.requireSame("Heart failure, in 20 mice's hearts \u00B5g [CLS] <mask>");
        }
      }
    }
    assertThat(taken).isBetween(20, 300);
  }

  @Test
  void textEncoder_libraryOpenedOnlyForATextThatNeedsIt() throws IOException {
    try (TextEncoder encoder = PublishedTokenizers.write(temp, "bert-base-uncased").open(64)) {
      encoder.encode("Heart failure in 20 mice, \u00B5g \u2260 \u4E2D\u6587");
      assertThat(encoder.usesLibrary()).isFalse();
      assertThat(encoder.encode("heart [MASK]").ids()).hasSize(4).contains(103);
      assertThat(encoder.usesLibrary()).isTrue();
    }
  }

  /** A tokenizer in both forms. */
  private static final class Pair implements AutoCloseable {
    final JavaTokenizer own;
    final LibraryTokenizer library;
    int texts;
    int left;

    private Pair(JavaTokenizer own, LibraryTokenizer library) {
      this.own = own;
      this.library = library;
    }

    static Pair of(TokenizerFile file) throws IOException {
      return new Pair(file.inJava().orElseThrow(), LibraryTokenizer.open(file));
    }

    void requireSame(String text) {
      int[] ids = own.encode(text);
      texts++;
      if (ids == null) {
        left++;
      } else if (!Arrays.equals(ids, library.encode(text))) {
        assertThat(ids)
            .as(
                () ->
                    text.codePoints().limit(60).mapToObj(Integer::toHexString).toList().toString())
            .isEqualTo(library.encode(text));
      }
    }

    @Override
    public void close() {
      library.close();
    }
  }
}
