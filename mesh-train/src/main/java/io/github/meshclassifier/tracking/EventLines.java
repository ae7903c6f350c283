package io.github.meshclassifier.tracking;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import io.github.meshclassifier.internal.message.Printable;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines that {@link JsonLinesFile} writes; one that is no event is reported and skipped.
 */
final class EventLines {
  /** No event has so many; the labels of a run may be thousands. */
  private static final int LONGEST_LINE = 1 << 24;

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private static final Map<String, Double> SPECIAL_NUMBERS =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  private static final String LEARNED_NOTHING = "learned_nothing";

  private final RunHistory history;
  private long number;

  private EventLines(RunHistory history) {
    this.history = history;
  }

  /** A line is no event, or one without what it should have. */
  private static final class UnusableLineException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableLineException(String message) {
      super(message);
    }
  }

  static RunHistory read(Path directory) throws IOException {
    Path file = directory.resolve(RunTracker.EVENTS_FILE);
    requireTracked(file);
    EventLines lines = new EventLines(new RunHistory(directory));
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      lines.read(in);
    }
    return lines.history;
  }

  /** Refuses a file that does not begin like a tracker's, or is of a newer version. */
  static void requireTracked(Path file) throws IOException {
    String line;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ByteArrayOutputStream first = new ByteArrayOutputStream();
      line = line(in, first) ? first.toString(StandardCharsets.UTF_8) : "";
    }
    try {
      JsonObject json = object(line);
      if (text(json, "event").equals(EventJson.TRACKING)) {
        long version = count(json, "version");
        if (version > EventJson.VERSION) {
          throw new IOException(
              file
                  + ": version "
                  + version
                  + " is newer than this library reads, expected at most "
                  + EventJson.VERSION
                  + "; use a newer release");
        }
        return;
      }
    } catch (UnusableLineException e) {
      // Said below.
    }
    throw new IOException(
        file
            + ": is not the events of a run, expected a first line with \"event\":\"tracking\","
            + " found "
            + Printable.quote(line));
  }

  private void read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      bytes.reset();
      boolean whole = line(in, bytes);
      if (bytes.size() == 0 && !whole) {
        return;
      }
      number++;
      if (!whole) {
        history.problem(number, "is cut off, as a process that dies while it writes leaves it");
        return;
      }
      try {
        take(object(bytes.toString(StandardCharsets.UTF_8)));
      } catch (UnusableLineException e) {
        history.problem(number, String.valueOf(e.getMessage()));
      }
    }
  }

  private void take(JsonObject json) throws UnusableLineException {
    Instant time = time(json);
    switch (text(json, "event")) {
      case EventJson.TRACKING -> history.name = text(json, "run");
      case EventJson.STARTED -> started(json, time);
      case EventJson.RESUMED -> history.resume(count(json, "epoch"), count(json, "step"));
      case EventJson.STEP -> step(json);
      case EventJson.EPOCH -> history.progress.epochs.add(epoch(json));
      case EventJson.MODEL_SAVED -> saved(json);
      case EventJson.FINISHED -> {
        history.progress.bestEpoch = (int) count(json, "best_epoch");
        history.end(TrackedRun.Status.FINISHED, text(json, "reason"));
      }
      case EventJson.STOPPED -> history.end(TrackedRun.Status.STOPPED, text(json, "reason"));
      default -> {
        // Of no interest here, or of a later release.
      }
    }
  }

  private void started(JsonObject json, Instant time) throws UnusableLineException {
    SortedMap<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : child(json, "settings").entrySet()) {
      settings.put(entry.getKey(), text(child(json, "settings"), entry.getKey()));
    }
    JsonObject validation = child(json, "validation");
    SortedMap<String, String> all =
        Settings.of(
            settings,
            text(json, "base_model"),
            count(child(json, "training"), "articles"),
            count(validation, "articles"));
    String sha256 = text(validation, "sha256");
    history.begin(time);
    history.settings = all;
    history.validationSha256 = sha256;
  }

  private void step(JsonObject json) throws UnusableLineException {
    long step = count(json, "step");
    double loss = number(json, "loss");
    long articles = count(json, "articles");
    double seconds = seconds(json);
    history.progress.losses.add(step, loss);
    history.progress.stepArticles += articles;
    history.progress.stepSeconds += seconds;
  }

  private void saved(JsonObject json) throws UnusableLineException {
    int epoch = (int) count(json, "epoch");
    if (json.has("metrics")) {
      boolean learnedNothing = json.has(LEARNED_NOTHING) && flag(json, LEARNED_NOTHING);
      history.progress.saved.add(
          new RunHistory.Saved(
              epoch, text(json, "profile"), metrics(json), labelF1(json), learnedNothing));
    }
    history.progress.bestEpoch = epoch;
  }

  private static Map<String, Double> metrics(JsonObject json) throws UnusableLineException {
    Map<String, Double> metrics = new LinkedHashMap<>();
    JsonObject values = child(json, "metrics");
    for (String id : values.keySet()) {
      metrics.put(id, number(values, id));
    }
    return Collections.unmodifiableMap(metrics);
  }

  private static Map<String, Double> labelF1(JsonObject json) throws UnusableLineException {
    Map<String, Double> labelF1 = new LinkedHashMap<>();
    if (!(json.get("labels") instanceof JsonArray labels)) {
      throw wrong("labels", json.get("labels"), "an array");
    }
    for (JsonElement element : labels) {
      if (!(element instanceof JsonObject label)) {
        throw wrong("labels", element, "an array of objects");
      }
      labelF1.put(text(label, "id"), number(label, "f1"));
    }
    return Collections.unmodifiableMap(labelF1);
  }

  private TrackedRun.Epoch epoch(JsonObject json) throws UnusableLineException {
    Map<String, Double> metrics = metrics(json);
    Map<String, Double> labelF1 = labelF1(json);
    long epoch = count(json, "epoch");
    if (epoch != history.progress.epochs.size() + 1L) {
      throw new UnusableLineException(
          "epoch " + epoch + " is out of order, expected " + (history.progress.epochs.size() + 1));
    }
    return new RunHistory.Epoch(
        (int) epoch,
        count(json, "step"),
        number(json, "training_loss"),
        number(json, "validation_loss"),
        metrics,
        labelF1,
        Duration.ofNanos(Math.round(seconds(json) * 1e9)));
  }

  /** Reads to the end of a line, and returns whether it has one. */
  private static boolean line(InputStream in, ByteArrayOutputStream line) throws IOException {
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return true;
      }
      if (line.size() < LONGEST_LINE) {
        line.write(next);
      }
    }
    return false;
  }

  private static JsonObject object(String line) throws UnusableLineException {
    try {
      JsonObject json = GSON.fromJson(line, JsonObject.class);
      if (json != null) {
        return json;
      }
    } catch (JsonParseException e) {
      // Said below.
    }
    throw new UnusableLineException("is no JSON object");
  }

  private static JsonObject child(JsonObject json, String key) throws UnusableLineException {
    if (json.get(key) instanceof JsonObject object) {
      return object;
    }
    throw wrong(key, json.get(key), "an object");
  }

  private static String text(JsonObject json, String key) throws UnusableLineException {
    if (json.get(key) instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw wrong(key, json.get(key), "a string");
  }

  private static boolean flag(JsonObject json, String key) throws UnusableLineException {
    if (json.get(key) instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(key, json.get(key), "true or false");
  }

  private static Instant time(JsonObject json) throws UnusableLineException {
    try {
      return Instant.parse(text(json, "time"));
    } catch (DateTimeException e) {
      throw wrong("time", json.get("time"), "a time such as 2026-11-25T08:15:00Z");
    }
  }

  private static double number(JsonObject json, String key) throws UnusableLineException {
    JsonElement value = json.get(key);
    if (value instanceof JsonPrimitive primitive) {
      if (primitive.isNumber()) {
        return primitive.getAsDouble();
      }
      Double special = SPECIAL_NUMBERS.get(primitive.getAsString());
      if (special != null) {
        return special;
      }
    }
    throw wrong(key, value, "a number");
  }

  private static double seconds(JsonObject json) throws UnusableLineException {
    double seconds = number(json, "seconds");
    if (seconds >= 0 && seconds < 1e9) {
      return seconds;
    }
    throw wrong("seconds", json.get("seconds"), "a number from 0 to a thousand million");
  }

  private static long count(JsonObject json, String key) throws UnusableLineException {
    double value = number(json, key);
    if (value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value)) {
      return (long) value;
    }
    throw wrong(key, json.get(key), "an integer from 0 to " + Integer.MAX_VALUE);
  }

  private static UnusableLineException wrong(
      String key, @Nullable JsonElement value, String expected) {
    String found = value == null ? "nothing" : value.toString();
    return new UnusableLineException(
        key + " is " + found.substring(0, Math.min(40, found.length())) + ", expected " + expected);
  }
}
