package io.github.meshclassifier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Proves that everything that measures still runs; asserts no speed. */
class BenchmarksIT {
  @Test
  void everyBenchmark_tinyModel_runs() throws Exception {
    // Another run on this machine may hold JMH's lock; nothing is measured here.
    System.setProperty("jmh.ignoreLock", "true");
    Iterable<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(100))
                    .threads(2)
                    .param("model", Fixture.directory().toString())
                    .param("batch", "3")
                    .param("tokens", "16")
                    .param("precision", "FP32")
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    assertThat(results)
        .extracting(result -> result.getPrimaryResult().getLabel())
        .containsExactlyInAnyOrder(
            "predictAll",
            "djlBatchEncode",
            "textEncoder",
            "byUi",
            "byHeading",
            "byEntryTerm",
            "rootsOf",
            "load");
    assertThat(results).allMatch(result -> result.getPrimaryResult().getScore() > 0);
  }

  @Test
  void logitsComparison_tinyModel_everyProgramAgreesAndRuns() throws Exception {
    String model = Fixture.directory().toString();
    List<Comparison.Row> rows = new ArrayList<>();
    rows.addAll(new LogitsComparison(model, TokenBatch.Size.full(3, 16)).measure(2));
    rows.addAll(new LogitsComparison(model, TokenBatch.Size.mixed(2, 99)).measure(2));
    assertThat(rows)
        .extracting(row -> row.task().replaceFirst(".*, ", ""))
        .containsOnly("3 x 16", "2 x 80");
    assertThat(rows)
        .extracting(Comparison.Row::peer)
        .contains("onnx fp32", "djl", "djl plain")
        .hasSize(2 * peers());
    assertThat(rows).allMatch(row -> row.libraryMillis() > 0 && row.ratio() > 0);
  }

  /** The rows for one batch. */
  private static int peers() {
    List<LogitsProgram> programs = LogitsProgram.available();
    return 3
        + (programs.contains(LogitsProgram.LIBRARY_BF16) ? 1 : 0)
        + (programs.contains(LogitsProgram.LIBRARY_INT8) ? 2 : 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bundled",
        "bert-base-uncased",
        "bert-base-cased",
        "roberta-base",
        "xlnet-base-cased"
      })
  void tokenizationComparison_sameIdsAndRuns(String model) throws Exception {
    assertThat(new TokenizationComparison(model).measure(1))
        .hasSize(2)
        .allMatch(row -> row.libraryMillis() > 0 && row.peerMillis() > 0);
  }

  @Test
  void concurrentCallers_everyArticleAnswered() throws Exception {
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      ConcurrentCallers run =
          ConcurrentCallers.run(classifier, SampleArticles.read().subList(0, 5), 4, 8);
      assertThat(run.latencies()).hasSize(8).isSorted().allMatch(seconds -> seconds > 0);
      assertThat(run.percentile(0.5)).isBetween(run.latencies().get(0), run.percentile(0.99));
    }
  }

  @Test
  void checkpointLoading_tinyModel_runs() throws Exception {
    String config = Files.readString(Fixture.directory().resolve("config.json"));
    List<CheckpointLoading.Result> results = new ArrayList<>();
    CheckpointLoading.measure(config, 1, results::add);
    assertThat(results)
        .extracting(CheckpointLoading.Result::file)
        .containsExactly("model.safetensors", "pytorch_model.bin");
    assertThat(results).allMatch(result -> result.bytes() > 0 && result.ratio() > 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void trainingBenchmark_tinyModel_runs(boolean bfloat16) throws Exception {
    List<Article> articles = SampleArticles.read().subList(0, 10);
    Comparison.Row row = new TrainingBenchmark("2x24", 2, 16, bfloat16).measure(3, articles);
    assertThat(row.task()).isEqualTo("training of 2x24, " + (bfloat16 ? "bf16" : "fp32"));
    assertThat(row.libraryMillis()).isPositive();
    assertThat(row.peerMillis()).isPositive();
    assertThat(row.ratio()).isPositive();
    assertThat(row.rounds()).isEqualTo(3);
  }

  @Test
  void device_unknown_refused() {
    assertThatThrownBy(() -> ModelChoice.device("tpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device must be auto, cpu or gpu, was tpu");
    assertThat(ModelChoice.device("cpu")).isEqualTo(ComputeDevice.cpu());
  }

  @Test
  void drift_sampleArticles_decisionsAgree() throws IOException {
    List<Article> articles = SampleArticles.read().subList(0, 40);
    float[][] exact;
    Thresholds thresholds;
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      exact = classifier.score(articles);
      thresholds = classifier.thresholds();
    }
    for (Precision precision : List.of(Precision.BF16, Precision.INT8)) {
      try (MeshClassifier classifier = MeshClassifier.builder().precision(precision).build()) {
        PrecisionDrift.Drift drift =
            PrecisionDrift.measure(classifier, articles, exact, thresholds);
        assertThat(drift.agreement()).isGreaterThanOrEqualTo(0.99);
        assertThat(drift.largest()).isBetween(1e-5, 0.1);
        assertThat(drift.alone()).isLessThan(0.1);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("does not compute in " + precision);
      }
    }
  }

  @Test
  void precisionSpeed_smallModel_eachPrecisionMeasured() throws Exception {
    List<PrecisionSpeed.Result> results =
        PrecisionSpeed.measure("1x192", List.of(Precision.FP32, Precision.AUTO), 4, 1);
    assertThat(results)
        .extracting(PrecisionSpeed.Result::precision)
        .containsExactly(Precision.FP32, Precision.AUTO);
    assertThat(results).allMatch(result -> result.perSecond() > 0 && result.gain() > 0);
    assertThat(results.get(0).gain()).isEqualTo(1);
  }

  @Test
  void longTexts_smallModel_everyLengthMeasured() throws Exception {
    List<LongTexts.Result> results = LongTexts.measure(2, Precision.FP32, List.of(512, 2048), 1);
    assertThat(results).extracting(LongTexts.Result::length).containsExactly(512, 2048);
    assertThat(results).allMatch(result -> result.perSecond() > 0 && result.cost() > 0);
    assertThat(results.get(0).cost()).isEqualTo(1);
  }
}
