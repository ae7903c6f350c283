package io.github.meshclassifier.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hash by which the Hub knows a content: SHA-256 in large file storage, git's SHA-1 of header
 * and content elsewhere. Not thread-safe.
 *
 * @see <a href="https://git-scm.com/book/en/v2/Git-Internals-Git-Objects">Git objects</a>
 */
final class BlobDigest {
  private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final MessageDigest digest;

  private BlobDigest(MessageDigest digest) {
    this.digest = digest;
  }

  static BlobDigest sha256() {
    return of("SHA-256");
  }

  /** Starts the hash of a content of a size, in bytes. */
  static BlobDigest gitBlob(long size) {
    BlobDigest blob = of("SHA-1");
    blob.digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    return blob;
  }

  /**
   * Starts the hash that an entity tag promises; null if the tag is of another form, as some
   * mirrors have it, and promises nothing.
   */
  static @Nullable BlobDigest promisedBy(String etag, long size) {
    if (SHA256.matcher(etag).matches()) {
      return sha256();
    }
    return SHA1.matcher(etag).matches() ? gitBlob(size) : null;
  }

  void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  /** Returns a hash with the same bytes in it, to go on from here. */
  BlobDigest copy() {
    return new BlobDigest(cloned());
  }

  /** Returns the hash of the bytes so far, in lower-case hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(cloned().digest());
  }

  private MessageDigest cloned() {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(digest.getAlgorithm() + " cannot be copied", e);
    }
  }

  private static BlobDigest of(String algorithm) {
    try {
      return new BlobDigest(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
