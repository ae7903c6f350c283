package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to a request, its body not yet read; to be closed. Not thread-safe.
 *
 * @param uri where it came from, after redirects
 */
record HubAnswer(URI uri, int status, HttpHeaders headers, TimedBody body) implements Closeable {
  /** The listing of a large repository, or addresses of many parts of many files. */
  private static final int MAX_JSON_BYTES = 64 << 20;

  /** Returns the value of a header, if it is there and not empty. */
  Optional<String> header(String name) {
    return headers.firstValue(name).map(String::strip).filter(value -> !value.isEmpty());
  }

  /** Returns the value of a header that is a count of bytes, if it is there and one. */
  OptionalLong number(String name) {
    String value = header(name).orElse("");
    return value.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(value))
        : OptionalLong.empty();
  }

  boolean ok() {
    return status / 100 == 2;
  }

  boolean isRedirect() {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /** Reads the body as JSON. */
  ApiJson json() throws IOException {
    byte[] bytes = body.readNBytes(MAX_JSON_BYTES + 1);
    if (bytes.length > MAX_JSON_BYTES) {
      throw HubException.of(Kind.UNEXPECTED_ANSWER, uri, "the answer is too large")
          .expected("at most " + MAX_JSON_BYTES + " bytes")
          .build();
    }
    return ApiJson.read(uri, bytes);
  }

  @Override
  public void close() {
    body.close();
  }
}
