package io.github.meshclassifier.tracking;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Events as JSON objects. Numbers that JSON does not have, as the norm of gradients that exploded,
 * are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
final class EventJson {
  /** Raised when a key changes its meaning or is removed; readers refuse what is newer. */
  static final int VERSION = 1;

  static final String TRACKING = "tracking";
  static final String STARTED = "started";
  static final String RESUMED = "resumed";
  static final String STEP = "step";
  static final String EPOCH = "epoch";
  static final String MODEL_SAVED = "model_saved";
  static final String FINISHED = "finished";
  static final String STOPPED = "stopped";

  private EventJson() {}

  /** The first line of each process that writes: what the lines after it are. */
  static JsonObject header(String run, Instant time) {
    JsonObject json = event(TRACKING, time);
    json.addProperty("version", VERSION);
    json.addProperty("run", run);
    return json;
  }

  /** Returns nothing for what only shows progress: downloads and validated batches. */
  static Optional<JsonObject> of(TrainingEvent event, Instant time, long step) {
    if (event instanceof TrainingEvent.Started started) {
      return Optional.of(started(started, time));
    }
    if (event instanceof TrainingEvent.Resumed resumed) {
      JsonObject json = event(RESUMED, time);
      json.addProperty("epoch", resumed.epoch());
      json.addProperty("step", resumed.step());
      json.addProperty("checkpoint", resumed.checkpoint().toString());
      return Optional.of(json);
    }
    if (event instanceof TrainingEvent.EpochStarted started) {
      JsonObject json = event("epoch_started", time);
      json.addProperty("epoch", started.epoch());
      json.addProperty("first_step", started.firstStep());
      json.addProperty("last_step", started.lastStep());
      return Optional.of(json);
    }
    if (event instanceof TrainingEvent.StepDone done) {
      return Optional.of(step(done, time));
    }
    if (event instanceof TrainingEvent.EpochDone done) {
      return Optional.of(epoch(done, time, step));
    }
    if (event instanceof TrainingEvent.ModelSaved saved) {
      JsonObject json = event(MODEL_SAVED, time);
      json.addProperty("epoch", saved.epoch());
      json.addProperty("directory", saved.directory().toString());
      json.addProperty("scores", "saved_model");
      json.addProperty("profile", saved.model().rule().defaultProfile().id());
      figures(json, saved.model().validation(), saved.model().evaluation());
      json.addProperty("learned_nothing", saved.model().learnedNothing());
      return Optional.of(json);
    }
    if (event instanceof TrainingEvent.CheckpointSaved saved) {
      JsonObject json = event("checkpoint_saved", time);
      json.addProperty("step", saved.step());
      json.addProperty("directory", saved.directory().toString());
      return Optional.of(json);
    }
    if (event instanceof TrainingEvent.CheckpointFailed failed) {
      JsonObject json = event("checkpoint_failed", time);
      json.addProperty("step", failed.step());
      json.addProperty("directory", failed.directory().toString());
      json.addProperty("problem", failed.problem());
      return Optional.of(json);
    }
    if (event instanceof TrainingEvent.Finished finished) {
      JsonObject json = event(FINISHED, time);
      json.addProperty("reason", lower(finished.run().stopReason()));
      json.addProperty("epochs", finished.run().history().size());
      json.addProperty("best_epoch", finished.run().bestEpoch());
      json.addProperty("directory", finished.run().directory().toString());
      return Optional.of(json);
    }
    if (event instanceof TrainingEvent.Stopped stopped) {
      JsonObject json = event(STOPPED, time);
      json.addProperty("reason", lower(stopped.reason()));
      json.addProperty("epoch", stopped.epoch());
      json.addProperty("step", stopped.step());
      json.addProperty("message", stopped.message());
      return Optional.of(json);
    }
    return Optional.empty();
  }

  private static JsonObject started(TrainingEvent.Started started, Instant time) {
    JsonObject json = event(STARTED, time);
    json.addProperty("base_model", started.baseModel());
    JsonArray labels = new JsonArray();
    for (Label label : started.labels()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", label.id());
      entry.addProperty("title", label.title());
      labels.add(entry);
    }
    json.add("labels", labels);
    JsonObject settings = new JsonObject();
    started.settings().forEach(settings::addProperty);
    json.add("settings", settings);
    json.add("training", articles(started.training()));
    json.add("validation", articles(started.validation()));
    json.addProperty("epochs", started.epochs());
    json.addProperty("total_steps", started.totalSteps());
    json.add("new_weights", array(started.newWeights()));
    json.add("unused_weights", array(started.unusedWeights()));
    return json;
  }

  private static JsonObject articles(TrainingEvent.Articles data) {
    JsonObject json = new JsonObject();
    json.addProperty("articles", data.count());
    json.addProperty("truncated", data.truncated());
    json.addProperty("sha256", data.sha256());
    return json;
  }

  private static JsonObject step(TrainingEvent.StepDone done, Instant time) {
    JsonObject json = event(STEP, time);
    json.addProperty("epoch", done.epoch());
    json.addProperty("step", done.step());
    json.addProperty("total_steps", done.totalSteps());
    json.addProperty("articles", done.articles());
    json.addProperty("tokens", done.tokens());
    json.add("loss", number(done.loss()));
    json.add("learning_rate", number(done.learningRate()));
    json.add("gradient_norm", number(done.gradientNorm()));
    json.add("seconds", number(Figures.seconds(done.duration())));
    return json;
  }

  private static JsonObject epoch(TrainingEvent.EpochDone done, Instant time, long step) {
    TrainingRun.Epoch result = done.result();
    JsonObject json = event(EPOCH, time);
    json.addProperty("epoch", result.number());
    json.addProperty("step", step);
    json.add("training_loss", number(result.trainingLoss()));
    json.add("validation_loss", number(result.validationLoss()));
    json.add("seconds", number(Figures.seconds(result.duration())));
    json.addProperty("scores", "uncalibrated");
    json.addProperty("profile", ThresholdProfile.HALF.id());
    figures(json, done.validation(), result.evaluation());
    return json;
  }

  private static void figures(JsonObject json, ScoredArticles scores, Evaluation evaluation) {
    JsonObject metrics = new JsonObject();
    Figures.metrics(scores, evaluation.thresholds())
        .forEach((id, value) -> metrics.add(id, number(value)));
    json.add("metrics", metrics);
    JsonArray labels = new JsonArray();
    for (LabelEvaluation label : evaluation.perLabel()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", label.label());
      entry.addProperty("support", label.support());
      entry.add("precision", number(label.precision()));
      entry.add("recall", number(label.recall()));
      entry.add("f1", number(label.f1()));
      labels.add(entry);
    }
    json.add("labels", labels);
  }

  private static JsonObject event(String kind, Instant time) {
    JsonObject json = new JsonObject();
    json.addProperty("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    json.addProperty("event", kind);
    return json;
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static JsonPrimitive number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : new JsonPrimitive("" + value);
  }
}
