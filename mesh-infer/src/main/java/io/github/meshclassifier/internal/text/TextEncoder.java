package io.github.meshclassifier.internal.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.backbone.PyTorch;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Turns text into token ids as {@code tokenizer.json} says, and cuts what is longer than the model
 * reads.
 *
 * <p>Thread-safe. {@link #close} must not overlap a call of {@link #encode}; the owner sees to
 * that.
 */
public final class TextEncoder implements AutoCloseable {
  private static final String FILE = "tokenizer.json";
  private static final int FILE_LIMIT = 64 << 20;
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final HuggingFaceTokenizer tokenizer;
  private final int maxTokens;
  private final int trailingSpecialTokens;

  private TextEncoder(HuggingFaceTokenizer tokenizer, int maxTokens) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.trailingSpecialTokens = countTrailingSpecialTokens();
  }

  /**
   * Opens the tokenizer of a model.
   *
   * @param files the model's files
   * @param config its configuration, whose vocabulary the tokenizer must fit
   * @param maxTokens the limit of a sequence, special tokens included
   * @return the encoder, which the caller closes
   * @throws ModelLoadException if the tokenizer is missing, damaged or of another vocabulary
   */
  public static TextEncoder open(ModelFiles files, BackboneConfig config, int maxTokens)
      throws ModelLoadException {
    byte[] json = read(files);
    TokenizerVocabulary vocabulary = TokenizerVocabulary.parse(json, files.location(FILE));
    vocabulary.requireFits(config);
    vocabulary.requireAgrees(files);
    PyTorch.stayOffline();
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw ModelLoadException.in(
              files.location(FILE), "the tokenizers library cannot read it: " + e.getMessage())
          .cause(e)
          .build();
    }
    try {
      return new TextEncoder(tokenizer, maxTokens);
    } catch (Throwable failure) {
      tokenizer.close();
      throw failure;
    }
  }

  private static byte[] read(ModelFiles files) throws ModelLoadException {
    if (!files.exists(FILE)) {
      throw ModelLoadException.in(files.location(FILE), FILE + " is missing")
          .remedy("Put the tokenizer.json that the model was trained with beside its weights.")
          .build();
    }
    return files.readAll(FILE, FILE_LIMIT);
  }

  private int countTrailingSpecialTokens() {
    long encoding = LIBRARY.encode(tokenizer.getHandle(), "a", true);
    try {
      long[] special = LIBRARY.getSpecialTokenMask(encoding);
      int count = 0;
      while (count < special.length && special[special.length - 1 - count] == 1) {
        count++;
      }
      return count;
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  /**
   * Encodes a text.
   *
   * <p>A text longer than the limit loses its end; the special tokens that close a sequence stay.
   *
   * @param text the text; unpaired surrogates count as U+FFFD
   * @return its tokens
   */
  public EncodedText encode(String text) {
    long encoding = LIBRARY.encode(tokenizer.getHandle(), wellFormed(text), true);
    long[] all;
    try {
      all = LIBRARY.getTokenIds(encoding);
    } finally {
      LIBRARY.deleteEncoding(encoding);
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
