package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the content of one file into a partial file: continues what is there, begins again where
 * it must, and ends with verified bytes or none. Used once, by one thread.
 */
final class BlobTransfer {
  /** What has to be fetched. */
  record Source(HubModel model, String file, URI uri, String etag, long bytes) {}

  private static final int CHUNK = 1 << 16;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** After so much progress, earlier failures no longer count. */
  private static final long AMENDS_BYTES = 8 << 20;

  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(100);
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private final HubHttp http;
  private final HubSettings settings;
  private final Consumer<HubEvent> events;
  private final Source source;
  private final Path partial;
  private final byte[] chunk = new byte[CHUNK];

  /** Null if the source promises no hash. */
  private @Nullable BlobDigest digest;

  private long done;

  /** Whether some of the bytes are from an earlier attempt, whose state is not known. */
  private boolean inherited;

  private long lastProgress = System.nanoTime();

  BlobTransfer(
      HubHttp http, HubSettings settings, Consumer<HubEvent> events, Source source, Path partial) {
    this.http = http;
    this.settings = settings;
    this.events = events;
    this.source = source;
    this.partial = partial;
    this.digest = BlobDigest.promisedBy(source.etag, source.bytes);
  }

  /** Fetches the content; on failure the partial file holds what can be continued, if anything. */
  void run() throws HubException {
    FileChannel out = open();
    try (out) {
      takeOver(out);
      events.accept(new HubEvent.FileStarted(source.file, done, source.bytes));
      fetch(out);
      out.force(true);
    } catch (HubException e) {
      if (e.kind() == Kind.CORRUPT) {
        discard(out, e);
      }
      throw e;
    } catch (ClosedByInterruptException e) {
      throw HubErrors.interrupted(partial, e);
    } catch (IOException e) {
      throw storage(e);
    }
  }

