package io.github.meshclassifier.internal.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightFilesTest {
  private static final String SAFETENSORS = "model.safetensors";
  private static final String TORCH = "pytorch_model.bin";

  @TempDir Path temp;

  @Test
  void open_namesExchanged_readAsWhatTheyAre() throws IOException {
    byte[] safetensors = Fixtures.bert(SAFETENSORS);
    byte[] torch = TorchFiles.committed("shared.zip.bin");
    try (Checkpoint weights = Checkpoint.open(Fixtures.directory(temp, TORCH, safetensors))) {
      assertThat(weights).isInstanceOf(Safetensors.class);
      assertThat(weights.names()).contains("classifier.bias");
      assertThat(weights.location()).isEqualTo(temp.resolve(TORCH).toString());
    }
    for (String name : List.of("shared.zip.bin", "shared.legacy.bin")) {
      torch = TorchFiles.committed(name);
      try (Checkpoint weights = Checkpoint.open(Fixtures.directory(temp, SAFETENSORS, torch))) {
        assertThat(weights).isInstanceOf(TorchCheckpoint.class);
        assertThat(weights.names()).contains("decoder.weight");
      }
    }
  }

  @Test
  void open_severalForms_safetensorsFirst() throws IOException {
    Files.write(temp.resolve("model-int8.safetensors"), Fixtures.bert(SAFETENSORS));
    ModelFiles files = ModelFiles.directory(temp);
    assertThat(Checkpoint.singleFile(files)).contains("model-int8.safetensors");
    Files.write(temp.resolve(TORCH), TorchFiles.committed("shared.zip.bin"));
    assertThat(Checkpoint.singleFile(files)).contains(TORCH);
    Files.write(temp.resolve(SAFETENSORS), Fixtures.bert(SAFETENSORS));
    assertThat(Checkpoint.singleFile(files)).contains(SAFETENSORS);
    try (Checkpoint weights = Checkpoint.open(files)) {
      assertThat(weights.names()).contains("classifier.bias");
    }
  }

  @Test
  void singleFile_shardsOrNothing_empty() throws IOException {
    ModelFiles files = ModelFiles.directory(temp);
    assertThat(Checkpoint.singleFile(files)).isEmpty();
    Files.writeString(temp.resolve("pytorch_model.bin.index.json"), "{}");
    assertThat(Checkpoint.singleFile(files)).isEmpty();
  }

  @Test
  void open_shardsOfDifferentForms_allTensors() throws IOException {
    Map<String, String> shards = new LinkedHashMap<>();
    shards.put("shared.zip.bin", "pytorch_model-00001-of-00003.bin");
    shards.put("state_dict.legacy.bin", "pytorch_model-00002-of-00003.bin");
    shards.put(SAFETENSORS, "pytorch_model-00003-of-00003.bin");
    JsonObject map = new JsonObject();
    for (Map.Entry<String, String> shard : shards.entrySet()) {
      byte[] content =
          shard.getKey().equals(SAFETENSORS)
              ? Fixtures.bert(SAFETENSORS)
              : TorchFiles.committed(shard.getKey());
      ModelFiles files = Fixtures.directory(temp, shard.getValue(), content);
      try (Checkpoint weights = WeightFiles.open(files, shard.getValue())) {
        weights.names().forEach(name -> map.addProperty(name, shard.getValue()));
      }
    }
    JsonObject index = new JsonObject();
    index.add("weight_map", map);
    Path file = temp.resolve("pytorch_model.bin.index.json");
    Files.writeString(file, index.toString());
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(temp))) {
      assertThat(weights.names()).containsExactlyInAnyOrderElementsOf(map.keySet());
      assertThat(weights.location()).isEqualTo(file.toString());
      assertThat(Fixtures.floats(weights, "flat")).hasSize(20);
      assertThat(weights.shape("decoder.weight")).containsExactly(5, 4);
      assertThat(weights.type("classifier.bias")).isEqualTo(TensorType.F32);
      assertThatThrownBy(() -> weights.elements("nothing"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    map.addProperty("absent", "pytorch_model-00001-of-00003.bin");
    Files.writeString(file, index.toString());
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("weight_map names tensors that no shard holds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "version https://git-lfs.github.com/spec/v1|a Git LFS pointer|git lfs pull",
        "<!DOCTYPE html><html>|a web page|Download the file itself",
        "  <HTML lang=\"en\">|a web page|Download the file itself",
        "\u0089HDF\\r\\n\u001a\\n|TensorFlow weights (HDF5)|save_pretrained",
        "\u0081\u00a6params\u0082|Flax weights (MessagePack)|save_pretrained",
        "\u00de\u0000\u0010\u00a6params|Flax weights (MessagePack)|save_pretrained",
        "GGUF\u0003|GGUF weights|save_pretrained",
        "\u001f\u008b\u0008|a gzip file|Unpack it",
        "{\"error\":\"Repository not found\"}|text, perhaps an error message|Fetch",
        "<?xml version=\"1.0\"?><Error>|text, perhaps an error message|Fetch",
        "\u0080\u0002}q\u0000.|a pickle that torch.save did not write|save_pretrained",
        "\u0008\u0007\u0012\u0007pytorch|bytes 08071207|Fetch",
        "''|an empty file|Fetch",
      })
  void open_otherFile_namedWithAdvice(String start, String found, String advice)
      throws IOException {
    byte[] content = start.replace("\\r\\n", "\r\n").replace("\\n", "\n").getBytes(ISO_8859_1);
    for (ModelFiles files :
        List.of(Fixtures.directory(temp, TORCH, content), TorchFiles.resource(content))) {
      assertThatThrownBy(() -> WeightFiles.open(files, TORCH))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("weights")
          .hasMessageContaining("found " + found)
          .hasMessageContaining(advice);
    }
  }

  @Test
  void open_tarOfOldPyTorch_named() throws IOException {
    byte[] content = Arrays.copyOf("storages".getBytes(ISO_8859_1), 1024);
    System.arraycopy("ustar".getBytes(ISO_8859_1), 0, content, 257, 5);
    assertThatThrownBy(() -> Checkpoint.open(Fixtures.directory(temp, TORCH, content)))
        .hasMessageContaining("found a tar archive, as PyTorch 0.1 wrote");
  }

  @Test
  void open_torchScript_named() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", new TorchFiles.Pickle().op('}').bytes());
    entries.put("m/constants.pkl", new TorchFiles.Pickle().op(')').bytes());
    byte[] content = TorchFiles.zip(entries, false);
    assertThatThrownBy(() -> Checkpoint.open(Fixtures.directory(temp, TORCH, content)))
        .hasMessageContaining("the file is a TorchScript program and not a checkpoint");
  }

  @Test
  void open_otherZip_named() throws IOException {
    byte[] content = TorchFiles.zip(Map.of("arr_0.npy", new byte[9]), true);
    assertThatThrownBy(() -> Checkpoint.open(Fixtures.directory(temp, TORCH, content)))
        .hasMessageContaining("the zip archive was not written by torch.save")
        .hasMessageContaining("expected one folder with data.pkl, found none");
  }

  @Test
  void open_dictionaryWithoutTensors_named() throws IOException {
    byte[] content =
        TorchFiles.zip(new TorchFiles.Pickle().op('}').text("epoch").number(3).op('s'));
    assertThatThrownBy(() -> Checkpoint.open(Fixtures.directory(temp, TORCH, content)))
        .hasMessageContaining("the file holds no tensors")
        .hasMessageContaining("state_dict")
        .hasMessageContaining("found 1 other values");
  }
}
