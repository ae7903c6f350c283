package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubOriginTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void of_snapshotOfTheCache_idAndCommit() {
    HubOrigin origin =
        HubOrigin.of(
                Path.of("/c/hub/models--dmis-lab--biobert-base-cased-v1.2/snapshots/" + COMMIT))
            .orElseThrow();
    assertThat(origin)
        .isEqualTo(new HubOrigin("dmis-lab/biobert-base-cased-v1.2", COMMIT))
        .returns("biobert-base-cased-v1.2", HubOrigin::name);
    assertThat(HubOrigin.of(Path.of("models--gpt2/x/../snapshots/" + COMMIT)).orElseThrow().id())
        .isEqualTo("gpt2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/models/bert",
        "snapshots/" + COMMIT,
        "models--a--b/snapshots/main",
        "models--a--b/blobs/" + COMMIT,
        "datasets--a--b/snapshots/" + COMMIT,
        "models--a--b--c/snapshots/" + COMMIT,
        "models--/snapshots/" + COMMIT,
        "models--a--b/snapshots/" + COMMIT + "/onnx"
      })
  void of_anyOtherDirectory_nothing(String path) {
    assertThat(HubOrigin.of(Path.of(path))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "a/b", "dmis-lab/biobert-base-cased-v1.2", "A_b/c.d-e_f"})
  void isId_idsOfTheHub_true(String id) {
    assertThat(HubOrigin.isId(id)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a/", "/b", "a/b/c", "a--b/c", "a..b", "-a/b", "a/.b", "a b", "a/b\n", "ä"
      })
  void isId_anythingElse_false(String id) {
    assertThat(HubOrigin.isId(id)).isFalse();
  }
}
