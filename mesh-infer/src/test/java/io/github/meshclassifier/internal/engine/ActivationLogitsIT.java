package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same weights with other activations, against what transformers computes with them. */
class ActivationLogitsIT {
  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(names = {"BERT", "ROBERTA", "XLNET"})
  void logits_everyActivation_asTransformers(TransformersFixture fixture) throws IOException {
    Map<String, float[][]> expected = expected(fixture);
    assertThat(expected)
        .containsOnlyKeys(
            "gelu_new",
            "gelu_pytorch_tanh",
            "gelu_python_tanh",
            "gelu_accurate",
            "gelu_fast",
            "relu",
            "silu",
            "swish");
    for (Map.Entry<String, float[][]> entry : expected.entrySet()) {
      assertEqual(
          logits(fixture, entry.getKey(), Precision.FP32, InferencePrograms::compile),
          entry.getValue());
      if (List.of("gelu_new", "relu", "silu").contains(entry.getKey())) {
        assertEqual(
            logits(fixture, entry.getKey(), Precision.FP32, PackedWidthsIT::plain),
            entry.getValue());
      }
    }
  }

  private static void assertEqual(float[][] logits, float[][] expected) {
    for (int i = 0; i < logits.length; i++) {
      Closeness.assertClose(logits[i], expected[i], 1e-5);
    }
  }

  /** Another activation changes these logits by a tenth at least, rounding by less. */
  @ParameterizedTest
  @EnumSource(names = {"BERT", "ROBERTA", "XLNET"})
  void logits_otherPrecision_closeToTransformers(TransformersFixture fixture) throws IOException {
    Map<String, float[][]> expected = expected(fixture);
    for (Precision precision : List.of(Precision.BF16, Precision.INT8)) {
      if (NativePrecision.has(precision, Device.cpu())) {
        for (String activation : List.of("relu", "silu")) {
          float[][] reference = expected.get(activation);
          assertThat(
                  Closeness.difference(
                      logits(fixture, activation, precision, InferencePrograms::compile),
                      reference))
              .isLessThan(0.06);
          assertThat(
                  Closeness.difference(
                      logits(fixture, "gelu", precision, InferencePrograms::compile), reference))
              .isGreaterThan(0.09);
        }
      }
    }
  }

  private float[][] logits(
      TransformersFixture fixture,
      String activation,
      Precision precision,
      Transformer.Compiler compiler)
      throws IOException {
    JsonObject json = json(fixture.files(), BackboneConfig.FILE_NAME);
    json.addProperty(key(fixture), activation);
    Files.writeString(temp.resolve(BackboneConfig.FILE_NAME), json.toString());
    BackboneConfig config = Families.read(ModelFiles.directory(temp));
    List<int[]> ids = fixture.rows().stream().map(TransformersFixture.Row::ids).limit(3).toList();
    try (Checkpoint weights = Checkpoint.open(fixture.files());
        Transformer backbone =
            Transformer.load(weights, config, 14, Device.cpu(), precision, compiler)) {
      return backbone.logits(ids);
    }
  }

  private static String key(TransformersFixture fixture) throws IOException {
    return expectedJson(fixture).get("key").getAsString();
  }

  /** The logits of the first three texts of the fixture by activation. */
  private static Map<String, float[][]> expected(TransformersFixture fixture) throws IOException {
    Map<String, float[][]> expected = new TreeMap<>();
    expectedJson(fixture)
        .getAsJsonObject("logits")
        .asMap()
        .forEach((name, rows) -> expected.put(name, floats(rows.getAsJsonArray())));
    return expected;
  }

  private static JsonObject expectedJson(TransformersFixture fixture) throws IOException {
    ModelFiles files =
        ModelFiles.resources(ActivationLogitsIT.class.getClassLoader(), "fixtures/activations");
    return json(files, fixture.name().toLowerCase(Locale.ROOT) + ".json");
  }

  private static float[][] floats(JsonArray rows) {
    float[][] floats = new float[rows.size()][];
    for (int i = 0; i < floats.length; i++) {
      List<JsonElement> row = rows.get(i).getAsJsonArray().asList();
      floats[i] = new float[row.size()];
      for (int label = 0; label < floats[i].length; label++) {
        floats[i][label] = row.get(label).getAsFloat();
      }
    }
    return floats;
  }

  private static JsonObject json(ModelFiles files, String name) throws IOException {
    try (InputStream in = files.open(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonParser.parseString(text).getAsJsonObject();
    }
  }
}
