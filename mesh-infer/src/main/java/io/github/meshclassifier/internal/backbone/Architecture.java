package io.github.meshclassifier.internal.backbone;

import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A transformer architecture: its program and the weights that the program reads.
 *
 * <p>To add one, write its program text and one implementation, and list it in {@link
 * Architectures}. Implementations are immutable and thread-safe.
 */
public interface Architecture {
  /** The class of every program. */
  String CLASS_NAME = "Model";

  /**
   * Returns what {@code config.json} calls the architecture.
   *
   * @return the value of {@code model_type}
   */
  String modelType();

  /**
   * Returns what transformers calls the architecture with a classification head.
   *
   * @return the value for {@code architectures} in {@code config.json}
   */
  String classifierClass();

  /**
   * Returns what a checkpoint of the bare encoder leaves out before its weights' names.
   *
   * @return the prefix with its dot
   */
  String prefix();

  /**
   * Returns the resources with the program's text.
   *
   * @return file names in this package, in an order that compiles
   */
  List<String> sources();

  /**
   * Returns the side on which short sequences are padded.
   *
   * @return the side that the program expects
   */
  PaddingSide paddingSide();

  /**
   * Returns the numbers that this program needs beyond those that all need.
   *
   * @param config the checkpoint's configuration
   * @return attribute values by name
   */
  Map<String, Object> ownAttributes(BackboneConfig config);

  /**
   * Returns the weights that the program reads.
   *
   * @param config the checkpoint's configuration
   * @param labels the number of outputs
   * @return every weight, in the order of the layers
   */
  List<WeightSpec> tensors(BackboneConfig config, int labels);

  /**
   * Returns what checkpoints of the architecture hold for pre-training or by habit, and a
   * classifier does not need.
   *
   * @return the beginnings of such names, without {@link #prefix()}
   */
  List<String> unneeded();

  /**
   * Returns the values of the program's attributes.
   *
   * @param config the checkpoint's configuration
   * @param dropout the dropout rates
   * @param training whether dropout is active
   * @param compute TorchScript's number of the type of matrix products
   * @return attribute values by name
   */
  default Map<String, Object> attributes(
      BackboneConfig config, Dropout dropout, boolean training, int compute) {
    Map<String, Object> attributes = new HashMap<>(ownAttributes(config));
    attributes.putAll(dropout.attributes());
    attributes.put("layers", config.layers());
    attributes.put("heads", config.heads());
    attributes.put("epsilon", config.layerNormEpsilon());
    attributes.put("compute", compute);
    attributes.put("training", training);
    return attributes;
  }

  /**
   * Returns the parts of the whole program's text.
   *
   * @param linear the linear layers to use
   * @return the texts, in an order that compiles
   */
  default List<String> texts(LinearLayers linear) {
    List<String> texts = new ArrayList<>(List.of(text(linear.source()), text("layers.py")));
    sources().forEach(source -> texts.add(text(source)));
    return texts;
  }

  /**
   * Reads a resource of this package.
   *
   * @param name its file name
   * @return its text
   */
  static String text(String name) {
    return Program.text(Architecture.class, name);
  }
}
