package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;

/** Writes and reads a {@link RunState}: {@code run.json}, and the logits beside it. */
final class RunStateFile {
  static final String FILE_NAME = "run.json";

  /** Little-endian float32, article by article. */
  static final String LOGITS = "best-epoch.logits";

  private static final int FORMAT_VERSION = 1;

  private RunStateFile() {}

  static void write(Path directory, FileWriter files, RunIdentity run, RunState state)
      throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("format_version", FORMAT_VERSION);
    json.addProperty("epoch", state.epoch());
    json.addProperty("step", state.step());
    json.addProperty("validated", state.validated());
    if (state.stopReason() != null) {
      json.addProperty("stop_reason", state.stopReason().name());
    }
    json.addProperty("loss_sum", text(state.lossSum()));
    json.addProperty("nanoseconds", state.elapsed().toNanos());
    JsonObject guard = new JsonObject();
    guard.addProperty("steps", state.guard().steps());
    guard.addProperty("average", text(state.guard().average()));
    guard.addProperty("first", text(state.guard().first()));
    guard.addProperty("lowest", text(state.guard().lowest()));
    guard.addProperty("high", state.guard().high());
    json.add("guard", guard);
    JsonArray epochs = new JsonArray();
    for (RunState.ValidatedEpoch epoch : state.epochs()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("training_loss", text(epoch.result().trainingLoss()));
      entry.addProperty("validation_loss", text(epoch.result().validationLoss()));
      entry.addProperty("value", text(epoch.value()));
      entry.addProperty("nanoseconds", epoch.result().duration().toNanos());
      byte[] decisions = epoch.decisions().toByteArray();
      entry.addProperty("decisions", Base64.getEncoder().encodeToString(decisions));
      epochs.add(entry);
    }
    json.add("epochs", epochs);
    json.add("run", run.toJson());
    files.write(
        directory.resolve(FILE_NAME), JsonText.pretty(json).getBytes(StandardCharsets.UTF_8));
    files.write(directory.resolve(LOGITS), bytes(state.bestLogits()));
  }

  /** Every digit, and what JSON has no number for. */
  private static String text(double number) {
    return Double.toString(number);
  }

  static byte[] bytes(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.multiplyExact(Math.multiplyExact(rows.length, Float.BYTES), columns))
            .order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    for (float[] row : rows) {
      floats.put(row);
    }
    return bytes.array();
  }

  static RunIdentity identity(Path directory) throws IOException {
    return RunIdentity.ofJson(json(directory).getAsJsonObject("run"));
  }

  private static JsonObject json(Path directory) throws IOException {
    Path file = directory.resolve(FILE_NAME);
    JsonObject json = ModelJson.object(Files.readAllBytes(file), FILE_NAME, file.toString());
    JsonElement version = json.get("format_version");
    if (version == null || version.getAsInt() != FORMAT_VERSION) {
      throw ModelLoadException.in(file.toString(), "the checkpoint is of another version")
          .expected("format_version " + FORMAT_VERSION)
          .found(version == null ? "none" : version)
          .remedy("Resume with the version of mesh-classifier that wrote it.")
          .build();
    }
    return json;
  }

  /**
   * Reads the state.
   *
   * @param directory a checkpoint whose checksums are right
   * @param validation the articles that the run is validated on
   */
  static RunState read(Path directory, ValidationSet validation) throws IOException {
    JsonObject json = json(directory);
    List<RunState.ValidatedEpoch> epochs = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("epochs")) {
      JsonObject entry = element.getAsJsonObject();
      BitSet decisions =
          BitSet.valueOf(Base64.getDecoder().decode(entry.get("decisions").getAsString()));
      TrainingRun.Epoch result =
          new RunEvents.Epoch(
              epochs.size() + 1,
              entry.get("training_loss").getAsDouble(),
              entry.get("validation_loss").getAsDouble(),
              validation.evaluation(decisions),
              Duration.ofNanos(entry.get("nanoseconds").getAsLong()));
      epochs.add(new RunState.ValidatedEpoch(result, entry.get("value").getAsDouble(), decisions));
    }
    JsonObject guard = json.getAsJsonObject("guard");
    JsonElement reason = json.get("stop_reason");
    return new RunState(
        json.get("epoch").getAsInt(),
        json.get("step").getAsLong(),
        json.get("validated").getAsBoolean(),
        json.get("loss_sum").getAsDouble(),
        Duration.ofNanos(json.get("nanoseconds").getAsLong()),
        epochs,
        floats(Files.readAllBytes(directory.resolve(LOGITS)), validation.labels().size()),
        new DivergenceGuard.State(
            guard.get("steps").getAsLong(),
            guard.get("average").getAsDouble(),
            guard.get("first").getAsDouble(),
            guard.get("lowest").getAsDouble(),
            guard.get("high").getAsInt()),
        reason == null ? null : StopReason.valueOf(reason.getAsString()));
  }

  static float[][] floats(byte[] bytes, int columns) {
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[][] rows = new float[floats.remaining() / columns][columns];
    for (float[] row : rows) {
      floats.get(row);
    }
    return rows;
  }
}
