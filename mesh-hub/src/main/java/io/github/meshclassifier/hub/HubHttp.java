package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.host.LibraryVersion;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Requests to the Hub: the token on those to the endpoint and on no other, redirects by hand,
 * time-outs, and retries with growing pauses. Thread-safe if the event consumer is.
 */
final class HubHttp {
  /** Where a redirect may lead. */
  enum Redirects {
    /** Nowhere: the redirect is the answer. */
    NONE,
    /** To the same origin, as the Hub answers for renamed repositories; others are the answer. */
    SAME_ORIGIN,
    /** Anywhere, but never from https to http. */
    ANY
  }

  /** Waits for the beginning of an answer. */
  @FunctionalInterface
  interface Waiting {
    /** Waits as long as it should; throws HttpTimeoutException if that is over. */
    HttpResponse<TimedBody> await(CompletableFuture<HttpResponse<TimedBody>> answer)
        throws IOException, InterruptedException, ExecutionException;
  }

  private static final int MAX_REDIRECTS = 10;

  /**
   * The longest pause before a request is tried again; if the server asks for a longer one, the
   * request fails.
   */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  static final int TOO_MANY_REQUESTS = 429;

  private final HubSettings settings;
  private final Consumer<HubEvent> events;
  private final HttpClient client;

  HubHttp(HubSettings settings, Consumer<HubEvent> events) {
    this.settings = settings;
    this.events = events;
    // One connection per transfer: the JDK's HTTP/2 would put all through one flow-control window.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.answerTimeout())
            .build();
  }

  /** Returns an address of the endpoint; the path starts with a slash and is encoded already. */
  URI uri(String path) {
    return URI.create(settings.endpoint() + path);
  }

  /** Returns the address of a call about a revision of a model. */
  URI api(HubModel model, String call, String revision, String query) {
    return uri("/api/models/" + model.id() + "/" + call + "/" + encoded(revision) + query);
  }

  /** Encodes one part of a path, slashes included. */
  static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** Starts a request without the token, to a signed address. */
  HttpRequest.Builder signedRequest(URI uri) {
    return HttpRequest.newBuilder(uri)
        .header("User-Agent", userAgent())
        // Compression would hide sizes, and break resuming.
        .header("Accept-Encoding", "identity");
  }

