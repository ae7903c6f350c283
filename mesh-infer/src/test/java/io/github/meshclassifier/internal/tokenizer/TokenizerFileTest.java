package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which file makes the tokenizer, and what they must agree on. */
class TokenizerFileTest {
  @TempDir Path temp;

  private TokenizerFixture bert(String... names) throws IOException {
    return TokenizerFixture.copy(temp, "bert", names);
  }

  private TokenizerFixture biobert() throws IOException {
    return TokenizerFixture.copy(temp, "biobert", "vocab.txt");
  }

  private TokenizerFixture roberta() throws IOException {
    return TokenizerFixture.copy(temp, "roberta", "vocab.json", "merges.txt");
  }

  private TokenizerFixture xlnet() throws IOException {
    return TokenizerFixture.copy(temp, "xlnet", "spiece.model");
  }

  private static JsonObject built(TokenizerFixture model) throws IOException {
    return TokenizerFixture.json(model.tokenizer().bytes());
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(TokenizerFixture model) {
    return assertThatThrownBy(model::tokenizer).isInstanceOf(ModelLoadException.class);
  }

  private static void editLines(
      TokenizerFixture model, String name, UnaryOperator<List<String>> edit) throws IOException {
    List<String> lines =
        new ArrayList<>(Arrays.asList(Files.readString(model.path(name)).split("\n", -1)));
    model.write(name, String.join("\n", edit.apply(lines)));
  }

  private static void replaceLine(TokenizerFixture model, String name, String line, String other)
      throws IOException {
    editLines(
        model,
        name,
        lines -> {
          assertThat(lines).contains(line);
          lines.replaceAll(each -> each.equals(line) ? other : each);
          return lines;
        });
  }

  // What is read

  @Test
  void of_byteOrderMarkBeforeTheTokens_refused() throws IOException {
    TokenizerFixture vocabulary = bert("vocab.txt");
    editLines(vocabulary, "vocab.txt", TokenizerFileTest::marked);
    assertRefused(vocabulary)
        .hasMessageContaining("vocab.txt begins with a byte order mark")
        .hasMessageContaining("Save it as UTF-8 without a byte order mark.");
    TokenizerFixture merges =
        TokenizerFixture.copy(temp.resolve("other"), "roberta", "vocab.json", "merges.txt");
    editLines(merges, "merges.txt", TokenizerFileTest::marked);
    assertRefused(merges).hasMessageContaining("merges.txt begins with a byte order mark");
  }

  private static List<String> marked(List<String> lines) {
    lines.set(0, "\uFEFF" + lines.get(0));
    return lines;
  }

  @Test
  void of_longTokensThatContradict_clipped() throws IOException {
    TokenizerFixture model = bert("tokenizer.json");
    model.write("added_tokens.json", "{\"" + "x".repeat(500) + "\": 5}");
    assertRefused(model).hasMessageContaining("expected " + "x".repeat(40) + "...,");
    Files.delete(model.path("added_tokens.json"));
    model.write("tokenizer_config.json", "{\"cls_token\": \"[CLS]\"}");
    model.write("special_tokens_map.json", "{\"cls_token\": \"" + "y".repeat(500) + "\"}");
    assertRefused(model).hasMessageContaining("expected " + "y".repeat(40) + "...,");
  }

  // What is built

  @Test
  void of_vocabTxt_sameAsThePublishedFile() throws IOException {
    JsonObject published =
        TokenizerFixture.json(TokenizerFixture.resource("bert", "tokenizer.json"));
    assertThat(built(bert("vocab.txt"))).isEqualTo(published);
  }

  @Test
  void of_spieceModel_sameAsThePublishedFile() throws IOException {
    JsonObject published =
        TokenizerFixture.json(TokenizerFixture.resource("xlnet", "tokenizer.json"));
    assertThat(built(xlnet())).isEqualTo(published);
  }

  @Test
  void of_vocabJson_theModelOfRoberta() throws IOException {
    JsonObject json = built(roberta());
    JsonObject vocabulary =
        TokenizerFixture.json(TokenizerFixture.resource("roberta", "vocab.json"));
    assertThat(json.getAsJsonObject("model").getAsJsonObject("vocab")).isEqualTo(vocabulary);
    assertThat(json.getAsJsonObject("model").getAsJsonArray("merges").get(0).getAsString())
        .isEqualTo("i n");
    assertThat(json.get("normalizer").isJsonNull()).isTrue();
    assertThat(json.getAsJsonObject("post_processor"))
        .hasToString(
            "{\"type\":\"RobertaProcessing\",\"sep\":[\"</s>\",2],\"cls\":[\"<s>\",0],"
                + "\"trim_offsets\":true,\"add_prefix_space\":false}");
    assertThat(json.getAsJsonArray("added_tokens").toString())
        .contains("{\"id\":4,\"content\":\"<mask>\",\"single_word\":false,\"lstrip\":false,");
  }

  /** As transformers has it: white space before the mask is part of it only if a file says so. */
  @ParameterizedTest
  @ValueSource(strings = {"tokenizer_config.json", "special_tokens_map.json"})
  void of_specialTokenWithWhiteSpace_asTheFileSays(String file) throws IOException {
    TokenizerFixture model =
        roberta().write(file, "{\"mask_token\": {\"content\": \"<mask>\", \"lstrip\": true}}");
    assertThat(built(model).getAsJsonArray("added_tokens").toString())
        .contains("{\"id\":4,\"content\":\"<mask>\",\"single_word\":false,\"lstrip\":true,");
    assertRefused(model.write(file, "{\"mask_token\": {\"content\": \"<mask>\", \"lstrip\": 1}}"))
        .hasMessageContaining("mask_token.lstrip is not valid, expected true or false");
  }

  @Test
  void of_tokenizerJson_asItIs() throws IOException {
    byte[] published = TokenizerFixture.resource("bert", "tokenizer.json");
    assertThat(bert("tokenizer.json", "vocab.txt").tokenizer().bytes()).isEqualTo(published);
  }

  @ParameterizedTest
  @CsvSource({
    "bert, vocab.txt",
    "biobert, vocab.txt",
    "roberta, vocab.json and merges.txt",
    "xlnet, spiece.model"
  })
  void of_noTokenizer_namesTheFilesOfTheFamily(String fixture, String files) throws IOException {
    assertRefused(TokenizerFixture.copy(temp, fixture))
        .hasMessageContaining("tokenizer.json is missing, expected it, or " + files);
  }

  @Test
  void of_vocabJsonWithoutMerges_refused() throws IOException {
    assertRefused(TokenizerFixture.copy(temp, "roberta", "vocab.json"))
        .hasMessageContaining("found no merges.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"distilbert", "electra"})
  void of_bertsRelatives_sameTokenizer(String modelType) throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, modelType, 1800, 0);
    model.write("vocab.txt", TokenizerFixture.resource("bert", "vocab.txt"));
    byte[] published = TokenizerFixture.resource("bert", "tokenizer.json");
    assertThat(built(model)).isEqualTo(TokenizerFixture.json(published));
  }

  // Options

  @Test
  void of_optionsOfBert_inTheNormalizer() throws IOException {
    JsonObject json =
        built(
            biobert()
                .write(
                    "tokenizer_config.json",
                    "{\"do_lower_case\": false, \"strip_accents\": true,"
                        + " \"tokenize_chinese_chars\": false}"));
    assertThat(json.getAsJsonObject("normalizer"))
        .hasToString(
            "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":false,"
                + "\"strip_accents\":true,\"lowercase\":false}");
  }

  @Test
  void of_optionsOfRoberta_inAllParts() throws IOException {
    JsonObject json =
        built(roberta().write("tokenizer_config.json", "{\"add_prefix_space\": true}"));
    for (String part : List.of("pre_tokenizer", "post_processor", "decoder")) {
      assertThat(json.getAsJsonObject(part).get("add_prefix_space").getAsBoolean()).isTrue();
    }
  }

  @Test
  void of_optionsOfXlnet_inTheNormalizer() throws IOException {
    TokenizerFixture model = xlnet().write("tokenizer_config.json", "{\"do_lower_case\": true}");
    assertThat(built(model).getAsJsonObject("normalizer").toString())
        .contains("{\"type\":\"Lowercase\"},{\"type\":\"Precompiled\"", "NFKD", "StripAccents");
    assertRefused(xlnet().write("tokenizer_config.json", "{\"keep_accents\": true}"))
        .hasMessageContaining("keep_accents is not supported, expected false, found true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"do_lower_case\": 1} | do_lower_case is not valid, expected true or false, found 1",
        "{\"do_basic_tokenize\": false} | do_basic_tokenize is not supported, expected true",
        "{\"never_split\": [\"TNF\"]} | never_split is not supported",
        "{\"tokenizer_class\": \"BertJapaneseTokenizer\"} | found BertJapaneseTokenizer",
        "{\"tokenizer_class\": \"RobertaTokenizerFast\"} | expected one of [BertTokenizer,",
        "{\"cls_token\": \"[NONE]\"} | the vocabulary has no cls_token, expected the token [NONE]",
        "{\"pad_token\": {}} | pad_token is not valid, expected a token, found {}",
        "{\"pad_token\": \"\"} | pad_token is not valid",
        "{\"pad_token\": \"[SEP]\"} | the padding token is not that of the model, expected"
            + " pad_token_id 0",
        "{\"additional_special_tokens\": 3} | additional_special_tokens is not valid",
        "{\"additional_special_tokens\": [null]} | additional_special_tokens is not valid",
        "{\"added_tokens_decoder\": 3} | added_tokens_decoder is not valid",
        "{\"added_tokens_decoder\": {\"x\": {}}} | added_tokens_decoder is not valid",
        "{\"added_tokens_decoder\": {\"-1\": {\"content\": \"a\"}}} | added_tokens_decoder",
        "{\"added_tokens_decoder\": {\"5\": {\"content\": \"[CLS]\"}}} | the vocabulary differs",
        "{\"added_tokens_decoder\": {\"1801\": {\"content\": \"<new>\"}}}"
            + " | added_tokens gives a token an id that is not its own, expected 1800",
        "{\"added_tokens_decoder\": {\"1800\": {\"content\": \"<new>\"}}}"
            + " | the tokenizer belongs to another model",
        "{\"added_tokens_decoder\": {\"0\": {\"content\": \"[PAD]\", \"lstrip\": 2}}} | lstrip",
        "[] | the file is not a JSON object"
      })
  void of_configThatCannotBeHonoured_refused(String config, String message) throws IOException {
    assertRefused(bert("vocab.txt").write("tokenizer_config.json", config))
        .hasMessageContaining(message);
  }

  /** A tokenizer of another family with as many tokens. */
  @Test
  void of_tokenizerJsonWithoutThePaddingToken_refused() throws IOException {
    assertRefused(
            TokenizerFixture.empty(temp, "roberta", 1800, 1)
                .write("tokenizer_config.json", TokenizerFixture.AS_IT_IS)
                .write("tokenizer.json", TokenizerFixture.resource("bert", "tokenizer.json")))
        .hasMessageContaining(
            "the padding token is not that of the model, expected pad_token_id 1 of config.json,"
                + " found no token <pad>");
  }

  @Test
  void of_addedTokens_withTheirIds() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 1802, 0);
    model.write("vocab.txt", TokenizerFixture.resource("bert", "vocab.txt"));
    model.write("added_tokens.json", "{\"<b>\": 1801, \"<a>\": 1800}");
    model.write("special_tokens_map.json", "{\"additional_special_tokens\": [\"<b>\"]}");
    assertThat(built(model).getAsJsonArray("added_tokens").toString())
        .endsWith(
            "{\"id\":1800,\"content\":\"<a>\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":true,\"special\":false},"
                + "{\"id\":1801,\"content\":\"<b>\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":false,\"special\":true}]");
    model.write("added_tokens.json", "{\"<a>\": \"x\"}");
    assertRefused(model).hasMessageContaining("<a> is not valid, expected an integer from 0");
  }

  @Test
  void of_specialTokensMap_asObjectsOrStrings() throws IOException {
    TokenizerFixture model = bert("vocab.txt");
    replaceLine(model, "vocab.txt", "[CLS]", "<start>");
    replaceLine(model, "vocab.txt", "[SEP]", "<end>");
    model.write(
        "special_tokens_map.json",
        "{\"cls_token\": \"<start>\", \"sep_token\": {\"content\": \"<end>\", \"lstrip\": false}}");
    assertThat(built(model).getAsJsonObject("post_processor").getAsJsonObject("special_tokens"))
        .hasToString(
            "{\"<start>\":{\"id\":\"<start>\",\"ids\":[2],\"tokens\":[\"<start>\"]},"
                + "\"<end>\":{\"id\":\"<end>\",\"ids\":[3],\"tokens\":[\"<end>\"]}}");
  }

  // Casing

  @Test
  void of_casing_fromTheVocabularyAlone() throws IOException {
    assertThat(built(biobert()).getAsJsonObject("normalizer").get("lowercase").getAsBoolean())
        .isFalse();
    assertThat(
            built(bert("vocab.txt")).getAsJsonObject("normalizer").get("lowercase").getAsBoolean())
        .isTrue();
  }

  @Test
  void of_casingOfTheCaller_mustBeTheVocabularys() throws IOException {
    TokenizerFixture cased = biobert();
    assertThatCode(() -> cased.tokenizer(Casing.CASED)).doesNotThrowAnyException();
    assertThatThrownBy(() -> cased.tokenizer(Casing.UNCASED))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(
            "the vocabulary does not have the casing of the model, expected no tokens with"
                + " upper-case letters, found a cased vocabulary");
    TokenizerFixture uncased = bert("vocab.txt");
    assertThatCode(() -> uncased.tokenizer(Casing.UNCASED)).doesNotThrowAnyException();
    assertThatThrownBy(() -> uncased.tokenizer(Casing.CASED))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("expected tokens with upper-case letters");
  }

  @Test
  void of_casingOfTheConfig_mustBeTheVocabularys() throws IOException {
    assertRefused(biobert().write("tokenizer_config.json", "{\"do_lower_case\": true}"))
        .hasMessageContaining("do_lower_case of tokenizer_config.json contradicts the vocabulary")
        .hasMessageContaining("Set do_lower_case to false in tokenizer_config.json");
    assertRefused(bert("vocab.txt").write("tokenizer_config.json", "{\"do_lower_case\": false}"))
        .hasMessageContaining("Set do_lower_case to true in tokenizer_config.json");
  }

  @Test
  void of_casingOfTokenizerJson_mustBeTheConfigsAndTheCallers() throws IOException {
    TokenizerFixture model = bert("tokenizer.json");
    assertThatCode(() -> model.tokenizer(Casing.UNCASED)).doesNotThrowAnyException();
    assertThatThrownBy(() -> model.tokenizer(Casing.CASED))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the tokenizer does not have the casing of the model");
    assertRefused(model.write("tokenizer_config.json", "{\"do_lower_case\": false}"))
        .hasMessageContaining("do_lower_case contradicts the normalizer of tokenizer.json");
  }

  @Test
  void of_vocabularyOfDigits_needsTheCasing() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 6, 0);
    model.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n1\n2\n");
    assertRefused(model)
        .hasMessageContaining("the vocabulary does not show whether it is cased")
        .hasMessageContaining("Add a tokenizer_config.json");
    assertThatCode(() -> model.tokenizer(Casing.CASED)).doesNotThrowAnyException();
    model.write("tokenizer_config.json", "{\"do_lower_case\": true}");
    assertThatCode(model::tokenizer).doesNotThrowAnyException();
  }

  @Test
  void of_xlnetAndRoberta_areCased() throws IOException {
    for (TokenizerFixture model : List.of(xlnet(), roberta())) {
      assertThatCode(() -> model.tokenizer(Casing.CASED)).doesNotThrowAnyException();
      assertThatThrownBy(() -> model.tokenizer(Casing.UNCASED))
          .isInstanceOf(ModelLoadException.class);
    }
  }

  // Settings beside tokenizer.json

  /** transformers makes the tokenizer of its own class from the vocabulary and the settings. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"strip_accents\": false} | strip_accents of the tokenizer's settings contradicts"
            + " tokenizer.json, expected false, found true",
        "{\"tokenize_chinese_chars\": false} | tokenize_chinese_chars of the tokenizer's settings",
        "{\"cls_token\": \"[MASK]\"} | cls_token of the tokenizer's settings contradicts",
        "{\"unk_token\": \"[MASK]\"} | unk_token of the tokenizer's settings contradicts",
        "{\"split_special_tokens\": true} | split_special_tokens is not supported",
        "{\"truncation_side\": \"left\"} | truncation_side is not supported, expected right",
        "{\"tokenizer_class\": \"RobertaTokenizer\"} | model is not that of the class that"
            + " tokenizer_config.json or the architecture names",
        "{\"added_tokens_decoder\": {\"0\": {\"content\": \"[PAD]\"}}} | added_tokens_decoder of"
            + " the tokenizer's settings contradicts tokenizer.json, expected [UNK], found none"
      })
  void of_settingsThatContradictTokenizerJson_refused(String config, String message)
      throws IOException {
    assertRefused(bert("tokenizer.json").write("tokenizer_config.json", config))
        .hasMessageContaining(message)
        .hasMessageContaining("tokenizer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "normalizer.lowercase | false | do_lower_case of the tokenizer's settings contradicts",
        "normalizer.strip_accents | false | strip_accents of the tokenizer's settings contradicts",
        "normalizer.handle_chinese_chars | false | tokenize_chinese_chars of the tokenizer's",
        "normalizer.clean_text | false | normalizer.clean_text is not that of the class",
        "pre_tokenizer.type | \"Whitespace\" | pre_tokenizer is not that of the class that"
            + " tokenizer_config.json or the architecture names, and transformers would not heed it,"
            + " expected BertPreTokenizer, found Whitespace",
        "model.max_input_chars_per_word | 5 | model.max_input_chars_per_word is not that of",
        "model.continuing_subword_prefix | \"@@\" | expected ##, found @@"
      })
  void of_tokenizerJsonThatTheClassDoesNotHeed_refusedUnlessItCountsAsItIs(
      String path, String value, String message) throws IOException {
    TokenizerFixture model = bert("tokenizer.json");
    JsonObject root = TokenizerFixture.json(Files.readAllBytes(model.path("tokenizer.json")));
    String[] keys = path.split("\\.", -1);
    root.getAsJsonObject(keys[0]).add(keys[1], JsonParser.parseString(value));
    model.write("tokenizer.json", root.toString());
    assertRefused(model).hasMessageContaining(message);
    model.write("tokenizer_config.json", TokenizerFixture.AS_IT_IS);
    assertThatCode(model::tokenizer).doesNotThrowAnyException();
  }

  @Test
  void of_otherFilesThatNameOtherTokens_refused() throws IOException {
    TokenizerFixture model = bert("tokenizer.json", "tokenizer_config.json");
    model.write("special_tokens_map.json", "{\"cls_token\": \"[MASK]\"}");
    assertRefused(model)
        .hasMessageContaining(
            "cls_token contradicts special_tokens_map.json, expected [MASK], found [CLS]");
    model.write("special_tokens_map.json", "{}").write("added_tokens.json", "{\"<gene>\": 1800}");
    assertRefused(model)
        .hasMessageContaining("an added token of the tokenizer's settings contradicts");
  }

  // Files beside tokenizer.json

  @Test
  void of_twoLinesOfVocabTxtSwapped_refusedWithTheLine() throws IOException {
    TokenizerFixture model = bert("tokenizer.json", "vocab.txt");
    editLines(
        model,
        "vocab.txt",
        lines -> {
          Collections.swap(lines, 700, 900);
          return lines;
        });
    assertRefused(model)
        .hasMessageContaining("line 701: the token")
        .hasMessageContaining("line 901");
  }

  @Test
  void of_vocabJsonOfAnotherModel_refused() throws IOException {
    TokenizerFixture model = roberta();
    byte[] built = model.tokenizer().bytes();
    model.write("tokenizer.json", built);
    assertThat(model.tokenizer().bytes()).isEqualTo(built);
    String json = new String(TokenizerFixture.resource("roberta", "vocab.json"), UTF_8);
    model.write("vocab.json", json.replace("\"ouse\"", "\"mouse\""));
    assertRefused(model).hasMessageContaining("found id 1799 for mouse");
  }

  @Test
  void of_spieceModelOfAnotherModel_refused() throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, "xlnet", "spiece.model", "tokenizer.json");
    assertThatCode(model::tokenizer).doesNotThrowAnyException();
    byte[] bytes = TokenizerFixture.resource("xlnet", "spiece.model");
    int at = new String(bytes, ISO_8859_1).indexOf("<eop>");
    bytes[at + 1] = 'x';
    assertRefused(model.write("spiece.model", bytes)).hasMessageContaining("for <xop>");
  }

  // Lengths

  @ParameterizedTest
  @CsvSource({
    "24, 24",
    "24.0, 24",
    "999999999, 999999999",
    "1000000000000000019884624838656, none",
    "1e30, none",
    "1e400, none",
    "null, none"
  })
  void maxLength_ofTheConfig(String length, String expected) throws IOException {
    for (String name : List.of("model_max_length", "max_len")) {
      TokenizerFixture model =
          bert("vocab.txt").write("tokenizer_config.json", "{\"" + name + "\": " + length + "}");
      assertThat(TextEncoder.modelMaxLength(model.files()))
          .isEqualTo(
              expected.equals("none")
                  ? OptionalInt.empty()
                  : OptionalInt.of(Integer.parseInt(expected)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.5", "\"512\"", "true", "[512]"})
  void maxLength_noWholeNumberFromOne_refused(String length) throws IOException {
    TokenizerFixture model =
        bert("vocab.txt").write("tokenizer_config.json", "{\"model_max_length\": " + length + "}");
    assertThatThrownBy(() -> TextEncoder.modelMaxLength(model.files()))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("model_max_length is not valid, expected a whole number from 1");
  }

  // Damaged vocabulary files

  /** Blank lines count, and make no token; of two equal lines the last one is the token's. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void of_blankAndDoubledLines_idsOfTransformers(boolean windows) throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 9, 0);
    String lines = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nheart\n\nlung \nheart\nliver\n\n\n";
    model.write("vocab.txt", windows ? lines.replace("\n", "\r\n") : lines);
    assertThat(built(model).getAsJsonObject("model").getAsJsonObject("vocab"))
        .hasToString(
            "{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"heart\":7,\"\":10,\"lung\":6,"
                + "\"liver\":8}");
    byte[] made = model.tokenizer().bytes();
    assertThat(model.write("tokenizer.json", made).tokenizer().bytes()).isEqualTo(made);
  }

  @ParameterizedTest
  @CsvSource({"0, 1539, 261", "1, 1539, 261", "700, 840, 960", "1539, 1, 1799"})
  void of_mergesCutAtALineEnd_refusedWithTheirNumber(int lines, int missing, int first)
      throws IOException {
    TokenizerFixture model = roberta();
    JsonObject whole = built(model);
    editLines(model, "merges.txt", all -> all.subList(0, lines));
    assertRefused(model)
        .hasMessageContaining("no merge makes " + missing + " of 1800 tokens")
        .hasMessageContaining("found none for id " + first + ",")
        .hasMessageContaining("merges.txt");
    JsonArray merges = whole.getAsJsonObject("model").getAsJsonArray("merges");
    while (merges.size() > Math.max(lines - 1, 0)) {
      merges.remove(merges.size() - 1);
    }
    assertRefused(model.write("tokenizer.json", whole.toString()))
        .hasMessageContaining("no merge makes " + missing + " of 1800 tokens")
        .hasMessageContaining("tokenizer.json");
  }

  @Test
  void of_missingSpecialToken_refusedByItsRole() throws IOException {
    TokenizerFixture model = bert("vocab.txt");
    replaceLine(model, "vocab.txt", "[UNK]", "[unk]");
    assertRefused(model)
        .hasMessageContaining(
            "the vocabulary has no unk_token, expected the token [UNK], found none among 1800"
                + " tokens")
        .hasMessageContaining("name the token as unk_token in tokenizer_config.json");
  }

  @Test
  void of_brokenUtf8_refused() throws IOException {
    assertRefused(bert("vocab.txt").write("vocab.txt", new byte[] {'a', (byte) 0xC3, '\n'}))
        .hasMessageContaining("vocab.txt is not valid UTF-8");
  }

  @Test
  void of_windowsLineEnds_sameTokens() throws IOException {
    TokenizerFixture model = bert("vocab.txt");
    byte[] plain = model.tokenizer().bytes();
    String text = Files.readString(model.path("vocab.txt"));
    assertThat(model.write("vocab.txt", text.replace("\n", "\r\n")).tokenizer().bytes())
        .isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "i n x | a merge is malformed",
        "in | a merge is malformed",
        "'i ' | a merge is malformed",
        "i zzz | a merge is not of this vocabulary, expected tokens of vocab.json, found zzz",
        "q q | a merge is not of this vocabulary, expected tokens of vocab.json, found qq"
      })
  void of_wrongMerge_refusedWithTheLine(String line, String message) throws IOException {
    TokenizerFixture model = roberta();
    replaceLine(model, "merges.txt", "i n", line);
    assertRefused(model)
        .hasMessageContaining("line 2: " + message)
        .hasMessageContaining("merges.txt)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0.5", "\"1\"", "null", "99999999999", "1e3"})
  void of_wrongIdInVocabJson_refused(String id) throws IOException {
    TokenizerFixture model = roberta();
    model.write("vocab.json", Files.readString(model.path("vocab.json")).replace("1799", id));
    assertRefused(model).hasMessageContaining("a token has no valid id");
  }
}
