package io.github.meshclassifier.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.meshclassifier.internal.engine.PaddedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model that {@link OnnxBert} wrote, run by ONNX Runtime with all its optimizations.
 *
 * <p>Thread-safe, except for {@link #close}.
 */
final class OnnxTextModel implements LogitsModel {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private OnnxTextModel(Path file, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      this.session = environment.createSession(file.toString(), options);
    }
  }

  /**
   * Loads a model.
   *
   * @param threads how many threads compute one batch
   * @throws IOException if ONNX Runtime cannot load it
   */
  static OnnxTextModel load(Path file, int threads) throws IOException {
    try {
      return new OnnxTextModel(file, threads);
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime cannot load " + file, e);
    }
  }

  @Override
  public float[][] logits(TokenBatch tokens) {
    PaddedBatch batch = tokens.padded();
    long[] shape = {batch.rows(), batch.columns()};
    try (OnnxTensor ids = OnnxTensor.createTensor(environment, integers(batch.ids()), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, integers(batch.mask()), shape);
        OrtSession.Result result = session.run(Map.of("ids", ids, "mask", mask))) {
      return (float[][]) result.get(0).getValue();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot run the model", e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close the model", e);
    }
  }

  private static IntBuffer integers(long[] values) {
    IntBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    for (long value : values) {
      buffer.put(Math.toIntExact(value));
    }
    return buffer.flip();
  }
}
