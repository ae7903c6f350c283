package io.github.meshclassifier.internal.engine;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two programs of inference: one packs the weights once, the other computes logits with them.
 *
 * @param packing turns plain weights into packed ones and names those that have to stay plain
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
      NDManager manager, ModelFamily family, BackboneConfig config, Precision precision) {
    if (!manager.getDevice().equals(Device.cpu())) {
      return compile(manager, family, config, precision, LinearLayers.PLAIN);
    }
    try {
      return compile(manager, family, config, precision, fastest(precision));
    } catch (EngineException e) {
      if (!lacksOperator(e)) {
        throw e;
      }
      if (precision != Precision.FP32) {
        throw new IllegalArgumentException(
            "this platform's PyTorch has no oneDNN layers for "
                + precision
                + "; use Precision.FP32",
            e);
      }
      LOG.debug("This platform's PyTorch has no oneDNN linear layer; using the plain one", e);
      return compile(manager, family, config, precision, LinearLayers.PLAIN);
    }
  }

  /** Returns the kind of linear layer that is fastest in a precision on this processor. */
  static LinearLayers fastest(Precision precision) {
    if (precision != Precision.INT8) {
      return LinearLayers.ONEDNN;
    }
    return NativePrecision.hasBfloat16(Device.cpu())
        ? LinearLayers.INT8
        : LinearLayers.INT8_FLOAT32_ATTENTION;
  }

  /** Whether oneDNN's operators are missing; any other failure is an error in the program text. */
  private static boolean lacksOperator(EngineException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("Unknown builtin op: mkldnn::")
        || message.contains("Unknown builtin op: onednn::");
  }

  /**
   * Compiles both with one kind of linear layer; throws EngineException if the native library lacks
   * it.
   */
  static InferencePrograms compile(
      NDManager manager,
      ModelFamily family,
      BackboneConfig config,
      Precision precision,
      LinearLayers linear) {
    return compile(manager, family, config, precision, linear, linear.texts());
  }

  /** Compiles both, the first from the given parts of its text. */
  static InferencePrograms compile(
      NDManager manager,
      ModelFamily family,
      BackboneConfig config,
      Precision precision,
      LinearLayers linear,
      List<String> packingTexts) {
    // Between products of integers everything except, on some processors, attention is float32.
    int compute = precision == Precision.BF16 ? ModelFamily.BFLOAT16 : ModelFamily.FLOAT32;
    Program packing =
        Program.compile(
            manager, "Packing", Map.of("training", false, "compute", compute), packingTexts);
    try {
      return new InferencePrograms(
          packing,
          Program.compile(
              manager,
              ModelFamily.CLASS_NAME,
              family.attributes(config, Dropout.NONE, false, compute),
              family.texts(linear)));
    } catch (Throwable failure) {
      packing.close();
      throw failure;
    }
  }

  /**
   * Packs weights, and closes the program that does. A matrix whose packed form gives other
   * products than the plain one, beyond rounding, stays plain; all such are named in one warning.
   *
   * @param release is run once the native dictionary keeps the weights alive: each is then freed as
   *     soon as its packed form has taken its place
   * @return the dictionary for {@code forward}, which the caller closes
   */
  IValue pack(Map<String, PtNDArray> arrays, Runnable release, Precision precision) {
    try (Program program = packing;
        IValue plain = IValue.stringMapFrom(arrays)) {
      release.run();
      try (IValue result = program.run("pack", plain)) {
        IValue[] parts = result.toIValueTuple();
        try (IValue wrong = parts[1]) {
          warn(wrong, precision);
        } catch (Throwable failure) {
          parts[0].close();
          throw failure;
        }
        return parts[0];
      }
    }
  }

  private static void warn(IValue wrong, Precision precision) {
    List<String> matrices = new ArrayList<>();
    for (IValue name : wrong.toIValueArray()) {
      try (name) {
        matrices.add(name.toStringValue());
      }
    }
    if (!matrices.isEmpty()) {
      LOG.warn(
          "oneDNN multiplies wrongly in {} with these matrices, of [outputs, inputs], on this"
              + " processor ({}): {}. They are computed by PyTorch instead, which is right and"
              + " slower",
          precision,
          NativePrecision.processor(),
          String.join(", ", matrices));
    }
  }
}
