package io.github.meshclassifier.internal.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Fixtures;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelManifestTest {
  private static final List<Label> LABELS =
      List.of(
          new Label("C", "Diseases"),
          new Label("E", "Analytical, Diagnostic and Therapeutic Techniques, and Equipment"));

  @TempDir Path temp;

  @Test
  void write_thenRead_equal() throws IOException {
    ModelManifest manifest = manifest();
    manifest.write(temp);
    assertThat(ModelManifest.read(ModelFiles.directory(temp))).contains(manifest);
    assertThat(manifest.provenance().keySet()).containsExactly("seed", "base");
  }

  @Test
  void write_noYear_readBackAsUnknown() throws IOException {
    ModelManifest manifest = of(512).withThresholds(List.of(0.0, 1.0)).withTitleSeparator("");
    manifest.write(temp);
    assertThat(ModelManifest.read(ModelFiles.directory(temp))).contains(manifest);
  }

  @Test
  void read_absent_empty() throws IOException {
    assertThat(ModelManifest.read(ModelFiles.directory(temp))).isEmpty();
    assertThat(ModelManifest.read(Fixtures.bert())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"schema_version\": 1|\"schema_version\": 3|schema_version is newer than this library,"
            + " expected at most 2, found 3",
        "\"schema_version\": 1|\"schema_version\": \"1\"|schema_version is not valid",
        "\"schema_version\": 1,||schema_version is missing",
        "\"max_tokens\": 256|\"max_tokens\": 2|max_tokens is not valid",
        "\"max_tokens\": 256|\"max_tokens\": 256, \"extra\": 1|a field is unknown",
        "\"max_tokens\": 256|\"max_tokens\": 256, \"max_tokens\": 256|duplicate key",
        "\"id\": \"E\"|\"id\": \"C\"|'C' occurs twice",
        "\"id\": \"E\"|\"id\": \" \"|labels[1] is not valid",
        "\"id\": \"E\"|\"ident\": \"E\"|labels[1] is not valid",
        "\"title\": \"Diseases\"|\"title\": 4|labels[0].title is not valid",
        "0.25|1.25|thresholds[1] is not valid, expected a number from 0.0 to 1.0, found 1.25",
        "0.25|NaN|not well-formed JSON",
        "0.25|1e999|thresholds[1] is not valid",
        "0.25|\"a\"|thresholds[1] is not valid",
        "0.25|0.25, 0.5|one threshold per label",
        "\"title_separator\": \" \"|\"title_separator\": 1|title_separator is not valid",
        "\"title_separator\": \" \",||title_separator is missing",
        "\"max_tokens\": 256|\"max_tokens\": 256, \"segment_ids\": true|a field is unknown",
        "\"mesh_year\": 2024|\"mesh_year\": 24|mesh_year is not valid",
        "\"seed\": 42|\"seed\": 42]|not well-formed JSON",
      })
  void read_badValue_rejectedByName(String good, @Nullable String bad, String message)
      throws IOException {
    String text = manifest().toJson();
    assertThat(text).contains(good);
    byte[] changed = text.replace(good, bad == null ? "" : bad).getBytes(StandardCharsets.UTF_8);
    ModelFiles files = Fixtures.directory(temp, ModelManifest.FILE_NAME, changed);
    assertThatThrownBy(() -> ModelManifest.read(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("mesh-classifier.json")
        .hasMessageContaining(message);
  }

  @Test
  void constructor_badValues_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(9).withThresholds(List.of(0.5, Double.NaN)));
    assertThatIllegalArgumentException().isThrownBy(() -> of(9).withThresholds(List.of(0.5)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelManifest.of(ModelManifest.schemeOf(List.of()), 9));
  }

  @Test
  void values_changedByCaller_noEffect() {
    List<Double> thresholds = new ArrayList<>(List.of(0.5, 0.5));
    JsonObject provenance = new JsonObject();
    ModelManifest manifest = of(9).withThresholds(thresholds).withProvenance(provenance);
    thresholds.clear();
    provenance.addProperty("a", 1);
    manifest.provenance().addProperty("b", 1);
    assertThat(manifest.thresholds()).hasSize(2);
    assertThat(manifest.provenance().size()).isZero();
  }

  private static ModelManifest manifest() {
    JsonObject provenance = new JsonObject();
    provenance.addProperty("seed", 42L);
    provenance.addProperty("base", "<minilm> é");
    return of(256).withThresholds(List.of(0.5, 0.25)).withMeshYear(2024).withProvenance(provenance);
  }

  private static ModelManifest of(int maxTokens) {
    return ModelManifest.of(ModelManifest.schemeOf(LABELS), maxTokens);
  }
}
