package io.github.meshclassifier.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import io.github.meshclassifier.internal.family.BackboneConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Saves BERT as {@code torch.jit.trace} saves transformers' {@code BertForSequenceClassification}:
 * its tree of modules with the parameters inside, layers unrolled, sizes as constants, the
 * operations of its {@code sdpa} attention.
 *
 * <p>Where traces differ between versions, this one takes what is faster: no dropout calls that do
 * nothing, and a mask of one row per sequence in place of one per token.
 */
final class TracedBert {
  private static final String SOURCE = "traced_bert.py";
  private static final Map<Pattern, String> CLASSES =
      Map.of(
          Pattern.compile(""), "BertForSequenceClassification",
          Pattern.compile("bert"), "BertModel",
          Pattern.compile("bert\\.embeddings"), "BertEmbeddings",
          Pattern.compile("bert\\.encoder"), "BertEncoder",
          Pattern.compile("bert\\.encoder\\.layer"), "ModuleList",
          Pattern.compile(".*_embeddings"), "Embedding",
          Pattern.compile(".*LayerNorm"), "LayerNorm",
          Pattern.compile(".*\\.(dense|query|key|value)|classifier"), "Linear",
          Pattern.compile("bert\\.pooler"), "BertPooler");
  private static final Map<String, String> LAYER_CLASSES =
      Map.of(
          "", "BertLayer",
          "attention", "BertAttention",
          "attention.self", "BertSdpaSelfAttention",
          "attention.output", "BertSelfOutput",
          "intermediate", "BertIntermediate",
          "output", "BertSelfOutput");
  private static final Pattern LAYER = Pattern.compile("bert\\.encoder\\.layer\\.\\d+\\.?");

  private TracedBert() {}

  /**
   * Writes the model.
   *
   * @param file the file, which must not exist; DJL wants it to end in {@code .pt}
   * @param config the checkpoint's configuration
   * @param weights its weights and head under their Hugging Face names, float32
   * @throws IOException if the file cannot be written
   */
  static void write(Path file, BackboneConfig config, Map<String, ? extends NDArray> weights)
      throws IOException {
    TorchArchive.write(file, ScriptModule.tree(weights, TracedBert::className), source(config));
  }

  private static String className(String path) {
    for (Map.Entry<Pattern, String> known : CLASSES.entrySet()) {
      if (known.getKey().matcher(path).matches()) {
        return known.getValue();
      }
    }
    String inLayer = LAYER.matcher(path).replaceFirst("");
    String found = inLayer.equals(path) ? null : LAYER_CLASSES.get(inLayer);
    if (found == null) {
      throw new IllegalArgumentException("BERT has no module '" + path + "'");
    }
    return found;
  }

  private static String source(BackboneConfig config) throws IOException {
    try (InputStream in = TracedBert.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new FileNotFoundException(SOURCE + " is not beside " + TracedBert.class);
      }
      return new String(in.readAllBytes(), UTF_8)
          .replace("$hidden", String.valueOf(config.hiddenSize()))
          .replace("$heads", String.valueOf(config.heads()))
          .replace("$epsilon", String.valueOf(config.layerNormEpsilon()))
          .replace(
              "$layer_attributes",
              forEachLayer(config, "  __annotations__[\"%d\"] = __torch__.BertLayer"))
          .replace(
              "$layer_calls",
              forEachLayer(
                  config, "    hidden = (getattr(layers, \"%d\")).forward(hidden, mask, )"));
    }
  }

  private static String forEachLayer(BackboneConfig config, String line) {
    return IntStream.range(0, config.layers())
        .mapToObj(layer -> line.replace("%d", String.valueOf(layer)))
        .collect(Collectors.joining("\n"));
  }
}
