package io.github.meshclassifier.hub;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A state of a repository with all files of an upload in it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param oid the commit hash, 40 hexadecimal digits; {@code hf://owner/name@oid} means this state
 *     for ever
 * @param url its page
 * @param pullRequest the page of the pull request that proposes it; null if it is on the branch
 */
public record HubCommit(String oid, URI url, @Nullable URI pullRequest) {
  /**
   * Checks that the hash is one.
   *
   * @param oid the commit hash
   * @param url its page
   * @param pullRequest the page of the pull request, or null
   * @throws IllegalArgumentException if the hash is not of 40 hexadecimal digits
   */
  public HubCommit {
    Objects.requireNonNull(url, "url");
    if (!HubModel.isCommit(oid)) {
      throw new IllegalArgumentException(
          "oid must have 40 hexadecimal digits, was '" + HubException.shortened(oid) + "'");
    }
  }
}
