package io.github.meshclassifier.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the Hub and where to keep what comes from it.
 *
 * <p>Each value is the one set on the builder, else the one of the environment variable that the
 * official clients read, else the default. The token is never printed.
 *
 * <p>Immutable and thread-safe.
 *
 * @see <a
 *     href="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables">
 *     The environment variables</a>
 */
public final class HubSettings {
  /** The Hub, unless another one is named. */
  public static final URI DEFAULT_ENDPOINT = URI.create("https://huggingface.co");

  /** How long to wait for an answer, and for the next bytes of one. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  /** How often a request is tried again. */
  public static final int DEFAULT_RETRIES = 5;

  /** The time before the first retry; it doubles with each, up to the eightfold. */
  public static final Duration DEFAULT_RETRY_DELAY = Duration.ofSeconds(1);

  private final URI endpoint;
  private final Path cacheDirectory;
  private final @Nullable String token;
  private final boolean offline;
  private final boolean symlinks;
  private final Duration answerTimeout;
  private final Duration idleTimeout;
  private final int retries;
  private final Duration retryDelay;

  private HubSettings(Builder builder) {
    HubEnvironment environment = builder.environment;
    endpoint = chosen(builder.endpoint, () -> environment.endpoint().orElse(DEFAULT_ENDPOINT));
    cacheDirectory =
        chosen(builder.cacheDirectory, environment::cacheDirectory).toAbsolutePath().normalize();
    token =
        builder.anonymous
            ? null
            : builder.token != null ? builder.token : environment.token().orElse(null);
    offline = chosen(builder.offline, environment::offline);
    symlinks = chosen(builder.symlinks, environment::symlinks);
    answerTimeout =
        chosen(builder.answerTimeout, () -> environment.answerTimeout().orElse(DEFAULT_TIMEOUT));
    idleTimeout =
        chosen(builder.idleTimeout, () -> environment.idleTimeout().orElse(DEFAULT_TIMEOUT));
    retries = chosen(builder.retries, () -> DEFAULT_RETRIES);
    retryDelay = chosen(builder.retryDelay, () -> DEFAULT_RETRY_DELAY);
  }

  /** Looks at the environment for what is not set only, since it may be wrong. */
  private static <T> T chosen(@Nullable T set, Supplier<T> otherwise) {
    return set != null ? set : otherwise.get();
  }

  /**
   * Reads the environment variables of the official clients; the same as {@code builder().build()}.
   *
   * @return the settings of this process
   * @throws IllegalArgumentException if a variable has a value that cannot be read; the message
   *     names it
   */
  public static HubSettings fromEnvironment() {
    return builder().build();
  }

  /**
   * Starts settings.
   *
   * @return a builder without a value; what stays unset comes from the environment
   */
  public static Builder builder() {
    return new Builder(System.getenv());
  }

  static Builder builder(Map<String, String> environment) {
    return new Builder(environment);
  }

  /**
   * Returns the address of the Hub.
   *
   * @return an http or https address without a slash at the end
   */
  public URI endpoint() {
    return endpoint;
  }

  /**
   * Returns where models are kept.
   *
   * @return an absolute path, which need not exist
   */
  public Path cacheDirectory() {
    return cacheDirectory;
  }

  /**
   * Returns whether the network is switched off.
   *
   * @return true if only the cache is used
   */
  public boolean offline() {
    return offline;
  }

  /**
   * Returns whether snapshots link to blobs.
   *
   * @return false if they hold files of their own
   */
  public boolean symlinks() {
    return symlinks;
  }

  /**
   * Returns how long to wait for a connection, and for the beginning of an answer.
   *
   * @return a positive time
   */
  public Duration answerTimeout() {
    return answerTimeout;
  }

  /**
   * Returns how long a transfer may stand still.
   *
   * @return a positive time
   */
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /**
   * Returns how often a request is tried again.
   *
   * @return 0 or more
   */
  public int retries() {
    return retries;
  }

  /**
   * Returns the time before the first retry.
   *
   * @return 0 or more
   */
  public Duration retryDelay() {
    return retryDelay;
  }

  Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /**
   * Returns the settings without the token.
   *
   * @return one line for a log
   */
  @Override
  public String toString() {
    return "HubSettings[endpoint="
        + endpoint
        + ", cacheDirectory="
        + cacheDirectory
        + ", token="
        + (token == null ? "none" : "set")
        + ", offline="
        + offline
        + ", symlinks="
        + symlinks
        + ", answerTimeout="
        + answerTimeout
        + ", idleTimeout="
        + idleTimeout
        + ", retries="
        + retries
        + ", retryDelay="
        + retryDelay
        + "]";
  }

  /** Collects settings. Not thread-safe. */
  public static final class Builder {
    private final HubEnvironment environment;
    private @Nullable URI endpoint;
    private @Nullable Path cacheDirectory;
    private @Nullable String token;
    private boolean anonymous;
    private @Nullable Boolean offline;
    private @Nullable Boolean symlinks;
    private @Nullable Duration answerTimeout;
    private @Nullable Duration idleTimeout;
    private @Nullable Integer retries;
    private @Nullable Duration retryDelay;

