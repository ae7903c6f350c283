package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubHttpTest {
  private static HubHttp http(String endpoint) {
    return new HubHttp(
        HubSettings.builder(Map.of())
            .endpoint(URI.create(endpoint))
            .token("hf_secret")
            .retryDelay(Duration.ofSeconds(1))
            .build(),
        event -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "https://hub.example, https://hub.example/a, true",
    "https://hub.example, https://HUB.example:443/a, true",
    "https://hub.example/prefix, https://hub.example/other, true",
    "http://[::1]:8080, http://[::1]:8080/a, true",
    "http://[::1]:8080, http://[::2]:8080/a, false",
    "https://hub.example, http://hub.example/a, false",
    "https://hub.example, https://hub.example:8443/a, false",
    "https://hub.example, https://cdn.hub.example/a, false",
    "https://hub.example, https://hub.example.evil.com/a, false",
    "https://hub.example, https://hub.example@evil.com/a, false",
  })
  void request_token_onlyToTheEndpoint(String endpoint, String uri, boolean token) {
    HttpRequest request = http(endpoint).request(URI.create(uri)).build();
    assertThat(request.headers().firstValue("Authorization"))
        .isEqualTo(token ? Optional.of("Bearer hf_secret") : Optional.empty());
    assertThat(request.headers().firstValue("Accept-Encoding")).contains("identity");
    assertThat(request.headers().firstValue("User-Agent").orElseThrow())
        .startsWith("mesh-classifier/");
  }

  @Test
  void uri_endpointWithPath_kept() {
    assertThat(http("https://mirror.example/hub").uri("/api/models/a"))
        .isEqualTo(URI.create("https://mirror.example/hub/api/models/a"));
  }

  @Test
  void encoded_everyCharacterThatIsNotPlain() {
    assertThat(HubHttp.encoded("refs/pr/1 ä~._-?#%"))
        .isEqualTo("refs%2Fpr%2F1%20%C3%A4~._-%3F%23%25");
  }

  @Test
  void pause_doublesUpToTheEightfold() {
    HubHttp http = http("https://hub.example");
    assertThat(List.of(1, 2, 3, 4, 5, 100))
        .extracting(attempt -> http.pause(attempt).toSeconds())
        .containsExactly(1L, 2L, 4L, 8L, 8L, 8L);
  }

  @Test
  void digest_emptyContent_asGitAndShaHaveIt() {
    String sha1 = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    String sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assertThat(promised(sha1, "")).isEqualTo(sha1);
    assertThat(promised(sha256, "")).isEqualTo(sha256);
    assertThat(promised(sha1, "hello\n")).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a");
    assertThat(BlobDigest.promisedBy("mirror-1", 0)).isNull();
  }

  private static String promised(String etag, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    BlobDigest digest = Objects.requireNonNull(BlobDigest.promisedBy(etag, bytes.length));
    digest.update(bytes, 0, bytes.length);
    return digest.hex();
  }
}
