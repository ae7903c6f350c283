package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerVocabularyTest {
  @TempDir Path temp;

  private static TokenizerVocabulary vocabulary() throws IOException {
    byte[] json = BertFixture.files().readAll("tokenizer.json", 1 << 20);
    return of(new String(json, StandardCharsets.UTF_8));
  }

  private static TokenizerVocabulary of(String json) throws ModelLoadException {
    return TokenizerVocabulary.of(
        JsonParser.parseString(json).getAsJsonObject(), "model/tokenizer.json");
  }

  private BackboneConfig config(int rows) throws IOException {
    Path model = BertFixture.copyTo(temp.resolve("model"));
    BertFixture.edit(model.resolve("config.json"), json -> json.addProperty("vocab_size", rows));
    return Families.read(ModelFiles.directory(model));
  }

  @ParameterizedTest
  @ValueSource(ints = {1800, 1801, 2800, 32102})
  void requireFits_tableOfTheSizeOrLarger_accepted(int rows) throws IOException {
    TokenizerVocabulary vocabulary = vocabulary();
    BackboneConfig config = config(rows);
    assertThatCode(() -> vocabulary.requireFits(config.vocabularySize()))
        .doesNotThrowAnyException();
  }

  /** A blank line at the end of a vocab.txt makes it, and no text has it. */
  @Test
  void requireFits_emptyTokenWithoutRow_accepted() throws IOException {
    BackboneConfig config = config(2);
    TokenizerVocabulary vocabulary = of("{\"model\": {\"vocab\": {\"a\": 0, \"b\": 1, \"\": 2}}}");
    assertThatCode(() -> vocabulary.requireFits(config.vocabularySize()))
        .doesNotThrowAnyException();
  }

  @Test
  void requireFits_idsWithoutRow_refused() throws IOException {
    TokenizerVocabulary vocabulary = vocabulary();
    BackboneConfig config = config(1799);
    assertThatThrownBy(() -> vocabulary.requireFits(config.vocabularySize()))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("expected token ids below vocab_size 1799 of config.json")
        .hasMessageContaining("found ids up to 1799");
  }

  @Test
  void of_allThreeShapes_idsByToken() throws IOException {
    String added =
        ", \"added_tokens\": [{\"id\": 1, \"content\": \"b\"}, {\"id\": 2, \"content\": \"c\"}]";
    for (String vocabulary :
        new String[] {"{\"a\": 0, \"b\": 1}", "[[\"a\", 0.0], [\"b\", -1.5]]"}) {
      TokenizerVocabulary read = of("{\"model\": {\"vocab\": " + vocabulary + "}" + added + "}");
      assertThat(read.id("a")).isEqualTo(0);
      assertThat(read.id("b")).isEqualTo(1);
      assertThat(read.id("c")).isEqualTo(2);
      assertThat(read.id("d")).isNull();
    }
  }

  @Test
  void of_addedTokenWithAnIdThatTheLibraryWouldNotGive_refused() {
    for (String id : new String[] {"0", "1", "3"}) {
      String json =
          "{\"model\": {\"vocab\": {\"a\": 0, \"b\": 1}}, \"added_tokens\": [{\"id\": "
              + id
              + ", \"content\": \"c\"}]}";
      assertThatThrownBy(() -> of(json))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("added_tokens gives a token an id that is not its own")
          .hasMessageContaining("expected 2, found " + id + " for c");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"model\": {}}",
        "{\"model\": {\"vocab\": 3}}",
        "{\"model\": {\"vocab\": {\"a\": \"b\"}}}",
        "{\"model\": {\"vocab\": {\"a\": -1}}}",
        "{\"model\": {\"vocab\": {\"a\": 0.5}}}",
        "{\"model\": {\"vocab\": {\"a\": 1000000000000000000000}}}",
        "{\"model\": {\"vocab\": {\"\\ud800\": 1}}}",
        "{\"model\": {\"vocab\": [[]]}}",
        "{\"model\": {\"vocab\": [[\"a\"]]}}",
        "{\"model\": {\"vocab\": [[\"a\", 0, 0]]}}",
        "{\"model\": {\"vocab\": [[1, 0]]}}",
        "{\"model\": {\"vocab\": [[\"a\", 0], [\"a\", 1]]}}",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [3]}",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [{\"id\": 0}]}",
        "{\"model\": {\"vocab\": {}}, \"added_tokens\": [{\"id\": 0, \"content\": \"\"}]}"
      })
  void of_nonsense_refused(String json) {
    assertThatThrownBy(() -> of(json))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("model/tokenizer.json")
        .hasMessageContaining("this is not a Hugging Face tokenizer");
  }
}
