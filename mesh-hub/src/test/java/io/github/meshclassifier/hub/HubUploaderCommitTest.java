package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.hub.ScriptedServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commit is made once, whatever gets lost. */
class HubUploaderCommitTest extends UploadTestCase {
  @Test
  void upload_commitMadeButAnswerLost_foundAndNotSentAgain() throws IOException {
    hub.fail("commit", hub.effectWithoutAnswer());

    HubUploader.Commit commit = uploader().build().upload(model);

    assertPublished("main");
    assertThat(titles("main")).containsExactly("initial commit", "Upload model");
    assertThat(hub.seen("commit")).hasSize(1);
    assertThat(commit.oid()).isEqualTo(hub.repositories.get(ID).head("main").id());
  }

  @Test
  void upload_commitMadeAndAnotherOnTop_oursIsFound() throws IOException {
    hub.fail("commit", hub.effectWithoutAnswer());
    hub.fail("commits", ScriptedServer.after(() -> someoneCommits("notes.md", "notes")));

    HubUploader.Commit commit = uploader().build().upload(model);

    assertThat(titles("main")).containsExactly("initial commit", "Upload model", "notes");
    assertThat(commit.oid()).isEqualTo(hub.repositories.get(ID).branches.get("main").get(1).id());
  }

  @Test
  void upload_commitCutBeforeIt_anotherOfThatTitle_notTakenForOurs() throws IOException {
    hub.fail("commit", ScriptedServer.cutAfter(100));
    hub.fail("commits", ScriptedServer.after(() -> someoneCommits("config.json", "Upload model")));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(titles("main")).containsExactly("initial commit", "Upload model", "Upload model");
  }

  @Test
  void upload_commitIsSlow_secondCopyIsRefused() throws IOException {
    HubSettings hasty =
        settings().token(UploadHub.TOKEN).answerTimeout(Duration.ofMillis(50)).build();
    hub.create(ID);
    hub.fail("commit", ScriptedServer.slow(1_500));

    HubUploader.builder(ID).settings(hasty).createRepository(false).build().upload(model);

    assertPublished("main");
    assertThat(titles("main")).containsExactly("initial commit", "Upload model");
  }

  @Test
  void upload_commitLostAndHubDown_saysWhereToLook() {
    Fault[] down = new Fault[200];
    Arrays.fill(down, hub.status(503));
    hub.fail("commit", ScriptedServer.cutAfter(10), ScriptedServer.cutAfter(10));
    hub.fail("commits", down);
    HubSettings settings = settings().token(UploadHub.TOKEN).retries(1).build();

    HubException e = failure(HubUploader.builder(ID).settings(settings).build());

    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(e)
        .hasMessage(
            "the answer to the commit was lost, expected a commit titled 'Upload model', found"
                + " none so far ("
                + hub.endpoint()
                + "/owner/model/commits/main). It may still appear: look there before you upload"
                + " again.");
  }

  @Test
  void upload_someoneCommitsMeanwhile_comparedAnewAndOnTop() throws IOException {
    hub.create(ID);
    someoneCommits("tokenizer.json", "theirs");
    Files.writeString(model.resolve("tokenizer.json"), "someone");
    hub.fail("commit", ScriptedServer.after(() -> someoneCommits("tokenizer.json", "else")));

    uploader().build().upload(model);

    // What was left out as unchanged had changed by the time of the commit.
    assertThat(titles("main")).containsExactly("initial commit", "theirs", "else", "Upload model");
    assertPublished("main");
    assertThat(events.stream().filter(HubEvent.Compared.class::isInstance)).hasSize(2);
    assertThat(events).filteredOn(HubEvent.Retrying.class::isInstance).hasSize(1);
    assertThat(hub.seen("object")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void upload_anotherCommitInProgress_sentAgainAfterAPause(boolean proposal) throws IOException {
    String head = hub.create(ID).head("main").id();
    hub.fail("commit", hub.status(409), hub.status(409));

    uploader().parentCommit(head).createPullRequest(proposal).build().upload(model);

    String branch = proposal ? "refs/pr/1" : "main";
    assertPublished(branch);
    assertThat(titles(branch)).containsExactly("initial commit", "Upload model");
    assertThat(hub.seen("commit")).hasSize(3);
    assertThat(events).filteredOn(HubEvent.Retrying.class::isInstance).hasSize(2);
  }

  @Test
  void upload_anotherCommitInProgressForGood_nothingPublished() {
    Fault busy = hub.status(409);
    hub.fail("commit", busy, busy, busy, busy, busy, busy, busy);

    HubException e = failure(uploader().build());

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e).hasMessageStartingWith("the Hub does not take the commit, found status 409 (");
    assertThat(hub.seen("commit")).hasSize(6);
    assertThat(titles("main")).containsExactly("initial commit");
  }

  @Test
  void upload_someoneCommitsAllTheTime_givesUp() {
    hub.create(ID);
    Fault busy = ScriptedServer.after(() -> someoneCommits("notes.md", "busy"));
    hub.fail("commit", busy, busy, busy, busy, busy, busy);

    HubException e = failure(uploader().build());

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(hub.seen("commit")).hasSize(4);
    assertThat(titles("main")).doesNotContain("Upload model");
  }

  @Test
  void upload_parentCommitAndSomeoneCommits_conflict() {
    String head = hub.create(ID).head("main").id();
    hub.fail("commit", ScriptedServer.after(() -> someoneCommits("notes.md", "theirs")));

    HubException e = failure(uploader().parentCommit(head).build());

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e).hasMessageStartingWith("the branch moved on, expected commit " + head);
    assertThat(titles("main")).containsExactly("initial commit", "theirs");
  }

  @Test
  void upload_pullRequestMadeButAnswerLost_foundAndNotSentAgain() throws IOException {
    hub.create(ID);
    hub.fail("commit", hub.effectWithoutAnswer());

    HubUploader.Commit commit = uploader().createPullRequest(true).build().upload(model);

    assertThat(hub.repositories.get(ID).pullRequestTitles).hasSize(1);
    assertThat(commit.pullRequest()).hasToString(hub.endpoint() + "/" + ID + "/discussions/1");
    assertThat(commit.oid()).isEqualTo(hub.repositories.get(ID).head("refs/pr/1").id());
    assertPublished("refs/pr/1");
  }

  @Test
  void upload_pullRequestLost_neverSentAgain() {
    hub.create(ID);
    hub.fail("commit", ScriptedServer.cutAfter(50));

    HubException e = failure(uploader().createPullRequest(true).build());

    assertThat(e)
        .hasMessageStartingWith("the answer to the commit was lost")
        .hasMessageContaining("/owner/model/discussions");
    assertThat(hub.seen("commit")).hasSize(1);
  }
}
