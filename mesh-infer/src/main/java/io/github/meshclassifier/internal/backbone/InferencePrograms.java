package io.github.meshclassifier.internal.backbone;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.infer.Precision;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two programs of inference: one packs the weights once, the other computes logits with them.
 *
 * @param packing turns plain weights into packed ones
 * @param forward computes logits from packed weights
 */
record InferencePrograms(Program packing, Program forward) {
  private static final Logger LOG = LoggerFactory.getLogger(InferencePrograms.class);

  /**
   * Compiles both for the manager's device.
   *
   * @param precision what to compute in, not {@link Precision#AUTO}
   * @throws IllegalArgumentException if the native library cannot compute in it on this platform
   */
  static InferencePrograms compile(
      NDManager manager, Architecture architecture, BackboneConfig config, Precision precision) {
    if (!manager.getDevice().equals(Device.cpu())) {
      return compile(manager, architecture, config, precision, LinearLayers.PLAIN);
    }
    LinearLayers fastest = precision == Precision.INT8 ? LinearLayers.INT8 : LinearLayers.ONEDNN;
    try {
      return compile(manager, architecture, config, precision, fastest);
    } catch (EngineException e) {
      if (precision != Precision.FP32) {
        throw new IllegalArgumentException(
            "this platform's PyTorch has no oneDNN layers for "
                + precision
                + "; use Precision.FP32",
            e);
      }
      LOG.debug("This platform's PyTorch has no oneDNN linear layer; using the plain one", e);
      return compile(manager, architecture, config, precision, LinearLayers.PLAIN);
    }
  }

  /**
   * Compiles both with one kind of linear layer.
   *
   * @throws EngineException if the native library lacks it
   */
  static InferencePrograms compile(
      NDManager manager,
      Architecture architecture,
      BackboneConfig config,
      Precision precision,
      LinearLayers linear) {
    // Between products of integers everything is float32 but attention.
    int compute = precision == Precision.BF16 ? Architecture.BFLOAT16 : Architecture.FLOAT32;
    Program packing =
        Program.compile(
            manager,
            "Packing",
            Map.of("training", false, "compute", compute),
            List.of(Architecture.text(linear.source())));
    try {
      return new InferencePrograms(
          packing,
          Program.compile(
              manager,
              Architecture.CLASS_NAME,
              architecture.attributes(config, Dropout.NONE, false, compute),
              architecture.texts(linear)));
    } catch (Throwable failure) {
      packing.close();
      throw failure;
    }
  }
}
