package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.hub.ScriptedServer.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubUploaderFailureTest extends UploadTestCase {
  // Refusals.

  @Test
  void upload_wrongToken_saysSoWithoutIt() {
    HubSettings settings = settings().token("hf_wrong_secret").build();

    HubException e = failure(HubUploader.builder(ID).settings(settings).build());

    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(e)
        .hasMessageStartingWith("the Hub does not accept the token, found status 401")
        .hasMessageNotContaining("secret");
  }

  @Test
  void upload_tokenThatMayOnlyRead_saysWhichItNeeds() {
    hub.create(ID);
    HubSettings settings = settings().token(UploadHub.READ_TOKEN).build();

    HubException e = failure(HubUploader.builder(ID).settings(settings).build());

    assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
    assertThat(e)
        .hasMessage(
            "the token may not write to the repository, found status 403"
                + " (hf://owner/model@main). Set HF_TOKEN to one with the right to write to it,"
                + " from https://huggingface.co/settings/tokens.");
  }

  @Test
  void upload_tokenOfOneRepositoryMayNotCreate_existingOneIsUsed() throws IOException {
    hub.create(ID);
    hub.fail("create", hub.status(403));

    uploader().build().upload(model);

    assertPublished("main");
  }

  @Test
  void upload_commitTooLarge_saysSo() {
    hub.fail("commit", hub.status(413));

    assertThat(failure(uploader().build()).kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(hub.seen("commit")).hasSize(1);
  }

  @Test
  void upload_repositoryMovedElsewhere_tokenStaysHere() {
    hub.fail("preupload", hub.status(307, "Location", "http://127.0.0.1:1/api"));

    HubException e = failure(uploader().build());

    assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(e).hasMessageStartingWith("the repository has another address now");
  }

  @Test
  void upload_repositoryRenamed_followed() throws IOException {
    StoredRepository repository = hub.create(ID);
    hub.repositories.put("owner/old", repository);
    for (String call : List.of("preupload", "commit")) {
      String target = hub.endpoint() + "/api/models/" + ID + "/" + call + "/main";
      hub.fail(call, hub.status(307, "Location", target));
    }

    HubUploader.builder("owner/old")
        .settings(settings().token(UploadHub.TOKEN).build())
        .build()
        .upload(model);

    assertPublished("main");
  }

  @Test
  void upload_answerIsNoJson_saysWhatToCheck() {
    hub.fail(
        "preupload",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, 6);
          exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.US_ASCII));
          exchange.close();
          return true;
        });

    HubException e = failure(uploader().build());

    assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER);
    assertThat(e).hasMessageContaining("Check HF_ENDPOINT");
  }

  // What passes.

  @ParameterizedTest
  @ValueSource(strings = {"create", "revision", "preupload", "batch", "object", "verify", "commit"})
  void upload_passingFailures_triedAgain(String route) throws IOException {
    hub.fail(route, hub.status(503), hub.status(429), hub.status(500), ScriptedServer.cutAfter(10));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(titles("main")).containsExactly("initial commit", "Upload model");
    assertThat(hub.seen(route)).hasSizeGreaterThanOrEqualTo(5);
    // The JDK's client repeats a GET that is cut off on its own.
    assertThat(events.stream().filter(HubEvent.Retrying.class::isInstance))
        .hasSize(route.equals("revision") ? 3 : 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"part", "complete"})
  void upload_passingFailuresOfParts_triedAgain(String route) throws IOException {
    hub.partSize = 9_000;
    hub.fail(route, hub.status(503), hub.status(408), ScriptedServer.cutAfter(1));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(titles("main")).containsExactly("initial commit", "Upload model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "batch", "object", "commit"})
  void upload_retryAfter_waitsThatLong(String route) throws IOException {
    hub.fail(route, hub.status(429, "Retry-After", "1"));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(events).contains(new HubEvent.Retrying("status 429", 1, Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "commit"})
  void upload_retryAfterHours_givesUp(String route) {
    hub.fail(route, hub.status(429, "Retry-After", "86400"));

    assertThat(failure(uploader().build()).kind()).isEqualTo(Kind.RATE_LIMITED);
    assertThat(hub.seen(route)).hasSize(1);
  }

  @Test
  void upload_hubFailsForGood_givesUpAfterTheRetries() {
    Fault[] faults = new Fault[20];
    Arrays.fill(faults, hub.status(503));
    hub.fail("batch", faults);

    HubException e = failure(uploader().build());

    assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(hub.seen("batch")).hasSize(1 + HubSettings.DEFAULT_RETRIES);
  }

  @Test
  void upload_noAnswerInTime_triedAgain() throws IOException {
    HubSettings hasty =
        settings().token(UploadHub.TOKEN).answerTimeout(Duration.ofMillis(50)).build();
    hub.create(ID);
    hub.fail("preupload", ScriptedServer.slow(1_500));

    HubUploader.builder(ID)
        .settings(hasty)
        .createRepository(false)
        .onEvent(events::add)
        .build()
        .upload(model);

    assertPublished("main");
    assertThat(events).hasAtLeastOneElementOfType(HubEvent.Retrying.class);
  }

  // Large files.

  @Test
  void upload_cutWithinAPart_onlyThatPartIsSentAgain() throws IOException {
    hub.partSize = 9_000;
    hub.fail(
        "part",
        ScriptedServer.slow(0),
        ScriptedServer.slow(0),
        ScriptedServer.cutAfter(4_000),
        ScriptedServer.cutAfter(8_999));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(hub.seen("part"))
        .extracting(part -> part.uri().getQuery().replaceAll(".*partNumber=", ""))
        .containsExactly("1", "2", "3", "3", "3", "4", "5");
    assertThat(hub.seen("batch")).hasSize(1);
    assertThat(hub.storedBytes).hasValue(Files.size(model.resolve(WEIGHTS)));
  }

  @Test
  void upload_addressesExpired_newOnesAreAskedFor() throws IOException {
    hub.partSize = 9_000;
    hub.fail("part", ScriptedServer.slow(0), hub.status(403));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(hub.seen("batch")).hasSize(2);
  }

  @Test
  void upload_multipartGivenUpByStorage_startsAgain() throws IOException {
    hub.partSize = 9_000;
    hub.fail("complete", hub.status(404));

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(hub.seen("batch")).hasSize(2);
  }

  @Test
  void upload_storageRefusesForGood_nothingPublished() {
    hub.fail("object", hub.status(400), hub.status(400), hub.status(400));

    HubException e = failure(uploader().build());

    assertThat(e)
        .hasMessageStartingWith("large file storage does not take the file, found status 400");
    assertThat(hub.seen("batch")).hasSize(3);
    assertThat(titles("main")).containsExactly("initial commit");
  }

  @Test
  void upload_afterOneThatFailed_sendsNothingTwice() throws IOException {
    Files.write(model.resolve("a.bin"), UploadModels.weights(20_000, 2));
    hub.fail("object", ScriptedServer.slow(0), hub.status(400), hub.status(400), hub.status(400));
    failure(uploader().build());
    events.clear();

    uploader().build().upload(model);

    assertPublished("main");
    assertThat(hub.storedBytes)
        .hasValue(Files.size(model.resolve(WEIGHTS)) + Files.size(model.resolve("a.bin")));
    assertThat(events)
        .contains(new HubEvent.FileDone("a.bin", Files.size(model.resolve("a.bin")), false));
  }

  // This side.

  @Test
  void upload_weightsRewrittenMeanwhile_neverStored() throws IOException {
    Path weights = model.resolve(WEIGHTS);
    FileTime time = Files.getLastModifiedTime(weights);
    hub.fail(
        "batch",
        ScriptedServer.after(
            () -> {
              try {
                // The same size and time: only the hash can tell.
                Files.write(weights, UploadModels.weights(40_000, 99));
                Files.setLastModifiedTime(weights, time);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));

    HubException e = failure(uploader().build());

    assertThat(e.kind()).isEqualTo(Kind.STORAGE);
    assertThat(e)
        .hasMessage(
            "the file was changed during the upload, expected a model that stays as it is until it"
                + " is published (model.safetensors). Nothing was published; upload again when it"
                + " is complete.");
    assertThat(hub.objects).isEmpty();
    assertThat(hub.seen("commit")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", WEIGHTS})
  void upload_fileGrowsMeanwhile_nothingPublished(String name) {
    hub.fail("verify", ScriptedServer.after(() -> append(name)));

    assertThat(failure(uploader().build()).kind()).isEqualTo(Kind.STORAGE);
    assertThat(titles("main")).containsExactly("initial commit");
  }

  @Test
  void upload_smallFileRewrittenMeanwhile_nothingPublished() throws IOException {
    Path config = model.resolve("config.json");
    FileTime time = Files.getLastModifiedTime(config);
    hub.fail(
        "verify",
        ScriptedServer.after(
            () -> {
              try {
                Files.writeString(config, "{\"model_type\": \"XXXX\"}\n");
                Files.setLastModifiedTime(config, time);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));

    assertThat(failure(uploader().build()).kind()).isEqualTo(Kind.STORAGE);
    assertThat(titles("main")).containsExactly("initial commit");
  }

  private void append(String name) {
    try {
      Files.writeString(model.resolve(name), " ", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"create", "object", "commit"})
  void upload_interrupted_endsAtOnceWithTheFlagSet(String route) {
    Thread thread = Thread.currentThread();
    hub.fail(
        route,
        exchange -> {
          thread.interrupt();
          return ScriptedServer.slow(3_000).spoil(exchange);
        });

    HubException e =
        catchThrowableOfType(HubException.class, () -> uploader().build().upload(model));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
  }

  @Test
  void upload_listenerThrows_passedOnAndNothingPublished() {
    HubUploader uploader =
        HubUploader.builder(ID)
            .settings(settings().token(UploadHub.TOKEN).build())
            .onEvent(
                event -> {
                  if (event instanceof HubEvent.FileDone) {
                    throw new IllegalStateException("enough");
                  }
                })
            .build();

    assertThatThrownBy(() -> uploader.upload(model))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");
    assertThat(hub.seen("commit")).isEmpty();
  }

  @Test
  void upload_nobodyListens_saysWhatToCheck() {
    HubSettings settings =
        HubSettings.builder(Map.of())
            .endpoint(URI.create("http://localhost:1"))
            .cacheDirectory(temp)
            .token(UploadHub.TOKEN)
            .retryDelay(Duration.ZERO)
            .build();

    HubException e = failure(HubUploader.builder(ID).settings(settings).build());

    assertThat(e.kind()).isEqualTo(Kind.OFFLINE);
    assertThat(e).hasMessageContaining("HF_ENDPOINT");
  }
}
