package io.github.meshclassifier.benchmarks;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import io.github.meshclassifier.internal.engine.NativePrecision;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A program that computes the logits of BERT on the CPU, in one precision. */
enum LogitsProgram {
  LIBRARY_FP32(0),

  LIBRARY_BF16(0.1),

  LIBRARY_INT8(0.1),

  ONNX_FP32(1e-4),

  /** ONNX Runtime with matrices of 8-bit integers, activations rounded as they come. */
  ONNX_INT8(0.1),

  /** DJL's {@code Predictor} with its defaults, running a traced model in float32. */
  DJL(1e-4),

  /** The same without TorchScript's optimizing executor, as DJL's documentation advises. */
  DJL_PLAIN(1e-4);

  private final double tolerance;

  LogitsProgram(double tolerance) {
    this.tolerance = tolerance;
  }

  /** Returns those that this processor can run, in order. */
  static List<LogitsProgram> available() {
    return Arrays.stream(values()).filter(LogitsProgram::isAvailable).toList();
  }

  private boolean isAvailable() {
    return switch (this) {
      case LIBRARY_BF16 -> NativePrecision.has(Precision.BF16, Device.cpu());
      case LIBRARY_INT8 -> NativePrecision.has(Precision.INT8, Device.cpu());
      default -> true;
    };
  }

  /**
   * Loads a model.
   *
   * @param files a BERT classifier
   * @param scratch an existing directory, which is left as it was
   */
  LogitsModel load(ModelFiles files, Path scratch) throws IOException {
    return switch (this) {
      case LIBRARY_FP32 -> library(files, Precision.FP32);
      case LIBRARY_BF16 -> library(files, Precision.BF16);
      case LIBRARY_INT8 -> library(files, Precision.INT8);
      case ONNX_FP32 -> onnx(files, scratch, false);
      case ONNX_INT8 -> onnx(files, scratch, true);
      case DJL -> traced(files, scratch, true);
      case DJL_PLAIN -> traced(files, scratch, false);
    };
  }

  /**
   * Checks that the program computes what the library does in float32.
   *
   * @throws IllegalStateException if a difference is larger than the rounding of the program allows
   */
  void requireEqual(float[][] expected, float[][] actual) {
    double worst = 0;
    for (int row = 0; row < expected.length; row++) {
      for (int label = 0; label < expected[row].length; label++) {
        float value = expected[row][label];
        double difference = Math.abs(value - actual[row][label]) / Math.max(1, Math.abs(value));
        // NaN has to fail as well.
        worst = difference <= worst ? worst : difference;
      }
    }
    if (!(worst <= tolerance)) {
      throw new IllegalStateException(
          this + ": logits differ by " + worst + " from the library's, more than " + tolerance);
    }
  }

  private static LogitsModel library(ModelFiles files, Precision precision) throws IOException {
    int labels = Families.read(files).labels().size();
    Transformer transformer = CheckpointFiles.load(files, labels, precision);
    return new LogitsModel() {
      @Override
      public float[][] logits(TokenBatch batch) {
        return transformer.logits(batch.texts());
      }

      @Override
      public void close() {
        transformer.close();
      }
    };
  }

  private static LogitsModel onnx(ModelFiles files, Path scratch, boolean quantized)
      throws IOException {
    Path file = scratch.resolve("model.onnx");
    Path weightsFile = scratch.resolve("model.onnx.weights");
    try (PlainWeights weights = PlainWeights.read(files)) {
      OnnxBert.write(file, weights, quantized);
      return OnnxTextModel.load(file, JniUtils.getNumThreads());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(weightsFile);
    }
  }

  private static LogitsModel traced(ModelFiles files, Path scratch, boolean optimizingExecutor)
      throws IOException {
    Path file = scratch.resolve("bert.pt");
    try (PlainWeights weights = PlainWeights.read(files)) {
      TracedBert.write(file, weights.config(), weights.arrays());
      return DjlTextModel.load(file, optimizingExecutor);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
