package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokenizers that are well-formed JSON and still wrong; some of them end a process that trusts
 * them.
 */
class DamagedTokenizerIT {
  /** The special tokens as pieces of a unigram model. */
  private static final String PIECES =
      "[\"[PAD]\",0],[\"[UNK]\",0],[\"[CLS]\",0],[\"[SEP]\",0],[\"[MASK]\",0],";

  @TempDir Path temp;
  private JsonObject tokenizer;

  @BeforeEach
  void read() throws IOException {
    BertFixture.copyTo(temp.resolve("model"));
    tokenizer =
        JsonParser.parseString(Files.readString(temp.resolve("model/tokenizer.json")))
            .getAsJsonObject();
    // Few tokens, so that most changes are seen by the native library.
    JsonObject vocabulary = new JsonObject();
    for (Map.Entry<String, JsonElement> entry :
        tokenizer.getAsJsonObject("model").getAsJsonObject("vocab").entrySet()) {
      if (entry.getValue().getAsInt() < 60) {
        vocabulary.add(entry.getKey(), entry.getValue());
      }
    }
    tokenizer.getAsJsonObject("model").add("vocab", vocabulary);
    BertFixture.edit(
        temp.resolve("model/config.json"), json -> json.addProperty("vocab_size", 100));
    Files.writeString(temp.resolve("model/tokenizer_config.json"), TokenizerFixture.AS_IT_IS);
  }

