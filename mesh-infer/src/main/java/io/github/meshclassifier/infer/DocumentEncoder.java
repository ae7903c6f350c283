package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a text into the sequences that are computed, by the rule for texts that are too long.
 * Thread-safe.
 *
 * @param encoder the tokenizer, which its owner closes
 * @param maxTokens the most tokens of a sequence, special tokens included
 */
record DocumentEncoder(TextEncoder encoder, TextOverflow overflow, int maxTokens) {
  /** Each window repeats at least this fraction, 1 / OVERLAP, of the one before it. */
  private static final int OVERLAP = 4;

  /**
   * Encodes a text; throws IllegalArgumentException if it is too long and such texts are refused.
   */
  EncodedText encode(String text) {
    if (overflow == TextOverflow.WINDOWS) {
      int[] whole = encoder.encodeWhole(text);
      return new EncodedText(windows(whole), whole.length, false);
    }
    EncodedText encoded = encoder.encode(text);
    if (overflow == TextOverflow.REJECT && encoded.truncated()) {
      throw new IllegalArgumentException(
          "the text has "
              + encoded.tokenCount()
              + " tokens, expected at most "
              + maxTokens
              + "; shorten it, or choose another TextOverflow");
    }
    return encoded;
  }

  private List<int[]> windows(int[] whole) {
    if (whole.length <= maxTokens) {
      return List.of(whole);
    }
    int leading = encoder.leadingSpecialTokens();
    int trailing = encoder.trailingSpecialTokens();
    int room = maxTokens - leading - trailing;
    int content = whole.length - leading - trailing;
    int step = Math.max(1, room - Math.max(1, room / OVERLAP));
    int count = 1 + (content - room + step - 1) / step;
    List<int[]> windows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // Spread evenly, so that the last one is as long as the others.
      int start = Math.toIntExact((long) i * (content - room) / (count - 1));
      int[] window = new int[maxTokens];
      System.arraycopy(whole, 0, window, 0, leading);
      System.arraycopy(whole, leading + start, window, leading, room);
      System.arraycopy(whole, whole.length - trailing, window, leading + room, trailing);
      windows.add(window);
    }
    return windows;
  }
}
