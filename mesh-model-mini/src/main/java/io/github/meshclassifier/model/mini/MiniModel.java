package io.github.meshclassifier.model.mini;

/**
 * The place of the bundled model's files on the class path.
 *
 * <p>Immutable and thread-safe.
 */
public final class MiniModel {
  /**
   * The folder that holds {@code config.json}, {@code model-int8.safetensors}, {@code
   * tokenizer.json}, {@code tokenizer_config.json} and {@code mesh-classifier.json}, without a
   * slash at either end.
   */
  public static final String RESOURCE_FOLDER = "META-INF/mesh-classifier/model";

  private MiniModel() {}
}
