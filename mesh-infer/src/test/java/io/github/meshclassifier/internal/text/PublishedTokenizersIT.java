package io.github.meshclassifier.internal.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokenizers made of published vocabularies, against the ids of the published tokenizer.json. */
class PublishedTokenizersIT {
  @TempDir Path temp;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        PublishedTokenizersIT.class.getResourceAsStream("/tokenizers/" + name + ".gz")) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return new GZIPInputStream(in).readAllBytes();
    }
  }

  private static List<String> texts() throws IOException {
    return JsonParser.parseString(new String(resource("texts.json"), UTF_8))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  private static void assertIds(TokenizerFixture model, String name) throws IOException {
    List<String> texts = texts();
    List<String> rows = new String(resource(name + "-ids.txt"), UTF_8).lines().toList();
    assertThat(rows).hasSameSizeAs(texts).hasSize(78);
    try (TextEncoder encoder = model.open(1_000_000)) {
      for (int i = 0; i < rows.size(); i++) {
        int[] ids = Arrays.stream(rows.get(i).split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThat(encoder.encode(texts.get(i)).ids()).as("text %d", i).isEqualTo(ids);
      }
    }
  }

  @Test
  void encode_bertBaseUncased_publishedIds() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 30_522, 0);
    assertIds(
        model.write("vocab.txt", resource("bert-base-uncased-vocab.txt")), "bert-base-uncased");
  }

  @Test
  void encode_bertBaseCasedAndBioBert_publishedIds() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 28_996, 0);
    assertIds(model.write("vocab.txt", resource("bert-base-cased-vocab.txt")), "bert-base-cased");
  }

  @Test
  void encode_robertaBase_publishedIds() throws IOException {
    JsonObject vocabulary = new JsonObject();
    new String(resource("roberta-base-tokens.txt"), UTF_8)
        .lines()
        .forEach(token -> vocabulary.addProperty(token, vocabulary.size()));
    TokenizerFixture model = TokenizerFixture.empty(temp, "roberta", 50_265, 1);
    model.write("vocab.json", vocabulary.toString());
    model.write("merges.txt", resource("roberta-base-merges.txt"));
    model.write("tokenizer_config.json", "{\"add_prefix_space\": true}");
    assertIds(model, "roberta-base");
  }

  @Test
  void encode_xlnetBaseCased_publishedIds() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "xlnet", 32_000, 5);
    assertIds(
        model.write("spiece.model", resource("xlnet-base-cased-spiece.model")), "xlnet-base-cased");
  }
}
