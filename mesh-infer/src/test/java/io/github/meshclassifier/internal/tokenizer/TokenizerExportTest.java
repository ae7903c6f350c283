package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerExportTest {
  @TempDir Path temp;

  private JsonObject export(TokenizerFixture model) throws IOException {
    Path out = Files.createDirectories(temp.resolve("out"));
    TokenizerExport.write(out, model.files(), model.config().tokens(), 256, null);
    assertThat(out.resolve("tokenizer.json")).hasBinaryContent(model.tokenizer().bytes());
    // What was written is a tokenizer again, the same one.
    Files.copy(model.path("config.json"), out.resolve("config.json"));
    ModelFiles written = ModelFiles.directory(out);
    assertThat(TokenizerFile.of(written, Families.read(written).tokens(), null).bytes())
        .isEqualTo(model.tokenizer().bytes());
    return TokenizerFixture.json(Files.readAllBytes(out.resolve("tokenizer_config.json")));
  }

  private TokenizerFixture copy(String fixture, String... names) throws IOException {
    return TokenizerFixture.copy(temp.resolve("model"), fixture, names);
  }

  private Stream<String> written() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("out"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  @Test
  void write_vocabTxtAlone_saysThatItIsCased() throws IOException {
    assertThat(export(copy("biobert", "vocab.txt")))
        .hasToString(
            "{\"padding_side\":\"right\",\"tokenizer_class\":\"BertTokenizer\","
                + "\"cls_token\":\"[CLS]\",\"mask_token\":\"[MASK]\",\"pad_token\":\"[PAD]\","
                + "\"sep_token\":\"[SEP]\",\"unk_token\":\"[UNK]\",\"do_lower_case\":false,"
                + "\"tokenize_chinese_chars\":true,\"strip_accents\":null,"
                + "\"model_max_length\":256}");
    assertThat(Files.readString(temp.resolve("out/special_tokens_map.json")))
        .isEqualTo(
            """
            {
              "cls_token": "[CLS]",
              "mask_token": "[MASK]",
              "pad_token": "[PAD]",
              "sep_token": "[SEP]",
              "unk_token": "[UNK]"
            }
            """);
    assertThat(written())
        .containsExactly(
            "config.json",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt");
  }

  @Test
  void write_roberta_withItsTokensAndFiles() throws IOException {
    JsonObject config = export(copy("roberta", "vocab.json", "merges.txt"));
    assertThat(config.get("tokenizer_class").getAsString()).isEqualTo("RobertaTokenizer");
    assertThat(config.get("add_prefix_space").getAsBoolean()).isFalse();
    assertThat(config.get("bos_token").getAsString()).isEqualTo("<s>");
    assertThat(config.get("pad_token").getAsString()).isEqualTo("<pad>");
    assertThat(written()).contains("merges.txt", "vocab.json");
  }

  @Test
  void write_xlnet_padsOnTheLeftAndGivesSegments() throws IOException {
    // The last token is summarized: a model that pads on the right would summarize padding.
    JsonObject config =
        export(
            copy("xlnet", "spiece.model", "tokenizer.json")
                .write("tokenizer_config.json", "{\"padding_side\": \"right\"}"));
    assertThat(config.get("tokenizer_class").getAsString()).isEqualTo("XLNetTokenizer");
    assertThat(config.get("padding_side").getAsString()).isEqualTo("left");
    assertThat(config.get("model_input_names"))
        .hasToString("[\"input_ids\",\"token_type_ids\",\"attention_mask\"]");
    assertThat(config.get("keep_accents").getAsBoolean()).isFalse();
    assertThat(config.get("do_lower_case").getAsBoolean()).isFalse();
    assertThat(written()).contains("spiece.model");
  }

  @Test
  void write_configThatIsThere_keptAndCompleted() throws IOException {
    JsonObject config =
        export(
            copy("bert", "vocab.txt")
                .write(
                    "tokenizer_config.json",
                    "{\"own\": [1, null], \"model_max_length\": 512, \"do_lower_case\": true,"
                        + " \"tokenizer_class\": \"BertTokenizerFast\","
                        + " \"cls_token\": {\"content\": \"[CLS]\"}}"));
    assertThat(config.get("own")).hasToString("[1,null]");
    assertThat(config.get("model_max_length").getAsInt()).isEqualTo(256);
    assertThat(config.get("tokenizer_class").getAsString()).isEqualTo("BertTokenizerFast");
    assertThat(config.get("cls_token")).hasToString("{\"content\":\"[CLS]\"}");
    assertThat(config.get("sep_token").getAsString()).isEqualTo("[SEP]");
  }

  @Test
  void write_lengthWithoutLimit_replaced() throws IOException {
    JsonObject config = export(copy("bert", "tokenizer.json", "tokenizer_config.json"));
    assertThat(config.get("model_max_length").getAsInt()).isEqualTo(256);
    assertThat(config.get("backend").getAsString()).isEqualTo("tokenizers");
  }

  @Test
  void write_noTokenizer_refused() throws IOException {
    TokenizerFixture model = copy("bert");
    assertThatThrownBy(() -> export(model)).isInstanceOf(ModelLoadException.class);
  }
}
