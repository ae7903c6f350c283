package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.engine.DeviceRunners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Predictions that nobody waits for at once; the device is kept busy where a test needs it. */
class AsyncPredictionTest {
  private static final Article ARTICLE = Article.of("Aspirin", "and the prevention of stroke");

  private final FakeModel model = new FakeModel();
  private final MeshClassifier classifier = model.classifier(3);

  @AfterEach
  void close() {
    classifier.close();
  }

  /** Lets the device wait. */
  private static CountDownLatch occupyDevice() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    DeviceRunners.of("cpu")
        .execute(
            () -> {
              running.countDown();
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    running.await();
    return release;
  }

  private static Prediction get(CompletableFuture<Prediction> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void predictAsync_article_asPredict() throws Exception {
    Prediction expected = classifier.predict(ARTICLE);
    assertThat(get(classifier.predictAsync(ARTICLE))).isEqualTo(expected);
    assertThat(get(classifier.predictAsync(ARTICLE, Duration.ofSeconds(30)))).isEqualTo(expected);
  }

  @Test
  void predictAsync_queueFull_refusedUntilThereIsRoom() throws Exception {
    CountDownLatch release = occupyDevice();
    List<CompletableFuture<Prediction>> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        waiting.add(classifier.predictAsync(ARTICLE));
      }
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> classifier.predictAsync(ARTICLE))
          .withMessageStartingWith("3 texts wait for their prediction, which is the limit");
      assertThat(classifier.metrics().rejected()).isEqualTo(1);
      assertThat(classifier.metrics().waiting()).isEqualTo(3);
      assertThat(waiting.get(1).cancel(true)).isTrue();
      waiting.set(1, classifier.predictAsync(ARTICLE));
    } finally {
      release.countDown();
    }
    for (CompletableFuture<Prediction> each : waiting) {
      assertThat(get(each).scores()).hasSize(14);
    }
    assertThat(classifier.metrics().batches()).isEqualTo(1);
    assertThat(classifier.metrics().abandoned()).isEqualTo(1);
  }

  @Test
  void predictAsync_cancelled_notComputed() throws Exception {
    CountDownLatch release = occupyDevice();
    CompletableFuture<Prediction> cancelled = classifier.predictAsync(ARTICLE);
    cancelled.cancel(true);
    release.countDown();
    assertThatThrownBy(cancelled::join).isInstanceOf(CancellationException.class);
    classifier.predict(ARTICLE);
    assertThat(classifier.metrics().sequences()).isEqualTo(1);
    assertThat(classifier.metrics().abandoned()).isEqualTo(1);
  }

  @Test
  void predictAsync_timeOver_failsWhileTheDeviceIsBusy() throws Exception {
    CountDownLatch release = occupyDevice();
    try {
      CompletableFuture<Prediction> late = classifier.predictAsync(ARTICLE, Duration.ofMillis(20));
      assertThatThrownBy(() -> get(late))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class)
          .hasMessageContaining("no prediction within 20 ms");
    } finally {
      release.countDown();
    }
    assertThat(classifier.predict(ARTICLE).scores()).hasSize(14);
    assertThat(classifier.metrics().abandoned()).isEqualTo(1);
  }

  @Test
  void predictAsync_timeoutOfAges_neverFires() throws Exception {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    assertThat(classifier.predictAsync(ARTICLE, ages).get().scores()).hasSize(14);
  }

  @Test
  void predictAsync_noTimeOrNoText_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.predictAsync(ARTICLE, Duration.ZERO))
        .withMessage("timeout must be positive, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.predictAsync(Article.of(" ", "")));
  }

  @Test
  void close_whileFuturesAreOpen_theyAreServedAndLaterOnesRefused() throws Exception {
    CountDownLatch release = occupyDevice();
    CompletableFuture<Prediction> open;
    try {
      open = classifier.predictAsync(ARTICLE);
      classifier.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> classifier.predictAsync(ARTICLE))
          .withMessage("MeshClassifier is closed");
    } finally {
      release.countDown();
    }
    assertThat(get(open).scores()).hasSize(14);
  }

  @Test
  void close_afterCancelling_freedAlthoughNobodyCallsAgain() throws Exception {
    CountDownLatch release = occupyDevice();
    classifier.predictAsync(ARTICLE).cancel(false);
    classifier.close();
    release.countDown();
    CountDownLatch after = new CountDownLatch(1);
    // Comes after the engine's own task, which drops the text and frees the model.
    DeviceRunners.of("cpu").execute(after::countDown);
    assertThat(after.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(classifier.metrics().waiting()).isZero();
    assertThat(model.isClosed()).isTrue();
  }

  @Test
  void predictAsync_slowFollower_keepsNobodyWaiting() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    // A follower of a future that is done would run on this thread.
    CountDownLatch device = occupyDevice();
    CompletableFuture<Void> follower =
        classifier
            .predictAsync(ARTICLE)
            .thenAccept(
                prediction -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    device.countDown();
    assertThat(classifier.predict(ARTICLE).scores()).hasSize(14);
    never.countDown();
    follower.get(30, TimeUnit.SECONDS);
  }

  /** Followers that block, on more threads than there are processors. */
  private CountDownLatch blockFollowers(boolean byTimeout) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    int count = Runtime.getRuntime().availableProcessors() + 3;
    for (int i = 0; i < count; i++) {
      CountDownLatch blocked = new CountDownLatch(1);
      CountDownLatch device = byTimeout ? new CountDownLatch(1) : occupyDevice();
      CompletableFuture<Prediction> future =
          byTimeout
              ? classifier.predictAsync(ARTICLE, Duration.ofMillis(30))
              : classifier.predictAsync(ARTICLE);
      CompletableFuture<Prediction> follower =
          future.whenComplete(
              (prediction, failure) -> {
                blocked.countDown();
                try {
                  release.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      device.countDown();
      assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(follower).isNotDone();
    }
    return release;
  }

  @Test
  void predictAsync_followersOfTimeoutsBlock_othersTimeOutAndComplete() throws Exception {
    CountDownLatch device = occupyDevice();
    CountDownLatch followers = null;
    try {
      followers = blockFollowers(true);
      for (int i = 0; i < 5; i++) {
        CompletableFuture<Prediction> late =
            classifier.predictAsync(ARTICLE, Duration.ofMillis(20));
        assertThatThrownBy(() -> get(late)).hasCauseInstanceOf(TimeoutException.class);
      }
      device.countDown();
      assertThat(get(classifier.predictAsync(ARTICLE)).scores()).hasSize(14);
    } finally {
      device.countDown();
      if (followers != null) {
        followers.countDown();
      }
    }
  }

  @Test
  void predictAsync_followersOfPredictionsBlock_othersComplete() throws Exception {
    CountDownLatch followers = blockFollowers(false);
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(get(classifier.predictAsync(ARTICLE)).scores()).hasSize(14);
      }
      classifier.close();
    } finally {
      followers.countDown();
    }
  }

  @Test
  void predict_interruptedWhileWaiting_withdrawnAndStillInterrupted() throws Exception {
    CountDownLatch release = occupyDevice();
    try {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> classifier.predict(ARTICLE))
          .isInstanceOf(CancellationException.class)
          .hasMessage("the thread was interrupted while it waited for a prediction");
      assertThat(Thread.interrupted()).isTrue();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> classifier.predictAll(List.of(ARTICLE, ARTICLE)))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      release.countDown();
    }
    assertThat(classifier.predict(ARTICLE).scores()).hasSize(14);
    assertThat(classifier.metrics().abandoned()).isEqualTo(3);
  }

  @Test
  void predict_manyCallersWhileTheDeviceIsBusy_shareOneBatch() throws Exception {
    CountDownLatch release = occupyDevice();
    Prediction[] found = new Prediction[12];
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      int index = i;
      callers.add(new Thread(() -> found[index] = classifier.predict(ARTICLE)));
    }
    callers.forEach(Thread::start);
    while (classifier.metrics().waiting() < found.length) {
      Thread.sleep(1);
    }
    release.countDown();
    for (Thread caller : callers) {
      caller.join(30_000);
    }
    assertThat(classifier.metrics().batches()).isEqualTo(1);
    assertThat(classifier.metrics().meanBatchSize()).isEqualTo(12);
    double expected = classifier.predict(ARTICLE).scoreOf("C").probability();
    for (Prediction each : found) {
      assertThat(each.scoreOf("C").probability()).isCloseTo(expected, within(1e-5));
    }
  }
}
