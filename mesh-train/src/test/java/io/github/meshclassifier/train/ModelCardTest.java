package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdProfiles;
import io.github.meshclassifier.infer.ModelThresholds;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCardTest {
  private static final List<Label> LABELS =
      List.of(
          new Label("C", "Diseases"),
          new Label("E", "Analytical, Diagnostic and Therapeutic Techniques, and Equipment"),
          new Label("Z", "Geographicals"));

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void save() throws IOException {
    model = save("my-model", LABELS, provenance(evaluation(LABELS, 4, 40)));
  }

  private Path save(String name, List<Label> labels, JsonObject provenance) throws IOException {
    Path directory = Files.createDirectory(temp.resolve(name));
    try (InputStream in = TrainingFixture.files().open("config.json")) {
      Files.copy(in, directory.resolve("config.json"));
    }
    List<Double> thresholds = new ArrayList<>(Thresholds.DEFAULT.toList(labels.size()));
    thresholds.set(0, 0.35);
    ModelManifest.of(ModelManifest.schemeOf(labels), 256)
        .withThresholds(thresholds)
        .withMeshYear(2024)
        .withProvenance(provenance)
        .write(directory);
    return directory;
  }

  static Evaluation evaluation(List<Label> labels, long seed, int articles) {
    Random random = new Random(seed);
    List<String> ids = labels.stream().map(Label::id).toList();
    Evaluation.Builder builder = Evaluation.builder(ids, Thresholds.DEFAULT);
    for (int i = 0; i < articles; i++) {
      boolean[] expected = new boolean[ids.size()];
      float[] scores = new float[ids.size()];
      for (int label = 0; label < expected.length; label++) {
        expected[label] = random.nextInt(3) >= label;
        scores[label] = expected[label] == random.nextInt(6) > 0 ? 0.9f : 0.1f;
      }
      builder.add(expected, scores);
    }
    return builder.build();
  }

  /** As a run leaves it, with versions that do not change from machine to machine. */
  private static JsonObject provenance(Evaluation validation) {
    JsonObject json =
        JsonParser.parseString(
                """
                {"base_model": {"name": "biobert", "sha256": "00", "hub_id": "dmis-lab/biobert",
                  "revision": "0123456789abcdef0123456789abcdef01234567"},
                 "data": {"training": {"articles": 15604, "sha256": "01"},
                  "validation": {"articles": 40, "sha256": "02"}},
                 "settings": {"epochs": 3, "learning_rate": 1.0E-4, "schedule": "LINEAR",
                  "weight_decay": 0.010, "seed": 42},
                 "versions": {"mesh_classifier": "1.0", "pytorch": "2.7.1"},
                 "epochs": [
                  {"epoch": 1, "training_loss": 0.3728, "validation_loss": 0.2872,
                   "validation_micro_f1": 0.8710, "validation_macro_f1": 0.6464, "seconds": 9},
                  {"epoch": 2, "training_loss": 0.2644, "validation_loss": 0.263,
                   "validation_micro_f1": 0.8828, "validation_macro_f1": 0.6719, "seconds": 9}],
                 "model_card": {"name": "my-model", "languages": ["en"]}}
                """)
            .getAsJsonObject();
    json.add("validation", Figures.of(validation, "half", false).toJson());
    return json;
  }

  private static String text(Path directory) throws IOException {
    return Files.readString(directory.resolve("README.md"));
  }

  private static Map<?, ?> metadata(Path directory) throws IOException {
    String text = text(directory);
    assertThat(text).startsWith("---\n");
    return (Map<?, ?>) YamlTextTest.load(text.substring(4, text.indexOf("\n---\n") + 1));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ModelCardTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void write_everythingKnown_asTheGoldenFile() throws IOException {
    Path file =
        ModelCard.builder()
            .license("apache-2.0")
            .dataset("owner/articles")
            .test(evaluation(LABELS, 9, 200))
            .build()
            .write(model);
    assertThat(file).isEqualTo(model.resolve("README.md"));
    assertThat(text(model)).isEqualTo(resource("model-card.md"));
  }

  @Test
  void write_evaluations_figuresAreExact() throws IOException {
    Evaluation validation = evaluation(LABELS, 4, 40);
    Evaluation test = evaluation(LABELS, 9, 200);
    ModelCard.builder().test(test).build().write(model);

    List<?> results =
        (List<?>) ((Map<?, ?>) list(metadata(model), "model-index").get(0)).get("results");
    assertThat(results).hasSize(2);
    assertResult((Map<?, ?>) results.get(0), "validation", "unknown", validation);
    assertResult((Map<?, ?>) results.get(1), "test", "unknown", test);
    for (Evaluation evaluation : List.of(validation, test)) {
      for (LabelEvaluation label : evaluation.perLabel()) {
        assertThat(text(model))
            .contains(
                Stream.of(label.precision(), label.recall(), label.f1())
                    .map(MarkdownText::figure)
                    .collect(Collectors.joining(" | ", " | ", " | " + label.support() + " |")));
      }
    }
  }

  private static List<?> list(Map<?, ?> map, String key) {
    return (List<?>) map.get(key);
  }

  private static void assertResult(
      Map<?, ?> result, String split, String dataset, Evaluation evaluation) {
    assertThat(((Map<?, ?>) result.get("task")).get("type")).isEqualTo("text-classification");
    Map<?, ?> data = (Map<?, ?>) result.get("dataset");
    assertThat(data.get("type")).isEqualTo(dataset);
    assertThat(data.get("split")).isEqualTo(split);
    assertThat(list(result, "metrics"))
        .extracting(
            metric -> ((Map<?, ?>) metric).get("name") + "=" + ((Map<?, ?>) metric).get("value"))
        .contains(
            "Micro F1, threshold profile half=" + evaluation.micro().f1(),
            "Micro precision, threshold profile half=" + evaluation.micro().precision(),
            "Micro recall, threshold profile half=" + evaluation.micro().recall(),
            "Macro F1, threshold profile half=" + evaluation.macro().f1(),
            "Weighted F1, threshold profile half=" + evaluation.weighted().f1(),
            "Samples F1, threshold profile half=" + evaluation.samples().f1(),
            "Exact match, threshold profile half=" + evaluation.subsetAccuracy(),
            "Hamming loss, threshold profile half=" + evaluation.hammingLoss());
    for (Object metric : list(result, "metrics")) {
      assertThat(((Map<?, ?>) metric).keySet().stream().map(String::valueOf).toList())
          .contains("type", "value");
    }
  }

  @Test
  void write_again_keepsWhatWasAdded() throws IOException {
    ModelCard.builder()
        .license("mit")
        .dataset("a/b")
        .test(evaluation(LABELS, 9, 9))
        .build()
        .write(model);
    String before = text(model);
    Files.delete(model.resolve("README.md"));
    ModelCard.builder().build().write(model);
    assertThat(text(model)).isEqualTo(before);

    ModelCard.builder()
        .name("Other")
        .language("de")
        .language("fr")
        .baseModel("x/y")
        .build()
        .write(model);
    assertThat(metadata(model).get("language")).isEqualTo(List.of("de", "fr"));
    assertThat(metadata(model).get("license")).isEqualTo("mit");
    assertThat(metadata(model).get("base_model")).isEqualTo("x/y");
    assertThat(text(model)).contains("# Other\n").doesNotContain("0123456789abcdef");
  }

  @Test
  void write_bareManifest_inventsNothing() throws IOException {
    Path bare = save("bare", LABELS, new JsonObject());
    ModelCard.builder().build().write(bare);
    assertThat(metadata(bare).keySet().stream().map(String::valueOf).toList())
        .containsExactly("library_name", "pipeline_tag", "tags", "metrics");
    assertThat(text(bare)).contains("a pretrained encoder").doesNotContain("## Training");
  }

  @Test
  void write_xlnet_explainsSegmentIds() throws IOException {
    assertThat(afterEditOf("config.json", json -> json.addProperty("model_type", "bert")))
        .doesNotContain("token_type_ids");
    ModelManifest manifest =
        ModelManifest.of(ModelManifest.schemeOf(LABELS), 64).withTitleSeparator("\n`");
    Path base = temp.resolve("xlnet");
    FamilyFixture.XLNET.writeTo(base, 100);
    assertThat(card(manifest, base))
        .contains("`token_type_ids`")
        .contains("joined by `` \"\\n`\" ``")
        .contains("text = \"\\n`\".join(part for part in parts if part)")
        .doesNotContain("trained without segment ids");
    FamilyFixture.withoutSegmentIds(base);
    assertThat(card(manifest, base)).contains("trained without segment ids");
  }

  private static String card(ModelManifest manifest, Path model) throws IOException {
    BackboneConfig config = Families.read(ModelFiles.directory(model));
    return CardFacts.of(Provenance.UNKNOWN, manifest, config).toMarkdown();
  }

  @Test
  void write_tunedModel_listsProfilesAndSaysThatItIsCalibrated() throws IOException {
    ModelCard.builder().build().write(model);
    assertThat(text(model))
        .contains("probabilities have not been calibrated")
        .contains("function_to_apply=\"sigmoid\"")
        .contains("the 40 validation articles")
        .doesNotContain("ThresholdProfile", "math.exp", "are calibrated");
    DecisionRule rule =
        new DecisionRule(
            Calibration.of(List.of(1.5, 1.0, 1.0), List.of(0.0, 0.0, 0.25)),
            ThresholdProfiles.of(
                3, Map.of(ThresholdProfile.MACRO_F1, Thresholds.of(List.of(0.25, 0.375, 0.4375)))),
            ThresholdProfile.HALF);
    ModelThresholds.write(model, rule);
    ModelCard.builder().build().write(model);
    String id = LABELS.get(2).id();
    assertThat(text(model))
        .contains("| Label | 0.5 | Macro-F1 |", "| " + id + " | 0.5 | 0.4375 |")
        .contains("Thresholds are for calibrated probabilities", "math.exp(-(a * scores[id] + b))")
        .contains("function_to_apply=\"none\"", "if scores[id] > 0.5]")
        .doesNotContain("have not been calibrated")
        .as("the figures are of another rule")
        .doesNotContain("validation articles", "model-index");
    ModelThresholds.write(model, rule.withDefaultProfile(ThresholdProfile.MACRO_F1));
    ModelCard.builder().build().write(model);
    assertThat(text(model))
        .contains("thresholds = manifest[\"threshold_profiles\"][\"macro_f1\"]")
        .contains("predicted = [id for id, t in zip(ids, thresholds) if scores[id] > t]");
    rule = rule.withDefaultProfile(ThresholdProfile.MACRO_F1);
    assertThat(ModelManifest.read(ModelFiles.directory(model)).orElseThrow().rule())
        .isEqualTo(rule);
  }

  private String afterEditOf(String file, Consumer<JsonObject> change) throws IOException {
    Path path = model.resolve(file);
    JsonObject json = JsonParser.parseString(Files.readString(path)).getAsJsonObject();
    change.accept(json);
    Files.writeString(path, json.toString());
    ModelCard.builder().build().write(model);
    return text(model);
  }

  @Test
  void write_hostileNames_yamlAndTablesHold() throws IOException {
    String nasty = "---\n\"a\": |\u2028\u202E`x` | <b>&amp; \\ [l](http://e) *_#~$! \uD83D\uDE00";
    String visible = nasty.replaceAll("[\\n\\u2028\\u202E]", "");
    List<Label> labels =
        List.of(new Label(visible, visible), new Label("no", "...---"), new Label("é", "|"));
    JsonObject provenance = provenance(evaluation(labels, 1, 5));
    provenance.getAsJsonObject("settings").addProperty("a|b", nasty);
    Path hostile = save("hostile", labels, provenance);
    ModelCard.builder().name(nasty + "\uD83D").build().write(hostile);

    Map<?, ?> index = (Map<?, ?>) list(metadata(hostile), "model-index").get(0);
    assertThat(index.get("name")).isEqualTo(nasty + "\uFFFD");
    String body = text(hostile);
    body = body.substring(body.indexOf("\n---\n") + 5);
    assertThat(body)
        .doesNotContain("<b>", "\u202E", "\u2028", "\u0000", "\r")
        .doesNotContainPattern("(?<!\\\\)\\]\\(http://e");
    List<String> rows = body.lines().filter(line -> line.startsWith("|")).toList();
    int columns = 0;
    for (String row : rows) {
      int found = row.replaceAll("\\\\.", "").replaceAll("[^|]", "").length();
      assertThat(found).as(row).isIn(3, 4, 6, 8);
      columns = Math.max(columns, found);
    }
    assertThat(columns).isEqualTo(8);
    assertThat(body.lines().filter(line -> line.startsWith("---"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"validation\": 3}",
        "{\"validation\": {}}",
        "{\"validation\": {\"articles\": -1}}",
        "{\"validation\": {\"articles\": 1e400}}",
        "{\"model_card\": []}",
        "{\"model_card\": {\"name\": 1}}",
        "{\"model_card\": {\"languages\": \"en\"}}",
        "{\"model_card\": {\"datasets\": [1]}}",
        "{\"base_model\": \"x\"}",
        "{\"data\": {\"training\": {\"articles\": 1.5}}}",
        "{\"settings\": []}",
        "{\"epochs\": {}}",
        "{\"epochs\": [1]}"
      })
  void write_damagedProvenance_refusedAndNothingWritten(String provenance) throws IOException {
    Path damaged = save("damaged", LABELS, JsonParser.parseString(provenance).getAsJsonObject());
    Map<String, String> before = contents(damaged);
    assertThatThrownBy(() -> ModelCard.builder().license("mit").build().write(damaged))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("mesh-classifier.json: provenance.")
        .hasMessageContaining("expected");
    assertThat(contents(damaged)).isEqualTo(before);
  }

  @Test
  void write_notASavedModel_refused() throws IOException {
    Files.delete(model.resolve("mesh-classifier.json"));
    assertThatThrownBy(() -> ModelCard.builder().build().write(model))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("there is no mesh-classifier.json")
        .hasMessageContaining("Name a directory that MeshTrainer wrote.");
    assertThatThrownBy(() -> ModelCard.builder().build().write(temp.resolve("absent")))
        .isInstanceOf(ModelLoadException.class);
  }

  @Test
  void write_evaluationOfOtherLabels_refusedAndNothingWritten() throws IOException {
    Map<String, String> before = contents(model);
    Evaluation other = evaluation(List.of(LABELS.get(1), LABELS.get(0), LABELS.get(2)), 1, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCard.builder().test(other).build().write(model))
        .withMessage(
            "the test evaluation must be of the model's labels, expected [C, E, Z], was [E, C, Z]");
    assertThat(contents(model)).isEqualTo(before);
  }

  @Test
  void write_cardCannotBeReplaced_noTemporaryFileLeft() throws IOException {
    Path blocked = Files.createDirectory(model.resolve("README.md"));
    Files.writeString(blocked.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> ModelCard.builder().license("mit").build().write(model))
        .isInstanceOf(IOException.class);
    try (Stream<Path> files = Files.list(model)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("README.md", "config.json", "mesh-classifier.json");
    }
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Set<Path> all = files.collect(Collectors.toSet());
      return all.stream()
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString(),
                  file -> {
                    try {
                      return Files.readString(file);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  }));
    }
  }

  @Test
  void options_outOfRangeOrTwice_refused() {
    ModelCard.Builder card = ModelCard.builder().name("a").license("mit").baseModel("a/b");
    assertThatIllegalStateException().isThrownBy(() -> card.name("b"));
    assertThatIllegalStateException().isThrownBy(() -> card.license("mit"));
    assertThatIllegalStateException().isThrownBy(() -> card.baseModel("a/b"));
    for (String license : List.of("", "MIT", "apache 2.0", "a\n", "x".repeat(65))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ModelCard.builder().license(license))
          .withMessageStartingWith("license must be one of the Hub's identifiers");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ModelCard.builder().name(" "));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelCard.builder().name("x".repeat(201)));
    assertThatIllegalArgumentException().isThrownBy(() -> ModelCard.builder().dataset("a/b/c"));
    assertThatIllegalArgumentException().isThrownBy(() -> ModelCard.builder().baseModel("./dir"));
    assertThatIllegalArgumentException().isThrownBy(() -> ModelCard.builder().language("English"));
  }
}
