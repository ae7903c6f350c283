package io.github.meshclassifier.benchmarks;

import static io.github.meshclassifier.benchmarks.OnnxWriter.MICROSOFT;
import static io.github.meshclassifier.benchmarks.OnnxWriter.NONE;
import static io.github.meshclassifier.benchmarks.OnnxWriter.ONNX;

import ai.djl.ndarray.NDArray;
import io.github.meshclassifier.internal.family.BackboneConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes BERT in the form that ONNX Runtime computes fastest: the fused operators that its own
 * optimizer for transformers makes of an exported model, in float32, or with the matrices that
 * {@code quantize_dynamic(per_channel=True)} turns into 8-bit integers.
 *
 * <p>Inputs are {@code ids} and {@code mask}, int32, padded on the right; the output is {@code
 * logits}. Not thread-safe.
 */
final class OnnxBert {
  private static final String HIDDEN = "bert.encoder.layer.";

  private final OnnxWriter writer;
  private final PlainWeights weights;
  private final boolean quantized;
  private final Map<String, Float> epsilon;

  private OnnxBert(OnnxWriter writer, PlainWeights weights, boolean quantized) {
    this.writer = writer;
    this.weights = weights;
    this.quantized = quantized;
    this.epsilon = Map.of("epsilon", (float) weights.config().layerNormEpsilon());
  }

  /**
   * Writes a model.
   *
   * @param file the file of the graph; the weights' file lies beside it; neither may exist
   * @param weights a BERT classifier
   * @param quantized whether the layers' matrices become 8-bit integers
   */
  static void write(Path file, PlainWeights weights, boolean quantized) throws IOException {
    try (OnnxWriter writer = OnnxWriter.create(file)) {
      new OnnxBert(writer, weights, quantized).write();
      writer.finish();
    }
  }

  private void write() throws IOException {
    writer.input("ids", OnnxWriter.Type.INT32, "texts", "tokens");
    writer.input("mask", OnnxWriter.Type.INT32, "texts", "tokens");
    writer.output("logits", OnnxWriter.Type.FLOAT, "texts", "labels");
    String hidden = embeddings();
    for (int layer = 0; layer < weights.config().layers(); layer++) {
      hidden = layer(HIDDEN + layer + ".", hidden);
    }
    head(hidden);
  }

  private String embeddings() throws IOException {
    BackboneConfig config = weights.config();
    String prefix = "bert.embeddings.";
    int width = config.hiddenSize();
    // Every token is of type 0, so its embedding can be part of the position's.
    float[] positions = values(prefix + "position_embeddings.weight");
    float[] types = values(prefix + "token_type_embeddings.weight");
    for (int i = 0; i < positions.length; i++) {
      positions[i] += types[i % width];
    }
    String words = prefix + "word_embeddings.weight";
    return writer.node(
        MICROSOFT,
        "EmbedLayerNormalization",
        List.of(
            "ids",
            NONE,
            writer.floats(words, values(words), config.vocabularySize(), width),
            writer.floats(prefix + "positions", positions, config.integer("max_positions"), width),
            NONE,
            vector(prefix + "LayerNorm.weight"),
            vector(prefix + "LayerNorm.bias"),
            "mask"),
        epsilon,
        "embedded",
        "lengths");
  }

  private String layer(String prefix, String hidden) throws IOException {
    String context = attention(prefix + "attention.self.", hidden);
    String attended =
        addAndNormalize(
            prefix + "attention.output.",
            multiply(prefix + "attention.output.dense.weight", context),
            hidden);
    String wide =
        writer.node(
            MICROSOFT,
            "BiasGelu",
            List.of(
                multiply(prefix + "intermediate.dense.weight", attended),
                vector(prefix + "intermediate.dense.bias")),
            Map.of(),
            prefix + "gelu");
    return addAndNormalize(
        prefix + "output.", multiply(prefix + "output.dense.weight", wide), attended);
  }

