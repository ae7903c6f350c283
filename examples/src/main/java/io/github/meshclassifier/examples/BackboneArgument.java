package io.github.meshclassifier.examples;

import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.train.Backbone;
import io.github.meshclassifier.train.MeshTrainer;
import java.nio.file.Path;

/**
 * What the examples take as a backbone: {@code BIOBERT}, {@code hf://owner/name} or a directory.
 */
final class BackboneArgument {
  private BackboneArgument() {}

  /**
   * Starts a trainer.
   *
   * @throws IllegalArgumentException if it begins with {@code hf://} and is no address
   */
  static MeshTrainer.Builder trainer(String backbone) {
    if (backbone.startsWith(HubModel.SCHEME)) {
      return MeshTrainer.builder(backbone);
    }
    for (Backbone known : Backbone.values()) {
      if (known.name().equals(backbone)) {
        return MeshTrainer.builder(known);
      }
    }
    return MeshTrainer.builder(Path.of(backbone));
  }
}
