package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = UploadModels.write(temp.resolve("model"), 400);
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
    return assertThatThrownBy(() -> ModelFolder.files(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
  }

  @Test
  void files_ofAModel_inOrderWithTheirSizes() throws HubException {
    assertThat(ModelFolder.files(model))
        .extracting(UploadFile::name)
        .containsExactly("config.json", "model.safetensors", "tokenizer.json");
  }

  @Test
  void files_noConfig_refused() throws IOException {
    Files.delete(model.resolve("config.json"));

    assertRefused()
        .hasMessage(
            "the directory has no config.json, expected config.json and weights ("
                + model
                + "). Name the directory of a model, and save it again if it is not complete.");
  }

  @Test
  void files_configIsHalfWritten_refused() throws IOException {
    Files.writeString(model.resolve("config.json"), "{\"model_type\": \"be");

    assertRefused().hasMessageStartingWith("the model is not complete, expected ");
  }

  @Test
  void files_noWeights_refused() throws IOException {
    Files.delete(model.resolve("model.safetensors"));

    assertRefused().hasMessageContaining("model.safetensors");
  }

  @Test
  void files_weightsAreTruncated_refused() throws IOException {
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));

    assertRefused().hasMessageStartingWith("the model is not complete, expected ");
  }

  @Test
  void files_shardMissing_refused() throws IOException {
    Files.move(model.resolve("model.safetensors"), model.resolve("model-1.safetensors"));
    Files.writeString(
        model.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"w\": \"model-1.safetensors\", \"v\": \"model-2.safetensors\"}}");

    assertRefused().hasMessageContaining("model-2.safetensors");
  }

  @Test
  void files_pickledShardMissing_refused() throws IOException {
    Files.delete(model.resolve("model.safetensors"));
    Files.writeString(
        model.resolve("pytorch_model.bin.index.json"),
        "{\"weight_map\": {\"w\": \"pytorch_model-1.bin\"}}");

    assertRefused().hasMessageContaining("pytorch_model-1.bin");
  }

  @Test
  void files_pickledWeights_accepted() throws IOException {
    Files.move(model.resolve("model.safetensors"), model.resolve("pytorch_model.bin"));

    assertThat(ModelFolder.files(model)).hasSize(3);
  }

  @Test
  void files_noSuchDirectory_refused() {
    model = temp.resolve("nothing");

    assertRefused().hasMessageContaining("does not exist");
  }
}
