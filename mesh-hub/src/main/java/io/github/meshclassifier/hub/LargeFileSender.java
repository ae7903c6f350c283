package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.hub.HubHttp.Redirects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one file to large file storage, in one piece or in parts. A part that is lost is sent
 * again, and only that part. Storage gets no token: its addresses are signed. Not thread-safe.
 */
record LargeFileSender(
    HubSettings settings, HubHttp http, UploadApi api, Consumer<HubEvent> events) {
  /** How often to ask for new addresses for a file when storage refuses the ones it gave. */
  private static final int MAX_RENEWALS = 2;

  /** Sends a file unless storage has it. */
  void send(LargeFile first) throws HubException {
    UploadFile file = first.file();
    LargeFile large = first;
    boolean needed = large.upload().isPresent();
    if (needed) {
      events.accept(new HubEvent.FileStarted(file.name(), 0, file.size()));
    }
    for (int renewals = 0; large.upload().isPresent(); renewals++) {
      int status = transfer(large, large.upload().get());
      if (status / 100 == 2) {
        break;
      }
      // Addresses expire, and a multipart upload may have been given up by storage.
      if (renewals == MAX_RENEWALS || status / 100 != 4) {
        throw refused(file, status);
      }
      large = api.largeFiles(Map.of(large.hash(), file)).get(0);
    }
    api.verify(large);
    events.accept(new HubEvent.FileDone(file.name(), file.size(), needed));
  }

  /** Sends a file and returns the status of the last answer. */
  private int transfer(LargeFile large, URI upload) throws HubException {
    BlobDigest digest = BlobDigest.sha256();
    if (large.parts().isEmpty()) {
      HttpRequest.Builder request = http.signedRequest(upload);
      large.headers().forEach(request::setHeader);
      try (Part part = new Part(large, 0, large.file().size(), digest)) {
        return part.put(request).status();
      }
    }
    List<String> etags = new ArrayList<>();
    for (URI uri : large.parts()) {
      long from = etags.size() * large.partSize();
      long length = Math.min(large.partSize(), large.file().size() - from);
      try (Part part = new Part(large, from, length, digest)) {
        HubAnswer answer = part.put(http.signedRequest(uri));
        if (!answer.ok()) {
          return answer.status();
        }
        etags.add(
            answer
                .header("ETag")
                .orElseThrow(
                    () ->
                        HubException.of(
                                Kind.UNEXPECTED_ANSWER,
                                HubErrors.host(uri),
                                "storage names no ETag of a part")
                            .build()));
        digest = part.digest();
      }
    }
    try (HubAnswer answer = api.complete(upload, large, etags)) {
      return answer.status();
    }
  }

  /** A range of a file on its way. */
  private final class Part implements AutoCloseable {
    private final LargeFile large;
    private final long from;
    private final long length;
    private final BlobDigest before;
    private final AtomicReference<@Nullable FileSlice> latest = new AtomicReference<>();

    Part(LargeFile large, long from, long length, BlobDigest before) {
      this.large = large;
      this.from = from;
      this.length = length;
      this.before = before;
    }

    HubAnswer put(HttpRequest.Builder request) throws HubException {
      UploadFile file = large.file();
      BodyProgress progress =
          new BodyProgress(
              from,
              from + length,
              settings.idleTimeout(),
              api.patience(),
              at -> events.accept(new HubEvent.FileProgress(file.name(), at, file.size())));
      StreamedBody body =
          new StreamedBody(
              length,
              () -> {
                progress.at(from);
                // A body that is sent again begins with the hash of what comes before it, again.
                FileSlice slice =
                    new FileSlice(file, from, length, before.copy(), large.hash(), progress::at);
                latest.set(slice);
                return slice;
              });
      HubAnswer answer =
          http.send(request.PUT(body).build(), Redirects.NONE, progress, settings.retries());
      answer.close();
      return answer;
    }

    /** Returns the hash of the file up to the end of this range, once it is sent. */
    BlobDigest digest() {
      return Objects.requireNonNull(latest.get(), "no body was sent").digest();
    }

    @Override
    public void close() throws HubException {
      FileSlice slice = latest.get();
      if (slice != null) {
        try {
          slice.close();
        } catch (IOException e) {
          throw UploadErrors.local(large.file(), e);
        }
      }
    }
  }

  private static HubException refused(UploadFile file, int status) {
    return HubException.of(
            status >= 500 ? Kind.UNAVAILABLE : Kind.UNEXPECTED_ANSWER,
            file.path(),
            "large file storage does not take the file")
        .found("status " + status)
        .remedy("Upload again; what is in storage already is not sent a second time.")
        .build();
  }
}
