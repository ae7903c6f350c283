package io.github.meshclassifier.internal.backbone;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
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
   * Compiles both for the manager's device, with oneDNN's packed products where the native library
   * has them.
   */
  static InferencePrograms compile(
      NDManager manager, Architecture architecture, BackboneConfig config) {
    if (manager.getDevice().equals(Device.cpu())) {
      try {
        return compile(manager, architecture, config, LinearLayers.ONEDNN);
      } catch (EngineException e) {
        LOG.debug("This platform's PyTorch has no oneDNN linear layer; using the plain one", e);
      }
    }
    return compile(manager, architecture, config, LinearLayers.PLAIN);
  }

  /**
   * Compiles both with one kind of linear layer.
   *
   * @throws EngineException if the native library lacks it
   */
  static InferencePrograms compile(
      NDManager manager, Architecture architecture, BackboneConfig config, LinearLayers linear) {
    Program packing =
        Program.compile(
            manager,
            "Packing",
            Map.of("training", false),
            List.of(Architecture.text(linear.source())));
    try {
      return new InferencePrograms(
          packing,
          Program.compile(
              manager,
              Architecture.CLASS_NAME,
              architecture.attributes(config, Dropout.NONE, false, Architecture.FLOAT32),
              architecture.texts(linear)));
    } catch (Throwable failure) {
      packing.close();
      throw failure;
    }
  }
}
