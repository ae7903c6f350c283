package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vocabulary files with random damage: a typed refusal or a tokenizer that works. */
class DamagedVocabularyIT {
  private static final List<String> TEXTS =
      List.of(
          "",
          "Heart failure in mice (2010, n = 1,000).",
          "\uE000 é e\u0301 ﬁ ½ 心筋 😀\u0000\u200D\u00A0 [CLS] <mask> <sep> ``x''",
          "x".repeat(500));

  private static final List<String> LINES =
      List.of(
          "",
          " ",
          "[UNK]",
          "##",
          "\u0000",
          "a b",
          "a  b",
          " a",
          "#version: 0.2",
          "\u00C3(",
          "\uFEFF",
          "\u2028",
          "e".repeat(100_000),
          "\"a\": 1,",
          "\u00ED\u00A0\u0080");

  @TempDir Path temp;

  /** Damages one of the files; everything is bytes, so the UTF-8 breaks too. */
  private static byte[] damage(byte[] file, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
      case 1 -> {
        byte[] changed = file.clone();
        for (int i = random.nextInt(8); i >= 0; i--) {
          changed[random.nextInt(file.length)] = (byte) random.nextInt(256);
        }
        yield changed;
      }
      case 2 -> {
        byte[] changed = file.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
          changed[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield changed;
      }
      case 3 -> {
        int from = random.nextInt(file.length);
        int to = Math.min(file.length, from + random.nextInt(2_000));
        String text = new String(file, ISO_8859_1);
        String block = text.substring(from, to);
        yield (random.nextBoolean()
                ? text.substring(0, from) + text.substring(to)
                : text.substring(0, to) + block + text.substring(to))
            .getBytes(ISO_8859_1);
      }
      default -> damageLines(file, random);
    };
  }

  private static byte[] damageLines(byte[] file, Random random) {
    List<String> lines =
        new ArrayList<>(Arrays.asList(new String(file, ISO_8859_1).split("\n", -1)));
    for (int i = random.nextInt(3); i >= 0 && lines.size() > 1; i--) {
      int at = random.nextInt(lines.size());
      switch (random.nextInt(5)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
        case 2 -> lines.set(at, LINES.get(random.nextInt(LINES.size())));
        case 3 -> lines.set(random.nextInt(Math.min(10, lines.size())), "a");
        default -> lines.add(at, lines.remove(random.nextInt(lines.size())));
      }
    }
    return String.join("\n", lines).getBytes(ISO_8859_1);
  }

  /** Returns whether the model could be used. */
  private static boolean tryOut(TokenizerFixture model) throws IOException {
    int rows = model.config().vocabularySize();
    try (TextEncoder encoder = model.open(64)) {
      for (String text : TEXTS) {
        int[] ids = encoder.encode(text).ids();
        assertThat(ids).hasSizeLessThanOrEqualTo(64);
        for (int id : ids) {
          assertThat(id).isBetween(0, rows - 1);
        }
      }
      return true;
    } catch (ModelLoadException e) {
      assertThat(e.file()).contains(model.path("").toString());
      assertThat(e.getMessage().length()).isLessThan(1_000);
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bert, vocab.txt, vocab.txt",
    "biobert, vocab.txt, vocab.txt",
    "roberta, vocab.json merges.txt, vocab.json",
    "roberta, vocab.json merges.txt, merges.txt",
    "xlnet, spiece.model, spiece.model",
    "xlnet, tokenizer.json, tokenizer.json"
  })
  void open_randomDamage_refusedOrUsable(String fixture, String files, String damaged)
      throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, fixture, files.split(" "));
    byte[] whole = Files.readAllBytes(model.path(damaged));
    Random random = new Random(fixture.hashCode() + damaged.hashCode());
    int usable = 0;
    int rounds = 120;
    for (int round = 0; round < rounds; round++) {
      model.write(damaged, damage(whole, random));
      usable += tryOut(model) ? 1 : 0;
    }
    assertThat(usable).isLessThan(rounds);
  }

  @Test
  void open_randomSpecialFiles_refusedOrUsable() throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, "bert", "vocab.txt");
    String config =
        """
        {"do_lower_case": true, "strip_accents": null, "tokenizer_class": "BertTokenizer",
         "cls_token": "[CLS]", "pad_token": {"content": "[PAD]", "lstrip": false},
         "additional_special_tokens": ["[MASK]"], "model_max_length": 512,
         "added_tokens_decoder": {"0": {"content": "[PAD]", "special": true}}}
        """;
    byte[] whole = config.getBytes(UTF_8);
    Random random = new Random(8);
    int usable = 0;
    for (int round = 0; round < 200; round++) {
      model.write("tokenizer_config.json", damage(whole, random));
      usable += tryOut(model) ? 1 : 0;
    }
    assertThat(usable).isBetween(5, 195);
  }

  @Test
  void open_randomPieces_refusedOrUsable() throws IOException {
    Random random = new Random(12);
    int usable = 0;
    float[] scores = {0, -1, 5, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, Float.NaN};
    String[] texts = {"\u2581", "\u2581\u2581", "x", "<", "\u0000", "1,", "\u0301", "\uDBFF\uDFFF"};
    for (int round = 0; round < 200; round++) {
      SentencePieceFile file = SentencePieceFile.small();
      for (int i = random.nextInt(3); i >= 0; i--) {
        if (random.nextInt(4) == 0) {
          file.without(random.nextInt(file.size()));
        } else {
          file.piece(
              texts[random.nextInt(texts.length)].repeat(1 + random.nextInt(3)),
              scores[random.nextInt(scores.length)],
              random.nextInt(8));
        }
      }
      TokenizerFixture model = TokenizerFixture.empty(temp, "xlnet", file.size(), 5);
      usable += tryOut(model.write(SentencePieceModel.NAME, file.toBytes())) ? 1 : 0;
    }
    assertThat(usable).isBetween(20, 180);
  }

  /** What the check lets pass must not end the process, whatever character it is asked for. */
  @Test
  void open_randomCharacterMaps_refusedOrUsable() throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, "xlnet", "tokenizer.json");
    JsonObject json = TokenizerFixture.json(Files.readAllBytes(model.path("tokenizer.json")));
    JsonObject normalizer =
        json.getAsJsonObject("normalizer").getAsJsonArray("normalizers").get(4).getAsJsonObject();
    byte[] map = Base64.getDecoder().decode(normalizer.get("precompiled_charsmap").getAsString());
    StringBuilder all = new StringBuilder();
    for (int c = 1; c < 0xD800; c++) {
      all.appendCodePoint(c).append(c % 8 == 0 ? " " : "");
    }
    Random random = new Random(31);
    int usable = 0;
    for (int round = 0; round < 60; round++) {
      byte[] changed = map.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[random.nextInt(map.length)] ^= (byte) (1 << random.nextInt(8));
      }
      normalizer.addProperty("precompiled_charsmap", Base64.getEncoder().encodeToString(changed));
      model.write("tokenizer.json", json.toString());
      if (tryOut(model)) {
        usable++;
        try (TextEncoder encoder = model.open(1_000_000)) {
          assertThat(encoder.encode(all.toString()).ids().length).isGreaterThan(1_000);
        }
      }
    }
    assertThat(usable).isBetween(5, 55);
  }

  @Test
  void open_hugeFile_refusedWithTheLimit() throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, "bert");
    try (RandomAccessFile file = new RandomAccessFile(model.path("vocab.txt").toFile(), "rw")) {
      file.setLength((64L << 20) + 1);
    }
    assertThat(tryOut(model)).isFalse();
  }
}
