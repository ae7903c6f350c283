package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When memory is given back. */
class ResidentMemoryTest {
  private final FakeProcess process = new FakeProcess();
  private final ResidentMemory memory = new ResidentMemory(process);

  private static final class FakeProcess implements ResidentMemory.ProcessMemory {
    private long pages;
    private int trims;

    @Override
    public long pages() {
      return pages;
    }

    @Override
    public void trim() {
      trims++;
    }
  }

  /** Tells whether memory was given back after a step that left so many pages. */
  private boolean trimmedAt(long pages) {
    int before = process.trims;
    process.pages = pages;
    memory.afterStep();
    return process.trims > before;
  }

  @Test
  void afterStep_grownByMoreThanATenth_givenBack() {
    assertThat(trimmedAt(1000)).isFalse();
    assertThat(trimmedAt(1100)).isFalse();
    assertThat(trimmedAt(1101)).isTrue();
  }

  @Test
  void afterStep_longerArticlesAfterTrimming_needMore() {
    assertThat(trimmedAt(1000)).isFalse();
    assertThat(trimmedAt(2000)).isTrue();
    // What one step takes without gaps is what it needs.
    assertThat(trimmedAt(1800)).isFalse();
    assertThat(trimmedAt(1980)).isFalse();
    assertThat(trimmedAt(1981)).isTrue();
    // A shorter one does not make the run need less.
    assertThat(trimmedAt(1200)).isFalse();
    assertThat(trimmedAt(1980)).isFalse();
    assertThat(trimmedAt(1981)).isTrue();
  }

  @Test
  void afterStep_systemWithoutTheCommand_nothingHappens() {
    new ResidentMemory(null).afterStep();
    assertThat(process.trims).isZero();
  }

  @Test
  void afterStep_thisProcessAndInterrupted_noFailure() {
    ResidentMemory own = ResidentMemory.ofProcess();
    Thread.currentThread().interrupt();
    own.afterStep();
    assertThat(Thread.interrupted()).isTrue();
  }
}
