package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;

/**
 * How many special tokens a tokenizer puts around a text.
 *
 * @param leading before the text
 * @param trailing after it
 * @param all those in all places
 */
record SpecialTokenCounts(int leading, int trailing, int all) {
  /** Counts the ones of a mask. */
  static SpecialTokenCounts of(long[] mask) {
    int leading = 0;
    while (leading < mask.length && mask[leading] == 1) {
      leading++;
    }
    int trailing = 0;
    while (trailing < mask.length && mask[mask.length - 1 - trailing] == 1) {
      trailing++;
    }
    return new SpecialTokenCounts(
        leading, trailing, (int) Arrays.stream(mask).filter(flag -> flag == 1).count());
  }
}
