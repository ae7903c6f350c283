package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.internal.engine.EngineMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What follows from the counts of an engine. */
class InferenceMetricsTest {
  @Test
  void means_knownWork_addUp() {
    InferenceMetrics metrics =
        new InferenceMetrics(
            new EngineMetrics(
                4,
                1,
                2,
                3,
                5,
                2,
                165,
                180,
                Duration.ofMillis(500),
                Duration.ofMillis(40),
                Duration.ofMillis(30)));
    assertThat(metrics.sequences()).isEqualTo(4);
    assertThat(metrics.failed()).isEqualTo(1);
    assertThat(metrics.abandoned()).isEqualTo(2);
    assertThat(metrics.rejected()).isEqualTo(3);
    assertThat(metrics.waiting()).isEqualTo(5);
    assertThat(metrics.longestQueueTime()).isEqualTo(Duration.ofMillis(30));
    assertThat(metrics.meanBatchSize()).isEqualTo(2);
    assertThat(metrics.paddingShare()).isBetween(0.083, 0.084);
    assertThat(metrics.meanQueueTime()).isEqualTo(Duration.ofMillis(10));
    assertThat(metrics.tokensPerSecond()).isEqualTo(330);
    assertThat(metrics).asString().startsWith("InferenceMetrics[sequences=4, failed=1");
  }

  @Test
  void means_nothingDone_zero() {
    Duration none = Duration.ZERO;
    InferenceMetrics metrics =
        new InferenceMetrics(new EngineMetrics(0, 0, 0, 0, 0, 0, 0, 0, none, none, none));
    assertThat(metrics.meanBatchSize()).isZero();
    assertThat(metrics.tokensPerSecond()).isZero();
    assertThat(metrics.paddingShare()).isZero();
    assertThat(metrics.meanQueueTime()).isZero();
  }
}
