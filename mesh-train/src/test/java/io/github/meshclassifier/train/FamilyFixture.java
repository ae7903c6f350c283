package io.github.meshclassifier.train;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.SafetensorsWriter;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Random encoders of every family without a head, as a pretrained checkpoint would be. */
enum FamilyFixture {
  BERT(
      """
      {"model_type": "bert", "hidden_size": 32, "num_attention_heads": 2, "num_hidden_layers": 2,
       "intermediate_size": 64, "vocab_size": 1800, "max_position_embeddings": 80}
      """),
  ROBERTA(
      """
      {"model_type": "roberta", "hidden_size": 32, "num_attention_heads": 2,
       "num_hidden_layers": 2, "intermediate_size": 64, "vocab_size": 1800,
       "max_position_embeddings": 80, "layer_norm_eps": 1e-5}
      """),
  XLNET(
      """
      {"model_type": "xlnet", "d_model": 32, "n_head": 2, "n_layer": 2, "d_inner": 64,
       "vocab_size": 1800}
      """),
  DISTILBERT(
      """
      {"model_type": "distilbert", "dim": 32, "n_heads": 2, "n_layers": 2, "hidden_dim": 64,
       "vocab_size": 1800, "max_position_embeddings": 80}
      """),
  ELECTRA(
      """
      {"model_type": "electra", "hidden_size": 36, "num_attention_heads": 2,
       "num_hidden_layers": 2, "intermediate_size": 100, "vocab_size": 1800,
       "max_position_embeddings": 80, "embedding_size": 20}
      """),
  MODERNBERT(
      """
      {"model_type": "modernbert", "hidden_size": 36, "num_attention_heads": 2,
       "num_hidden_layers": 3, "intermediate_size": 50, "vocab_size": 1800,
       "max_position_embeddings": 80, "pad_token_id": 0, "local_attention": 16,
       "global_attn_every_n_layers": 2}
      """);

  private final String json;

  FamilyFixture(String json) {
    this.json = json;
  }

  /** Says of a model as transformers does that its tokenizer gives no segment ids. */
  static void withoutSegmentIds(Path model) throws IOException {
    Path file = model.resolve("tokenizer_config.json");
    JsonObject json =
        Files.exists(file)
            ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
            : new JsonObject();
    json.add("model_input_names", JsonParser.parseString("[\"input_ids\", \"attention_mask\"]"));
    Files.writeString(file, json.toString());
  }

  /** Writes config.json and the weights below the head. */
  ModelFiles writeTo(Path directory, int vocabularySize) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve(BackboneConfig.FILE_NAME),
        json.replace("1800", Integer.toString(vocabularySize)));
    ModelFiles files = ModelFiles.directory(directory);
    BackboneConfig config = Families.read(files);
    List<WeightSpec> encoder =
        config.family().tensors(config, 1).stream()
            .filter(spec -> spec.part() == WeightSpec.Part.ENCODER)
            .toList();
    List<TensorSpec> specs =
        encoder.stream()
            .map(spec -> TensorSpec.of(spec.name(), TensorType.F32, spec.dimensions()))
            .toList();
    Random random = new Random(1);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(directory.resolve("model.safetensors"), specs)) {
      for (WeightSpec spec : encoder) {
        writer.write(spec.name(), FloatBuffer.wrap(values(spec, random)));
      }
      writer.finish();
    }
    return files;
  }

  private static float[] values(WeightSpec spec, Random random) {
    long size = spec.shape().stream().reduce(1L, Math::multiplyExact);
    float[] values = new float[Math.toIntExact(size)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (spec.role()) {
            case WEIGHT -> (float) (0.2 * random.nextGaussian());
            case NORM_SCALE -> 1;
            case BIAS, NORM_SHIFT -> 0;
          };
    }
    return values;
  }
}
