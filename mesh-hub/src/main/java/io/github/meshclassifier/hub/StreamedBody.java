package io.github.meshclassifier.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * A request body that is read while it is sent, with a length known before: storage services refuse
 * bodies without one. A failure to read aborts the request; the publisher of the JDK would take it
 * for the end of the body. Thread-safe; every request opens a stream of its own.
 */
record StreamedBody(long length, Source source) implements BodyPublisher {
  private static final int CHUNK_BYTES = 1 << 16;

  /** Opens the content from its beginning. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /** Returns the same body that also tells how many bytes of it are read. */
  StreamedBody counting(LongConsumer position) {
    return new StreamedBody(
        length,
        () -> {
          position.accept(0);
          return new Counting(source.open(), position);
        });
  }

  private static final class Counting extends FilterInputStream {
    private final LongConsumer position;
    private long at;

    Counting(InputStream in, LongConsumer position) {
      super(in);
      this.position = position;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      int n = super.read(buffer, offset, count);
      at += Math.max(n, 0);
      position.accept(at);
      return n;
    }
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    InputStream in;
    try {
      in = source.open();
    } catch (IOException e) {
      Pull nothing = new Pull(subscriber, InputStream.nullInputStream());
      nothing.cancel();
      subscriber.onSubscribe(nothing);
      subscriber.onError(e);
      return;
    }
    subscriber.onSubscribe(new Pull(subscriber, in));
  }

  /** Reads one chunk for every one asked for. */
  private static final class Pull implements Subscription {
    private final Subscriber<? super ByteBuffer> subscriber;
    private final InputStream in;
    private final AtomicLong demand = new AtomicLong();
    private volatile boolean done;

    Pull(Subscriber<? super ByteBuffer> subscriber, InputStream in) {
      this.subscriber = subscriber;
      this.in = in;
    }

    @Override
    public void request(long chunks) {
      if (chunks <= 0) {
        fail(new IllegalArgumentException("chunks must be positive, was " + chunks));
        return;
      }
      // A subscriber may ask for more from within onNext: only the outermost call reads.
      if (demand.getAndAccumulate(chunks, Pull::saturatedSum) == 0) {
        do {
          pushOne();
        } while (!done && demand.decrementAndGet() > 0);
      }
    }

    private static long saturatedSum(long a, long b) {
      return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    private void pushOne() {
      if (done) {
        return;
      }
      byte[] chunk = new byte[CHUNK_BYTES];
      int n;
      try {
        n = in.readNBytes(chunk, 0, chunk.length);
      } catch (IOException | RuntimeException e) {
        fail(e);
        return;
      }
      if (n > 0) {
        subscriber.onNext(ByteBuffer.wrap(chunk, 0, n));
      } else if (!done) {
        cancel();
        subscriber.onComplete();
      }
    }

    private void fail(Exception failure) {
      if (!done) {
        cancel();
        subscriber.onError(failure);
      }
    }

    @Override
    public void cancel() {
      done = true;
      try {
        in.close();
      } catch (IOException e) {
        // It was open for reading: nothing is lost.
      }
    }
  }
}