  private TextEncoder open(String json) throws IOException {
    Files.writeString(temp.resolve("model/tokenizer.json"), json);
    ModelFiles files = ModelFiles.directory(temp.resolve("model"));
    return TextEncoder.open(files, Families.read(files).tokens(), BertFixture.MAX_POSITIONS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "model | [] | this is not a Hugging Face tokenizer: model, expected an object",
        "model | null | this is not a Hugging Face tokenizer: model, expected an object",
        "model | {} | this is not a Hugging Face tokenizer: vocab, expected an object",
        "model.vocab | {\"a\": \"x\"} | vocab, expected token ids",
        "model.vocab | {\"a\": {}} | vocab, expected token ids",
        "model.vocab | [{}] | this is not a Hugging Face tokenizer",
        "model.vocab | {} | cannot encode with it: WordPiece error: Missing [UNK]",
        "model.vocab | {\"a\": 0} | added_tokens gives a token an id that is not its own",
        "model.vocab.new | 4294967295 | ids up to 4294967295",
        "model.vocab.new | 100 | expected token ids below vocab_size 100 of config.json",
        "model.vocab.new | -1 | vocab, expected token ids",
        "model.vocab.new | 1.5 | vocab, expected token ids",
        "model.type | \"BPE\" | the tokenizers library cannot read it",
        "model.unk_token | \"[NONE]\" | cannot encode with it",
        "model | {\"type\":\"Unigram\",\"unk_id\":null,\"vocab\":["
            + PIECES
            + "[\"b\",-1.0]]} | model.unk_id, expected token ids",
        "model | {\"type\":\"Unigram\",\"unk_id\":6,\"vocab\":["
            + PIECES
            + "[\"b\",-1.0]]} | model.unk_id, expected the index of a piece",
        "model | {\"type\":\"Unigram\",\"unk_id\":1,\"vocab\":["
            + PIECES
            + "[\"\",0]]} | expected pieces that are not empty",
        "model | {\"type\":\"Unigram\",\"unk_id\":1,\"vocab\":["
            + PIECES
            + "[\"a\",1e300]]} | expected finite scores",
        "model.type | \"Nope\" | this kind of model is not supported, expected one of [BPE, Unigram,",
        "model.dropout | 0.1 | model.dropout is not supported",
        "model.max_input_chars_per_word | 1001 | model.max_input_chars_per_word is not supported",
        "model.max_input_chars_per_word | 100000000000000000 | expected a whole number up to 1000",
        "model | {\"type\":\"BPE\",\"vocab\":{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,"
            + "\"[MASK]\":4},\"merges\":[],\"continuing_subword_prefix\":\"####\"}"
            + " | continuing_subword_prefix is not supported",
        "added_tokens | [{\"id\":7,\"content\":\"[UNK]\"}] | expected 1, found 7 for [UNK]",
        "added_tokens | [{}] | added_tokens, expected token ids",
        "added_tokens | [1] | added_tokens, expected an object",
        "normalizer | 5 | normalizer, expected an object",
        "normalizer | {\"type\":\"Nope\"} | this kind of normalizer is not supported",
        "normalizer | {\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"}"
            + " | the precompiled character map is damaged, expected at least 4 bytes, found 3 bytes",
        "normalizer | {\"type\":\"Precompiled\",\"precompiled_charsmap\":\"?\"} | expected base64",
        "normalizer | {\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Precompiled\"}]}"
            + " | precompiled_charsmap, expected a string",
        "normalizer | {\"type\":\"Sequence\"} | normalizer.normalizers, expected an array",
        "normalizer | {\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(((\"},\"content\":\"\"}"
            + " | normalizer.pattern is not supported",
        "normalizer | {\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a*\"},\"content\":\"b\"}"
            + " | normalizer.pattern is not supported",
        "normalizer | {\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"b\"}"
            + " | normalizer.pattern is not supported",
        "pre_tokenizer | {\"type\":\"Split\",\"pattern\":{\"Regex\":\"a+a+a+a+a+b\"},"
            + "\"behavior\":\"Isolated\",\"invert\":false} | pre_tokenizer.pattern is not supported,"
            + " as the tokenizers library may backtrack without end, expected an expression that cannot"
            + " fail any more once an unlimited repetition has begun, found a+a+a+a+a+b",
        "pre_tokenizer | {\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\","
            + "\"pattern\":{\"Regex\":\"(a+)+b\"},\"behavior\":\"Isolated\",\"invert\":false}]}"
            + " | found (a+)+b",
        "normalizer | {\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a+a+a+a+a+b\"},\"content\":\"b\"}"
            + " | normalizer.pattern is not supported",
        "pre_tokenizer | {\"type\":\"FixedLength\",\"length\":0}"
            + " | this kind of pre_tokenizer is not supported",
        "post_processor | {\"type\":\"BertProcessing\",\"sep\":[\"x\",9999],\"cls\":[\"y\",2]}"
            + " | found id 9999",
        "post_processor | {\"type\":\"RobertaProcessing\",\"sep\":[\"[SEP]\",2]}"
            + " | post_processor.sep gives a token an id that is not its own, expected 3",
        "post_processor.special_tokens.[CLS].ids | [3] | special_tokens gives a token an id",
        "post_processor.special_tokens | {} | sequence A and tokens of special_tokens",
        "post_processor.single | [{\"Sequence\":{\"id\":\"B\",\"type_id\":0}}]"
            + " | sequence A and tokens of special_tokens",
        "post_processor.special_tokens.[CLS].ids | [] | as many ids as tokens",
        "version | \"9.0\" | the tokenizers library cannot read it"
      })
  void open_wrongPart_refusedByName(String path, String value, String message) {
    String[] keys = path.split("\\.", -1);
    JsonObject parent = tokenizer;
    for (int i = 0; i < keys.length - 1; i++) {
      parent = parent.getAsJsonObject(keys[i]);
    }
    parent.add(keys[keys.length - 1], JsonParser.parseString(value));
    assertThatThrownBy(() -> open(tokenizer.toString()))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(temp.resolve("model/tokenizer.json").toString());
  }

  @Test
  void open_duplicatePart_refused() {
    String twice = tokenizer.toString().replaceFirst("\\{", "{\"normalizer\":null,");
    assertThatThrownBy(() -> open(twice))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("duplicate key");
  }

  /**
   * A token of which nothing is left matches between any two bytes; the library cannot take that.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true} | `  `",
        "{\"type\":\"StripAccents\"} | \u0301",
        "{\"type\":\"Replace\",\"pattern\":{\"String\":\"gene\"},\"content\":\"\"} | gene"
      })
  void open_addedTokenThatIsNormalizedToNothing_refused(String normalizer, String content) {
    JsonObject token = new JsonObject();
    token.addProperty("id", 60);
    token.addProperty("content", content);
    for (String flag : List.of("single_word", "lstrip", "rstrip", "special")) {
      token.addProperty(flag, false);
    }
    token.addProperty("normalized", true);
    tokenizer.getAsJsonArray("added_tokens").add(token);
    tokenizer.add("normalizer", JsonParser.parseString(normalizer));
    assertThatThrownBy(() -> open(tokenizer.toString()))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("nothing");
  }

  /** What is let pass is encoded in time proportional to the length of the text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "\\w+|[^\\w\\s]+",
        "\\d+(?:\\.\\d+)*",
        "[a-z]{1,50}x"
      })
  void encode_linearPattern_longRuns(String pattern) throws IOException {
    JsonObject split = new JsonObject();
    split.addProperty("type", "Split");
    JsonObject regex = new JsonObject();
    regex.addProperty("Regex", pattern);
    split.add("pattern", regex);
    split.addProperty("behavior", "Isolated");
    split.addProperty("invert", false);
    tokenizer.add("pre_tokenizer", split);
    try (TextEncoder encoder = open(tokenizer.toString())) {
      for (String text : List.of("a", " ", "1", "1.", "a1", "\n ", "'s")) {
        assertThat(encoder.encode("x" + text.repeat(100_000) + "-").ids()).hasSizeGreaterThan(2);
      }
    }
  }

  @Test
  void open_nothingButSpecialTokens_refused() {
    JsonArray single = tokenizer.getAsJsonObject("post_processor").getAsJsonArray("single");
    for (int i = 0; i < 100; i++) {
      single.add(single.get(2));
    }
    assertThatThrownBy(() -> open(tokenizer.toString()))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            "special tokens leave no room for text, expected fewer than the 80 tokens that are"
                + " read, found 102");
  }

  @Test
  void open_randomChanges_refusedOrUsable() throws IOException {
    Random random = new Random(5);
    int usable = 0;
    for (int round = 0; round < 600; round++) {
      JsonObject changed = tokenizer.deepCopy();
      for (int i = random.nextInt(3); i >= 0; i--) {
        change(changed, random);
      }
      try (TextEncoder encoder = open(changed.toString())) {
        usable++;
        for (String text : List.of("", "a b heart", "\uE000 é 心筋 😀\u0000 [CLS] [MASK]")) {
          assertThat(encoder.encode(text).ids()).hasSizeLessThanOrEqualTo(80);
        }
      } catch (ModelLoadException e) {
        assertThat(e.file()).endsWith("tokenizer.json");
      } catch (InferenceException e) {
        assertThat(e).hasMessageStartingWith("the tokenizer failed: ");
      }
    }
    assertThat(usable).isGreaterThan(10);
  }

  private static final JsonArray VALUES =
      JsonParser.parseString(
              """
              [null, 0, -1, 1, 2, 5, 1000000000000, 0.5, true, false, "", "A", "[UNK]", "##", [], {},
               [0], [["a", 0]], "(((", {"String": ""}, {"Regex": ""}, {"Regex": "a*"}, "Sequence",
               "Split", "Replace", "BPE", "Unigram", "WordLevel", "Metaspace", "ByteLevel",
               "RobertaProcessing", "BertProcessing", "Strip", "first", "MergedWithPrevious",
               {"type": "Lowercase"}, {"type": "WhitespaceSplit"},
               {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
               {"type": "RobertaProcessing", "sep": ["a", 1], "cls": ["b", 2],
                "trim_offsets": true, "add_prefix_space": true},
               {"type": "Split", "pattern": {"Regex": "a*"}, "behavior": "Contiguous",
                "invert": true},
               {"type": "Metaspace", "replacement": "x", "prepend_scheme": "first", "split": true},
               {"type": "Strip", "strip_left": true, "strip_right": true},
               {"type": "Replace", "pattern": {"Regex": ""}, "content": "zz"},
               {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"],
                "byte_fallback": true, "fuse_unk": true, "unk_token": "q"},
               {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -1], ["", 2]]},
               {"type": "WordLevel", "vocab": {"a": 1}, "unk_token": "a"}]
              """)
          .getAsJsonArray();

  /** Replaces, removes or repeats one element somewhere. */
  static void change(JsonElement element, Random random) {
    if (element instanceof JsonObject object && !object.isEmpty()) {
      List<String> keys = new ArrayList<>(object.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      if (hasMembers(object.get(key)) && random.nextInt(5) > 0) {
        change(object.get(key), random);
      } else if (random.nextInt(4) == 0) {
        object.remove(key);
      } else {
        object.add(key, VALUES.get(random.nextInt(VALUES.size())).deepCopy());
      }
    } else if (element instanceof JsonArray array && !array.isEmpty()) {
      int index = random.nextInt(array.size());
      if (hasMembers(array.get(index)) && random.nextInt(5) > 0) {
        change(array.get(index), random);
      } else if (random.nextBoolean()) {
        array.set(index, VALUES.get(random.nextInt(VALUES.size())).deepCopy());
      } else {
        array.add(array.get(index).deepCopy());
      }
    }
  }

  private static boolean hasMembers(JsonElement element) {
    return (element instanceof JsonObject object && !object.isEmpty())
        || (element instanceof JsonArray array && !array.isEmpty());
  }
}
