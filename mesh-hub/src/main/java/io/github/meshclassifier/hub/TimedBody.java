package io.github.meshclassifier.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read as it arrives. A read waits for the next bytes up to a time limit;
 * the body as a whole may take any time, which the time-outs of the JDK's client cannot express.
 * One thread reads, the client's threads write.
 */
final class TimedBody extends InputStream implements BodySubscriber<TimedBody> {
  /** What follows the last bytes: the end, or the failure that cut them off. */
  private record Item(List<ByteBuffer> buffers, boolean end, @Nullable Throwable failure) {}

  // One item is asked for at a time, so there are never more than two of them here.
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final Duration idleTimeout;
  private Item current = new Item(List.of(), false, null);
  private int next;
  private boolean ended;
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;

  TimedBody(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    if (subscription != null || closed) {
      newSubscription.cancel();
      return;
    }
    subscription = newSubscription;
    if (closed) {
      newSubscription.cancel();
    } else {
      newSubscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    items.add(new Item(buffers, false, null));
  }

  @Override
  public void onError(Throwable failure) {
    items.add(new Item(List.of(), true, failure));
  }

  @Override
  public void onComplete() {
    items.add(new Item(List.of(), true, null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    ByteBuffer buffer = buffer();
    if (buffer == null) {
      return -1;
    }
    int n = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, n);
    return n;
  }

  /** The buffer with the next bytes, or null at the end. */
  private @Nullable ByteBuffer buffer() throws IOException {
    while (!ended) {
      if (closed) {
        throw new IOException("the answer is closed");
      }
      while (next < current.buffers.size()) {
        ByteBuffer buffer = current.buffers.get(next);
        if (buffer.hasRemaining()) {
          return buffer;
        }
        next++;
      }
      take();
    }
    return null;
  }

  private void take() throws IOException {
    Item item;
    try {
      item = items.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
    }
    if (item == null) {
      close();
      throw new HttpTimeoutException("no bytes for " + idleTimeout.toMillis() + " ms");
    }
    if (item.failure != null) {
      throw new IOException("the connection was lost: " + item.failure.getMessage(), item.failure);
    }
    ended = item.end;
    current = item;
    next = 0;
    Flow.Subscription source = subscription;
    if (!ended && source != null) {
      source.request(1);
    }
  }

  /** Ends the transfer; what has not been read is lost, and so is the connection. */
  @Override
  public void close() {
    closed = true;
    Flow.Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }
}
