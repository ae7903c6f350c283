package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.program.EmptyContainer;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.program.ProgramModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A transformer architecture: its program and the weights that the program reads.
 *
 * <p>To add one, write its program text and one subclass, and list it in {@link Architectures}.
 * Subclasses are immutable and thread-safe.
 */
public abstract class Architecture {
  /** The class of every program. */
  public static final String CLASS_NAME = "Model";

  /** TorchScript's number of float32. */
  public static final int FLOAT32 = 6;

  /** TorchScript's number of bfloat16. */
  public static final int BFLOAT16 = 15;

  private final String modelType;
  private final String classifierClass;
  private final String prefix;
  private final PaddingSide paddingSide;
  private final List<String> sources;

  /**
   * Takes what an architecture is called, and its program.
   *
   * @param sources file names in this package, in an order that compiles
   */
  Architecture(
      String modelType,
      String classifierClass,
      String prefix,
      PaddingSide paddingSide,
      String... sources) {
    this.modelType = modelType;
    this.classifierClass = classifierClass;
    this.prefix = prefix;
    this.paddingSide = paddingSide;
    this.sources = List.of(sources);
  }

  /**
   * Returns what {@code config.json} calls the architecture.
   *
   * @return the value of {@code model_type}
   */
  public final String modelType() {
    return modelType;
  }

  /**
   * Returns what transformers calls the architecture with a classification head.
   *
   * @return the value for {@code architectures} in {@code config.json}
   */
  public final String classifierClass() {
    return classifierClass;
  }

  /**
   * Returns what a checkpoint of the bare encoder leaves out before its weights' names.
   *
   * @return the prefix with its dot
   */
  public final String prefix() {
    return prefix;
  }

  /**
   * Returns the resources with the program's text.
   *
   * @return file names in this package, in an order that compiles
   */
  public final List<String> sources() {
    return sources;
  }

  /**
   * Returns the side on which short sequences are padded.
   *
   * @return the side that the program expects
   */
  public final PaddingSide paddingSide() {
    return paddingSide;
  }

  /**
   * Returns the numbers that this program needs beyond those that all need.
   *
   * @param config the checkpoint's configuration
   * @return attribute values by name
   */
  Map<String, Object> ownAttributes(BackboneConfig config) {
    return Map.of();
  }

  /**
   * Returns the weights that the program reads.
   *
   * @param config the checkpoint's configuration
   * @param labels the number of outputs
   * @return every weight, in the order of the layers
   */
  public abstract List<WeightSpec> tensors(BackboneConfig config, int labels);

  /**
   * Returns what checkpoints of the architecture hold for pre-training or by habit, and a
   * classifier does not need.
   *
   * @return the beginnings of such names, without {@link #prefix()}
   */
  public abstract List<String> unneeded();

  /**
   * Returns the values of the program's attributes.
   *
   * @param config the checkpoint's configuration
   * @param dropout the dropout rates
   * @param training whether dropout is active
   * @param compute TorchScript's number of the type of matrix products
   * @return attribute values by name
   */
  public final Map<String, Object> attributes(
      BackboneConfig config, Dropout dropout, boolean training, int compute) {
    Map<String, Object> attributes = new HashMap<>(ownAttributes(config));
    attributes.putAll(dropout.attributes());
    attributes.put("layers", config.layers());
    attributes.put("heads", config.heads());
    attributes.put("epsilon", config.layerNormEpsilon());
    attributes.put("activation", config.activation().name());
    attributes.put("compute", compute);
    attributes.put("training", training);
    attributes.put("noise", EmptyContainer.TENSOR_LIST);
    return attributes;
  }

  /**
   * Returns the architecture's module as training runs it. Its class is in {@link #trainingTexts};
   * its method {@code forward} takes token ids, mask and weights and gives logits.
   *
   * @param config the checkpoint's configuration
   * @param dropout the dropout rates
   * @param bfloat16 whether matrix products and attention run in bfloat16; weights and gradients
   *     stay float32
   * @return the module
   */
  public final ProgramModule trainingModule(
      BackboneConfig config, Dropout dropout, boolean bfloat16) {
    return new ProgramModule(
        CLASS_NAME, attributes(config, dropout, true, bfloat16 ? BFLOAT16 : FLOAT32));
  }

  /**
   * Returns the parts of the text that {@link #trainingModule} belongs to.
   *
   * @return the texts, in an order that compiles
   */
  public final List<String> trainingTexts() {
    return texts(LinearLayers.PLAIN);
  }

  /**
   * Returns the parts of the whole program's text.
   *
   * @param linear the linear layers to use
   * @return the texts, in an order that compiles
   */
  public final List<String> texts(LinearLayers linear) {
    List<String> texts = new ArrayList<>(linear.texts());
    texts.add(text("layers.py"));
    sources().forEach(source -> texts.add(text(source)));
    return texts;
  }

  /**
   * Reads a resource of this package.
   *
   * @param name its file name
   * @return its text
   */
  public static String text(String name) {
    return Program.text(Architecture.class, name);
  }
}
