package io.github.meshclassifier.internal.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.meshclassifier.infer.InferenceException;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.backbone.PyTorch;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns text into token ids as the model's tokenizer files say, and cuts what is longer than the
 * model reads.
 *
 * <p>Thread-safe. {@link #close} must not overlap a call of {@link #encode}; the owner sees to
 * that.
 */
public final class TextEncoder implements AutoCloseable {
  /** A word and two signs that hardly any vocabulary has, so that the unknown token is needed. */
  private static final String PROBE = "a \u2603 \uA66E";

  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxTokens;
  private final int trailingSpecialTokens;

  private TextEncoder(HuggingFaceTokenizer tokenizer, int maxTokens, int trailingSpecialTokens) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.trailingSpecialTokens = trailingSpecialTokens;
  }

  /**
   * Opens the tokenizer of a model whose files tell its casing.
   *
   * @param files the model's files
   * @param config its configuration, whose vocabulary the tokenizer must fit
   * @param maxTokens the limit of a sequence, special tokens included
   * @return the encoder, which the caller closes
   * @throws ModelLoadException if the tokenizer is missing, damaged or of another vocabulary
   */
  public static TextEncoder open(ModelFiles files, BackboneConfig config, int maxTokens)
      throws ModelLoadException {
    return open(files, config, maxTokens, null);
  }

  /**
   * Opens the tokenizer of a model: its {@code tokenizer.json}, else one built from its {@code
   * vocab.txt}, {@code vocab.json} and {@code merges.txt}, or {@code spiece.model}.
   *
   * @param files the model's files
   * @param config its configuration, whose vocabulary the tokenizer must fit
   * @param maxTokens the limit of a sequence, special tokens included
   * @param casing the casing that the model is known to have, null to go by its files alone
   * @return the encoder, which the caller closes
   * @throws ModelLoadException if the tokenizer is missing, damaged, of another vocabulary or of
   *     another casing
   */
  public static TextEncoder open(
      ModelFiles files, BackboneConfig config, int maxTokens, @Nullable Casing casing)
      throws ModelLoadException {
    TokenizerFile file = TokenizerFile.of(files, config, casing);
    PyTorch.stayOffline();
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(file.bytes()),
              Map.of("truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw unusable(file, "the tokenizers library cannot read it: " + e.getMessage(), e);
    }
    try {
      return new TextEncoder(
          tokenizer, maxTokens, trailingSpecialTokens(file, tokenizer, config, maxTokens));
    } catch (Throwable failure) {
      tokenizer.close();
      throw failure;
    }
  }

  /** Encodes a word and something that is none, and counts the special tokens that close it. */
  private static int trailingSpecialTokens(
      TokenizerFile file, HuggingFaceTokenizer tokenizer, BackboneConfig config, int maxTokens)
      throws ModelLoadException {
    long[] ids;
    long[] special;
    try {
      long encoding = LIBRARY.encode(tokenizer.getHandle(), PROBE, true);
      try {
        ids = LIBRARY.getTokenIds(encoding);
        special = LIBRARY.getSpecialTokenMask(encoding);
      } finally {
        LIBRARY.deleteEncoding(encoding);
      }
    } catch (RuntimeException e) {
      throw unusable(file, "the tokenizers library cannot encode with it: " + e.getMessage(), e);
    }
    for (long id : ids) {
      if (id >= config.vocabularySize()) {
        throw ModelLoadException.in(file.location(), "the tokenizer belongs to another model")
            .expected("token ids below vocab_size " + config.vocabularySize() + " of config.json")
            .found("id " + id)
            .build();
      }
    }
    long added = Arrays.stream(special).filter(flag -> flag == 1).count();
    if (added >= maxTokens) {
      throw ModelLoadException.in(file.location(), "special tokens leave no room for text")
          .expected("fewer than the " + maxTokens + " tokens that are read")
          .found(added)
          .build();
    }
    int count = 0;
    while (count < special.length && special[special.length - 1 - count] == 1) {
      count++;
    }
    return count;
  }

  private static ModelLoadException unusable(TokenizerFile file, String problem, Exception cause) {
    return ModelLoadException.in(file.location(), problem).cause(cause).build();
  }

  /**
   * Encodes a text.
   *
   * <p>A text longer than the limit loses its end; the special tokens that close a sequence stay.
   *
   * @param text the text; unpaired surrogates count as U+FFFD
   * @return its tokens
   * @throws InferenceException if the native library fails
   */
  public EncodedText encode(String text) {
    long[] all;
    try {
      long encoding = LIBRARY.encode(tokenizer.getHandle(), wellFormed(text), true);
      try {
        all = LIBRARY.getTokenIds(encoding);
      } finally {
        LIBRARY.deleteEncoding(encoding);
      }
    } catch (RuntimeException e) {
      throw new InferenceException("the tokenizer failed: " + e.getMessage(), e);
    }
    int[] ids = new int[Math.min(all.length, maxTokens)];
    int head = all.length > maxTokens ? maxTokens - trailingSpecialTokens : ids.length;
    for (int i = 0; i < head; i++) {
      ids[i] = Math.toIntExact(all[i]);
    }
    for (int i = head; i < ids.length; i++) {
      ids[i] = Math.toIntExact(all[all.length - ids.length + i]);
    }
    return new EncodedText(ids, all.length);
  }

  /** The native library takes valid Unicode only. */
  private static String wellFormed(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\uFFFD');
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  /** Frees the native tokenizer; idempotent. */
  @Override
  public void close() {
    tokenizer.close();
  }
}
