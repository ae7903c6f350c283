package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
  @TempDir Path temp;

  private static HubSettings of(Map<String, String> environment) {
    return HubSettings.builder(environment).build();
  }

  @Test
  void defaults_emptyEnvironment() {
    HubSettings settings = of(Map.of("HF_HOME", temp.toString()));
    assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(settings.cacheDirectory()).isEqualTo(temp.resolve("hub"));
    assertThat(settings.token()).isEmpty();
    assertThat(settings.offline()).isFalse();
    assertThat(settings.symlinks()).isTrue();
    assertThat(settings.answerTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.retries()).isEqualTo(5);
    assertThat(settings.retryDelay()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void cacheDirectory_variables_inTheirOrder() {
    assertThat(of(Map.of("HOME", "/u")).cacheDirectory())
        .isEqualTo(absolute("/u/.cache/huggingface/hub"));
    assertThat(of(Map.of("HOME", "/u", "XDG_CACHE_HOME", "/x")).cacheDirectory())
        .isEqualTo(absolute("/x/huggingface/hub"));
    assertThat(of(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "/h")).cacheDirectory())
        .isEqualTo(absolute("/h/hub"));
    assertThat(of(Map.of("HF_HOME", "/h", "HUGGINGFACE_HUB_CACHE", "/l")).cacheDirectory())
        .isEqualTo(absolute("/l"));
    assertThat(of(Map.of("HUGGINGFACE_HUB_CACHE", "/l", "HF_HUB_CACHE", "/c")).cacheDirectory())
        .isEqualTo(absolute("/c"));
    assertThat(
            HubSettings.builder(Map.of("HF_HUB_CACHE", "/c"))
                .cacheDirectory(temp)
                .build()
                .cacheDirectory())
        .isEqualTo(temp);
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath();
  }

  @Test
  void cacheDirectory_homeAndVariables_replaced() {
    assertThat(of(Map.of("HOME", "/u", "HF_HOME", "~/hf")).cacheDirectory())
        .isEqualTo(absolute("/u/hf/hub"));
    assertThat(
            of(Map.of("WORK", "/w$1", "USER", "me", "HF_HUB_CACHE", "$WORK/${USER}/$NONE"))
                .cacheDirectory())
        .isEqualTo(absolute("/w$1/me/$NONE"));
    assertThat(of(Map.of("HF_HUB_CACHE", " ", "HF_HOME", "/h")).cacheDirectory())
        .isEqualTo(absolute("/h/hub"));
  }

  @Test
  void token_variablesAndFile_inTheirOrder() throws IOException {
    Files.writeString(temp.resolve("token"), "hf_file\r\n");
    Files.writeString(temp.resolve("other"), "hf_other\n");
    String home = temp.toString();
    String other = temp.resolve("other").toString();
    assertThat(of(Map.of("HF_HOME", home)).token()).contains("hf_file");
    assertThat(of(Map.of("HF_HOME", home, "HF_TOKEN_PATH", other)).token()).contains("hf_other");
    assertThat(of(Map.of("HF_HOME", home, "HUGGING_FACE_HUB_TOKEN", "hf_old")).token())
        .contains("hf_old");
    assertThat(
            of(Map.of("HF_HOME", home, "HUGGING_FACE_HUB_TOKEN", "hf_old", "HF_TOKEN", " hf_new\n"))
                .token())
        .contains("hf_new");
    assertThat(of(Map.of("HF_HOME", home, "HF_TOKEN", "")).token()).contains("hf_file");
    assertThat(
            of(Map.of("HF_HOME", home, "HF_TOKEN", "a", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "yes"))
                .token())
        .isEmpty();
    assertThat(HubSettings.builder(Map.of("HF_TOKEN", "hf_env")).token("hf_own").build().token())
        .contains("hf_own");
    assertThat(HubSettings.builder(Map.of("HF_TOKEN", "hf_env")).anonymous().build().token())
        .isEmpty();
    Files.delete(temp.resolve("token"));
    Files.createDirectory(temp.resolve("token"));
    assertThat(of(Map.of("HF_HOME", home)).token()).isEmpty();
  }

  @Test
  void token_always_unprinted() {
    HubSettings settings = of(Map.of("HF_HOME", temp.toString(), "HF_TOKEN", "hf_secret"));
    assertThat(settings.toString()).contains("token=set").doesNotContain("hf_secret");
    assertThat(of(Map.of("HF_HOME", temp.toString())).toString()).contains("token=none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubSettings.builder(Map.of()).token("hf_secret\nX-Evil: 1"))
        .withMessage("token must be an access token of printable ASCII characters");
    assertThatThrownBy(() -> HubSettings.builder(Map.of()).token("hf_secret").token("b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("token was already set");
  }

  @ParameterizedTest
  @CsvSource({
    "1,,true",
    "on,,true",
    "Yes,,true",
    "TRUE,,true",
    "true,,true",
    "2,,false",
    "0,1,false",
    ",1,true",
    ",,false"
  })
  void offline_variables_asTheOfficialClientReadsThem(String hub, String transformers, boolean is) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HF_HUB_OFFLINE", hub == null ? "" : hub);
    environment.put("TRANSFORMERS_OFFLINE", transformers == null ? "" : transformers);
    assertThat(of(environment).offline()).isEqualTo(is);
  }

  @Test
  void otherVariables_read() {
    HubSettings settings =
        of(
            Map.of(
                "HF_ENDPOINT", "https://hub.example:8443/hf//",
                "HF_HUB_ETAG_TIMEOUT", "3",
                "HF_HUB_DOWNLOAD_TIMEOUT", "0",
                "HF_HUB_DISABLE_SYMLINKS", "1"));
    assertThat(settings.endpoint()).isEqualTo(URI.create("https://hub.example:8443/hf"));
    assertThat(settings.answerTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.symlinks()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"huggingface.co", "ftp://x", "https://u:p@x", "https://x?q", "https://x#f", "a b"})
  void endpoint_invalid_namesTheVariable(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of(Map.of("HF_ENDPOINT", endpoint)))
        .withMessage("HF_ENDPOINT must be an address such as https://huggingface.co");
  }

  @Test
  void timeouts_invalid_nameTheVariable() {
    for (String value : new String[] {"ten", "-1", "1.5", "4294967295"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> of(Map.of("HF_HUB_ETAG_TIMEOUT", value)))
          .withMessage(
              "HF_HUB_ETAG_TIMEOUT must be a whole number of seconds, was '" + value + "'");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubSettings.builder(Map.of()).idleTimeout(Duration.ZERO))
        .withMessage("idleTimeout must be positive, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubSettings.builder(Map.of()).retries(-1))
        .withMessage("retries must be between 0 and 100, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubSettings.builder(Map.of()).retryDelay(Duration.ofMillis(-1)))
        .withMessage("retryDelay must not be negative, was PT-0.001S");
    assertThatThrownBy(() -> HubSettings.builder(Map.of()).retries(1).retries(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("retries was already set to 1");
  }
}
