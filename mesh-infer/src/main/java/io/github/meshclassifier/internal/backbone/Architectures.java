package io.github.meshclassifier.internal.backbone;

import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.List;
import java.util.Set;

/** The architectures that this version has programs for. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new BertArchitecture(),
          new RobertaArchitecture(),
          new XlnetArchitecture(),
          new DistilBertArchitecture(),
          new ElectraArchitecture());

  /** Transformers' names of the exact form of GELU, which these checkpoints use. */
  private static final Set<String> GELU = Set.of("gelu", "gelu_python");

  private Architectures() {}

  /**
   * Lists the architectures.
   *
   * @return all of them, unmodifiable
   */
  static List<Architecture> all() {
    return ALL;
  }

  /**
   * Finds the architecture of a checkpoint.
   *
   * @param config the checkpoint's configuration
   * @return the architecture named by its {@code model_type}
   * @throws ModelLoadException if there is no program for it, or its program computes something
   *     else
   */
  public static Architecture of(BackboneConfig config) throws ModelLoadException {
    for (Architecture architecture : ALL) {
      if (architecture.modelType().equals(config.modelType())) {
        requireGelu(config);
        return architecture;
      }
    }
    throw ModelLoadException.in(BackboneConfig.FILE_NAME, "this model_type has no program")
        .expected("one of " + ALL.stream().map(Architecture::modelType).toList())
        .found(config.modelType())
        .build();
  }

  private static void requireGelu(BackboneConfig config) throws ModelLoadException {
    if (!GELU.contains(config.activation())) {
      throw ModelLoadException.in(BackboneConfig.FILE_NAME, "this activation has no program")
          .expected("gelu or gelu_python")
          .found(config.activation())
          .build();
    }
  }
}
