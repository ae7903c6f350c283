package io.github.meshclassifier.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongIndexTest {

  @Test
  void add_manyKeys_numbersThemInTheirOrder() {
    Random random = new Random(1);
    LongIndex index = new LongIndex();
    Map<Long, Integer> reference = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      // Keys like those of terms: two small numbers in one long, many of them repeated.
      long key = ((long) random.nextInt(150) << 32) | random.nextInt(150);
      int expected = reference.computeIfAbsent(key, added -> reference.size());
      assertThat(index.add(key)).isEqualTo(expected);
    }
    assertThat(index.size()).isEqualTo(reference.size());
    reference.forEach(
        (key, number) -> {
          assertThat(index.find(key)).isEqualTo(number);
          assertThat(index.key(number)).isEqualTo(key);
        });
  }

  @Test
  void find_keyThatWasNotAdded_isNotThere() {
    LongIndex index = new LongIndex();
    assertThat(index.find(0)).isNegative();
    index.add(5);
    assertThat(index.find(0)).isNegative();
    assertThat(index.find(-1)).isNegative();
    assertThat(index.find(5)).isZero();
  }
}
