package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tokenizers in Java take, and what they leave to the library. */
class JavaTokenizerTest {
  @TempDir Path temp;
  private JsonObject root;

  @BeforeEach
  void read() throws IOException {
    root = TokenizerFixture.json(TokenizerFixture.resource("bert", "tokenizer.json"));
  }

  private Optional<JavaTokenizer> tokenizer() {
    return JavaTokenizer.of(root, root.toString().getBytes(UTF_8));
  }

  @Test
  void of_publishedFile_taken() {
    assertThat(tokenizer()).isPresent();
    root.getAsJsonObject("model").remove("type");
    root.remove("decoder");
    assertThat(tokenizer()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version | \"1.1\"",
        "more | null",
        "truncation | {\"max_length\":8}",
        "truncation.direction | \"Left\"",
        "padding | true",
        "added_tokens | null",
        "added_tokens | [{}]",
        "normalizer | null",
        "normalizer | {\"type\":\"Lowercase\"}",
        "normalizer.more | true",
        "normalizer.lowercase | 1",
        "normalizer.clean_text | null",
        "normalizer.strip_accents | \"true\"",
        "pre_tokenizer | null",
        "pre_tokenizer | {\"type\":\"Whitespace\"}",
        "pre_tokenizer.more | 1",
        "post_processor | {\"type\":\"ByteLevel\"}",
        "post_processor.more | 1",
        "post_processor.pair | []",
        "post_processor.single | []",
        "post_processor.special_tokens | {}",
        "post_processor.special_tokens.[CLS].ids | [2.0]",
        "post_processor.special_tokens.[CLS].ids | []",
        "decoder | {\"type\":\"Fuse\"}",
        "decoder.cleanup | 1",
        "model | null",
        "model.type | \"WordLevel\"",
        "model.type | null",
        "model.more | 1",
        "model.unk_token | \"absent\"",
        "model.unk_token | null",
        "model.max_input_chars_per_word | 1e2",
        "model.max_input_chars_per_word | -1",
        "model.max_input_chars_per_word | 99999999999",
        "model.continuing_subword_prefix | null",
        "model.vocab | []",
        "model.vocab.new | 01.0"
      })
  void of_partThatIsNotKnown_leftToTheLibrary(String path, String value) {
    change(path, value);
    assertThat(tokenizer()).isEmpty();
  }

  private void change(String path, String value) {
    String[] keys = path.split("\\.", -1);
    JsonElement parent = root;
    for (int i = 0; i < keys.length - 1; i++) {
      if (parent instanceof JsonArray array) {
        parent = array.get(Integer.parseInt(keys[i]));
        continue;
      }
      if (!parent.getAsJsonObject().has(keys[i])
          || parent.getAsJsonObject().get(keys[i]).isJsonNull()) {
        parent.getAsJsonObject().add(keys[i], new JsonObject());
      }
      parent = parent.getAsJsonObject().get(keys[i]);
    }
    String last = keys[keys.length - 1];
    if (parent instanceof JsonArray array) {
      array.set(Integer.parseInt(last), JsonParser.parseString(value));
    } else {
      parent.getAsJsonObject().add(last, JsonParser.parseString(value));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "normalizer | {\"type\":\"NFC\"}",
        "pre_tokenizer.use_regex | false",
        "pre_tokenizer.more | 1",
        "pre_tokenizer | {\"type\":\"Whitespace\"}",
        "model.dropout | 0.0",
        "model.unk_token | \"<unk>\"",
        "model.end_of_word_suffix | \"</w>\"",
        "model.fuse_unk | true",
        "model.byte_fallback | true",
        "model.ignore_merges | true",
        "model.vocab | {\"a\":0}",
        "model.merges.0 | \"a\"",
        "model.merges.0 | \"a b c\"",
        "model.merges.0 | [\"a\"]",
        "model.merges.0 | \"never there\"",
        "model.merges.0 | 1",
        "post_processor.trim_offsets | null",
        "post_processor.sep | [\"</s>\"]",
        "decoder.add_prefix_space | 1"
      })
  void of_bytePairPartThatIsNotKnown_leftToTheLibrary(String path, String value)
      throws IOException {
    root =
        TokenizerFixture.json(
            TokenizerFixture.copy(temp, "roberta", "vocab.json", "merges.txt").tokenizer().bytes());
    assertThat(tokenizer()).isPresent();
    change(path, value);
    assertThat(tokenizer()).isEmpty();
  }

  @Test
  void of_sameMergeTwice_leftToTheLibrary() throws IOException {
    root =
        TokenizerFixture.json(
            TokenizerFixture.copy(temp, "roberta", "vocab.json", "merges.txt").tokenizer().bytes());
    JsonArray merges = root.getAsJsonObject("model").getAsJsonArray("merges");
    merges.set(1, merges.get(0));
    assertThat(tokenizer()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "normalizer.normalizers.0.content | \"'\"",
        "normalizer.normalizers.0.pattern | {\"Regex\":\"``\"}",
        "normalizer.normalizers.2 | {\"type\":\"NFKC\"}",
        "normalizer.normalizers.3 | {\"type\":\"Lowercase\"}",
        "normalizer.normalizers | []",
        "pre_tokenizer.pretokenizers | []",
        "pre_tokenizer.pretokenizers.0 | {\"type\":\"Whitespace\"}",
        "pre_tokenizer.pretokenizers.1.replacement | \"_\"",
        "pre_tokenizer.pretokenizers.1.prepend_scheme | \"first\"",
        "pre_tokenizer.pretokenizers.1.split | false",
        "pre_tokenizer.pretokenizers.1.add_prefix_space | false",
        "decoder.replacement | \"_\"",
        "model.unk_id | 99999",
        "model.unk_id | null",
        "model.byte_fallback | true",
        "model.vocab.9 | [\"a\"]",
        "model.vocab.9 | [\"\", 0]",
        "model.vocab.9 | [\"x\", 1e-3]",
        "model.vocab.9 | [\"x\", 1.00000000000000000001]",
        "model.vocab.9 | [\"x\", \"1\"]"
      })
  void of_unigramPartThatIsNotKnown_leftToTheLibrary(String path, String value) throws IOException {
    root = TokenizerFixture.json(TokenizerFixture.resource("xlnet", "tokenizer.json"));
    assertThat(tokenizer()).isPresent();
    change(path, value);
    assertThat(tokenizer()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "normalized | true",
        "lstrip | 0",
        "special | null",
        "content | \"\"",
        "content | \"\\uFFFD\"",
        "more | true"
      })
  void of_addedTokenThatIsNotKnown_leftToTheLibrary(String field, String value) {
    JsonObject token = root.getAsJsonArray("added_tokens").get(0).getAsJsonObject();
    token.add(field, JsonParser.parseString(value));
    assertThat(tokenizer()).isEmpty();
  }

  @Test
  void encode_manyThreads_idsOfOne() throws Exception {
    JavaTokenizer shared = tokenizer().orElseThrow();
    List<String> texts = BertFixture.rows().stream().map(BertFixture.Row::text).toList();
    List<int[]> expected = new ArrayList<>();
    for (String text : texts) {
      expected.add(tokenizer().orElseThrow().encode(text));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int first = thread;
        runs.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 50; round++) {
                    for (int i = 0; i < texts.size(); i++) {
                      int index = (i + first) % texts.size();
                      assertThat(shared.encode(texts.get(index))).isEqualTo(expected.get(index));
                    }
                  }
                }));
      }
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
