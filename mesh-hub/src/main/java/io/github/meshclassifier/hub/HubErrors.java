package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What the Hub's refusals mean. The Hub hides private repositories from those who may not see them,
 * and says in {@code X-Error-Code} what a status alone does not.
 */
final class HubErrors {
  static final String TOKENS = "https://huggingface.co/settings/tokens";

  /** Where Java has its proxy from; the variables of other tools mean nothing to it. */
  static final String PROXY = "-Dhttps.proxyHost and -Dhttps.proxyPort, not HTTPS_PROXY";

  private HubErrors() {}

  /**
   * Describes an answer that is a refusal.
   *
   * @param model what the request was about
   * @param subject what was asked for, such as {@code the model} or a file name
   */
  static HubException refusal(
      HubAnswer answer, HubModel model, String subject, HubSettings settings) {
    boolean token = settings.token().isPresent();
    String code = answer.header("X-Error-Code").orElse("");
    HubException.Builder problem =
        switch (code) {
          case "RepoNotFound" -> noRepository(model, token);
          case "RevisionNotFound" ->
              HubException.of(Kind.NOT_FOUND, model, "the model has no such revision")
                  .revisionGone()
                  .remedy("See its page for branches and tags, or leave out @ for main.");
          case "EntryNotFound" ->
              HubException.of(Kind.NOT_FOUND, model, "the model has no such file: " + subject);
          case "GatedRepo" -> gated(model, settings, token);
          case "DisabledRepo" ->
              HubException.of(Kind.NOT_FOUND, model, "the Hub has disabled access to the model");
          default -> byStatus(answer, model, subject, settings, token);
        };
    return problem.found(status(answer)).build();
  }

  /** The status, and what the Hub says about it. */
  static String status(HubAnswer answer) {
    return "status "
        + answer.status()
        + answer
            .header("X-Error-Message")
            .map(said -> ", '" + HubException.shortened(said) + "'")
            .orElse("");
  }

  private static HubException.Builder byStatus(
      HubAnswer answer, HubModel model, String subject, HubSettings settings, boolean token) {
    return switch (answer.status()) {
      case 401 ->
          token
              ? HubException.of(Kind.UNAUTHORIZED, model, "the Hub does not accept the token")
                  .remedy("Set HF_TOKEN to a valid one from " + TOKENS + ", or unset it.")
              : noRepository(model, false);
      case 403 ->
          HubException.of(
                  Kind.UNAUTHORIZED,
                  model,
                  token ? "the token may not do this" : "this needs a token")
              .remedy(
                  "Set HF_TOKEN to a token from " + TOKENS + " that has access to the repository.");
      case 404 ->
          HubException.of(Kind.NOT_FOUND, model, "the Hub does not know " + subject)
              .remedy("Check the name at " + settings.endpoint() + ".");
      case 409, 412 ->
          HubException.of(Kind.CONFLICT, model, "the repository has changed, or already exists");
      case 429 ->
          HubException.of(Kind.RATE_LIMITED, model, "the Hub wants fewer requests")
              .remedy(
                  retryAfter(answer)
                          .map(time -> "Try again in " + time.toSeconds() + " seconds. ")
                          .orElse("Try again later. ")
                      + (token
                          ? "Its limits depend on the account."
                          : "With a token in HF_TOKEN its limits are higher."));
      default ->
          answer.status() >= 500
              ? HubException.of(Kind.UNAVAILABLE, answer.uri(), "the Hub fails at " + subject)
                  .remedy("Try again later; https://status.huggingface.co says how it is.")
              : HubException.of(
                      Kind.UNEXPECTED_ANSWER,
                      answer.uri(),
                      "the answer is unexpected at " + subject)
                  .remedy("Check HF_ENDPOINT, and whether a proxy is in between.");
    };
  }

  private static HubException.Builder noRepository(HubModel model, boolean token) {
    HubException.Builder problem =
        HubException.of(
            Kind.NOT_FOUND,
            model,
            "the model does not exist"
                + (token ? ", or the token may not see it" : ", or it is private"));
    return problem.remedy(
        token
            ? "Check the name, and what the token in HF_TOKEN has access to."
            : "Check the name; for a private model, set HF_TOKEN to a token from " + TOKENS + ".");
  }

  private static HubException.Builder gated(HubModel model, HubSettings settings, boolean token) {
    return HubException.of(Kind.GATED, model, "access to the model is granted on request")
        .remedy(
            "Ask for it at "
                + settings.endpoint()
                + "/"
                + model.id()
                + (token ? " with the token's account." : " and set HF_TOKEN."));
  }

  static HubException noAnswer(HubSettings settings, URI uri, IOException failure) {
    boolean unreachable =
        failure instanceof ConnectException
            || failure instanceof HttpConnectTimeoutException
            || failure.getCause() instanceof UnknownHostException;
    return HubException.of(
            unreachable ? Kind.OFFLINE : Kind.UNAVAILABLE,
            host(uri),
            unreachable ? "the Hub cannot be reached" : "the connection to the Hub fails")
        .found(
            failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : HubException.shortened(failure.getMessage()))
        .remedy(
            "Check the network, the proxy ("
                + PROXY
                + ") and HF_ENDPOINT, now "
                + settings.endpoint()
                + "; with HF_HUB_OFFLINE=1 only the cache is used.")
        .cause(failure)
        .build();
  }

  /** A signed address gives access while it is valid, so messages name only the host of storage. */
  static String host(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Tells whether a wait ended because the thread was interrupted, rather than by a time-out. */
  static boolean isInterruption(IOException failure) {
    return failure instanceof InterruptedIOException && Thread.currentThread().isInterrupted();
  }

  static HubException interrupted(Object location, Exception cause) {
    Thread.currentThread().interrupt();
    return HubException.of(Kind.INTERRUPTED, location, "the thread was interrupted")
        .cause(cause)
        .build();
  }

  /** How long the server asks to wait: seconds, or a date. */
  static Optional<Duration> retryAfter(HubAnswer answer) {
    return answer
        .header("Retry-After")
        .flatMap(
            value -> {
              try {
                if (value.matches("\\d{1,9}")) {
                  return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
                }
                ZonedDateTime date =
                    ZonedDateTime.parse(
                        value, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT));
                Duration time = Duration.between(ZonedDateTime.now(date.getZone()), date);
                return Optional.of(time.isNegative() ? Duration.ZERO : time);
              } catch (DateTimeException e) {
                return Optional.empty();
              }
            });
  }
}
