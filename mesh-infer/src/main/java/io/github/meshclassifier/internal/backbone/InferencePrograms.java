package io.github.meshclassifier.internal.backbone;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.HashMap;
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
  private static final String PLAIN = "linear.py";
  private static final String ONEDNN = "linear_onednn.py";

  /**
   * Compiles both for the manager's device, with oneDNN's packed products where the native library
   * has them.
   */
  static InferencePrograms compile(
      NDManager manager, Architecture architecture, BackboneConfig config) {
    if (manager.getDevice().equals(Device.cpu())) {
      try {
        return compile(manager, architecture, config, ONEDNN);
      } catch (EngineException e) {
        LOG.debug("This platform's PyTorch has no oneDNN linear layer; using the plain one", e);
      }
    }
    return compile(manager, architecture, config, PLAIN);
  }

  private static InferencePrograms compile(
      NDManager manager, Architecture architecture, BackboneConfig config, String linear) {
    Program packing =
        Program.compile(
            manager, "Packing", Map.of("training", false), List.of(Architecture.text(linear)));
    try {
      return new InferencePrograms(
          packing,
          Program.compile(
              manager,
              architecture.className(),
              attributes(architecture, config),
              architecture.texts(linear)));
    } catch (Throwable failure) {
      packing.close();
      throw failure;
    }
  }

  private static Map<String, Object> attributes(Architecture architecture, BackboneConfig config) {
    Map<String, Object> attributes = new HashMap<>(architecture.attributes(config));
    attributes.putAll(Dropout.NONE.attributes());
    attributes.put("compute", TrainingProgram.FLOAT32);
    attributes.put("training", false);
    return attributes;
  }
}