  /** Starts a request; it carries the token only if it goes to the endpoint. */
  HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder builder = signedRequest(uri);
    Optional<String> token = settings.token();
    if (token.isPresent() && sameOrigin(uri, settings.endpoint())) {
      builder.header("Authorization", "Bearer " + token.get());
    }
    return builder;
  }

  private static String userAgent() {
    return "mesh-classifier/"
        + LibraryVersion.find().orElse("unreleased")
        + "; java/"
        + Runtime.version().feature();
  }

  /**
   * Sends a request, and again if it fails temporarily, with the number of retries of the settings;
   * so it must change nothing, or nothing more the second time.
   *
   * @param answerTimeout how long to wait for the beginning of the answer, which is after the body
   *     of the request has been sent
   * @return the answer, with any status, after the last retry
   */
  HubAnswer send(HttpRequest request, Redirects redirects, Duration answerTimeout)
      throws HubException {
    return send(request, redirects, atMost(answerTimeout), settings.retries());
  }

  /** Sends a request, and again if it fails temporarily; the caller says how long to wait. */
  HubAnswer send(HttpRequest request, Redirects redirects, Waiting waiting, int retries)
      throws HubException {
    for (int attempt = 1; ; attempt++) {
      Duration pause;
      String reason;
      try {
        HubAnswer answer = sendOnce(request, redirects, waiting);
        Optional<Duration> wanted = pauseAfter(answer, attempt);
        if (attempt > retries || wanted.isEmpty()) {
          return answer;
        }
        answer.close();
        pause = wanted.get();
        reason = "status " + answer.status();
      } catch (HubException e) {
        throw e;
      } catch (IOException e) {
        if (attempt > retries) {
          throw HubErrors.noAnswer(settings, request.uri(), e);
        }
        pause = pause(attempt);
        reason = e.toString();
      }
      pause(reason, attempt, pause);
    }
  }

  /** Asks the Hub for JSON, and again if it fails temporarily or the answer is cut off. */
  ApiJson ask(
      HttpRequest request,
      Duration answerTimeout,
      int retries,
      Function<HubAnswer, HubException> refusal)
      throws HubException {
    for (int attempt = 1; ; attempt++) {
      try (HubAnswer answer =
          send(request, Redirects.SAME_ORIGIN, atMost(answerTimeout), retries)) {
        if (!answer.ok()) {
          throw refusal.apply(answer);
        }
        return answer.json();
      } catch (HubException e) {
        throw e;
      } catch (IOException e) {
        if (HubErrors.isInterruption(e)) {
          throw HubErrors.interrupted(request.uri(), e);
        }
        if (attempt > retries) {
          throw HubErrors.noAnswer(settings, request.uri(), e);
        }
        pause(e.toString(), attempt, pause(attempt));
      }
    }
  }

  /** Sends a request once, following redirects; the caller says how long to wait. */
  HubAnswer sendOnce(HttpRequest request, Redirects redirects, Waiting waiting) throws IOException {
    HttpRequest current = request;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HubAnswer answer = exchange(current, waiting);
      if (redirects == Redirects.NONE || !answer.isRedirect()) {
        return answer;
      }
      URI target = target(answer);
      if (redirects == Redirects.SAME_ORIGIN && !sameOrigin(target, current.uri())) {
        return answer;
      }
      answer.close();
      current = redirected(current, target, answer.status());
    }
    throw HubException.of(Kind.UNEXPECTED_ANSWER, request.uri(), "there are too many redirects")
        .expected("at most " + MAX_REDIRECTS)
        .build();
  }

  private HttpRequest redirected(HttpRequest request, URI target, int status) {
    boolean trusted = sameOrigin(target, settings.endpoint());
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(
                request, (name, value) -> trusted || !name.equalsIgnoreCase("Authorization"))
            .uri(target);
    if (status == 303 && !request.method().equals("HEAD")) {
      builder.GET();
    }
    return builder.build();
  }

  private static URI target(HubAnswer answer) throws HubException {
    String location = answer.header("Location").orElse("");
    URI target;
    try {
      target = answer.uri().resolve(location);
    } catch (IllegalArgumentException e) {
      target = URI.create("");
    }
    String scheme = target.getScheme();
    boolean web =
        "https".equalsIgnoreCase(scheme)
            || ("http".equalsIgnoreCase(scheme)
                && "http".equalsIgnoreCase(answer.uri().getScheme()));
    if (location.isEmpty() || !web || target.getHost() == null) {
      answer.close();
      throw HubException.of(Kind.UNEXPECTED_ANSWER, answer.uri(), "the redirect is refused")
          .expected("an address with https")
          .found("'" + HubException.shortened(location.replaceFirst("\\?.*", "")) + "'")
          .build();
    }
    return target;
  }

  static Waiting atMost(Duration time) {
    return answer -> {
      try {
        return answer.get(time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw (IOException)
            new HttpTimeoutException("no answer for " + time.toMillis() + " ms").initCause(e);
      }
    };
  }

  private HubAnswer exchange(HttpRequest request, Waiting waiting) throws IOException {
    CompletableFuture<HttpResponse<TimedBody>> future =
        client.sendAsync(request, head -> new TimedBody(settings.idleTimeout()));
    try {
      HttpResponse<TimedBody> response = waiting.await(future);
      return new HubAnswer(
          request.uri(), response.statusCode(), response.headers(), response.body());
    } catch (InterruptedException e) {
      abandon(future);
      throw HubErrors.interrupted(request.uri(), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        throw (IOException) cause;
      }
      throw new IOException(
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(),
          cause);
    } catch (IOException | RuntimeException | Error e) {
      abandon(future);
      throw e;
    }
  }

  /** Ends an exchange, even one whose answer came at the same moment. */
  private static void abandon(CompletableFuture<HttpResponse<TimedBody>> future) {
    future.cancel(true);
    if (future.isDone() && !future.isCompletedExceptionally()) {
      future.join().body().close();
    }
  }

  /**
   * Returns the pause after an answer that may be another one the next time; empty for all others,
   * and if the server asks for more than the longest pause.
   */
  Optional<Duration> pauseAfter(HubAnswer answer, int attempt) {
    if (!mayPass(answer.status())) {
      return Optional.empty();
    }
    Duration asked = HubErrors.retryAfter(answer).orElse(Duration.ZERO);
    Duration own = pause(attempt);
    return asked.compareTo(LONGEST_PAUSE) > 0
        ? Optional.empty()
        : Optional.of(asked.compareTo(own) > 0 ? asked : own);
  }

  /** Returns the pause after a failed attempt, counted from 1. */
  Duration pause(int attempt) {
    return settings.retryDelay().multipliedBy(1L << Math.min(attempt - 1, 3));
  }

  /** Reports a failed attempt, and waits. */
  void pause(String reason, int attempt, Duration pause) throws HubException {
    events.accept(new HubEvent.Retrying(reason, attempt, pause));
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      throw HubErrors.interrupted(settings.endpoint(), e);
    }
  }

  /** Returns whether the same request may have another answer the next time. */
  static boolean mayPass(int status) {
    return status == TOO_MANY_REQUESTS || status == 408 || (status >= 500 && status != 501);
  }

  static boolean neverConnected(IOException failure) {
    return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
  }

  static boolean sameOrigin(URI a, URI b) {
    return a.getHost() != null
        && a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
