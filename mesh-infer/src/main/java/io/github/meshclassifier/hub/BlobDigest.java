package io.github.meshclassifier.hub;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The hash that an entity tag of the Hub promises: SHA-256 of the content for large files, git's
 * SHA-1 of header and content for all others. A tag of another form, as some mirrors have it,
 * promises nothing.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://git-scm.com/book/en/v2/Git-Internals-Git-Objects">Git objects</a>
 */
final class BlobDigest {
  private final String etag;
  private final @Nullable MessageDigest digest;

  BlobDigest(String etag, long bytes) {
    this.etag = etag;
    if (etag.matches("[0-9a-f]{64}")) {
      digest = Digests.sha256();
    } else if (etag.matches("[0-9a-f]{40}")) {
      digest = Digests.gitBlob(bytes);
    } else {
      digest = null;
    }
  }

  void update(byte[] bytes, int offset, int length) {
    if (digest != null) {
      digest.update(bytes, offset, length);
    }
  }

  /** Returns the tag that the content deserves; to be called once. */
  String result() {
    return digest == null ? etag : HexFormat.of().formatHex(digest.digest());
  }
}
