package io.github.meshclassifier.hub;

import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.checkpoint.JsonText;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to a request, its body not yet read; to be closed.
 *
 * <p>Not thread-safe.
 *
 * @param uri where it came from, after redirects
 */
record HubAnswer(URI uri, int status, HttpHeaders headers, TimedBody body) implements Closeable {
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

  /** Reads the body as a whole. */
  byte[] bytes(int limit) throws IOException {
    byte[] bytes = body.readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw HubException.of(Kind.UNEXPECTED_ANSWER, uri, "the answer is too large")
          .expected("at most " + limit + " bytes")
          .build();
    }
    return bytes;
  }

  /** Reads the body as a JSON object. */
  JsonObject json(int limit) throws IOException {
    byte[] bytes = bytes(limit);
    try {
      return JsonText.object(bytes, "the answer", uri.toString());
    } catch (IOException e) {
      throw HubException.of(Kind.UNEXPECTED_ANSWER, uri, "the answer is not a JSON object")
          .found(HubException.shortened(header("Content-Type").orElse("no content type")))
          .remedy("Check HF_ENDPOINT, and whether a proxy or a login page is in between.")
          .cause(e)
          .build();
    }
  }

  @Override
  public void close() {
    body.close();
  }
}