    private Builder(Map<String, String> environment) {
      this.environment = new HubEnvironment(environment);
    }

    /**
     * Sets the address of the Hub or of a mirror. Default: {@code HF_ENDPOINT}, else {@link
     * #DEFAULT_ENDPOINT}.
     *
     * @param value an http or https address without query; a slash at its end is dropped
     * @return this builder
     * @throws IllegalArgumentException if it is anything else
     * @throws IllegalStateException if it was set before
     */
    public Builder endpoint(URI value) {
      endpoint = once("endpoint", endpoint, HubEnvironment.checkedEndpoint("endpoint", value));
      return this;
    }

    /**
     * Sets where models are kept. Default: {@code HF_HUB_CACHE}, else {@code
     * HUGGINGFACE_HUB_CACHE}, else {@code hub} in {@code HF_HOME}, else in {@code huggingface} in
     * {@code XDG_CACHE_HOME}, else in {@code ~/.cache/huggingface}.
     *
     * @param value a directory, which is created when it is needed
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder cacheDirectory(Path value) {
      cacheDirectory = once("cacheDirectory", cacheDirectory, value);
      return this;
    }

    /**
     * Sets the access token. Default: {@code HF_TOKEN}, else {@code HUGGING_FACE_HUB_TOKEN}, else
     * the file {@code HF_TOKEN_PATH} or {@code token} in {@code HF_HOME}; none if {@code
     * HF_HUB_DISABLE_IMPLICIT_TOKEN} is true.
     *
     * @param value the token, which goes to the endpoint and to no other host
     * @return this builder
     * @throws IllegalArgumentException if it has a character that no token has
     * @throws IllegalStateException if it was set before, or {@link #anonymous} was called
     */
    public Builder token(String value) {
      if (token != null || anonymous) {
        throw new IllegalStateException("token was already set");
      }
      token = HubEnvironment.checkedToken("token", value);
      return this;
    }

    /**
     * Sends no token, whatever the environment says.
     *
     * @return this builder
     * @throws IllegalStateException if a token was set before
     */
    public Builder anonymous() {
      if (token != null || anonymous) {
        throw new IllegalStateException("token was already set");
      }
      anonymous = true;
      return this;
    }

    /**
     * Switches the network off or on. Default: {@code HF_HUB_OFFLINE}, else {@code
     * TRANSFORMERS_OFFLINE}, else false.
     *
     * @param value true to use only the cache
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder offline(boolean value) {
      offline = once("offline", offline, value);
      return this;
    }

    /**
     * Sets whether snapshots link to blobs, so that revisions share files. Default: true unless
     * {@code HF_HUB_DISABLE_SYMLINKS} is true; where the file system has no symbolic links, files
     * are used all the same.
     *
     * @param value false to give each snapshot files of its own
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder symlinks(boolean value) {
      symlinks = once("symlinks", symlinks, value);
      return this;
    }

    /**
     * Sets how long to wait for a connection, and for the beginning of an answer. Default: {@code
     * HF_HUB_ETAG_TIMEOUT} in seconds, else {@link #DEFAULT_TIMEOUT}.
     *
     * @param value a positive time
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if it was set before
     */
    public Builder answerTimeout(Duration value) {
      answerTimeout = once("answerTimeout", answerTimeout, positive("answerTimeout", value));
      return this;
    }

    /**
     * Sets how long a transfer may stand still; as long as bytes arrive, it may take any time.
     * Default: {@code HF_HUB_DOWNLOAD_TIMEOUT} in seconds, else {@link #DEFAULT_TIMEOUT}.
     *
     * @param value a positive time
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if it was set before
     */
    public Builder idleTimeout(Duration value) {
      idleTimeout = once("idleTimeout", idleTimeout, positive("idleTimeout", value));
      return this;
    }

    /**
     * Sets how often a request is tried again that fails temporarily. Default: {@link
     * #DEFAULT_RETRIES}.
     *
     * @param value 0 to 100
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if it was set before
     */
    public Builder retries(int value) {
      if (value < 0 || value > 100) {
        throw new IllegalArgumentException("retries must be between 0 and 100, was " + value);
      }
      retries = once("retries", retries, value);
      return this;
    }

    /**
     * Sets the time before the first retry, which doubles with each, up to the eightfold; if the
     * Hub asks for more time, it gets it. Default: {@link #DEFAULT_RETRY_DELAY}.
     *
     * @param value 0 or more
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if it was set before
     */
    public Builder retryDelay(Duration value) {
      if (value.isNegative()) {
        throw new IllegalArgumentException("retryDelay must not be negative, was " + value);
      }
      retryDelay = once("retryDelay", retryDelay, value);
      return this;
    }

    /**
     * Returns the settings.
     *
     * @return new settings
     * @throws IllegalArgumentException if a variable of the environment that is needed has a value
     *     that cannot be read
     */
    public HubSettings build() {
      return new HubSettings(this);
    }

    /** Takes a value for a builder that has none yet. */
    static <T> T once(String name, @Nullable T before, T value) {
      if (before != null) {
        throw new IllegalStateException(name + " was already set to " + before);
      }
      return Objects.requireNonNull(value, name);
    }
  }

  static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
    return value;
  }
}
