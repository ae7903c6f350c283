package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.program.EmptyContainer;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.program.ProgramModule;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.VocabularyFormat;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is particular to one family of models: what its files are called and mean, its weights,
 * its program, and what others must know to use what it saves. The rest of the library asks here
 * and knows no family by name.
 *
 * <p>A family has a package of its own, with one subclass and the text of its program, {@code
 * <model_type>.py}, and a line in the list of families. Subclasses are immutable and thread-safe.
 */
public abstract class ModelFamily {
  /** The class of every program. */
  public static final String CLASS_NAME = "Model";

  /** TorchScript's number of float32. */
  public static final int FLOAT32 = 6;

  /** TorchScript's number of bfloat16. */
  public static final int BFLOAT16 = 15;

  private static final String CLASSIFIER = "ForSequenceClassification";

  private final String modelType;
  private final String className;
  private final String prefix;
  private final ConfigKeys keys;

  /**
   * Takes what a family calls things.
   *
   * @param className what the names of transformers' classes for it begin with, such as {@code
   *     Bert}
   * @param prefix what a checkpoint of the bare encoder leaves out before its weights' names, with
   *     its dot
   */
  protected ModelFamily(String modelType, String className, String prefix, ConfigKeys keys) {
    this.modelType = modelType;
    this.className = className;
    this.prefix = prefix;
    this.keys = keys;
  }

  public final String modelType() {
    return modelType;
  }

  /**
   * Returns what transformers calls the family with a classification head: the value for {@code
   * architectures} in {@code config.json}.
   */
  public final String classifierClass() {
    return className + CLASSIFIER;
  }

  /** Tells whether a class of transformers is one of the family, as old files name it alone. */
  final boolean hasClass(String name) {
    return name.matches(className + "(For|Model|LMHead).*");
  }

  /** Returns what a checkpoint of the bare encoder leaves out before its weights' names. */
  public final String prefix() {
    return prefix;
  }

  final ConfigKeys keys() {
    return keys;
  }

  /** Refuses what the program does not compute. */
  protected void requireComputed(ConfigFields fields) throws ModelLoadException {}

  /**
   * Reads the values that not all families have.
   *
   * @param files the model, for a family that needs more of it
   * @return the values by names of the family's own: {@code Integer}, {@code Double}, {@code
   *     Boolean} or {@code String}; {@link BackboneConfig} has them
   */
  protected abstract Map<String, Object> ownValues(ConfigFields fields, ModelFiles files)
      throws ModelLoadException;

  /**
   * Returns how long a sequence may be: the most tokens, special tokens included; below 1 if the
   * configuration leaves none.
   */
  protected abstract int maxTokens(BackboneConfig config);

  /**
   * Returns the names of the family's own values that change scores and cannot be told from the
   * shapes of the weights, among those of {@link #ownValues}.
   */
  protected List<String> valuesBeyondShapes() {
    return List.of();
  }

  /** Returns what the program needs to know beyond what all need. */
  protected Map<String, Object> programValues(BackboneConfig config) {
    return Map.of();
  }

  /**
   * Returns the parts of the program that belong to the family alone or to some: the texts, in an
   * order that compiles.
   */
  protected List<String> programTexts() {
    return List.of(Program.text(getClass(), modelType + ".py"));
  }

  /**
   * Returns the weights that the program reads. The last two are the weight and the bias of the
   * layer that gives the logits: calibration is folded into them.
   *
   * @return every weight, in the order of the layers
   */
  public abstract List<WeightSpec> tensors(BackboneConfig config, int labels);

  /**
   * Returns what checkpoints of the family often hold, such as heads of pre-training, and a
   * classifier does not need: the beginnings of such names, without {@link #prefix()}.
   */
  public abstract List<String> unneeded();

  /**
   * Returns what no program computes with, and transformers' class would miss in a saved model:
   * tensors to copy from the base model, if it has them.
   */
  public List<TensorSpec> kept(BackboneConfig config) {
    return List.of();
  }

  /**
   * Returns what the model needs of its tokenizer, and what its tokenizer is where no file says.
   */
  protected abstract ModelTokens tokens(BackboneConfig config);

  /** Returns the needs of a model that is padded after the text and takes the usual inputs. */
  protected static ModelTokens tokens(
      String tokenizerClass, VocabularyFormat format, BackboneConfig config) {
    return ModelTokens.of(tokenizerClass, format, config.vocabularySize(), config.padTokenId());
  }

  /**
   * Returns what somebody who runs a saved model in Python has to know about its inputs: a
   * paragraph in Markdown, empty if there is nothing peculiar.
   */
  public String inputNote(BackboneConfig config) {
    return "";
  }

  /**
   * Returns the values of the program's attributes.
   *
   * @param compute TorchScript's number of the type of matrix products
   */
  public final Map<String, Object> attributes(
      BackboneConfig config, Dropout dropout, boolean training, int compute) {
    Map<String, Object> attributes = new HashMap<>(programValues(config));
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
   * Returns the family's module as training runs it. Its class is in {@link #trainingTexts}; its
   * method {@code forward} takes token ids, mask and weights and gives logits.
   *
   * @param bfloat16 whether matrix products and attention run in bfloat16; weights and gradients
   *     stay float32
   */
  public final ProgramModule trainingModule(
      BackboneConfig config, Dropout dropout, boolean bfloat16) {
    return new ProgramModule(
        CLASS_NAME, attributes(config, dropout, true, bfloat16 ? BFLOAT16 : FLOAT32));
  }

  /** Returns the parts of the text that {@link #trainingModule} belongs to, in such an order. */
  public final List<String> trainingTexts() {
    return texts(LinearLayers.PLAIN);
  }

  /** Returns the parts of the whole program's text, in an order that compiles. */
  public final List<String> texts(LinearLayers linear) {
    List<String> texts = new ArrayList<>(linear.texts());
    texts.add(sharedText("layers.py"));
    texts.addAll(programTexts());
    return texts;
  }

  public static String sharedText(String name) {
    return Program.text(ModelFamily.class, name);
  }
}
