package io.github.meshclassifier.hub;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Waits while a body is sent: as long as bytes are sent, it may take any time; once all are sent,
 * the time for the answer is limited. Progress is reported on the waiting thread. One thread waits,
 * the client's threads count.
 */
final class BodyProgress implements HubHttp.Waiting {
  /** Ten times a second, as {@link HubEvent.FileProgress} promises. */
  private static final long TICK_MILLIS = 100;

  private final AtomicLong position;
  private final long end;
  private final Duration idleTimeout;
  private final Duration answerTimeout;
  private final LongConsumer listener;

  /**
   * Starts counting.
   *
   * @param end the position at the end of the body, in bytes
   * @param listener told of every change of the position
   */
  BodyProgress(
      long start, long end, Duration idleTimeout, Duration answerTimeout, LongConsumer listener) {
    this.position = new AtomicLong(start);
    this.end = end;
    this.idleTimeout = idleTimeout;
    this.answerTimeout = answerTimeout;
    this.listener = listener;
  }

  /** Sets how much has been sent; called by the reader of the body. */
  void at(long bytes) {
    position.set(bytes);
  }

  @Override
  public HttpResponse<TimedBody> await(CompletableFuture<HttpResponse<TimedBody>> answer)
      throws IOException, InterruptedException, ExecutionException {
    long before = position.get();
    long since = System.nanoTime();
    while (true) {
      try {
        return answer.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = position.get();
        if (now != before) {
          before = now;
          since = System.nanoTime();
          listener.accept(now);
          continue;
        }
        Duration limit = now == end ? answerTimeout : idleTimeout;
        if (System.nanoTime() - since > limit.toNanos()) {
          String what = now == end ? "no answer for " : "no byte could be sent for ";
          throw (IOException)
              new HttpTimeoutException(what + limit.toMillis() + " ms").initCause(e);
        }
      } catch (ExecutionException e) {
        ChangedFileException changed = ChangedFileException.in(e);
        if (changed != null) {
          throw UploadErrors.changed(changed);
        }
        throw e;
      }
    }
  }
}
