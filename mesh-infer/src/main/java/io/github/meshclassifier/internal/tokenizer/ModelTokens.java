package io.github.meshclassifier.internal.tokenizer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model needs of its tokenizer, and what its tokenizer is where no file says.
 *
 * @param format the vocabulary files that stand in for a {@code tokenizer.json}, null for none
 * @param specialTokens the special tokens by their role, such as {@code pad_token}
 * @param paddingSide where the model expects padding
 * @param inputs what transformers' tokenizer must give the model, as {@code model_input_names};
 *     empty for whatever it gives
 * @param vocabularySize the rows of the embedding table
 */
public record ModelTokens(
    String tokenizerClass,
    @Nullable VocabularyFormat format,
    Map<String, String> specialTokens,
    PaddingSide paddingSide,
    List<String> inputs,
    int vocabularySize,
    int padTokenId) {
  public ModelTokens {
    specialTokens = Map.copyOf(specialTokens);
    inputs = List.copyOf(inputs);
  }

  /** Makes the needs of a model that is padded after the text and takes the usual inputs. */
  public static ModelTokens of(
      String tokenizerClass, VocabularyFormat format, int vocabularySize, int padTokenId) {
    return new ModelTokens(
        tokenizerClass,
        format,
        format.specialTokens(),
        PaddingSide.RIGHT,
        List.of(),
        vocabularySize,
        padTokenId);
  }
}
