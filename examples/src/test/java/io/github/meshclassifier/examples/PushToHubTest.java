package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.hub.HubSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushToHubTest {
  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Supplier<HubSettings> settings, String... args) {
    return PushToHub.run(
        List.of(args),
        settings,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static HubSettings withoutToken() {
    return HubSettings.builder().anonymous().offline(false).build();
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void run_wrongArguments_showsUsage() {
    assertThat(run(PushToHubTest::withoutToken, "model")).isEqualTo(2);
    assertThat(run(PushToHubTest::withoutToken, "model", "owner/name", "hidden")).isEqualTo(2);
    assertThat(error()).startsWith("Usage: PushToHub <model directory> <owner/name> [public]");
  }

  @Test
  void run_noModel_saysWhatIsMissing() {
    assertThat(run(PushToHubTest::withoutToken, directory.toString(), "owner/name")).isEqualTo(1);
    assertThat(error()).startsWith("the directory has no config.json");
  }

  @Test
  void run_noToken_saysWhereToGetOne() throws IOException {
    Files.writeString(directory.resolve("config.json"), "{}");
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    String length = (char) header.length() + "\0\0\0\0\0\0\0";
    Files.writeString(directory.resolve("model.safetensors"), length + header + "data");

    assertThat(run(PushToHubTest::withoutToken, directory.toString(), "owner/name")).isEqualTo(1);
    assertThat(error()).contains("https://huggingface.co/settings/tokens", "HF_TOKEN");
    assertThat(out.size()).isZero();
  }

  @Test
  void run_wrongVariable_namesIt() {
    Supplier<HubSettings> wrong =
        () -> {
          throw new IllegalArgumentException("HF_ENDPOINT must be an address");
        };

    assertThat(run(wrong, directory.toString(), "owner/name")).isEqualTo(1);
    assertThat(error()).isEqualTo("HF_ENDPOINT must be an address");
  }
}