  private String attention(String prefix, String hidden) throws IOException {
    int width = weights.config().hiddenSize();
    Matrix matrix =
        Matrix.sideBySide(
            transposed(prefix + "query.weight"),
            transposed(prefix + "key.weight"),
            transposed(prefix + "value.weight"));
    float[] biases = new float[3 * width];
    int start = 0;
    for (String part : List.of("query", "key", "value")) {
      System.arraycopy(values(prefix + part + ".bias"), 0, biases, start, width);
      start += width;
    }
    String bias = writer.floats(prefix + "bias", biases, biases.length);
    Map<String, Long> heads = Map.of("num_heads", (long) weights.config().heads());
    String output = prefix + "context";
    if (!quantized) {
      String weight = write(prefix + "weight", matrix);
      return writer.node(
          MICROSOFT, "Attention", List.of(hidden, weight, bias, "lengths"), heads, output);
    }
    String rounded = prefix + "rounded";
    String scale = prefix + "scale";
    String zero = prefix + "zero";
    writer.node(ONNX, "DynamicQuantizeLinear", List.of(hidden), Map.of(), rounded, scale, zero);
    Matrix.Int8 weight = matrix.quantize();
    return writer.node(
        MICROSOFT,
        "QAttention",
        List.of(
            rounded,
            writer.bytes(prefix + "weight", weight.values(), matrix.rows(), matrix.columns()),
            bias,
            scale,
            writer.floats(prefix + "weight.scale", weight.scales(), matrix.columns()),
            "lengths",
            zero),
        heads,
        output);
  }

  private String multiply(String name, String input) throws IOException {
    Matrix matrix = transposed(name);
    String output = name + ".product";
    if (!quantized) {
      return writer.node(ONNX, "MatMul", List.of(input, write(name, matrix)), Map.of(), output);
    }
    Matrix.Int8 weight = matrix.quantize();
    return writer.node(
        MICROSOFT,
        "DynamicQuantizeMatMul",
        List.of(
            input,
            writer.bytes(name, weight.values(), matrix.rows(), matrix.columns()),
            writer.floats(name + ".scale", weight.scales(), matrix.columns())),
        Map.of(),
        output);
  }

  private String addAndNormalize(String prefix, String product, String residual)
      throws IOException {
    return writer.node(
        MICROSOFT,
        "SkipLayerNormalization",
        List.of(
            product,
            residual,
            vector(prefix + "LayerNorm.weight"),
            vector(prefix + "LayerNorm.bias"),
            vector(prefix + "dense.bias")),
        epsilon,
        prefix + "normalized");
  }

  private void head(String hidden) throws IOException {
    String first =
        writer.node(
            ONNX,
            "Gather",
            List.of(hidden, writer.integer("first", 0)),
            Map.of("axis", 1L),
            "first.token");
    String pooled =
        writer.node(
            ONNX, "Tanh", List.of(linear("bert.pooler.dense", first, "pool")), Map.of(), "pooled");
    linear("classifier", pooled, "logits");
  }

  private String linear(String prefix, String input, String output) throws IOException {
    return writer.node(
        ONNX,
        "Gemm",
        List.of(
            input,
            write(prefix + ".weight", transposed(prefix + ".weight")),
            vector(prefix + ".bias")),
        Map.of(),
        output);
  }

  private String write(String name, Matrix matrix) throws IOException {
    return writer.floats(name, matrix.values(), matrix.rows(), matrix.columns());
  }

  private String vector(String name) throws IOException {
    float[] values = values(name);
    return writer.floats(name, values, values.length);
  }

  private Matrix transposed(String name) {
    NDArray array = array(name);
    int outputs = Math.toIntExact(array.getShape().get(0));
    return new Matrix(array.toFloatArray(), outputs).transpose();
  }

  private float[] values(String name) {
    return array(name).toFloatArray();
  }

  private NDArray array(String name) {
    NDArray array = weights.arrays().get(name);
    if (array == null) {
      throw new IllegalArgumentException("the checkpoint has no weight '" + name + "'");
    }
    return array;
  }
}
