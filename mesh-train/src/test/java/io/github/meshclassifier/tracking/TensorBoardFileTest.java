package io.github.meshclassifier.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.github.meshclassifier.run.TrainingRun.StopReason;
import io.github.meshclassifier.tracking.EventFileReader.Read;
import io.github.meshclassifier.train.ToldEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardFileTest {
  private static final double NOON = 1_795_608_000.25;

  @TempDir private Path runs;
  private final Events.TestClock clock = new Events.TestClock();

  private RunTracker tracker() throws IOException {
    return RunTracker.in(runs, "run", clock);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(runs.resolve("run"))) {
      return files.filter(file -> file.toString().contains("tfevents")).sorted().toList();
    }
  }

  private static List<Read> of(List<Read> all, String tag) {
    return all.stream().filter(read -> read.tag().equals(tag)).toList();
  }

  @Test
  void file_wholeRun_readsBack() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(
          tracker, Events.started("segment_ids", "true", "seed", "42", "loss", "bce é"), 4, 2);
    }
    assertThat(files()).hasSize(1);
    assertThat(files().get(0).getFileName().toString())
        .matches("events\\.out\\.tfevents\\.1795608000\\.[A-Za-z0-9.-]+");

    List<Read> all = EventFileReader.read(files().get(0));
    assertThat(all.get(0)).isEqualTo(new Read(NOON, 0, "<version>", "brain.Event:2"));
    assertThat(of(all, "train/loss"))
        .extracting(Read::step, Read::value)
        .containsExactly(tuple(1L, 0.8f), tuple(2L, 0.6f), tuple(3L, 0.4f), tuple(4L, 0.3f));
    assertThat(of(all, "train/tokens_per_second")).extracting(Read::value).containsOnly(2000f);
    assertThat(of(all, "train/articles_per_second")).extracting(Read::value).containsOnly(40f);
    assertThat(of(all, "train/gradient_norm")).extracting(Read::value).containsOnly(1.5f);
    assertThat(of(all, "epoch/validation_loss"))
        .extracting(Read::step)
        .as("epochs are over the steps")
        .containsExactly(2L, 4L);
    // 16 and 18 of 20 labels are found, and nothing else: 2 * 16 / (16 + 20), 2 * 18 / (18 + 20).
    assertThat(of(all, "validation_uncalibrated_half/micro_f1"))
        .extracting(Read::value)
        .containsExactly((float) (32 / 36.0), (float) (36 / 38.0));
    assertThat(of(all, "validation_uncalibrated_half/exact_match"))
        .extracting(Read::value)
        .containsExactly(.6f, .8f);
    assertThat(of(all, "validation_uncalibrated_half/lrap"))
        .extracting(Read::value)
        .containsOnly(1f);
    assertThat(of(all, "validation_uncalibrated_half/macro_auroc"))
        .as("no article lacks a label")
        .isEmpty();
    assertThat(of(all, "validation_label_f1_uncalibrated_half/A"))
        .extracting(Read::value)
        .containsExactly(0.75f, (float) (16 / 18.0));
    assertThat(of(all, "validation_label_f1_uncalibrated_half/C"))
        .extracting(Read::value)
        .containsOnly(1f);
    assertThat(of(all, "validation_saved_model_half/exact_match"))
        .extracting(Read::step, Read::value)
        .containsExactly(tuple(2L, .6f), tuple(4L, .8f));
    assertThat(of(all, "validation_label_f1_saved_model_half/A"))
        .extracting(Read::value)
        .containsExactly(0.75f, (float) (16 / 18.0));
    assertThat(of(all, "epoch/seconds")).extracting(Read::value).containsOnly(4f);
  }

  @Test
  void file_hyperparameters_readBackWithTheirTypes() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(tracker, Events.started("segment_ids", "true", "seed", "42", "loss", "bce é"), 4);
    }
    List<Read> all = EventFileReader.read(files().get(0));
    assertThat(of(all, "_hparams_/session_start_info").get(0).value())
        .isEqualTo(
            Map.of(
                "base_model",
                "tiny/bert",
                "learning_rate",
                3e-5,
                "loss",
                "bce é",
                "schedule",
                "LINEAR",
                "seed",
                42.0,
                "segment_ids",
                true,
                "training_articles",
                40.0,
                "validation_articles",
                10.0));
    assertThat(of(all, "_hparams_/experiment").get(0).value())
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
        .containsExactly(
            entry("base_model", "type 1"),
            entry("learning_rate", "type 3"),
            entry("loss", "type 1"),
            entry("schedule", "type 1"),
            entry("seed", "type 3"),
            entry("segment_ids", "type 2"),
            entry("training_articles", "type 3"),
            entry("validation_articles", "type 3"),
            entry("validation_saved_model_half/micro_f1", "Micro-F1, data set 2"),
            entry("validation_saved_model_half/macro_f1", "Macro-F1, data set 2"),
            entry("validation_saved_model_half/exact_match", "Exact match, data set 2"),
            entry("epoch/validation_loss", "Validation loss, data set 2"),
            entry("epoch/training_loss", "Training loss, data set 1"));
    assertThat(of(all, "_hparams_/session_end_info").get(0).value())
        .isEqualTo("status 1 at " + NOON);
  }

  @Test
  void file_everyMetricOfTheTab_isAScalar() throws IOException {
    try (RunTracker tracker = tracker()) {
      Events.run(tracker, Events.started(), 4);
    }
    List<Read> all = EventFileReader.read(files().get(0));
    Map<?, ?> experiment = (Map<?, ?>) of(all, "_hparams_/experiment").get(0).value();
    assertThat(experiment.keySet())
        .filteredOn(name -> name.toString().contains("/"))
        .isNotEmpty()
        .allSatisfy(tag -> assertThat(of(all, tag.toString())).hasSize(1));
  }

  @Test
  void file_stoppedRun_endsInFailure() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(ToldEvents.stopped(StopReason.DIVERGED, 1, 1, "loss is NaN"));
    }
    assertThat(of(EventFileReader.read(files().get(0)), "_hparams_/session_end_info"))
        .extracting(Read::value)
        .containsExactly("status 2 at " + NOON);
  }

  @Test
  void file_resumedRun_addsAFileAndVoidsLaterSteps() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(Events.step(1, 0.5));
      tracker.accept(Events.step(2, 0.4));
      tracker.accept(ToldEvents.stopped(StopReason.INTERRUPTED, 1, 2, "interrupted"));
    }
    Files.write(files().get(0), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.started());
      tracker.accept(ToldEvents.resumed(1, 1, Path.of("checkpoint")));
      tracker.accept(Events.step(2, 0.3));
      tracker.accept(Events.finished(3));
    }
    assertThat(files()).hasSize(2);
    assertThat(files().get(1).toString()).contains(".1795608001.");
    List<Read> first = EventFileReader.read(files().get(0));
    assertThat(of(first, "train/loss")).hasSize(2);
    assertThat(of(first, "_hparams_/session_end_info")).isEmpty();
    List<Read> second = EventFileReader.read(files().get(1));
    assertThat(of(second, "<session>")).containsExactly(new Read(NOON, 2, "<session>", 1L));
    assertThat(of(second, "_hparams_/session_end_info")).hasSize(1);
  }

  @Test
  void file_lossThatIsNoNumber_keptAsSuch() throws IOException {
    try (RunTracker tracker = tracker()) {
      tracker.accept(Events.step(1, Double.NaN));
      tracker.accept(Events.step(2, Double.POSITIVE_INFINITY));
    }
    assertThat(of(EventFileReader.read(files().get(0)), "train/loss"))
        .extracting(Read::value)
        .containsExactly(Float.NaN, Float.POSITIVE_INFINITY);
  }
}
