package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the Hub refuses, and what is possible without it. */
class HubAccessTest extends DownloadTestBase {
  private HubSettings offline() {
    return settings().offline(true).build();
  }

  @Test
  void model_unknownWithoutToken_mayBePrivate() {
    assertThat(failure(HubModel.parse("owner/none"), settings().build()))
        .hasMessage(
            "the model does not exist, or it is private, found status 401, 'Repository not found'"
                + " (hf://owner/none@main). Check the name; for a private model, set HF_TOKEN to a"
                + " token from https://huggingface.co/settings/tokens.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void model_privateToAnother_theTokenMayNotSeeIt() {
    repository.privateTo("hf_other");
    assertThat(failure(MODEL, settings().token("hf_mine").build()))
        .hasMessageStartingWith("the model does not exist, or the token may not see it")
        .hasMessageNotContaining("hf_mine")
        .extracting(HubException::kind)
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void token_invalid_saysSo() {
    assertThat(failure(MODEL, settings().token("invalid").build()))
        .hasMessage(
            "the Hub does not accept the token, found status 401, 'Invalid credentials in"
                + " Authorization hea...' (hf://owner/model@main). Set HF_TOKEN to a valid one from"
                + " https://huggingface.co/settings/tokens, or unset it.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNAUTHORIZED);
  }

  @Test
  void model_gated_saysWhereToAsk() throws IOException {
    repository.gatedTo("hf_good");
    assertThat(failure())
        .hasMessageContaining("Ask for it at " + hub.endpoint() + "/owner/model and set HF_TOKEN.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.GATED);
    assertThat(failure(MODEL, settings().token("hf_mine").build()))
        .hasMessageContaining("with the token's account.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.GATED);
    assertThat(download(MODEL, settings().token("hf_good").build())).isDirectory();
  }

  @Test
  void revision_unknown_saysSo() {
    assertThat(failure(HubModel.parse("owner/model@v9"), settings().build()))
        .hasMessageStartingWith("the model has no such revision")
        .hasMessageContaining("(hf://owner/model@v9)")
        .extracting(HubException::kind)
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void file_vanished_saysSo() {
    hub.on(
        r -> r.path().endsWith("/vocab.txt"),
        1,
        (r, next) -> FakeHub.Reply.error(404, "EntryNotFound", "Entry not found"));
    assertThat(failure())
        .hasMessageStartingWith("the model has no such file: vocab.txt")
        .extracting(HubException::kind)
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void hub_failing_takesTheCacheIfItCan() throws IOException {
    hub.fail("GET /api/", 6, 503);
    assertThat(failure()).extracting(HubException::kind).isEqualTo(Kind.UNAVAILABLE);
    Path directory = download();
    hub.forgetRequests();
    hub.fail("GET /api/", 6, 503);
    assertThat(download()).isEqualTo(directory);
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void hub_refusing_takesTheCacheIfItIsComplete() throws IOException {
    Path directory = download();
    assertThat(download(MODEL, settings().token("invalid").build())).isEqualTo(directory);
    repository.privateTo("hf_other");
    assertThat(download()).isEqualTo(directory);
    hub.on(
        r -> r.path().startsWith("/api/"),
        1,
        (r, next) -> FakeHub.Reply.error(403, "GatedRepo", "Access to the model is restricted"));
    assertThat(download()).isEqualTo(directory);

    Files.delete(directory.resolve("vocab.txt"));
    assertThat(failure()).extracting(HubException::kind).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void revision_goneFromTheHub_doesNotTakeTheCache() throws IOException {
    download();
    hub.on(
        r -> r.path().startsWith("/api/"),
        1,
        (r, next) -> FakeHub.Reply.error(404, "RevisionNotFound", "Invalid rev id: main"));
    assertThat(failure()).hasMessageStartingWith("the model has no such revision");
  }

  @Test
  void endpoint_withPath_allOfTheHubIsBelowIt() throws IOException {
    hub.on(
        r -> r.path().startsWith("/mirror/"),
        99,
        (r, next) ->
            next.answer(
                new FakeHub.Request(
                    false,
                    r.method(),
                    r.path().substring("/mirror".length()),
                    r.query(),
                    r.headers(),
                    r.body())));
    HubSettings mirror =
        HubSettings.builder(Map.of())
            .endpoint(URI.create(hub.endpoint() + "/mirror/"))
            .cacheDirectory(cache())
            .retries(0)
            .build();
    assertThat(download(MODEL, mirror).resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(hub.requests("GET /mirror/owner/model/resolve/")).hasSize(4);
  }

  @Test
  void proxy_ofTheJvm_used() throws IOException {
    URI endpoint = URI.create("http://hub.invalid");
    List<String> proxy =
        List.of(
            "-Dhttp.proxyHost=localhost",
            "-Dhttp.proxyPort=" + hub.endpoint().getPort(),
            "-Dhttp.nonProxyHosts=127.0.0.1");
    try (Child child = Child.start(proxy, endpoint, cache(), MODEL.toString())) {
      assertThat(Path.of(child.await("done ")).resolve("model.safetensors"))
          .hasBinaryContent(weights);
    }
  }

  @Test
  void network_gone_cacheOrWhatToSet() throws IOException {
    Path directory = download();
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://localhost:" + socket.getLocalPort());
    }
    HubSettings unreachable =
        HubSettings.builder(Map.of())
            .endpoint(nobody)
            .cacheDirectory(cache())
            .retries(1)
            .retryDelay(Duration.ofMillis(1))
            .build();
    assertThat(download(MODEL, unreachable)).isEqualTo(directory);
    assertThat(failure(HubModel.parse("owner/other"), unreachable))
        .hasMessage(
            "the Hub at "
                + nobody
                + " cannot be reached, expected the model in the cache at "
                + cache().resolve("models--owner--other")
                + ", found no revision main (hf://owner/other@main). Check the network and the"
                + " proxy (-Dhttps.proxyHost and -Dhttps.proxyPort, not HTTPS_PROXY), or set"
                + " HF_ENDPOINT to a mirror, or HF_HUB_CACHE to a cache that has the model.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.OFFLINE);
  }

  @Test
  void host_unknown_isOffline() {
    HubSettings unknown =
        HubSettings.builder(Map.of())
            .endpoint(URI.create("http://no-such-host.invalid"))
            .cacheDirectory(cache())
            .retries(0)
            .build();
    assertThat(failure(MODEL, unknown)).extracting(HubException::kind).isEqualTo(Kind.OFFLINE);
  }

  @Test
  void offline_emptyCache_saysWhatToSet() {
    assertThat(failure(MODEL, offline()))
        .hasMessage(
            "the network is switched off, expected the model in the cache at "
                + models()
                + ", found no revision main (hf://owner/model@main). Unset HF_HUB_OFFLINE and"
                + " TRANSFORMERS_OFFLINE to fetch it, or set HF_HUB_CACHE to a cache that has it.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.OFFLINE);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void offline_completeCache_isEnough() throws IOException {
    Path directory = download();
    hub.forgetRequests();
    assertThat(download(MODEL, offline())).isEqualTo(directory);
    assertThat(download(new HubModel("owner/model", commit), offline())).isEqualTo(directory);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void offline_fileMissingOrShort_saysWhich() throws IOException {
    Path directory = download();
    Files.delete(directory.resolve("tokenizer.json"));
    assertThat(failure(MODEL, offline())).hasMessageContaining("found no tokenizer.json (");
    download();
    Files.write(blob(weights, true), new byte[7]);
    assertThat(failure(MODEL, offline())).hasMessageContaining("found no model.safetensors (");
  }

  @Test
  void offline_cacheOfAnotherClientWithoutListing_enoughToLoadIsEnough() throws IOException {
    Path directory = download();
    Files.delete(models().resolve("trees").resolve(commit + ".json"));
    assertThat(download(MODEL, offline())).isEqualTo(directory);
    Files.delete(directory.resolve("tokenizer.json"));
    assertThat(download(MODEL, offline())).isEqualTo(directory);
    Files.delete(directory.resolve("vocab.txt"));
    assertThat(failure(MODEL, offline())).hasMessageContaining("found no tokenizer files (");
    Files.delete(directory.resolve("model.safetensors"));
    assertThat(failure(MODEL, offline())).hasMessageContaining("found no weights (");
    Files.delete(directory.resolve("config.json"));
    assertThat(failure(MODEL, offline())).hasMessageContaining("found no config.json (");
  }

  @Test
  void commit_partlyInTheCacheOfAnotherClient_asksTheHub() throws IOException {
    Path directory = download();
    Files.delete(models().resolve("trees").resolve(commit + ".json"));
    Files.delete(directory.resolve("tokenizer.json"));
    hub.forgetRequests();
    download(new HubModel("owner/model", commit), settings().build());
    assertThat(directory.resolve("tokenizer.json")).hasContent("{}");
  }

  @Test
  void reference_damaged_countsAsNone() throws IOException {
    download();
    for (String text : new String[] {"", "../../../etc", "main", "\0\uFFFF"}) {
      Files.writeString(models().resolve("refs/main"), text);
      assertThat(failure(MODEL, offline())).hasMessageContaining("found no revision main (");
    }
  }

  @Test
  void listing_damaged_countsAsNone() throws IOException {
    Path directory = download();
    Path tree = models().resolve("trees").resolve(commit + ".json");
    String good = Files.readString(tree);
    for (String text :
        new String[] {
          "",
          "{",
          "[]",
          "{\"format_version\":2,\"files\":{}}",
          "{\"format_version\":1}",
          "{\"format_version\":1,\"files\":{\"a\":1}}",
          "{\"format_version\":1,\"files\":{\"../a\":{}}}"
        }) {
      Files.writeString(tree, text);
      assertThat(download(MODEL, offline())).isEqualTo(directory);
    }
    download();
    assertThat(tree).hasContent(good);
  }
}
