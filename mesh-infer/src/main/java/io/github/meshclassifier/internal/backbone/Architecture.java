package io.github.meshclassifier.internal.backbone;

import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A transformer architecture: its program and the weights that the program reads.
 *
 * <p>To add one, write its program text and one implementation, and list it in {@link #ALL}. Implementations are
 * immutable and thread-safe.
 */
public interface Architecture {
  /** Every architecture there is. */
  List<Architecture> ALL = List.of(new BertArchitecture());

  /** The feed-forward activation of every program. */
  String ACTIVATION = "gelu";

  /**
   * Finds the architecture of a checkpoint.
   *
   * @param config the checkpoint's configuration
   * @return the architecture named by its {@code model_type}
   * @throws ModelLoadException if this version has no program for it, or the program has another activation
   */
  static Architecture of(BackboneConfig config) throws ModelLoadException {
    for (Architecture architecture : ALL) {
      if (architecture.modelType().equals(config.modelType())) {
        if (!config.activation().equals(ACTIVATION)) {
          throw ModelLoadException.in(BackboneConfig.FILE_NAME, "this hidden_act has no program")
              .expected(ACTIVATION)
              .found(config.activation())
              .build();
        }
        return architecture;
      }
    }
    String supported = ALL.stream().map(Architecture::modelType).collect(Collectors.joining(", "));
    throw ModelLoadException.in("config.json", "this model_type has no program")
        .expected("one of " + supported)
        .found(config.modelType())
        .build();
  }

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
   * Returns the resource with the program's text.
   *
   * @return a file name in this package
   */
  String source();

  /**
   * Returns the class of the program.
   *
   * @return its name in the program's text
   */
  String className();

  /**
   * Returns the numbers that the program needs and that cannot be read off the weights.
   *
   * @param config the checkpoint's configuration
   * @return attribute values by name, dropout rates excluded
   */
  Map<String, Object> attributes(BackboneConfig config);

  /**
   * Returns the weights that the program reads.
   *
   * @param config the checkpoint's configuration
   * @param labels the number of outputs
   * @return every weight, in the order of the layers
   */
  List<WeightSpec> tensors(BackboneConfig config, int labels);

  /**
   * Returns the parts of the whole program's text.
   *
   * @param linear the resource with the linear layers to use
   * @return the texts, in an order that compiles
   */
  default List<String> texts(String linear) {
    return List.of(text(linear), text("layers.py"), text(source()));
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
