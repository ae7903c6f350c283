package io.github.meshclassifier.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdProfiles;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Fixtures;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a manifest says of calibration, threshold profiles and the kind of labels. */
class ManifestDecisionsTest {
  private static final List<Label> LABELS =
      List.of(new Label("C", "Diseases"), new Label("E", "Techniques"));

  private static final DecisionRule TUNED =
      new DecisionRule(
          Calibration.of(List.of(1.25, 0.5), List.of(-0.125, 3.0)),
          ThresholdProfiles.of(
              2,
              Map.of(
                  ThresholdProfile.MICRO_F1,
                  Thresholds.uniform(0.375),
                  ThresholdProfile.MACRO_F1,
                  Thresholds.of(List.of(0.25, 0.625)))),
          ThresholdProfile.MACRO_F1);

  @TempDir Path temp;

  private static ModelManifest plain() {
    return of(LabelScheme.Kind.ROOTS);
  }

  private static ModelManifest tuned() {
    return of(LabelScheme.Kind.HEADINGS).withRule(TUNED);
  }

  private static ModelManifest of(LabelScheme.Kind kind) {
    return ModelManifest.of(LabelScheme.of(kind, LABELS), 64).withMeshYear(2024);
  }

  private ModelManifest readBack(ModelManifest manifest) throws IOException {
    Path directory = Files.createTempDirectory(temp, "model");
    manifest.write(directory);
    return ModelManifest.read(ModelFiles.directory(directory)).orElseThrow();
  }

  @Test
  void write_tunedModel_readBackEqualInVersion2() throws IOException {
    assertThat(tuned().toJson())
        .startsWith("{\n  \"schema_version\": 2,")
        .contains("\"default_profile\": \"macro_f1\"", "\"label_kind\": \"HEADINGS\"")
        .doesNotContain("\"thresholds\":");
    ModelManifest read = readBack(tuned());
    assertThat(read).isEqualTo(tuned());
    assertThat(read.rule()).isEqualTo(TUNED);
    assertThat(read.thresholds()).containsExactly(0.25, 0.625);
    assertThat(read.scheme().kind()).isEqualTo(LabelScheme.Kind.HEADINGS);
  }

  @Test
  void write_calibrationAlone_readBackEqual() throws IOException {
    ModelManifest calibrated =
        plain()
            .withRule(
                new DecisionRule(
                    TUNED.calibration(), ThresholdProfiles.half(2), ThresholdProfile.HALF));
    assertThat(readBack(calibrated)).isEqualTo(calibrated);
    assertThat(calibrated.toJson()).contains("\"schema_version\": 2", "\"thresholds\":");
  }

  /** So libraries that know version 1 alone go on reading models that need no more. */
  @Test
  void write_nothingNew_staysVersion1() throws IOException {
    assertThat(plain().toJson()).startsWith("{\n  \"schema_version\": 1,");
    assertThat(plain().withRule(TUNED).withRule(DecisionRule.half(2))).isEqualTo(plain());
    assertThat(readBack(plain()).rule()).isEqualTo(DecisionRule.half(2));
  }

  @Test
  void read_version1_kindIsInferredAndThresholdsAreItsOwn() throws IOException {
    ModelManifest own =
        ModelManifest.of(
                ModelManifest.schemeOf(
                    List.of(new Label("C", "Diseases"), new Label("Angiogenesis", "Angiogenesis"))),
                64)
            .withThresholds(List.of(0.25, 0.75));
    ModelManifest read = readBack(own);
    assertThat(read.scheme().kind()).isEqualTo(LabelScheme.Kind.HEADINGS);
    assertThat(read.thresholds()).containsExactly(0.25, 0.75);
    assertThat(read.rule()).isEqualTo(DecisionRule.half(2));
    assertThat(readBack(plain()).scheme().kind()).isEqualTo(LabelScheme.Kind.ROOTS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"schema_version\": 2|\"schema_version\": 1|a field is unknown in schema_version 1",
        "\"macro_f1\": [|\"best_f1\": [|there is no threshold profile 'best_f1'",
        "0.625|1.0|threshold_profiles.macro_f1[1] is not valid",
        "0.625|-0.1|threshold_profiles.macro_f1[1] is not valid",
        "0.625|\"a\"|threshold_profiles.macro_f1[1] is not valid",
        "0.625|0.625, 0.5|threshold_profiles.macro_f1 must have one number per label, expected 2,"
            + " found 3",
        "\"default_profile\": \"macro_f1\"|\"default_profile\": \"exact_match\"|the default"
            + " profile must be one of [half, micro_f1, macro_f1], was exact_match",
        "\"default_profile\": \"macro_f1\"|\"default_profile\": 1|default_profile is not valid",
        "\"label_kind\": \"HEADINGS\"|\"label_kind\": \"PATHS\"|label_kind is not known to"
            + " this library",
        "1.25|0.0|slope of label index 0 must be finite and above 0",
        "1.25|-1.25|slope of label index 0 must be finite and above 0",
        "1.25|1e999|calibration.slope[0] is not valid",
        "3.0|3.0, 1|calibration.intercept must have one number per label, expected 2, found 3",
        "\"slope\": [|\"slopes\": [|calibration is not valid, expected an object with slope and"
            + " intercept",
        "\"max_tokens\": 64|\"max_tokens\": 64, \"thresholds\": [0.5, 0.5]|thresholds and"
            + " threshold_profiles exclude each other",
        "\"calibration\": {|\"extra\": 1, \"calibration\": {|a field is unknown in"
            + " schema_version 2",
      })
  void read_badValue_rejectedByName(String good, String bad, String message) throws IOException {
    String text = tuned().toJson();
    assertThat(text).contains(good);
    byte[] changed = text.replace(good, bad).getBytes(StandardCharsets.UTF_8);
    ModelFiles files = Fixtures.directory(temp, ModelManifest.FILE_NAME, changed);
    assertThatThrownBy(() -> ModelManifest.read(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("mesh-classifier.json")
        .hasMessageContaining(message);
  }

  @Test
  void read_rootsThatAreNone_rejected() throws IOException {
    String text = tuned().toJson().replace("\"HEADINGS\"", "\"ROOTS\"").replace("\"C\"", "\"C04\"");
    ModelFiles files =
        Fixtures.directory(temp, ModelManifest.FILE_NAME, text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> ModelManifest.read(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("'C04' is no root of MeSH");
  }

  /** Damaged bytes are refused as a model that cannot be loaded, or give a manifest; never more. */
  @Test
  void read_damagedAnywhere_refusedOrValid() throws IOException {
    byte[] good = tuned().toJson().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(4);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = good.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        bytes[random.nextInt(bytes.length)] = good[random.nextInt(good.length)];
      }
      ModelFiles files = Fixtures.directory(temp, ModelManifest.FILE_NAME, bytes);
      try {
        ModelManifest read = ModelManifest.read(files).orElseThrow();
        assertThat(read.rule().labelCount()).isEqualTo(read.labels().size());
      } catch (ModelLoadException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1500, 2990);
  }

  @Test
  void constructor_partsThatDoNotFit_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plain().withRule(DecisionRule.half(3)))
        .withMessageContaining("3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuned().withThresholds(List.of(0.5, 0.5)))
        .withMessage("thresholds must be those of the default profile macro_f1, were [0.5, 0.5]");
  }

  @Test
  void replace_overwritesAndLeavesNothingElse() throws IOException {
    plain().write(temp);
    tuned().replace(temp);
    assertThat(ModelManifest.read(ModelFiles.directory(temp))).contains(tuned());
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactly(ModelManifest.FILE_NAME);
    }
  }
}
