package io.github.meshclassifier.hub;

import io.github.meshclassifier.internal.json.OneLine;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a model cannot be fetched from the Hub or published there.
 *
 * <p>The message says what is wrong, what was expected and found, where, and what to do. It never
 * holds a token or a signed address.
 *
 * <p>Immutable and thread-safe.
 */
public final class HubException extends IOException {
  private static final int MAX_SHOWN = 40;

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, and so what can be done about it. */
  public enum Kind {
    /** The repository, the revision or a file in it does not exist, or may not be seen. */
    NOT_FOUND,
    /** The token is missing, invalid, or may not do this. */
    UNAUTHORIZED,
    /** The authors grant access on request; it has not been asked for or not been granted. */
    GATED,
    /** The network is switched off or the Hub cannot be reached, and the cache is not enough. */
    OFFLINE,
    /** The Hub wants fewer requests. */
    RATE_LIMITED,
    /** The Hub fails, or the connection to it does, again and again. */
    UNAVAILABLE,
    /** What arrived is not what was announced. */
    CORRUPT,
    /** The repository has no weights that can be read, or a file is not what its name says. */
    UNSUPPORTED,
    /** The answer is not one of the Hub: a proxy, a login page, another service. */
    UNEXPECTED_ANSWER,
    /** The repository has changed, or already exists. */
    CONFLICT,
    /** The disk is full, or a file cannot be written or read. */
    STORAGE,
    /** The thread was interrupted; its interrupt flag is set. */
    INTERRUPTED
  }

  /** What can be done about it. */
  private final Kind kind;

  /** The address or file at fault. */
  private final String location;

  /** Whether the repository is there and the revision is not, so that no cache may stand in. */
  private final boolean revisionGone;

  private HubException(Builder builder) {
    super(builder.message(), builder.cause);
    this.kind = builder.kind;
    this.location = builder.location;
    this.revisionGone = builder.revisionGone;
  }

  static Builder of(Kind kind, Object location, String problem) {
    return new Builder(
        kind, location instanceof URI uri ? address(uri) : location.toString(), problem);
  }

  /** An address without its query: what is there may be a signature that opens storage to all. */
  static String address(URI uri) {
    String text = uri.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  /**
   * Returns what can be done about the failure.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns where it happened.
   *
   * @return a model, an address or a file, never empty
   */
  public String location() {
    return location;
  }

  /** Returns whether the Hub has said for certain that a revision is gone. */
  boolean isRevisionGone() {
    return revisionGone;
  }

  /** At most 40 characters of a text of unknown origin. */
  static String shortened(String text) {
    int end = Math.min(text.length(), MAX_SHOWN);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return OneLine.of(text.substring(0, end)) + (end < text.length() ? "..." : "");
  }

  /** Describes a failure piece by piece. Not thread-safe; one per exception. */
  static final class Builder {
    private final Kind kind;
    private final String location;
    private final String problem;
    private String expected = "";
    private String found = "";
    private String remedy = "";
    private @Nullable Throwable cause;
    private boolean revisionGone;

    private Builder(Kind kind, String location, String problem) {
      this.kind = Objects.requireNonNull(kind, "kind");
      this.location = location;
      this.problem = problem;
    }

    /** What should have been there; printed in full, so never foreign text. */
    Builder expected(Object value) {
      expected = value.toString();
      return this;
    }

    /** What was there; printed in full, so foreign text only {@link #shortened}. */
    Builder found(Object value) {
      found = value.toString();
      return this;
    }

    /** Sentences with their full stops. */
    Builder remedy(String sentences) {
      remedy = sentences;
      return this;
    }

    Builder cause(Throwable exception) {
      cause = exception;
      return this;
    }

    Builder revisionGone() {
      revisionGone = true;
      return this;
    }

    HubException build() {
      return new HubException(this);
    }

    private String message() {
      return OneLine.message(problem, location, expected, found, remedy);
    }
  }
}
