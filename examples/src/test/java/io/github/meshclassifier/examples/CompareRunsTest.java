package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.tracking.RunComparison;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareRunsTest {
  @TempDir private Path directory;

  @Test
  void samples_bothRuns_wholeAndComparable() throws IOException {
    RunComparison comparison = RunComparison.of(CompareRuns.samples());
    assertThat(comparison.runs())
        .extracting(TrackedRun::name)
        .containsExactly("minilm-l6", "bge-small");
    assertThat(comparison.runs())
        .allSatisfy(
            run -> {
              assertThat(run.status()).isEqualTo(TrackedRun.Status.FINISHED);
              assertThat(run.problems()).isEmpty();
              assertThat(run.epochs()).hasSize(4);
              assertThat(run.saved().orElseThrow().metric(Metric.MICRO_F1)).isPresent();
              assertThat(run.losses()).hasSize(40);
            });
    assertThat(comparison.isValidatedAlike()).isTrue();
    assertThat(comparison.differingSettings()).containsExactly("base_model");
  }

  @Test
  void main_withoutRuns_writesThePageOfTheSamples() throws IOException {
    CompareRuns.compare(RunComparison.of(CompareRuns.samples()), directory);
    assertThat(directory.resolve("comparison.html"))
        .content()
        .contains("minilm-l6", "bge-small", "base_model", "learning_rate");
    assertThat(directory.resolve("training-loss.svg")).isNotEmptyFile();
  }

  @Test
  void metric_ids_eitherCase() {
    assertThat(CompareRuns.metric("MACRO_F1")).isEqualTo(Metric.MACRO_F1);
    assertThat(CompareRuns.metric("hamming_loss")).isEqualTo(Metric.HAMMING_LOSS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompareRuns.metric("f1"))
        .withMessageStartingWith("no metric 'f1', expected one of [micro_f1, macro_f1,");
  }
}
