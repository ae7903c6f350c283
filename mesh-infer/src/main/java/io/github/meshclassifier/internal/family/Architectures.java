package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;

/** The architectures that this version has programs for. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new BertArchitecture(),
          new RobertaArchitecture(),
          new XlnetArchitecture(),
          new DistilBertArchitecture(),
          new ElectraArchitecture());

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
   * @throws ModelLoadException if there is no program for it
   */
  public static Architecture of(BackboneConfig config) throws ModelLoadException {
    for (Architecture architecture : ALL) {
      if (architecture.modelType().equals(config.modelType())) {
        return architecture;
      }
    }
    throw ModelLoadException.in(BackboneConfig.FILE_NAME, "this model_type has no program")
        .expected("one of " + ALL.stream().map(Architecture::modelType).toList())
        .found(config.modelType())
        .build();
  }
}
