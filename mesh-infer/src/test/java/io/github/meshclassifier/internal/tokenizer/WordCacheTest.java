package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a cache keeps and what it forgets. */
class WordCacheTest {
  private final WordCache cache = new WordCache();

  private static int hash(int number) {
    return Integer.toString(number).hashCode();
  }

  private void put(int number) {
    char[] word = Integer.toString(number).toCharArray();
    cache.put(word, 0, word.length, hash(number), new int[] {number});
  }

  private int[] get(int number) {
    char[] word = Integer.toString(number).toCharArray();
    return cache.get(word, 0, word.length, hash(number));
  }

  @Test
  void get_wordThatWasPut_itsIds() {
    assertThat(get(1234)).isNull();
    put(1234);
    assertThat(get(1234)).containsExactly(1234);
    char[] text = "ab1234cd".toCharArray();
    assertThat(cache.get(text, 2, 6, hash(1234))).containsExactly(1234);
  }

  @Test
  void get_otherWordOfTheSameHash_notFound() {
    put(1234);
    assertThat(cache.get("abcd".toCharArray(), 0, 4, hash(1234))).isNull();
  }

  @Test
  void put_moreWordsThanPlaces_someForgottenNoneWrong() {
    int words = 4 * WordCache.ENTRIES;
    for (int number = 0; number < words; number++) {
      put(number);
      assertThat(get(number)).containsExactly(number);
    }
    int kept = 0;
    for (int number = 0; number < words; number++) {
      int[] found = get(number);
      kept += found == null ? 0 : 1;
      assertThat(found == null || found[0] == number).isTrue();
    }
    assertThat(kept).isBetween(WordCache.ENTRIES / 2, WordCache.ENTRIES);
  }

  @Test
  void put_longWord_notKept() {
    char[] word = "a".repeat(WordCache.MAX_LENGTH + 1).toCharArray();
    cache.put(word, 0, word.length, 7, new int[] {1});
    assertThat(cache.get(word, 0, word.length, 7)).isNull();
    cache.put(word, 1, word.length, 7, new int[] {1});
    assertThat(cache.get(word, 1, word.length, 7)).containsExactly(1);
  }
}
