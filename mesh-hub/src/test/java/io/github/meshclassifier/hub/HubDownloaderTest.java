package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubDownloaderTest extends DownloadTestBase {
  @Test
  void download_emptyCache_neededFilesInTheOfficialLayout() throws IOException {
    Path directory = download();
    assertThat(directory).isEqualTo(models().resolve("snapshots").resolve(commit));
    assertThat(names(directory))
        .containsExactly("config.json", "model.safetensors", "tokenizer.json", "vocab.txt");
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    String sha256 = FakeRepository.hash(weights, true);
    String sha1 =
        FakeRepository.hash("{\"model_type\":\"bert\"}".getBytes(StandardCharsets.UTF_8), false);
    assertThat(tree(models()))
        .containsEntry("snapshots/" + commit + "/model.safetensors", "../../blobs/" + sha256)
        .containsEntry("snapshots/" + commit + "/config.json", "../../blobs/" + sha1)
        .containsEntry("blobs/" + sha256, "")
        .containsEntry("refs/main", "")
        .containsEntry("trees/" + commit + ".json", "")
        .containsEntry(".no_exist/" + commit + "/merges.txt", "");
    assertThat(tree(models()).keySet())
        .noneMatch(name -> name.contains("incomplete") || name.contains("tmp"));
    assertThat(models().resolve("refs/main")).hasContent(commit);
    assertThat(cache().resolve("CACHEDIR.TAG"))
        .content()
        .startsWith("Signature: 8a477f597d28d172789f06886806bc55\n");
    assertThat(cache().resolve(".locks/models--owner--model/" + sha256 + ".lock")).exists();
  }

  @Test
  void download_emptyCache_tellsWhatHappens() throws IOException {
    download();
    assertThat(events.get(0))
        .isEqualTo(
            new HubEvent.Resolved(
                MODEL,
                commit,
                List.of(
                    new HubEvent.FileSize("config.json", 21),
                    new HubEvent.FileSize("tokenizer.json", 2),
                    new HubEvent.FileSize("vocab.txt", 12),
                    new HubEvent.FileSize("model.safetensors", 300_000))));
    assertThat(((HubEvent.Resolved) events.get(0)).totalBytes()).isEqualTo(300_035);
    assertThat(events)
        .filteredOn(event -> !(event instanceof HubEvent.FileProgress))
        .endsWith(
            new HubEvent.FileStarted("vocab.txt", 0, 12),
            new HubEvent.FileDone("vocab.txt", 12, true),
            new HubEvent.FileStarted("model.safetensors", 0, 300_000),
            new HubEvent.FileDone("model.safetensors", 300_000, true));
  }

  @Test
  void download_again_asksOnlyForTheRevision() throws IOException {
    Path first = download();
    hub.forgetRequests();
    events.clear();
    assertThat(download()).isEqualTo(first);
    assertThat(hub.requests()).hasSize(1);
    assertThat(events)
        .contains(new HubEvent.FileDone("model.safetensors", 300_000, false))
        .doesNotContain(new HubEvent.FileDone("model.safetensors", 300_000, true));
  }

  @Test
  void download_completeCommit_needsNoNetwork() throws IOException {
    Path first = download();
    hub.forgetRequests();
    assertThat(download(new HubModel("owner/model", commit), settings().build())).isEqualTo(first);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void download_commitThatIsNotMain_noReference() throws IOException {
    model(bytes(5, 5)).push("main");
    Path directory = download(new HubModel("owner/model", commit), settings().build());
    assertThat(directory.getFileName()).hasToString(commit);
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(models().resolve("refs")).doesNotExist();
  }

  @Test
  void download_pullRequest_referenceInFolders() throws IOException {
    String pull = model(bytes(5, 5)).push("refs/pr/1");
    download(HubModel.parse("owner/model@refs/pr/1"), settings().build());
    assertThat(models().resolve("refs/refs/pr/1")).hasContent(pull);
    assertThat(hub.requests().get(0).path()).endsWith("/revision/refs%2Fpr%2F1");
  }

  @Test
  void download_newCommit_fetchesOnlyWhatChanged() throws IOException {
    download();
    byte[] changed = bytes(1000, 9);
    String next = model(changed).push("main");
    hub.forgetRequests();
    Path directory = download();
    assertThat(directory.getFileName()).hasToString(next);
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(changed);
    assertThat(directory.resolve("vocab.txt")).hasContent("[PAD]\n[UNK]\n");
    assertThat(hub.requests("/resolve/")).hasSize(1);
    assertThat(models().resolve("refs/main")).hasContent(next);
    assertThat(models().resolve("snapshots").resolve(commit).resolve("model.safetensors"))
        .hasBinaryContent(weights);
  }

  @Test
  void download_shards_indexAndWhatItNames() throws IOException {
    byte[] first = bytes(100, 1);
    byte[] second = bytes(200, 2);
    repository
        .commit()
        .file("config.json", "{}")
        .file("vocab.txt", "a")
        .file(
            "model.safetensors.index.json",
            "{\"metadata\":{},\"weight_map\":{\"a\":\"model-00001-of-00002.safetensors\","
                + "\"b\":\"model-00002-of-00002.safetensors\","
                + "\"c\":\"model-00001-of-00002.safetensors\"}}")
        .file("model-00001-of-00002.safetensors", first)
        .file("model-00002-of-00002.safetensors", second)
        .file("model-00003-of-00003.safetensors", second)
        .push("main");
    Path directory = download();
    assertThat(names(directory))
        .containsExactly(
            "config.json",
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json",
            "vocab.txt");
    assertThat(directory.resolve("model-00002-of-00002.safetensors")).hasBinaryContent(second);
    assertThat(events).filteredOn(event -> event instanceof HubEvent.Resolved).hasSize(2);
    hub.close();
    assertThat(download(MODEL, settings().offline(true).build())).isEqualTo(directory);
    Files.delete(directory.resolve("model-00002-of-00002.safetensors"));
    assertThat(failure(MODEL, settings().offline(true).build()))
        .hasMessageContaining("found no model-00002-of-00002.safetensors");
  }

  @Test
  void download_formsOfWeights_theOneThatTheLoaderTakes() throws IOException {
    FakeRepository.Files files = repository.commit().file("config.json", "{}");
    files.file("model-int8.safetensors", bytes(10, 1)).push("main");
    assertThat(names(download())).containsExactly("config.json", "model-int8.safetensors");
    files.file("pytorch_model.bin.index.json", "{\"weight_map\":{\"a\":\"a.bin\"}}");
    files.file("a.bin", bytes(10, 2)).push("main");
    assertThat(names(download()))
        .containsExactly("a.bin", "config.json", "pytorch_model.bin.index.json");
    files.file("pytorch_model.bin", bytes(10, 3)).push("main");
    assertThat(names(download())).containsExactly("config.json", "pytorch_model.bin");
    files.file("model.safetensors", bytes(10, 4)).push("main");
    assertThat(names(download())).containsExactly("config.json", "model.safetensors");
  }

  @Test
  void download_withoutReadableWeights_saysWhatThereIs() {
    repository
        .commit()
        .file("config.json", "{}")
        .file("tf_model.h5", "h")
        .file("flax_model.msgpack", "f")
        .push("main");
    assertThat(failure())
        .hasMessage(
            "the repository has no weights that can be read, expected one of model.safetensors,"
                + " model.safetensors.index.json, pytorch_model.bin,"
                + " pytorch_model.bin.index.json, model-int8.safetensors, found TensorFlow"
                + " (tf_model.h5), Flax (flax_model.msgpack) (hf://owner/model@main). Name a revision that has"
                + " model.safetensors, or save the model with transformers' save_pretrained and"
                + " publish that.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNSUPPORTED);
    repository.commit().file("README.md", "x").push("main");
    assertThat(failure()).hasMessageStartingWith("the repository has no config.json");
    assertThat(models().resolve("refs")).doesNotExist();
  }

  @Test
  void download_withToken_onlyTheEndpointSeesIt() throws IOException {
    repository.privateTo("hf_secret");
    Path directory = download(MODEL, settings().token("hf_secret").build());
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(hub.requests())
        .allMatch(request -> request.storage() == request.token().isEmpty())
        .anyMatch(FakeHub.Request::storage);
    assertThat(events.toString()).doesNotContain("hf_secret");
  }

  @Test
  void download_renamedRepository_redirectsFollowed() throws IOException {
    hub.rename("owner/model", "new-owner/model2");
    Path directory = download();
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(directory.getParent().getParent()).isEqualTo(models());
  }

  @Test
  void download_serverWithoutHashes_asksEachFile() throws IOException {
    hub.hideBlobs();
    hub.rename("owner/model", "new-owner/model2");
    Path directory = download();
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(tree(models()))
        .containsEntry(
            "snapshots/" + commit + "/model.safetensors",
            "../../blobs/" + FakeRepository.hash(weights, true))
        .doesNotContainKey("trees/" + commit + ".json");
    assertThat(hub.requests("storage HEAD")).isEmpty();
    hub.forgetRequests();
    // Without a listing, markers and files together say that nothing is missing.
    assertThat(download(new HubModel("owner/model", commit), settings().build()))
        .isEqualTo(directory);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void download_headOfAnotherCommitOrWithoutTag_refused() {
    hub.hideBlobs();
    hub.on(
        request -> request.path().contains("resolve-cache"),
        1,
        (r, next) -> next.answer(r).with("X-Repo-Commit", "0".repeat(40)));
    assertThat(failure()).hasMessageStartingWith("X-Repo-Commit is another commit");
    hub.on(
        request -> request.method().equals("HEAD"),
        1,
        (r, next) ->
            FakeHub.Reply.of(200).with("ETag", "\"../../x\"").with("X-Repo-Commit", commit));
    assertThat(failure())
        .hasMessageStartingWith("ETag cannot name a file")
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNEXPECTED_ANSWER);
  }

  @Test
  void download_withoutLinks_filesInTheSnapshot() throws IOException {
    Path directory = download(MODEL, settings().symlinks(false).build());
    assertThat(directory.resolve("model.safetensors")).isRegularFile().hasBinaryContent(weights);
    assertThat(Files.isSymbolicLink(directory.resolve("model.safetensors"))).isFalse();
    assertThat(names(models().resolve("blobs"))).isEmpty();
    hub.forgetRequests();
    assertThat(download(MODEL, settings().symlinks(false).build())).isEqualTo(directory);
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void download_withoutLinksButBlobs_copies() throws IOException {
    download();
    String next = model(weights).file("merges.txt", "m").push("main");
    Path directory = download(MODEL, settings().symlinks(false).build());
    assertThat(directory.getFileName()).hasToString(next);
    assertThat(Files.isSymbolicLink(directory.resolve("model.safetensors"))).isFalse();
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(blob(weights, true)).hasBinaryContent(weights);
  }

  @Test
  void download_brokenLinkOrShortBlob_repaired() throws IOException {
    Path directory = download();
    Files.delete(blob(weights, true));
    assertThat(download().resolve("model.safetensors")).hasBinaryContent(weights);
    Files.write(blob(weights, true), new byte[5]);
    assertThat(download(new HubModel("owner/model", commit), settings().build()))
        .isEqualTo(directory);
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil", "a/../../evil", "/etc/passwd", "a\\..\\evil", "C:evil", "a//b", "."})
  void download_fileThatLeavesTheDirectory_refused(String path) throws IOException {
    model(weights).file(path, "evil").push("main");
    assertThat(failure())
        .hasMessageStartingWith("a file of the model is refused")
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNEXPECTED_ANSWER);
    assertThat(tree(temp)).isEmpty();
  }

  @Test
  void download_indexThatLeavesTheDirectory_refused() {
    repository
        .commit()
        .file("config.json", "{}")
        .file("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../x.safetensors\"}}")
        .push("main");
    assertThat(failure())
        .hasMessageStartingWith("weight_map names no file of the model")
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNSUPPORTED);
    repository
        .commit()
        .file("config.json", "{}")
        .file("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"x.safetensors\"}}")
        .push("main");
    assertThat(failure())
        .hasMessageStartingWith("model.safetensors.index.json names a file that is not there");
    repository
        .commit()
        .file("config.json", "{}")
        .file("model.safetensors.index.json", "{\"weight_map\":")
        .push("main");
    assertThat(failure())
        .hasMessageStartingWith("model.safetensors.index.json is no index of weights");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Please log in</html>",
        "[]",
        "{}",
        "{\"sha\":\"../../x\",\"siblings\":[]}",
        "{\"sha\":\"0123456789012345678901234567890123456789\"}",
        "{\"sha\":\"0123456789012345678901234567890123456789\",\"siblings\":[1]}"
      })
  void download_answerThatIsNoListing_refused(String answer) {
    hub.on(
        r -> r.path().startsWith("/api/"),
        1,
        (r, next) -> FakeHub.Reply.of(200, answer.getBytes(StandardCharsets.UTF_8)));
    assertThat(failure()).extracting(HubException::kind).isEqualTo(Kind.UNEXPECTED_ANSWER);
  }

  @Test
  void download_listingFromAnotherHost_refused() {
    hub.on(
        r -> r.path().startsWith("/api/"),
        1,
        (r, next) -> FakeHub.Reply.of(302).with("Location", hub.storage() + "/login"));
    assertThat(failure()).extracting(HubException::kind).isEqualTo(Kind.UNEXPECTED_ANSWER);
    assertThat(hub.requests("storage")).isEmpty();
  }

  @Test
  void download_redirectsInACircleOrToAFile_refused() {
    hub.on(
        r -> r.path().contains("/resolve"),
        100,
        (r, next) -> FakeHub.Reply.of(302).with("Location", r.path()));
    assertThat(failure()).hasMessageStartingWith("there are too many redirects");
    for (String target : List.of("file:///etc/passwd", "", "http://", "::")) {
      hub.forgetRequests();
      hub.on(
          r -> r.path().startsWith("/api/"),
          1,
          (r, next) -> FakeHub.Reply.of(302).with("Location", target));
      assertThat(failure()).hasMessageStartingWith("the redirect is refused");
    }
  }

  @Test
  void download_cacheThatCannotBeWritten_saysWhere() throws IOException {
    Files.writeString(temp.resolve("hub"), "a file");
    assertThat(failure())
        .hasMessageContaining(models().toString())
        .hasMessageContaining("HF_HUB_CACHE")
        .extracting(HubException::kind)
        .isEqualTo(Kind.STORAGE);
  }

  @Test
  void download_consumerThrows_endsCleanly() {
    HubDownloader downloader =
        HubDownloader.builder()
            .settings(settings().build())
            .onEvent(
                event -> {
                  if (event.equals(new HubEvent.FileStarted("vocab.txt", 0, 12))) {
                    throw new IllegalStateException("enough");
                  }
                })
            .build();
    assertThatThrownBy(() -> downloader.download(MODEL)).hasMessage("enough");
    assertThat(models().resolve("refs")).doesNotExist();
  }

  @Test
  void builder_twice_refused() {
    HubSettings settings = settings().build();
    assertThatThrownBy(() -> HubDownloader.builder().settings(settings).settings(settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("settings was already set to " + settings);
    assertThatThrownBy(() -> HubDownloader.builder().onEvent(e -> {}).onEvent(e -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("onEvent was already set to ");
  }

  @Test
  void events_lists_copied() {
    List<HubEvent.FileSize> files = new ArrayList<>();
    HubEvent.Resolved resolved = new HubEvent.Resolved(MODEL, commit, files);
    files.add(new HubEvent.FileSize("a", 1));
    assertThat(resolved.files()).isEmpty();
  }
}
