package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplitMixTest {

  @Test
  void nextLong_fromSeed_isThatOfPublishedAlgorithm() {
    for (long seed : new long[] {0, 1, 42, -1, Long.MIN_VALUE}) {
      SplitMix random = new SplitMix(seed);
      SplittableRandom reference = new SplittableRandom(seed);
      for (int i = 0; i < 100; i++) {
        assertThat(random.nextLong()).isEqualTo(reference.nextLong());
      }
    }
    assertThat(new SplitMix(0).nextLong()).isEqualTo(0xE220A8397B1DCDAFL);
  }

  @Test
  void nextInt_oftenDrawn_isUniformBelowBound() {
    SplitMix random = new SplitMix(7);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[random.nextInt(7)]++;
    }
    // The standard deviation of each count is 93.
    for (int count : counts) {
      assertThat(count).isBetween(9_600, 10_400);
    }
    assertThat(random.nextInt(1)).isZero();
  }
}
