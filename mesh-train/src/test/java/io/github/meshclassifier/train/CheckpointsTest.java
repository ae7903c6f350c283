package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  @Test
  void isDue_steps_fromTheIntervalOn() {
    Checkpoints checkpoints = Checkpoints.every(10);
    assertThat(checkpoints.isDue(9, Duration.ofDays(9))).isFalse();
    assertThat(checkpoints.isDue(10, Duration.ZERO)).isTrue();
    assertThat(checkpoints.isDue(11, Duration.ZERO)).isTrue();
  }

  @Test
  void isDue_time_fromTheIntervalOn() {
    Checkpoints checkpoints = Checkpoints.every(Duration.ofMinutes(5));
    assertThat(checkpoints.isDue(1_000_000, Duration.ofSeconds(299))).isFalse();
    assertThat(checkpoints.isDue(1, Duration.ofMinutes(5))).isTrue();
  }

  @Test
  void isDue_none_never() {
    assertThat(Checkpoints.none().isDue(Long.MAX_VALUE, Duration.ofDays(9))).isFalse();
  }

  @Test
  void directory_notSet_besideTheOutput() {
    Checkpoints checkpoints = Checkpoints.every(1);
    assertThat(checkpoints.directory(Path.of("/data/models/mini")))
        .isEqualTo(Path.of("/data/models/mini.checkpoints"));
    assertThat(checkpoints.in(Path.of("there")).directory(Path.of("mini")))
        .isEqualTo(Path.of("there"));
  }

  @Test
  void withers_combined_allKept() {
    Checkpoints checkpoints = Checkpoints.every(500).keep(4).in(Path.of("c")).keep(3);
    assertThat(checkpoints.kept()).isEqualTo(3);
    assertThat(checkpoints).hasToString("every 500 steps, 3 kept in c");
    assertThat(Checkpoints.every(Duration.ofMinutes(5))).hasToString("every PT5M, 2 kept");
    assertThat(Checkpoints.none()).hasToString("none");
  }

  @Test
  void outOfRange_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoints.every(0))
        .withMessage("steps must be at least 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoints.every(Duration.ZERO))
        .withMessage("interval must be above 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoints.every(1).keep(0))
        .withMessage("keep must be at least 1, was 0");
    assertThatIllegalStateException()
        .isThrownBy(() -> Checkpoints.none().keep(2))
        .withMessage("there are no checkpoints to keep; use Checkpoints.every");
    assertThatNullPointerException()
        .isThrownBy(() -> Checkpoints.every(1).in(null))
        .withMessage("place");
  }
}
