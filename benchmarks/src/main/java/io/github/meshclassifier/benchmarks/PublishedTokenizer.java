package io.github.meshclassifier.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TokenizerExport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Tokenizers of published models, built of the vocabularies that mesh-infer is tested with. */
final class PublishedTokenizer {
  /** The models by their names on the Hugging Face Hub; BioBERT has bert-base-cased's tokenizer. */
  static final List<String> NAMES =
      List.of("bert-base-uncased", "bert-base-cased", "roberta-base", "xlnet-base-cased");

  private static final int MAX_TOKENS = 512;

  /** What a configuration needs besides, under the names of BERT and of XLNet. */
  private static final List<String> SIZES =
      List.of(
          "hidden_size",
          "num_attention_heads",
          "num_hidden_layers",
          "intermediate_size",
          "d_model",
          "n_head",
          "n_layer",
          "d_inner");

  private PublishedTokenizer() {}

  /**
   * Writes a model without weights.
   *
   * @param name one of {@link #NAMES}
   * @param directory where to, an empty directory
   * @throws IOException if a file cannot be read or written
   */
  static void write(String name, Path directory) throws IOException {
    Path vocabulary = Files.createDirectory(directory.resolve("vocabulary"));
    switch (name) {
      case "bert-base-uncased" -> bert(name, 30_522, vocabulary);
      case "bert-base-cased" -> bert(name, 28_996, vocabulary);
      case "roberta-base" -> roberta(vocabulary);
      case "xlnet-base-cased" -> {
        config("xlnet", 32_000, 5, vocabulary);
        Files.write(vocabulary.resolve("spiece.model"), resource(name + "-spiece.model"));
      }
      default -> throw new IllegalArgumentException("model must be one of " + NAMES);
    }
    Files.copy(vocabulary.resolve("config.json"), directory.resolve("config.json"));
    ModelFiles files = ModelFiles.directory(vocabulary);
    TokenizerExport.write(directory, files, Families.read(files).tokens(), MAX_TOKENS, null);
  }

  private static void bert(String name, int tokens, Path directory) throws IOException {
    config("bert", tokens, 0, directory);
    Files.write(directory.resolve("vocab.txt"), resource(name + "-vocab.txt"));
  }

  private static void roberta(Path directory) throws IOException {
    List<String> tokens = new String(resource("roberta-base-tokens.txt"), UTF_8).lines().toList();
    StringBuilder ids = new StringBuilder("{");
    for (int id = 0; id < tokens.size(); id++) {
      ids.append(id == 0 ? "\"" : ",\"")
          .append(tokens.get(id).replace("\\", "\\\\").replace("\"", "\\\""))
          .append("\":")
          .append(id);
    }
    config("roberta", tokens.size(), 1, directory);
    Files.writeString(directory.resolve("vocab.json"), ids.append('}'));
    Files.write(directory.resolve("merges.txt"), resource("roberta-base-merges.txt"));
    Files.writeString(directory.resolve("tokenizer_config.json"), "{\"add_prefix_space\": true}");
  }

  /** Writes what a tokenizer is checked against; there are no weights of any size. */
  private static void config(String modelType, int tokens, int padding, Path directory)
      throws IOException {
    StringBuilder json = new StringBuilder("{\"model_type\": \"" + modelType + "\"");
    json.append(", \"vocab_size\": ").append(tokens);
    json.append(", \"pad_token_id\": ").append(padding);
    json.append(", \"max_position_embeddings\": ").append(MAX_TOKENS + padding + 1);
    for (String size : SIZES) {
      json.append(", \"").append(size).append("\": 2");
    }
    Files.writeString(directory.resolve("config.json"), json.append(", \"d_head\": 1}"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        PublishedTokenizer.class.getResourceAsStream("/tokenizers/" + name + ".gz")) {
      if (in == null) {
        throw new FileNotFoundException("/tokenizers/" + name + ".gz is not on the class path");
      }
      return new GZIPInputStream(in).readAllBytes();
    }
  }
}
