package io.github.meshclassifier.benchmarks;

import ai.djl.Device;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.Safetensors;
import io.github.meshclassifier.internal.weights.SafetensorsWriter;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a classifier with random weights. Has no state. */
final class CheckpointFiles {
  static final int LABELS = 14;

  private static final long SEED = 440;
  private static final int CHUNK_FLOATS = 1 << 20;

  /** The {@code config.json} of BERT-base. */
  static final String BERT_BASE = config(12, 768, 30522);

  private CheckpointFiles() {}

  /** The {@code config.json} of a BERT with 12 heads and {@value #LABELS} labels. */
  static String config(int layers, int hidden, int vocabulary) {
    String labels =
        IntStream.range(0, LABELS)
            .mapToObj(label -> "\"%d\": \"label %d\"".formatted(label, label))
            .collect(Collectors.joining(", "));
    return """
    {"model_type": "bert", "architectures": ["BertForSequenceClassification"],
     "num_hidden_layers": %d, "num_attention_heads": 12, "hidden_size": %d,
     "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": 512,
     "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
     "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
     "initializer_range": 0.02, "pad_token_id": 0,
     "problem_type": "multi_label_classification", "id2label": {%s}}
    """
        .formatted(layers, hidden, 4 * hidden, vocabulary, labels);
  }

  /** Writes {@code config.json} with this text and {@code model.safetensors}. */
  static ModelFiles writeSafetensors(Path directory, String json) throws IOException {
    Files.createDirectory(directory);
    Files.writeString(directory.resolve(BackboneConfig.FILE_NAME), json);
    ModelFiles files = ModelFiles.directory(directory);
    BackboneConfig config = Families.read(files);
    List<WeightSpec> weights = config.family().tensors(config, LABELS);
    List<TensorSpec> specs =
        weights.stream()
            .map(weight -> TensorSpec.of(weight.name(), TensorType.F32, weight.dimensions()))
            .toList();
    SplittableRandom random = new SplittableRandom(SEED);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(directory.resolve(Safetensors.SINGLE), specs)) {
      for (TensorSpec spec : specs) {
        for (long left = spec.elements(); left > 0; left -= CHUNK_FLOATS) {
          float[] values = new float[(int) Math.min(CHUNK_FLOATS, left)];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) * 0.07f;
          }
          writer.write(spec.name(), FloatBuffer.wrap(values));
        }
      }
      writer.finish();
    }
    return files;
  }

  /** Loads a backbone with a head of so many labels on the CPU. */
  static Transformer load(ModelFiles files, int labels, Precision precision) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      return Transformer.load(checkpoint, Families.read(files), labels, Device.cpu(), precision);
    }
  }

  /** Writes the same weights as {@code torch.save} does today. */
  static ModelFiles writeTorch(Path directory, ModelFiles source) throws IOException {
    Files.createDirectory(directory);
    try (InputStream config = source.open(BackboneConfig.FILE_NAME);
        Checkpoint weights = Checkpoint.open(source)) {
      Files.copy(config, directory.resolve(BackboneConfig.FILE_NAME));
      TorchArchive.write(directory.resolve("pytorch_model.bin"), weights);
    }
    return ModelFiles.directory(directory);
  }
}
