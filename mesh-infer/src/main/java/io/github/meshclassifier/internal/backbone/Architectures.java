package io.github.meshclassifier.internal.backbone;

import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import java.util.List;

/** The architectures that this version has programs for. */
public final class Architectures {
  private static final List<Architecture> ALL = List.of(new BertArchitecture());

  private Architectures() {}

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

  /**
   * The programs have the exact form of GELU built in, which every one of these checkpoints uses.
   */
  private static void requireGelu(BackboneConfig config) throws ModelLoadException {
    if (!config.activation().equals("gelu")) {
      throw ModelLoadException.in(BackboneConfig.FILE_NAME, "this hidden_act has no program")
          .expected("gelu")
          .found(config.activation())
          .build();
    }
  }
}
