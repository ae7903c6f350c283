package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Models of published vocabularies, and texts to encode with them. */
final class PublishedTokenizers {
  private PublishedTokenizers() {}

  static byte[] resource(String name) throws IOException {
    try (InputStream in =
        PublishedTokenizers.class.getResourceAsStream("/tokenizers/" + name + ".gz")) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return new GZIPInputStream(in).readAllBytes();
    }
  }

  static List<String> texts() throws IOException {
    return JsonParser.parseString(new String(resource("texts.json"), UTF_8))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  /** Writes the files of a model into a directory. */
  static TokenizerFixture write(Path directory, String name) throws IOException {
    switch (name) {
      case "bert-base-uncased", "bert-base-cased" -> {
        byte[] vocabulary = resource(name + "-vocab.txt");
        int size = (int) new String(vocabulary, UTF_8).lines().count();
        return TokenizerFixture.empty(directory, "bert", size, 0).write("vocab.txt", vocabulary);
      }
      case "roberta-base" -> {
        JsonObject vocabulary = new JsonObject();
        new String(resource("roberta-base-tokens.txt"), UTF_8)
            .lines()
            .forEach(token -> vocabulary.addProperty(token, vocabulary.size()));
        return TokenizerFixture.empty(directory, "roberta", vocabulary.size(), 1)
            .write("vocab.json", vocabulary.toString())
            .write("merges.txt", resource("roberta-base-merges.txt"))
            .write(
                "tokenizer_config.json",
                "{\"add_prefix_space\": true,"
                    + " \"mask_token\": {\"content\": \"<mask>\", \"lstrip\": true}}");
      }
      default -> {
        return TokenizerFixture.empty(directory, "xlnet", 32_000, 5)
            .write("spiece.model", resource("xlnet-base-cased-spiece.model"));
      }
    }
  }
}
