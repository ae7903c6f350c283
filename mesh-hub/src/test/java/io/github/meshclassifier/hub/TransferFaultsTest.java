package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens on the way, the weights arrive whole or not at all. */
class TransferFaultsTest extends DownloadTestBase {
  private static final Predicate<FakeHub.Request> WEIGHTS = FakeHub.Request::storage;

  private void assertWhole(Path directory) throws IOException {
    assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(tree(models()).keySet()).noneMatch(name -> name.contains("incomplete"));
  }

  private void assertNothingOfTheWeights() throws IOException {
    assertThat(blob(weights, true)).doesNotExist();
    assertThat(models().resolve("refs")).doesNotExist();
    assertThat(models().resolve("snapshots").resolve(commit).resolve("model.safetensors"))
        .doesNotExist();
  }

  private List<String> ranges() {
    return hub.requests().stream()
        .filter(WEIGHTS)
        .map(request -> request.header("Range").orElse("all"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 150_000, 299_999})
  void connection_cut_continuedFromThere(int bytes) throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).cutAt(bytes));
    assertWhole(download());
    assertThat(ranges()).hasSize(2);
    assertThat(ranges().get(0)).isEqualTo("all");
    assertThat(events).anyMatch(event -> event instanceof HubEvent.Retrying);
    assertThat(events)
        .filteredOn(event -> event instanceof HubEvent.FileStarted started && started.bytes() > 99)
        .hasSize(1);
  }

  @Test
  void connection_cutAgainAndAgain_endsAndIsContinuedLater() throws IOException {
    hub.on(WEIGHTS, 3, (r, next) -> next.answer(r).cutAt(70_000));
    assertThat(failure(MODEL, settings().retries(2).build()))
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(ranges()).hasSize(3);
    assertNothingOfTheWeights();
    long left = Files.size(partial());
    assertThat(left).isPositive().isLessThan(300_000);
    hub.forgetRequests();
    events.clear();
    assertWhole(download());
    assertThat(ranges()).containsExactly("bytes=" + left + "-");
    assertThat(events).contains(new HubEvent.FileStarted("model.safetensors", left, 300_000));
  }

  @Test
  void range_ignored_beginsAgain() throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).cutAt(150_000));
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r.without("range")));
    assertWhole(download());
    assertThat(ranges()).hasSize(2);
  }

  @Test
  void range_refused_beginsAgain() throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).cutAt(150_000));
    hub.on(WEIGHTS, 1, (r, next) -> FakeHub.Reply.of(416).with("Content-Range", "bytes */300000"));
    assertWhole(download());
    assertThat(ranges()).hasSize(3).endsWith("all");
  }

  @Test
  void range_anotherThanAsked_beginsAgain() throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).cutAt(150_000));
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).with("Content-Range", "bytes 0-299999/300000"));
    assertWhole(download());
    assertThat(ranges()).hasSize(3).endsWith("all");
  }

  @Test
  void partial_completeButUnmoved_noTransfer() throws IOException {
    Files.createDirectories(partial().getParent());
    Files.write(partial(), weights);
    assertWhole(download());
    assertThat(ranges()).isEmpty();
  }

  @Test
  void partial_damagedOrTooLong_beginsAgain() throws IOException {
    Files.createDirectories(partial().getParent());
    Files.write(partial(), new byte[100_000]);
    assertWhole(download());
    assertThat(ranges()).containsExactly("bytes=100000-", "all");

    Files.delete(blob(weights, true));
    Files.write(partial(), new byte[300_000]);
    assertWhole(download());
    Files.delete(blob(weights, true));
    Files.write(partial(), new byte[300_001]);
    assertWhole(download());
  }

  @Test
  void partial_ofATagThatIsNoHash_beginsAgain() throws IOException {
    hub.hideBlobs();
    hub.on(
        r -> r.method().equals("HEAD") && r.path().endsWith("model.safetensors"),
        1,
        (r, next) -> next.answer(r).with("X-Linked-ETag", "\"mirror-1\""));
    Path left = models().resolve("blobs/mirror-1.java.incomplete");
    Files.createDirectories(left.getParent());
    Files.write(left, new byte[100_000]);
    assertWhole(download());
    assertThat(ranges()).containsExactly("all");
    assertThat(models().resolve("blobs/mirror-1")).hasBinaryContent(weights);
  }

  @Test
  void content_damaged_bothHashesAndNothingLeft() throws IOException {
    byte[] damaged = weights.clone();
    damaged[123_456] ^= 1;
    hub.on(WEIGHTS, 9, (r, next) -> next.answer(r).withBody(damaged));
    assertThat(failure())
        .hasMessageStartingWith(
            "the content of model.safetensors is damaged, expected "
                + FakeRepository.hash(weights, true)
                + ", found "
                + FakeRepository.hash(damaged, true)
                + " ("
                + hub.endpoint()
                + "/owner/model/resolve/"
                + commit
                + "/model.safetensors). ")
        .extracting(HubException::kind)
        .isEqualTo(Kind.CORRUPT);
    assertThat(ranges()).hasSize(1);
    assertNothingOfTheWeights();
    assertThat(partial()).doesNotExist();
  }

  @Test
  void content_ofSmallFileDamaged_gitHashTells() throws IOException {
    hub.on(
        r -> r.path().endsWith("vocab.txt"),
        2,
        (r, next) -> {
          FakeHub.Reply reply = next.answer(r);
          return reply.status() == 200 ? reply.withBody(new byte[12]) : reply;
        });
    assertThat(failure()).hasMessageStartingWith("the content of vocab.txt is damaged");
    assertThat(names(models().resolve("blobs"))).hasSize(2).noneMatch(n -> n.contains("."));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 299_999, 300_001, 400_000})
  void content_ofAnotherSize_refused(int size) throws IOException {
    hub.on(WEIGHTS, 9, (r, next) -> next.answer(r).withBody(Arrays.copyOf(weights, size)));
    assertThat(failure())
        .hasMessageStartingWith(
            "the size of model.safetensors is not the announced one, expected 300000 bytes, found "
                + size
                + " bytes")
        .extracting(HubException::kind)
        .isEqualTo(Kind.CORRUPT);
    assertNothingOfTheWeights();
    assertThat(partial()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {300_001, 2_000_000})
  void content_tooLongWithoutALength_refused(int size) throws IOException {
    hub.on(
        WEIGHTS,
        9,
        (r, next) ->
            FakeHub.Reply.of(200, Arrays.copyOf(weights, size))
                .with("Transfer-Encoding", "chunked"));
    assertThat(failure())
        .hasMessageStartingWith("the size of model.safetensors is not the announced one")
        .hasMessageContaining("found more (")
        .extracting(HubException::kind)
        .isEqualTo(Kind.CORRUPT);
    assertNothingOfTheWeights();
    assertThat(partial()).doesNotExist();
  }

  @Test
  void content_withoutALength_whole() throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).with("Transfer-Encoding", "chunked"));
    assertWhole(download());
  }

  @Test
  void file_empty_isAFile() throws IOException {
    model(weights).file("added_tokens.json", "").push("main");
    assertThat(download().resolve("added_tokens.json")).isEmptyFile();
  }

  @Test
  void body_stands_timesOutAndContinues() throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).stallAt(100_000));
    assertWhole(download(MODEL, settings().idleTimeout(Duration.ofMillis(300)).build()));
    assertThat(ranges()).hasSize(2);
    assertThat(events.toString()).contains("no bytes for 300 ms");
  }

  @Test
  void body_slowButMoving_takesAnyTime() throws IOException {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).trickling(100));
    Duration idle = Duration.ofMillis(1200);
    assertWhole(download(MODEL, settings().idleTimeout(idle).answerTimeout(idle).build()));
    assertThat(ranges()).hasSize(1);
    assertThat(events).anyMatch(event -> event instanceof HubEvent.FileProgress);
  }

  @Test
  void answer_never_timesOut() {
    hub.on(r -> r.path().startsWith("/api/"), 1, (r, next) -> next.answer(r).stallAt(0));
    hub.on(
        r -> r.path().startsWith("/api/"),
        9,
        (r, next) -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return FakeHub.Reply.of(500);
        });
    Duration moment = Duration.ofMillis(200);
    HubException failure =
        failure(MODEL, settings().answerTimeout(moment).idleTimeout(moment).retries(1).build());
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void status_thatMayPass_triedAgain(int status) throws IOException {
    hub.fail("GET /api/models", 2, status);
    hub.fail("GET /owner/model/resolve", 2, status);
    hub.fail("storage GET", 2, status);
    assertWhole(download());
    assertThat(events).filteredOn(event -> event instanceof HubEvent.Retrying).hasSize(6);
  }

  @Test
  void status_fromTheStorageWhoseAddressHasExpired_freshAddress() throws IOException {
    hub.fail("storage GET", 2, 403);
    assertWhole(download());
    assertThat(hub.requests("GET /owner/model/resolve/" + commit + "/model.safetensors"))
        .hasSize(3);
  }

  @Test
  void redirect_fromTheStorageRefused_signatureStaysSecret() {
    hub.on(
        WEIGHTS, 9, (r, next) -> FakeHub.Reply.of(302).with("Location", "ftp://x?Signature=other"));
    HubException failure = failure();
    assertThat(failure)
        .hasMessageStartingWith(
            "the redirect is refused, expected an address with https, found 'ftp://x' ("
                + hub.storage())
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNEXPECTED_ANSWER);
    assertThat(failure + failure.location() + events).doesNotContain("Signature");
  }

  @Test
  void redirect_forEver_ends() {
    hub.on(
        WEIGHTS,
        99,
        (r, next) -> FakeHub.Reply.of(302).with("Location", r.path() + "?Signature=1"));
    assertThat(failure())
        .hasMessageStartingWith("there are too many redirects, expected at most 10")
        .hasMessageNotContaining("Signature");
    assertThat(ranges()).hasSize(10);
  }

  @Test
  void status_fromTheStorageAgainAndAgain_namesTheHost() {
    hub.fail("storage GET", 99, 403);
    assertThat(failure())
        .hasMessageStartingWith(
            "the Hub's storage refuses model.safetensors, found status 403 (" + hub.storage())
        .extracting(HubException::kind)
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void retryAfter_seconds_obeyedUpToALimit() throws IOException {
    hub.on(
        r -> r.path().startsWith("/api/"),
        1,
        (r, next) -> FakeHub.Reply.of(429).with("Retry-After", "1"));
    assertWhole(download());
    assertThat(events.get(0))
        .isEqualTo(new HubEvent.Retrying("status 429", 1, Duration.ofSeconds(1)));
    hub.on(
        r -> r.path().startsWith("/api/"),
        1,
        (r, next) -> FakeHub.Reply.of(429).with("Retry-After", "301"));
    HubModel other = new HubModel("owner/other", "main");
    assertThat(failure(other, settings().build()))
        .hasMessageContaining("Try again in 301 seconds.")
        .extracting(HubException::kind)
        .isEqualTo(Kind.RATE_LIMITED);
  }

  @Test
  void retryAfter_dateOrNonsense_noHarm() throws IOException {
    for (String value : List.of("Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-1", "99999999999")) {
      hub.on(
          r -> r.path().startsWith("/api/"),
          1,
          (r, next) -> FakeHub.Reply.of(503).with("Retry-After", value));
    }
    assertWhole(download());
  }

  @Test
  void interrupt_duringTransfer_endsAtOnceAndIsContinuedLater() throws Exception {
    hub.on(WEIGHTS, 1, (r, next) -> next.answer(r).stallAt(200_000));
    AtomicReference<HubException> failure = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              failure.set(failure());
              flag.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    while (!(Files.exists(partial()) && Files.size(partial()) == 200_000)) {
      Thread.sleep(5);
    }
    thread.interrupt();
    thread.join();
    assertThat(failure.get().kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(flag.get()).isTrue();
    assertNothingOfTheWeights();
    hub.forgetRequests();
    assertWhole(download());
    assertThat(ranges()).containsExactly("bytes=200000-");
  }

  @Test
  void interrupt_before_endsAtOnce() {
    Thread.currentThread().interrupt();
    HubException failure = failure();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.kind()).isEqualTo(Kind.INTERRUPTED);
  }

  @Test
  void disk_partialFileNotWritable_saysWhere() throws IOException {
    Files.createDirectories(partial());
    assertThat(failure())
        .hasMessageContaining(partial().toString())
        .extracting(HubException::kind)
        .isEqualTo(Kind.STORAGE);
    assertNothingOfTheWeights();
  }

  @Test
  void disk_full_saysHowMuchIsNeeded() throws IOException {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      // Only Linux has a file that is always full; on other systems the partial file is a folder.
      disk_partialFileNotWritable_saysWhere();
      return;
    }
    Files.createDirectories(partial().getParent());
    Files.createSymbolicLink(partial(), full);
    assertThat(failure())
        .hasMessageContaining("expected room for 300000 more bytes")
        .extracting(HubException::kind)
        .isEqualTo(Kind.STORAGE);
    assertNothingOfTheWeights();
    Files.delete(partial());
  }
}
