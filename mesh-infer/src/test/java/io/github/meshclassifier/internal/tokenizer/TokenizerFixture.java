package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tokenizer files of the committed checkpoints, in a directory where they can be damaged. */
final class TokenizerFixture {
  /** A {@code tokenizer_config.json} with which a {@code tokenizer.json} counts as it is. */
  static final String AS_IT_IS = "{\"tokenizer_class\": \"PreTrainedTokenizerFast\"}";

  private final Path directory;

  private TokenizerFixture(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes a model of tokenizer files alone.
   *
   * @param fixture the folder of the checkpoint
   * @param names the files taken from it
   */
  static TokenizerFixture copy(Path directory, String fixture, String... names) throws IOException {
    JsonObject config = json(resource(fixture, "config.json"));
    TokenizerFixture model =
        empty(
            directory,
            config.get("model_type").getAsString(),
            config.get("vocab_size").getAsInt(),
            config.get("pad_token_id").getAsInt());
    for (String name : names) {
      model.write(name, resource(fixture, name));
    }
    return model;
  }

  /** Makes a model without a tokenizer. */
  static TokenizerFixture empty(Path directory, String modelType, int vocabularySize, int padId)
      throws IOException {
    JsonObject config = new JsonObject();
    config.addProperty("model_type", modelType);
    config.addProperty("vocab_size", vocabularySize);
    config.addProperty("pad_token_id", padId);
    config.addProperty("max_position_embeddings", 512);
    // The same sizes under the names of BERT, of XLNet and of DistilBERT.
    for (String names :
        List.of(
            "hidden_size d_model dim",
            "num_attention_heads n_head n_heads",
            "num_hidden_layers n_layer n_layers",
            "intermediate_size d_inner hidden_dim")) {
      for (String name : names.split(" ", -1)) {
        config.addProperty(name, 2);
      }
    }
    config.addProperty("d_head", 1);
    TokenizerFixture model = new TokenizerFixture(Files.createDirectories(directory));
    model.write("config.json", config.toString());
    return model;
  }

  TokenizerFixture write(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
    return this;
  }

  TokenizerFixture write(String name, String content) throws IOException {
    return write(name, content.getBytes(UTF_8));
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  ModelFiles files() throws IOException {
    return ModelFiles.directory(directory);
  }

  BackboneConfig config() throws IOException {
    return Families.read(files());
  }

  TokenizerFile tokenizer() throws IOException {
    return TokenizerFile.of(files(), config().tokens(), null);
  }

  TokenizerFile tokenizer(Casing casing) throws IOException {
    return TokenizerFile.of(files(), config().tokens(), casing);
  }

  TextEncoder open(int maxTokens) throws IOException {
    return TextEncoder.open(files(), config().tokens(), maxTokens);
  }

  /** Returns the texts of a checkpoint with the ids that transformers gives them, cut to 64. */
  static Map<String, int[]> expected(String fixture) throws IOException {
    Map<String, int[]> rows = new LinkedHashMap<>();
    for (JsonElement element : json(resource(fixture, "expected.json")).getAsJsonArray("rows")) {
      JsonObject row = element.getAsJsonObject();
      List<Integer> ids = new ArrayList<>();
      row.getAsJsonArray("input_ids").forEach(id -> ids.add(id.getAsInt()));
      rows.put(row.get("text").getAsString(), ids.stream().mapToInt(Integer::intValue).toArray());
    }
    return rows;
  }

  static byte[] resource(String fixture, String name) throws IOException {
    try (InputStream in =
        ModelFiles.resources(TokenizerFixture.class.getClassLoader(), "fixtures/" + fixture)
            .open(name)) {
      return in.readAllBytes();
    }
  }

  static JsonObject json(byte[] bytes) {
    return JsonParser.parseString(new String(bytes, UTF_8)).getAsJsonObject();
  }
}
