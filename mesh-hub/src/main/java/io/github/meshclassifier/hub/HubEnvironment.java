package io.github.meshclassifier.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment variables of the official clients, with their rules of precedence. A variable
 * that is set to nothing counts as not set. Immutable and thread-safe as long as nobody changes the
 * map.
 */
record HubEnvironment(Map<String, String> variables) {
  private static final Logger LOG = LoggerFactory.getLogger(HubEnvironment.class);

  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");
  private static final int MAX_TOKEN_BYTES = 10_000;

  Optional<URI> endpoint() {
    return get("HF_ENDPOINT")
        .map(
            value -> {
              try {
                return checkedEndpoint("HF_ENDPOINT", URI.create(value));
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                    "HF_ENDPOINT must be an address such as " + HubSettings.DEFAULT_ENDPOINT, e);
              }
            });
  }

  Path cacheDirectory() {
    return get("HF_HUB_CACHE")
        .or(() -> get("HUGGINGFACE_HUB_CACHE"))
        .map(this::path)
        .orElseGet(() -> home().resolve("hub"));
  }

  private Path home() {
    return get("HF_HOME")
        .map(this::path)
        .orElseGet(() -> path(get("XDG_CACHE_HOME").orElse("~/.cache")).resolve("huggingface"));
  }

  Optional<String> token() {
    if (isTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return Optional.empty();
    }
    Optional<String> variable = get("HF_TOKEN").or(() -> get("HUGGING_FACE_HUB_TOKEN"));
    if (variable.isPresent()) {
      return clean(variable.get(), "HF_TOKEN");
    }
    Path file = get("HF_TOKEN_PATH").map(this::path).orElseGet(() -> home().resolve("token"));
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8);
      return clean(text, file.toString());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.warn("The Hub token file {} cannot be read and is ignored: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /** Editors and shells leave line ends in tokens. */
  private static Optional<String> clean(String token, String origin) {
    String clean = token.replace("\r", "").replace("\n", "").strip();
    return clean.isEmpty() ? Optional.empty() : Optional.of(checkedToken(origin, clean));
  }

  boolean offline() {
    return get("HF_HUB_OFFLINE").isPresent()
        ? isTrue("HF_HUB_OFFLINE")
        : isTrue("TRANSFORMERS_OFFLINE");
  }

  boolean symlinks() {
    return !isTrue("HF_HUB_DISABLE_SYMLINKS");
  }

  Optional<Duration> answerTimeout() {
    return seconds("HF_HUB_ETAG_TIMEOUT");
  }

  Optional<Duration> idleTimeout() {
    return seconds("HF_HUB_DOWNLOAD_TIMEOUT");
  }

  /** Zero means the default, as in the official client. */
  private Optional<Duration> seconds(String name) {
    return get(name)
        .map(
            value -> {
              if (!value.strip().matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(
                    name
                        + " must be a whole number of seconds, was '"
                        + HubException.shortened(value)
                        + "'");
              }
              return Duration.ofSeconds(Integer.parseInt(value.strip()));
            })
        .filter(duration -> !duration.isZero());
  }

  private boolean isTrue(String name) {
    return TRUE.contains(get(name).orElse("").toUpperCase(Locale.ROOT));
  }

  private Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /** Replaces a leading ~ and the variables in it; unknown ones stay as they are. */
  private Path path(String text) {
    Matcher matcher = VARIABLE.matcher(text);
    String expanded =
        matcher.replaceAll(
            match -> {
              String name = match.group(1) != null ? match.group(1) : match.group(2);
              return Matcher.quoteReplacement(variables.getOrDefault(name, match.group()));
            });
    if (expanded.equals("~") || expanded.startsWith("~/") || expanded.startsWith("~\\")) {
      String user = Optional.ofNullable(variables.get("HOME")).orElse("");
      expanded = (user.isEmpty() ? System.getProperty("user.home") : user) + expanded.substring(1);
    }
    return Path.of(expanded);
  }

  static URI checkedEndpoint(String name, URI value) {
    String scheme = value.getScheme() == null ? "" : value.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("https") || scheme.equals("http"))
        || value.getHost() == null
        || value.getRawUserInfo() != null
        || value.getRawQuery() != null
        || value.getRawFragment() != null) {
      throw new IllegalArgumentException(
          name
              + " must be an address such as "
              + HubSettings.DEFAULT_ENDPOINT
              + " without user or query");
    }
    return URI.create(value.toString().replaceAll("/+$", ""));
  }

  static String checkedToken(String name, String value) {
    if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          name + " must be an access token of printable ASCII characters");
    }
    return value;
  }
}
