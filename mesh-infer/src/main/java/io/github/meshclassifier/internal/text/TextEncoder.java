package io.github.meshclassifier.internal.text;

import io.github.meshclassifier.infer.InferenceException;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns text into token ids as the model's tokenizer files say, and cuts what is longer than the
 * model reads.
 *
 * <p>Thread-safe. {@link #close} must not overlap a call of {@link #encode}; the owner sees to
 * that.
 */
public final class TextEncoder implements AutoCloseable {
  private final LibraryTokenizer tokenizer;
  private final int maxTokens;
  private final SpecialTokenCounts special;

  private TextEncoder(LibraryTokenizer tokenizer, int maxTokens, SpecialTokenCounts special) {
    this.tokenizer = tokenizer;
    this.maxTokens = maxTokens;
    this.special = special;
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
    LibraryTokenizer tokenizer = LibraryTokenizer.open(file);
    try {
      SpecialTokenCounts special = tokenizer.specialTokens(file, config.vocabularySize());
      requireRoom(file, special, maxTokens);
      return new TextEncoder(tokenizer, maxTokens, special);
    } catch (Throwable failure) {
      tokenizer.close();
      throw failure;
    }
  }

  private static void requireRoom(TokenizerFile file, SpecialTokenCounts special, int maxTokens)
      throws ModelLoadException {
    if (special.all() >= maxTokens) {
      throw ModelLoadException.in(file.location(), "special tokens leave no room for text")
          .expected("fewer than the " + maxTokens + " tokens that are read")
          .found(special.all())
          .build();
    }
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
    int[] all = encodeWhole(text);
    if (all.length <= maxTokens) {
      return new EncodedText(all, all.length);
    }
    int[] ids = Arrays.copyOf(all, maxTokens);
    int trailing = special.trailing();
    System.arraycopy(all, all.length - trailing, ids, maxTokens - trailing, trailing);
    return new EncodedText(ids, all.length);
  }

  /**
   * Encodes a text of any length, nothing cut.
   *
   * @param text the text; unpaired surrogates count as U+FFFD
   * @return the ids of all its tokens, special tokens included; a new array
   * @throws InferenceException if the native library fails
   */
  public int[] encodeWhole(String text) {
    return tokenizer.encode(text);
  }

  /**
   * Returns how many special tokens stand before every text.
   *
   * @return their number, from 0
   */
  public int leadingSpecialTokens() {
    return special.leading();
  }

  /**
   * Returns how many special tokens stand after every text.
   *
   * @return their number, from 0
   */
  public int trailingSpecialTokens() {
    return special.trailing();
  }

  /** Frees the tokenizer; idempotent. */
  @Override
  public void close() {
    tokenizer.close();
  }
}