  private FileChannel open() throws HubException {
    try {
      return FileChannel.open(
          partial, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw ModelCache.storage(partial, "cannot be opened", e);
    }
  }

  private void discard(FileChannel out, HubException failure) {
    try {
      out.close();
      ModelCache.delete(partial);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Hashes what an earlier attempt has left; without a hash to compare with, it is discarded. */
  private void takeOver(FileChannel out) throws IOException {
    long size = out.size();
    if (size > source.bytes || digest == null) {
      out.truncate(0);
      size = 0;
    }
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    while (done < size) {
      buffer.clear().limit((int) Math.min(chunk.length, size - done));
      int n = out.read(buffer);
      if (n < 0) {
        break;
      }
      count(n);
    }
    inherited = done > 0;
  }

  private void count(int bytes) {
    if (digest != null) {
      digest.update(chunk, 0, bytes);
    }
    done += bytes;
  }

  private void restart(FileChannel out) throws IOException {
    out.truncate(0);
    out.position(0);
    digest = BlobDigest.promisedBy(source.etag, source.bytes);
    done = 0;
    inherited = false;
  }

  private void fetch(FileChannel out) throws IOException {
    int attempt = 1;
    while (true) {
      long before = done;
      Failure failure = done < source.bytes || done == 0 ? attempt(out, attempt) : null;
      if (failure == null) {
        String found = digest == null ? source.etag : digest.hex();
        if (found.equals(source.etag)) {
          return;
        }
        if (!inherited) {
          throw corrupt("the content of " + source.file + " is damaged", source.etag, found);
        }
        // A crash may have left a file whose end was never written.
        restart(out);
        failure = new Failure("the partial file was damaged", Duration.ZERO, null);
      }
      if (done - before >= AMENDS_BYTES) {
        attempt = 1;
      }
      if (attempt > settings.retries()) {
        throw failure.end(settings, source);
      }
      http.pause(source.file + ": " + failure.reason, attempt, failure.pause);
      attempt++;
    }
  }

  private record Failure(String reason, Duration pause, @Nullable HubException last) {
    HubException end(HubSettings settings, Source source) {
      return last != null
          ? last
          : HubErrors.noAnswer(settings, source.uri, new IOException(reason));
    }
  }

  /** Fetches what is still missing; returns null if nothing is any more. */
  private @Nullable Failure attempt(FileChannel out, int attempt) throws IOException {
    HttpRequest.Builder request = http.request(source.uri);
    if (done > 0) {
      request.header("Range", "bytes=" + done + "-");
    }
    HubAnswer answer;
    try {
      HubHttp.Waiting waiting = HubHttp.atMost(settings.answerTimeout());
      answer = http.sendOnce(request.build(), HubHttp.Redirects.ANY, waiting);
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      return new Failure(
          String.valueOf(e.getMessage()),
          http.pause(attempt),
          HubErrors.noAnswer(settings, source.uri, e));
    }
    try (answer) {
      Optional<Failure> refusal = refusal(answer, attempt, out);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      checkLength(answer);
      return copy(answer, out, attempt);
    }
  }

  /** Looks at the status; on success the partial file is ready for the body. */
  private Optional<Failure> refusal(HubAnswer answer, int attempt, FileChannel out)
      throws IOException {
    if (answer.status() == 200) {
      if (done > 0) {
        restart(out);
      }
      return Optional.empty();
    }
    if (answer.status() == 206 && continues(answer)) {
      return Optional.empty();
    }
    boolean foreign = !HubHttp.sameOrigin(answer.uri(), settings.endpoint());
    HubException refusal =
        foreign
            ? storageRefusal(answer)
            : HubErrors.refusal(answer, source.model, source.file, settings);
    if (done > 0 && (answer.status() == 206 || answer.status() == RANGE_NOT_SATISFIABLE)) {
      restart(out);
      return Optional.of(new Failure("the range was refused", Duration.ZERO, refusal));
    }
    Optional<Duration> pause = http.pauseAfter(answer, attempt);
    if (pause.isEmpty() && foreign) {
      // The address that a redirect leads to is good for a limited time; the next one is fresh.
      pause = Optional.of(http.pause(attempt));
    }
    if (pause.isEmpty()) {
      throw refusal;
    }
    return Optional.of(new Failure("status " + answer.status(), pause.get(), refusal));
  }

  /** A refusal by a host of the Hub's storage says nothing about repositories and tokens. */
  private HubException storageRefusal(HubAnswer answer) {
    return HubException.of(
            Kind.UNAVAILABLE,
            HubErrors.host(answer.uri()),
            "the Hub's storage refuses " + source.file)
        .found("status " + answer.status())
        .remedy("Try again later; check that a proxy in between lets requests to that host pass.")
        .build();
  }

  private boolean continues(HubAnswer answer) {
    Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range").orElse(""));
    return range.matches()
        && Long.parseLong(range.group(1)) == done
        && (range.group(2).equals("*") || Long.parseLong(range.group(2)) == source.bytes);
  }

  private void checkLength(HubAnswer answer) throws HubException {
    OptionalLong length = answer.number("Content-Length");
    if (length.isPresent() && length.getAsLong() != source.bytes - done) {
      throw corrupt(
          "the size of " + source.file + " is not the announced one",
          source.bytes + " bytes",
          (done + length.getAsLong()) + " bytes");
    }
  }

  private @Nullable Failure copy(HubAnswer answer, FileChannel out, int attempt)
      throws IOException {
    out.position(done);
    while (true) {
      int n;
      try {
        n = answer.body().read(chunk);
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw HubErrors.interrupted(source.uri, e);
        }
        return new Failure(
            String.valueOf(e.getMessage()),
            http.pause(attempt),
            HubErrors.noAnswer(settings, answer.uri(), e));
      }
      if (n < 0) {
        return done == source.bytes
            ? null
            : new Failure("the answer ended early", http.pause(attempt), null);
      }
      if (n > source.bytes - done) {
        throw corrupt(
            "the size of " + source.file + " is not the announced one",
            source.bytes + " bytes",
            "more");
      }
      ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, n);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      count(n);
      progress();
    }
  }

  private void progress() {
    long now = System.nanoTime();
    if (now - lastProgress >= PROGRESS_INTERVAL.toNanos()) {
      lastProgress = now;
      events.accept(new HubEvent.FileProgress(source.file, done, source.bytes));
    }
  }

  private HubException corrupt(String problem, String expected, String found) {
    return HubException.of(Kind.CORRUPT, source.uri, problem)
        .expected(expected)
        .found(found)
        .remedy("Try again; if it stays so, a proxy or mirror in between alters files.")
        .build();
  }

  private HubException storage(IOException cause) {
    String free;
    try {
      free = Files.getFileStore(partial).getUsableSpace() + " bytes free";
    } catch (IOException e) {
      free = "no access";
    }
    return HubException.of(Kind.STORAGE, partial, "a file of the cache cannot be written")
        .expected("room for " + (source.bytes - done) + " more bytes")
        .found(free + ", '" + HubException.shortened(String.valueOf(cause.getMessage())) + "'")
        .remedy(
            "Make room there, or name another directory with HF_HUB_CACHE; what is there already is"
                + " not fetched again.")
        .cause(cause)
        .build();
  }
}
