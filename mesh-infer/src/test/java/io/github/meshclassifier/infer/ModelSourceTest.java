package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where models come from, and who they are. */
class ModelSourceTest {
  private static final String HASH = "0".repeat(64);

  @TempDir Path temp;

  @Test
  void load_textThatIsNeitherDirectoryNorAddress_saysWhatBothLookLike() {
    String written = temp.resolve("my-model").toString();
    assertThatThrownBy(() -> MeshClassifier.load(written))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageStartingWith(
            "there is no such directory, expected the directory of a model, or an address on the"
                + " Hugging Face Hub, found ")
        .hasMessageEndingWith(
            " (%s). Write hf://owner/name or hf://owner/name@revision for a model of the Hub.",
            written);
    assertThatThrownBy(() -> MeshClassifier.builder("owner/name").build())
        .hasMessageContaining("there is no such directory")
        .hasMessageContaining("found owner/name (");
    assertThatThrownBy(() -> MeshClassifier.load(temp.resolve("my-model")))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageStartingWith("the model directory does not exist");
    assertThatThrownBy(() -> MeshClassifier.load(Files.createFile(temp.resolve("f")).toString()))
        .hasMessageStartingWith("the model path is not a directory");
    assertThatNullPointerException().isThrownBy(() -> MeshClassifier.load((String) null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "hf://", "hf://owner/name@", "hf://a/b/c", "hf://owner/../name"})
  void builder_addressThatIsNone_refusedAtOnce(String address) {
    assertThatIllegalArgumentException().isThrownBy(() -> MeshClassifier.builder(address));
  }

  @Test
  void build_modelThatTheHubDoesNotGive_hubsExceptionIsTheCause() {
    MeshClassifier.Builder builder =
        MeshClassifier.builder("hf://owner/name")
            .hubSettings(HubSettings.builder().cacheDirectory(temp).offline(true).build());
    assertThatThrownBy(builder::build)
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("(hf://owner/name@main)")
        .cause()
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(HubException.Kind.OFFLINE));
  }

  @Test
  void identity_directory_ofItsManifestOrItsName() throws IOException {
    Path directory = Files.createDirectory(temp.resolve("name-of-the-directory"));
    ModelSource source = ModelSource.of(directory + "/.");
    ModelFiles files = ModelFiles.directory(directory);
    assertThat(source.identity(files, Optional.empty(), HASH))
        .isEqualTo(new ModelIdentity("name-of-the-directory", "", HASH));
    JsonObject card = new JsonObject();
    card.addProperty("name", "mesh\n-1");
    card.addProperty("version", "2.0");
    JsonObject provenance = new JsonObject();
    provenance.add("model_card", card);
    ModelManifest manifest =
        BertFixture.manifest(Collections.nCopies(14, 0.5), 64, " ").withProvenance(provenance);
    assertThat(source.identity(files, Optional.of(manifest), HASH))
        .isEqualTo(new ModelIdentity("mesh?-1", "2.0", HASH))
        .hasToString("mesh?-1 2.0 (sha256 000000000000)");
    card.addProperty("name", 7);
    card.remove("version");
    provenance.add("model_card", card);
    assertThat(source.identity(files, Optional.of(manifest.withProvenance(provenance)), HASH))
        .isEqualTo(new ModelIdentity("name-of-the-directory", "", HASH));
  }

  /**
   * The hash can be had from a shell: sha256sum of the files, sorted by name, of that sha256sum.
   */
  @Test
  void digest_filesOfAModel_hashOfTheirHashes() throws IOException {
    ModelFiles files = ModelFiles.directory(BertFixture.copyTo(temp.resolve("model")));
    String before = ModelDigest.start(files).get(files);
    List<String> lines;
    try (Stream<Path> all = Files.list(temp.resolve("model"))) {
      lines =
          all.sorted()
              .map(file -> sum(file) + "  " + file.getFileName() + "\n")
              .collect(Collectors.toList());
    }
    assertThat(lines).hasSizeGreaterThan(2);
    assertThat(before).isEqualTo(Sha256.of(String.join("", lines)));
    Files.writeString(temp.resolve("model/README.md"), "a model");
    assertThat(ModelDigest.start(files).get(files)).isEqualTo(before);
    Files.writeString(
        temp.resolve("model/config.json"),
        Files.readString(temp.resolve("model/config.json")) + " ");
    assertThat(ModelDigest.start(files).get(files)).isNotEqualTo(before);
  }

  private static String sum(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void digest_fileThatCannotBeRead_saysWhich() throws IOException {
    ModelFiles files = ModelFiles.directory(BertFixture.copyTo(temp.resolve("model")));
    Files.createSymbolicLink(temp.resolve("model/vocab.txt"), Path.of("nowhere"));
    ModelDigest digest = ModelDigest.start(files);
    digest.join();
    assertThatThrownBy(() -> digest.get(files))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("vocab.txt is missing");
  }
}
