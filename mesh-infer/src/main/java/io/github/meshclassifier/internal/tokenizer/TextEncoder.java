package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns text into token ids as the model's tokenizer files say, and cuts what is longer than the
 * model reads.
 *
 * <p>The tokenizers of BERT, RoBERTa and XLNet are run in Java. Texts with an added token, such as
 * {@code [SEP]}, or a character that the two might treat differently, and unusual tokenizers go to
 * the native library, which is loaded when it is first needed. The ids are the same either way.
 * Thread-safe, without a lock between threads that encode. {@link #close} must not overlap another
 * call; the owner ensures that. Tables and remembered words take about 5 MB of heap, however many
 * threads encode, beside the bytes of the file.
 */
public final class TextEncoder implements AutoCloseable {
  private final TokenizerFile file;
  private final @Nullable JavaTokenizer inJava;
  private final int maxTokens;
  private final SpecialTokenCounts special;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable LibraryTokenizer library;

  private TextEncoder(
      TokenizerFile file,
      @Nullable LibraryTokenizer library,
      int maxTokens,
      SpecialTokenCounts special) {
    this.file = file;
    this.inJava = file.inJava().orElse(null);
    this.library = library;
    this.maxTokens = maxTokens;
    this.special = special;
  }

  /** Opens the tokenizer of a model whose files tell its casing. */
  public static TextEncoder open(ModelFiles files, ModelTokens tokens, int maxTokens)
      throws ModelLoadException {
    return open(files, tokens, maxTokens, null);
  }

  /**
   * Opens the tokenizer of a model: its {@code tokenizer.json}, else one built from its {@code
   * vocab.txt}, {@code vocab.json} and {@code merges.txt}, or {@code spiece.model}.
   *
   * @param maxTokens the limit of a sequence, special tokens included
   * @param casing the casing that the model is known to have, null to go by its files alone
   * @return the encoder, which the caller closes
   * @throws ModelLoadException if the tokenizer is missing, damaged, of another vocabulary or of
   *     another casing
   */
  public static TextEncoder open(
      ModelFiles files, ModelTokens tokens, int maxTokens, @Nullable Casing casing)
      throws ModelLoadException {
    TokenizerFile file = TokenizerFile.of(files, tokens, casing);
    if (file.inJava().isPresent()) {
      SpecialTokenCounts special = file.inJava().get().specialTokens();
      requireRoom(file, special, maxTokens);
      return new TextEncoder(file, null, maxTokens, special);
    }
    LibraryTokenizer library = LibraryTokenizer.open(file);
    try {
      SpecialTokenCounts special = library.specialTokens(file, tokens.vocabularySize());
      requireRoom(file, special, maxTokens);
      return new TextEncoder(file, library, maxTokens, special);
    } catch (Throwable failure) {
      library.close();
      throw failure;
    }
  }

  /**
   * Returns the length to which transformers cuts a text for a model, the {@code model_max_length}
   * of its {@code tokenizer_config.json}.
   *
   * @return the most tokens, special tokens included, at least 1; empty if the file is missing or
   *     names no limit, as 10^30 does
   * @throws ModelLoadException if the file is malformed, or the length no whole number from 1
   */
  public static OptionalInt modelMaxLength(ModelFiles files) throws ModelLoadException {
    return TokenizerSettings.read(files).maxLength();
  }

  /**
   * Returns what transformers' tokenizer gives a model, the {@code model_input_names} of its {@code
   * tokenizer_config.json}.
   *
   * @return names such as {@code token_type_ids}; empty if no file lists them
   * @throws ModelLoadException if the file is malformed, or this no list of names
   */
  public static Optional<List<String>> modelInputs(ModelFiles files) throws ModelLoadException {
    return TokenizerSettings.read(files).inputs();
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
   * Encodes a text of any length, nothing cut; returns the ids of all its tokens, special tokens
   * included; a new array.
   */
  public int[] encodeWhole(String text) {
    int[] ids = inJava == null ? null : inJava.encode(text);
    return ids == null ? library().encode(text) : ids;
  }

  /** Opens the library at the first text that needs it. */
  private LibraryTokenizer library() {
    LibraryTokenizer open = library;
    if (open != null) {
      return open;
    }
    opening.lock();
    try {
      open = library;
      if (open == null) {
        open = LibraryTokenizer.open(file);
        library = open;
      }
      return open;
    } catch (ModelLoadException | InferenceException e) {
      throw new InferenceException("the tokenizer failed: " + e.getMessage(), e);
    } finally {
      opening.unlock();
    }
  }

  /** Returns how many special tokens stand before every text. */
  public int leadingSpecialTokens() {
    return special.leading();
  }

  /** Returns how many special tokens stand after every text. */
  public int trailingSpecialTokens() {
    return special.trailing();
  }

  /** Returns whether the native library was needed so far. */
  boolean usesLibrary() {
    return library != null;
  }

  /** Frees the tokenizer; idempotent. */
  @Override
  public void close() {
    LibraryTokenizer open = library;
    if (open != null) {
      open.close();
    }
  }
}
