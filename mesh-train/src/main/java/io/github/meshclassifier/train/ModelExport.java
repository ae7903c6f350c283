package io.github.meshclassifier.train;

import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.tokenizer.Casing;
import io.github.meshclassifier.internal.tokenizer.TokenizerExport;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.Safetensors;
import io.github.meshclassifier.internal.weights.SafetensorsWriter;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.run.SavedModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a fine-tuned model in the layout that transformers reads, with manifest and model card
 * beside it.
 */
final class ModelExport {
  private ModelExport() {}

  /**
   * Fills an empty directory.
   *
   * @param casing the casing that the base model is known to have, null to go by its files alone
   * @param weights the weights as they were trained, in the order of the layers
   * @param model what the logits of the written model are coupled and calibrated by
   */
  static void write(
      Path directory,
      ModelFiles base,
      BackboneConfig config,
      ModelManifest manifest,
      @Nullable Casing casing,
      Map<WeightSpec, PtNDArray> weights,
      SavedModel model)
      throws IOException {
    Files.writeString(directory.resolve(BackboneConfig.FILE_NAME), config.toJson());
    TokenizerExport.write(directory, base, config.tokens(), manifest.maxTokens(), casing);
    writeWeights(
        directory.resolve(Safetensors.SINGLE),
        weights,
        CalibratedHead.of(List.copyOf(weights.keySet()), model.coupling(), model.calibration()),
        unused(base, config));
    manifest.write(directory);
    String location = String.valueOf(directory.resolve(ModelManifest.FILE_NAME));
    Provenance provenance = ProvenanceJson.read(manifest, location);
    Files.writeString(
        directory.resolve(ModelCard.FILE_NAME),
        CardFacts.of(provenance, manifest, config).toMarkdown());
  }

  /**
   * Returns what the base model has for the class that transformers loads, though no classifier
   * computes with it, and that class would report as missing.
   */
  private static Map<TensorSpec, FloatBuffer> unused(ModelFiles base, BackboneConfig config)
      throws IOException {
    List<TensorSpec> wanted = config.family().kept(config);
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Map<TensorSpec, FloatBuffer> found = new HashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(base)) {
      for (TensorSpec tensor : wanted) {
        String bare = tensor.name().substring(config.family().prefix().length());
        for (String name : List.of(tensor.name(), bare)) {
          if (checkpoint.names().contains(name)
              && TensorSpec.of(tensor.name(), tensor.type(), checkpoint.shape(name))
                  .equals(tensor)) {
            ByteBuffer values =
                ByteBuffer.allocate(Math.toIntExact(Float.BYTES * checkpoint.elements(name)))
                    .order(ByteOrder.nativeOrder());
            checkpoint.readFloats(name, values);
            found.putIfAbsent(tensor, values.flip().asFloatBuffer());
          }
        }
      }
    }
    return found;
  }

  /** In the order of their names, so that the file is the one transformers would write. */
  private static void writeWeights(
      Path file,
      Map<WeightSpec, PtNDArray> weights,
      CalibratedHead head,
      Map<TensorSpec, FloatBuffer> unused)
      throws IOException {
    Map<String, PtNDArray> arrays = new HashMap<>();
    List<TensorSpec> tensors = new ArrayList<>(unused.keySet());
    for (Map.Entry<WeightSpec, PtNDArray> weight : weights.entrySet()) {
      WeightSpec spec = weight.getKey();
      arrays.put(spec.name(), weight.getValue());
      tensors.add(TensorSpec.of(spec.name(), TensorType.F32, spec.dimensions()));
    }
    tensors.sort(Comparator.comparing(TensorSpec::name));
    try (SafetensorsWriter writer = SafetensorsWriter.create(file, tensors)) {
      for (TensorSpec tensor : tensors) {
        PtNDArray array = arrays.get(tensor.name());
        FloatBuffer values =
            array == null
                ? Objects.requireNonNull(unused.get(tensor))
                : head.calibrated(
                    tensor.name(),
                    array.toByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer());
        writer.write(tensor.name(), values);
      }
      writer.finish();
    }
  }
}
