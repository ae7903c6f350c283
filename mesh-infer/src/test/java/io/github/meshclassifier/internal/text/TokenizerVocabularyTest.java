package io.github.meshclassifier.internal.text;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerVocabularyTest {
  @TempDir Path temp;

  private static String words() throws IOException {
    return new String(BertFixture.files().readAll("vocab.txt", 1 << 20), StandardCharsets.UTF_8);
  }

  private static TokenizerVocabulary vocabulary() throws IOException {
    byte[] json = BertFixture.files().readAll("tokenizer.json", 1 << 20);
    return of(new String(json, StandardCharsets.UTF_8));
  }

  private static TokenizerVocabulary of(String json) throws ModelLoadException {
    JsonObject root = JsonParser.parseString(json).getAsJsonObject();
    return TokenizerVocabulary.of(root, "model/tokenizer.json");
  }

  private ModelFiles withWords(List<String> words) throws IOException {
    Files.write(temp.resolve("vocab.txt"), words);
    return ModelFiles.directory(temp);
  }

  @Test
  void requireAgrees_sameOrAbsentVocabTxt_accepted() throws IOException {
    TokenizerVocabulary vocabulary = vocabulary();
    assertThatCode(() -> vocabulary.requireAgrees(BertFixture.files())).doesNotThrowAnyException();
    assertThatCode(() -> vocabulary.requireAgrees(ModelFiles.directory(temp)))
        .doesNotThrowAnyException();
  }

  @Test
  void requireAgrees_twoLinesSwapped_refusedWithTheLine() throws IOException {
    List<String> words = new ArrayList<>(words().lines().toList());
    Collections.swap(words, 700, 900);
    TokenizerVocabulary vocabulary = vocabulary();
    ModelFiles files = withWords(words);
    assertThatThrownBy(() -> vocabulary.requireAgrees(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("vocab.txt:701")
        .hasMessageContaining("line 901");
  }

  @Test
  void requireFills_tableOfAnotherVocabulary_refused() throws IOException {
    TokenizerVocabulary vocabulary = vocabulary();
    Path model = BertFixture.copyTo(temp.resolve("model"));
    BertFixture.edit(
        model.resolve("config.json"), json -> json.addProperty("vocab_size", 1800 + 128));
    BackboneConfig config = BackboneConfig.read(ModelFiles.directory(model));
    assertThatThrownBy(() -> vocabulary.requireFills(config))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the tokenizer belongs to another model")
        .hasMessageContaining("1928 tokens")
        .hasMessageContaining("1800 tokens");
  }

  @Test
  void requireFills_tableRoundedUp_accepted() throws IOException {
    Path model = BertFixture.copyTo(temp.resolve("model"));
    BertFixture.edit(
        model.resolve("config.json"), json -> json.addProperty("vocab_size", 1800 + 127));
    BackboneConfig config = BackboneConfig.read(ModelFiles.directory(model));
    TokenizerVocabulary vocabulary = vocabulary();
    assertThatCode(() -> vocabulary.requireFills(config)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"model\": {}}",
        "{\"model\": {\"vocab\": 3}}",
        "{\"model\": {\"vocab\": {\"a\": \"b\"}}}",
        "{\"model\": {\"vocab\": [[]]}}",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [3]}"
      })
  void of_nonsense_refused(String json) {
    assertThatThrownBy(() -> of(json))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("model/tokenizer.json")
        .hasMessageContaining("this is not a Hugging Face tokenizer");
  }
}
