package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.natives.TokenizersNatives;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The tokenizers library reading a {@code tokenizer.json}. Only ids are read from its handle: DJL's
 * own calls copy eight arrays for each text. Thread-safe. {@link #close} must not overlap another
 * call.
 */
final class LibraryTokenizer implements AutoCloseable {
  /** A word and two signs that hardly any vocabulary has, so that the unknown token is needed. */
  private static final String PROBE = "a \u2603 \uA66E";

  /** The library ends the process after ten million steps in one run of white space. */
  private static final int MAX_CHARACTERS = 5_000_000;

  /** The native tokenizer, 0 once it is freed. */
  private final AtomicLong handle;

  private LibraryTokenizer(long handle) {
    this.handle = new AtomicLong(handle);
  }

  /**
   * Opens a tokenizer; loads the library if this is the first one of the process; throws
   * InferenceException if the library cannot be loaded; the message says what to do.
   */
  static LibraryTokenizer open(TokenizerFile file) throws ModelLoadException {
    PyTorch.stayOffline();
    TokenizersNatives.load();
    TokenizersLibrary library = TokenizersLibrary.LIB;
    try {
      LibraryTokenizer tokenizer =
          new LibraryTokenizer(library.createTokenizerFromString(new String(file.bytes(), UTF_8)));
      library.disableTruncation(tokenizer.handle.get());
      library.disablePadding(tokenizer.handle.get());
      return tokenizer;
    } catch (RuntimeException e) {
      throw unusable(file, "the tokenizers library cannot read it: " + e.getMessage(), e);
    }
  }

  /**
   * Encodes a word and characters that are in no vocabulary, and finds the special tokens around
   * them; throws ModelLoadException if the library cannot encode, or gives an id from {@code
   * vocabularySize}.
   */
  SpecialTokenCounts specialTokens(TokenizerFile file, int vocabularySize)
      throws ModelLoadException {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long[] ids;
    long[] special;
    try {
      long encoding = library.encode(handle.get(), PROBE, true);
      try {
        ids = library.getTokenIds(encoding);
        special = library.getSpecialTokenMask(encoding);
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (RuntimeException e) {
      throw unusable(file, "the tokenizers library cannot encode with it: " + e.getMessage(), e);
    }
    for (long id : ids) {
      if (id >= vocabularySize) {
        throw ModelLoadException.in(file.location(), "the tokenizer belongs to another model")
            .expected("token ids below vocab_size " + vocabularySize + " of config.json")
            .found("id " + id)
            .build();
      }
    }
    return SpecialTokenCounts.of(special);
  }

  /**
   * Encodes a whole text with its special tokens; throws InferenceException if the library fails,
   * or the text is longer than what is passed to it.
   */
  int[] encode(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new InferenceException(
          "the text has "
              + text.length()
              + " characters, expected at most "
              + MAX_CHARACTERS
              + " for the native tokenizer; shorten it");
    }
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long[] ids;
    try {
      long encoding = library.encode(handle.get(), wellFormed(text), true);
      try {
        ids = library.getTokenIds(encoding);
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (RuntimeException e) {
      throw new InferenceException("the tokenizer failed: " + e.getMessage(), e);
    }
    int[] result = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      result[i] = Math.toIntExact(ids[i]);
    }
    return result;
  }

  /** The library takes valid Unicode only. */
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

  private static ModelLoadException unusable(TokenizerFile file, String problem, Exception cause) {
    return ModelLoadException.in(file.location(), problem).cause(cause).build();
  }

  /** Frees the native tokenizer; idempotent. */
  @Override
  public void close() {
    long open = handle.getAndSet(0);
    if (open != 0) {
      TokenizersLibrary.LIB.deleteTokenizer(open);
    }
  }
}
