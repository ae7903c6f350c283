package io.github.meshclassifier.train;

import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.backbone.WeightSpec;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.ModelManifest;
import io.github.meshclassifier.internal.checkpoint.Safetensors;
import io.github.meshclassifier.internal.checkpoint.SafetensorsWriter;
import io.github.meshclassifier.internal.checkpoint.TensorSpec;
import io.github.meshclassifier.internal.checkpoint.TensorType;
import io.github.meshclassifier.internal.text.TokenizerExport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes a fine-tuned model in the layout that transformers reads, with manifest and model card
 * beside it.
 */
final class ModelExport {
  private ModelExport() {}

  /** Fills an empty directory. */
  static void write(
      Path directory,
      ModelFiles base,
      BackboneConfig config,
      ModelManifest manifest,
      Map<WeightSpec, PtNDArray> weights)
      throws IOException {
    Files.writeString(directory.resolve(BackboneConfig.FILE_NAME), config.toJson());
    TokenizerExport.write(directory, base, config, manifest.maxTokens(), null);
    writeWeights(directory.resolve(Safetensors.SINGLE), weights);
    manifest.write(directory);
    String location = String.valueOf(directory.resolve(ModelManifest.FILE_NAME));
    Files.writeString(
        directory.resolve(ModelCard.FILE_NAME),
        CardFacts.of(manifest, config.json(), location).toMarkdown());
  }

  /** In the order of their names, so that the file is the one transformers would write. */
  private static void writeWeights(Path file, Map<WeightSpec, PtNDArray> weights)
      throws IOException {
    List<Map.Entry<WeightSpec, PtNDArray>> sorted = new ArrayList<>(weights.entrySet());
    sorted.sort(Comparator.comparing(weight -> weight.getKey().name()));
    List<TensorSpec> tensors = new ArrayList<>();
    for (Map.Entry<WeightSpec, PtNDArray> weight : sorted) {
      WeightSpec spec = weight.getKey();
      tensors.add(TensorSpec.of(spec.name(), TensorType.F32, spec.dimensions()));
    }
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors)) {
      for (Map.Entry<WeightSpec, PtNDArray> weight : sorted) {
        ByteBuffer bytes = weight.getValue().toByteBuffer().order(ByteOrder.nativeOrder());
        writer.write(weight.getKey().name(), bytes.asFloatBuffer());
      }
      writer.finish();
    }
  }
}
