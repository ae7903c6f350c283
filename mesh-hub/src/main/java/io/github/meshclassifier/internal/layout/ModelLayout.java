package io.github.meshclassifier.internal.layout;

import java.util.List;

/**
 * The names of the files of a model, as transformers gives them, and what a name of a file may be.
 */
public final class ModelLayout {
  /** The sizes and kinds of the layers. */
  public static final String CONFIG = "config.json";

  /** The labels, thresholds and origin of a classifier, which this library writes. */
  public static final String MANIFEST = "mesh-classifier.json";

  /** Weights in one file of safetensors. */
  public static final String SAFETENSORS = "model.safetensors";

  /** Which files of safetensors hold which weights. */
  public static final String SAFETENSORS_INDEX = "model.safetensors.index.json";

  /** Weights in 8-bit integers with their scales, which this library writes. */
  public static final String COMPACT_SAFETENSORS = "model-int8.safetensors";

  /** Weights in one file of {@code torch.save}. */
  public static final String TORCH = "pytorch_model.bin";

  /** Which files of {@code torch.save} hold which weights. */
  public static final String TORCH_INDEX = "pytorch_model.bin.index.json";

  /** The files that describe a model and its tokenizer, of which each model has some. */
  public static final List<String> SMALL =
      List.of(
          CONFIG,
          MANIFEST,
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "spiece.model");

  /** The forms of the weights; of those that are there, the first is read. */
  public static final List<String> WEIGHTS =
      List.of(SAFETENSORS, SAFETENSORS_INDEX, TORCH, TORCH_INDEX, COMPACT_SAFETENSORS);

  private ModelLayout() {}

  /**
   * Tells whether a name is a plain file name: one to 255 characters, no separator, colon or
   * control character, and not a name of the folder itself or its parent.
   */
  public static boolean isPlainName(String name) {
    return !name.isEmpty()
        && name.length() <= 255
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c < ' ' || c == '/' || c == '\\' || c == ':' || c == 127);
  }
}
