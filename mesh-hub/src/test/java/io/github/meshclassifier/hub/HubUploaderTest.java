package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.hub.StoredRepository.Blob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HubUploaderTest extends UploadTestCase {
  private StoredRepository repository() {
    return hub.repositories.get(ID);
  }

  /** Requires that a branch has exactly the published files of the directory, byte for byte. */
  private void assertPublished(String branch, Path directory) throws IOException {
    Map<String, byte[]> expected = new HashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        expected.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    Map<String, byte[]> found = new HashMap<>();
    repository().head(branch).files().forEach((name, blob) -> found.put(name, blob.content()));
    found.remove(".gitattributes");
    assertThat(found).containsOnlyKeys(expected.keySet());
    expected.forEach((name, content) -> assertThat(found.get(name)).as(name).isEqualTo(content));
  }

  @Test
  void upload_newRepository_privateWithAllFiles() throws IOException {
    HubUploader.Commit commit = uploader().build().upload(model);

    assertPublished("main", model);
    assertThat(repository().hidden).isTrue();
    assertThat(commit.oid()).isEqualTo(repository().head("main").id());
    assertThat(commit.url()).hasToString(hub.endpoint() + "/" + ID + "/commit/" + commit.oid());
    assertThat(commit.pullRequest()).isNull();
    assertThat(repository().head("main").title()).isEqualTo("Upload model");
    assertThat(repository().branches.get("main")).hasSize(2);
  }

  @Test
  void upload_publicOnRequest_public() throws IOException {
    uploader().privateRepository(false).build().upload(model);

    assertThat(repository().hidden).isFalse();
    assertPublished("main", model);
  }

  @Test
  void upload_hubMakesItPublicAllTheSame_nothingSent() {
    hub.alwaysPublic = true;

    assertThatThrownBy(() -> uploader().build().upload(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
        .hasMessageStartingWith("the Hub made the new repository public, expected a private one");
    assertThat(hub.seen("preupload")).isEmpty();
  }

  @Test
  void upload_existingRepository_keepsItsVisibilityAndOtherFiles() throws IOException {
    StoredRepository repository = hub.create(ID);
    repository.add("main", "notes", Map.of("notes.md", new Blob(new byte[] {'x'}, false)));

    uploader().build().upload(model);

    assertThat(repository().hidden).isFalse();
    assertThat(repository().head("main").files())
        .containsKeys("notes.md", "config.json", "model.safetensors", "tokenizer.json");
  }

  @Test
  void upload_withoutCreating_needsTheRepository() {
    assertThatThrownBy(() -> uploader().createRepository(false).build().upload(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessageContaining(ID);
    assertThat(hub.seen("create")).isEmpty();
  }

  @Test
  void upload_again_noSecondCommit() throws IOException {
    HubUploader.Commit first = uploader().build().upload(model);
    long stored = hub.storedBytes.get();

    HubUploader.Commit second = uploader().build().upload(model);

    assertThat(second).isEqualTo(first);
    assertThat(hub.storedBytes).hasValue(stored);
    assertThat(hub.seen("commit")).hasSize(1);
    assertThat(repository().branches.get("main")).hasSize(2);
  }

  @Test
  void upload_oneFileChanged_onlyThatOneIsSent() throws IOException {
    uploader().build().upload(model);
    Files.writeString(model.resolve("config.json"), "{\"model_type\": \"roberta\"}");
    events.clear();

    uploader().commitMessage("Correct the type").build().upload(model);

    assertPublished("main", model);
    String body = hub.seen("commit").get(1).body();
    assertThat(body.lines()).hasSize(2);
    assertThat(hub.seen("batch")).hasSize(1);
    assertThat(repository().head("main").title()).isEqualTo("Correct the type");
    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            HubEvent.Compared.class,
            compared -> {
              assertThat(compared.changed())
                  .containsExactly(new HubEvent.FileSize("config.json", 25));
              assertThat(compared.unchanged())
                  .extracting(HubEvent.FileSize::file)
                  .containsExactly("model.safetensors", "tokenizer.json");
              assertThat(compared.changedBytes()).isEqualTo(25);
            });
  }

  @Test
  void upload_manyParts_inOrderWithTheirETags() throws IOException {
    hub.partSize = 7_001;

    uploader().build().upload(model);

    assertPublished("main", model);
    assertThat(hub.seen("part"))
        .extracting(part -> part.uri().getQuery().replaceAll(".*partNumber=", ""))
        .containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(hub.seen("complete")).hasSize(1);
    assertThat(hub.seen("verify")).hasSize(1);
  }

  @Test
  void upload_sizeIsAMultipleOfTheParts_noEmptyPart() throws IOException {
    hub.partSize = (int) Files.size(model.resolve("model.safetensors")) / 2;

    uploader().build().upload(model);

    assertThat(hub.seen("part")).hasSize(2);
    assertPublished("main", model);
  }

  @Test
  void upload_storage_getsNoTokenButItsOwnHeaders() throws IOException {
    uploader().build().upload(model);

    // The server notes an Authorization header as a violation; the one it proposes is refused too.
    assertThat(hub.seen("without-header")).isEmpty();
    assertThat(hub.seen("object")).hasSize(1);
    assertThat(hub.seen("object").get(0).headers()).doesNotContainKey("Authorization");
    assertThat(hub.seen("verify").get(0).headers())
        .containsEntry("Authorization", List.of("Bearer " + UploadHub.TOKEN));
  }

  @Test
  void upload_emptyFiles_published() throws IOException {
    Files.write(model.resolve("empty.bin"), new byte[0]);
    Files.write(model.resolve("empty.txt"), new byte[0]);

    uploader().build().upload(model);

    assertPublished("main", model);
    assertThat(repository().head("main").files().get("empty.bin").large()).isFalse();
  }

  @Test
  void upload_foreignNames_published() throws IOException {
    // In an archive: not every locale has these names for files of its own.
    URI archive = URI.create("jar:" + temp.resolve("model.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
      Path directory = UploadModels.write(files.getPath("/model"), 40_000);
      Files.writeString(directory.resolve("\u00dcberblick \u4e2d\u6587 'q' &<>.md"), "\u00e4");
      Files.writeString(directory.resolve("I \u0130 i \u0131 100%.txt"), "x");

      uploader().build().upload(directory);

      assertPublished("main", directory);
    }
  }

  @Test
  void upload_threeHundredFiles_inGroups() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      byte[] content = new byte[random.nextInt(3_000)];
      random.nextBytes(content);
      Files.write(model.resolve("file-" + i + (i % 2 == 0 ? ".txt" : ".bin")), content);
    }
    for (int i = 0; i < 270; i++) {
      Files.write(model.resolve("large-" + i + ".bin"), new byte[] {1, (byte) i, (byte) (i >> 8)});
    }

    uploader().build().upload(model);

    assertPublished("main", model);
    assertThat(hub.seen("preupload")).hasSize(3);
    assertThat(hub.seen("batch")).hasSize(2);
    assertThat(hub.seen("commit")).hasSize(1);
  }

  @Test
  void upload_twoLargeFilesAlike_sentOnce() throws IOException {
    Files.copy(model.resolve("model.safetensors"), model.resolve("copy.bin"));

    uploader().build().upload(model);

    assertPublished("main", model);
    assertThat(hub.seen("object")).hasSize(1);
  }

  @Test
  void upload_hiddenTemporaryAndNested_leftOut() throws IOException {
    for (String name : List.of(".env", ".hidden", "a.tmp", "b.lock", "c~", "D.INCOMPLETE")) {
      Files.writeString(model.resolve(name), "secret");
    }
    Files.createDirectories(model.resolve("checkpoint-1"));
    Files.writeString(model.resolve("checkpoint-1/config.json"), "{}");

    uploader().build().upload(model);

    assertThat(repository().head("main").files())
        .containsOnlyKeys(".gitattributes", "config.json", "model.safetensors", "tokenizer.json");
  }

  @Test
  void upload_links_followed() throws IOException {
    Path blob = Files.move(model.resolve("model.safetensors"), temp.resolve("blob"));
    Files.createSymbolicLink(model.resolve("model.safetensors"), Path.of("../blob"));

    uploader().build().upload(model);

    assertThat(repository().head("main").files().get("model.safetensors").content())
        .isEqualTo(Files.readAllBytes(blob));
  }

  @Test
  void upload_pullRequest_branchStaysAsItIs() throws IOException {
    StoredRepository repository = hub.create(ID);
    String head = repository.head("main").id();
    HubSettings reader = settings().token(UploadHub.READ_TOKEN).build();

    HubUploader.Commit commit =
        HubUploader.builder(ID)
            .settings(reader)
            .createPullRequest(true)
            .commitMessage("Propose a model")
            .build()
            .upload(model);

    assertThat(repository.head("main").id()).isEqualTo(head);
    assertPublished("refs/pr/1", model);
    assertThat(commit.pullRequest()).hasToString(hub.endpoint() + "/" + ID + "/discussions/1");
    assertThat(hub.seen("preupload").get(0).uri().getQuery()).isEqualTo("create_pr=1");
    assertThat(object(hub.seen("batch").get(0)).has("ref")).isFalse();
  }

  @Test
  void upload_otherBranch_mainStaysAsItIs() throws IOException {
    StoredRepository repository = hub.create(ID);
    repository.branches.put("feature/a", new ArrayList<>(repository.branches.get("main")));

    uploader().revision("feature/a").build().upload(model);

    assertPublished("feature/a", model);
    assertThat(repository.branches.get("main")).hasSize(1);
    assertThat(hub.seen("commit").get(0).uri().getRawPath()).endsWith("/commit/feature%2Fa");
    assertThat(object(hub.seen("batch").get(0)).getAsJsonObject("ref").get("name").getAsString())
        .isEqualTo("feature/a");
  }

  @Test
  void upload_unknownBranch_saysSo() {
    hub.create(ID);

    assertThatThrownBy(() -> uploader().revision("nowhere").build().upload(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
        .hasMessage(
            "the repository has no such branch, found status 404 (hf://owner/model@nowhere)."
                + " Create the branch on its page, or leave out the revision for main.");
  }

  @Test
  void upload_parentCommit_passedOn() throws IOException {
    String head = hub.create(ID).head("main").id();

    uploader().parentCommit(head).build().upload(model);

    assertPublished("main", model);
    String header = hub.seen("commit").get(0).body();
    assertThat(header.lines().findFirst().orElse(""))
        .isEqualTo(
            "{\"key\":\"header\",\"value\":{\"summary\":\"Upload model\",\"description\":\"\","
                + "\"parentCommit\":\""
                + head
                + "\"}}");
  }

  @Test
  void upload_parentCommitIsOld_nothingSent() {
    StoredRepository repository = hub.create(ID);
    String old = repository.head("main").id();
    repository.add("main", "more", Map.of("a", new Blob(new byte[1], false)));

    assertThatThrownBy(() -> uploader().parentCommit(old).build().upload(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
        .hasMessage(
            "the branch moved on, expected commit "
                + old
                + ", found "
                + repository.head("main").id()
                + " (hf://owner/model@main). Look at what was committed there, then upload on top"
                + " of it.");
    assertThat(hub.seen("batch")).isEmpty();
    assertThat(hub.seen("commit")).isEmpty();
  }

  @Test
  void upload_ignoredFile_leftOut() throws IOException {
    hub.ignored = "notes.log";
    Files.writeString(model.resolve("notes.log"), "x");

    uploader().build().upload(model);

    assertThat(repository().head("main").files()).doesNotContainKey("notes.log");
  }

  @Test
  void upload_ignoredWeights_nothingPublished() {
    hub.ignored = "model.safetensors";

    assertThatThrownBy(() -> uploader().build().upload(model))
        .isInstanceOf(HubException.class)
        .hasMessageStartingWith("the repository ignores a file the model needs");
    assertThat(hub.seen("commit")).isEmpty();
  }

  @Test
  void upload_noToken_saysWhereToGetAndSetOne() {
    HubSettings settings = settings().anonymous().build();

    assertThatThrownBy(() -> HubUploader.builder(ID).settings(settings).build().upload(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
        .hasMessage(
            "publishing needs a token, expected one with the right to write, found none"
                + " (hf://owner/model@main). Get one at https://huggingface.co/settings/tokens and"
                + " set HF_TOKEN to it, or log in once with 'hf auth login'.");
    assertThat(hub.seen).isEmpty();
  }

  @Test
  void upload_offline_saysWhatToUnset() {
    HubSettings settings = settings().token(UploadHub.TOKEN).offline(true).build();

    assertThatThrownBy(() -> HubUploader.builder(ID).settings(settings).build().upload(model))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(Kind.OFFLINE))
        .hasMessageContaining("HF_HUB_OFFLINE");
    assertThat(hub.seen).isEmpty();
  }

  @Test
  void upload_events_everyFileBeginsAndEnds() throws IOException {
    uploader().build().upload(model);

    assertThat(events.get(0)).isInstanceOf(HubEvent.Compared.class);
    assertThat(events.stream().filter(e -> !(e instanceof HubEvent.FileProgress)).skip(1))
        .containsExactly(
            new HubEvent.FileStarted("model.safetensors", 0, 40_070),
            new HubEvent.FileDone("model.safetensors", 40_070, true),
            new HubEvent.FileStarted("config.json", 0, 23),
            new HubEvent.FileStarted("tokenizer.json", 0, 19),
            new HubEvent.FileDone("config.json", 23, true),
            new HubEvent.FileDone("tokenizer.json", 19, true));
  }

  @Test
  void toString_token_notInIt() {
    assertThat(uploader().build().toString()).contains(ID).doesNotContain(UploadHub.TOKEN);
  }

  private static JsonObject object(ScriptedServer.Seen request) {
    return JsonParser.parseString(request.body()).getAsJsonObject();
  }
}
