package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
  private static final String PROVENANCE =
      """
      {"base_model": {"name": "bert", "hub_id": "a/bert", "sha256": "ab12"},
       "data": {"training": {"articles": 9, "sha256": "cd34"}},
       "settings": {"learning_rate": 5.0E-5, "loss": "focal", "positive_weights": [1.0, 2.0]},
       "versions": {"java": "17"}}
      """;

  private static RunIdentity of(String provenance, String... labels) throws ModelLoadException {
    JsonObject json = JsonParser.parseString(provenance).getAsJsonObject();
    ModelManifest manifest = ModelManifest.of(LabelScheme.fourteenRoots(), 64).withProvenance(json);
    return RunIdentity.of(ProvenanceJson.read(manifest, "here"), List.of(labels));
  }

  @Test
  void differences_sameRun_none() throws ModelLoadException {
    RunIdentity run = of(PROVENANCE, "A", "B");
    assertThat(run.differences(of(PROVENANCE, "A", "B"))).isEmpty();
    assertThat(run.differences(RunIdentity.ofJson(run.toJson()))).isEmpty();
  }

  @Test
  void differences_otherPlaceVersionOrName_none() throws ModelLoadException {
    String moved =
        PROVENANCE.replace("\"bert\"", "\"copy\"").replace("a/bert", "b/bert").replace("17", "21");
    assertThat(of(moved, "A").differences(of(PROVENANCE, "A"))).isEmpty();
  }

  @Test
  void differences_anything_named() throws ModelLoadException {
    RunIdentity before = of(PROVENANCE, "A", "B");
    assertThat(of(PROVENANCE.replace("5.0E-5", "3.0E-5"), "A", "B").differences(before))
        .containsExactly("settings.learning_rate was 5.0E-5, is 3.0E-5");
    assertThat(of(PROVENANCE.replace("2.0]", "3.0]"), "A", "B").differences(before))
        .containsExactly("settings.positive_weights was [1.0,2.0], is [1.0,3.0]");
    assertThat(of(PROVENANCE.replace("ab12", "ab13"), "B", "A").differences(before))
        .containsExactly("base_model.sha256 was ab12, is ab13", "labels was A, B, is B, A");
    assertThat(of(PROVENANCE.replace("cd34", "cd35"), "A", "B").differences(before))
        .containsExactly("data.training.sha256 was cd34, is cd35");
    assertThat(of(PROVENANCE.replace("\"loss\": \"focal\",", ""), "A", "B").differences(before))
        .containsExactly("settings.loss was focal, is not set");
  }

  @Test
  void differences_longValues_clipped() throws ModelLoadException {
    List<String> differences = of("{}", "x".repeat(500)).differences(of("{}", "y".repeat(500)));
    assertThat(differences).hasSize(1);
    assertThat(differences.get(0)).hasSizeLessThan(160);
  }
}
