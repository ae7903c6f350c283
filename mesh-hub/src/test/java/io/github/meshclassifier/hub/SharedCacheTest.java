package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Threads and processes that use one cache at the same time. */
class SharedCacheTest extends DownloadTestBase {
  @Test
  void threads_many_eachBlobOnce() throws Exception {
    int count = 16;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Path>> results = new ArrayList<>();
      HubDownloader shared = HubDownloader.builder().settings(settings().build()).build();
      for (int i = 0; i < count; i++) {
        // Half of them share a downloader, which must make no difference.
        HubDownloader downloader =
            i % 2 == 0 ? shared : HubDownloader.builder().settings(settings().build()).build();
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return downloader.download(MODEL);
                }));
      }
      start.countDown();
      for (Future<Path> result : results) {
        assertThat(result.get().resolve("model.safetensors")).hasBinaryContent(weights);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(hub.requests("GET /owner/model/resolve/")).hasSize(4);
    assertThat(hub.requests("storage GET")).hasSize(1);
  }

  @Test
  void processes_two_eachBlobOnce() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    hub.on(
        request -> request.path().startsWith("/api/"),
        2,
        (request, next) -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return next.answer(request);
        });
    try (Child first = Child.start(hub.endpoint(), cache(), MODEL.toString());
        Child second = Child.start(hub.endpoint(), cache(), MODEL.toString())) {
      Path directory = Path.of(first.await("done "));
      assertThat(Path.of(second.await("done "))).isEqualTo(directory);
      assertThat(directory.resolve("model.safetensors")).hasBinaryContent(weights);
    }
    assertThat(hub.requests("GET /owner/model/resolve/")).hasSize(4);
    assertThat(hub.requests("storage GET")).hasSize(1);
  }

  @Test
  void thread_interruptedWhileItWaits_othersStayLockedOut() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    hub.on(
        FakeHub.Request::storage,
        1,
        (request, next) -> {
          reached.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return next.answer(request);
        });
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      Future<Path> first = threads.submit(() -> download());
      reached.await();
      Thread second = new Thread(() -> failure());
      second.start();
      while (!Child.waitsForTheLock(second)) {
        Thread.sleep(1);
      }
      second.interrupt();
      second.join();
      try (Child other = Child.start(hub.endpoint(), cache(), MODEL.toString())) {
        // One that is not locked out would fetch the blob and end without a word of this.
        other.await("waits for the lock");
        gate.countDown();
        other.await("done ");
      }
      assertThat(first.get().resolve("model.safetensors")).hasBinaryContent(weights);
    } finally {
      threads.shutdownNow();
    }
    assertThat(hub.requests("storage GET")).hasSize(1);
  }

  @Test
  void process_killedInATransfer_continuedByTheNext() throws Exception {
    hub.on(FakeHub.Request::storage, 1, (request, next) -> next.answer(request).stallAt(200_000));
    try (Child child = Child.start(hub.endpoint(), cache(), MODEL.toString())) {
      child.await("FileStarted[file=model.safetensors");
      while (!(Files.exists(partial()) && Files.size(partial()) == 200_000)) {
        Thread.sleep(5);
      }
      child.kill();
    }
    assertThat(blob(weights, true)).doesNotExist();
    assertThat(models().resolve("refs")).doesNotExist();
    hub.forgetRequests();
    assertThat(download().resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(hub.requests("storage GET"))
        .extracting(request -> request.header("Range").orElse("all"))
        .containsExactly("bytes=200000-");
  }

  @Test
  void officialClient_halfWayThroughTheSameBlob_noHarm() throws IOException {
    Path official =
        models().resolve("blobs").resolve(FakeRepository.hash(weights, true) + ".incomplete");
    Files.createDirectories(official.getParent());
    Files.write(official, new byte[1000]);
    assertThat(download().resolve("model.safetensors")).hasBinaryContent(weights);
    assertThat(official).hasSize(1000);
  }
}
