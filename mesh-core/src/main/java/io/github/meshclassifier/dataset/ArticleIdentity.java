package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What tells whether two articles are the same. Texts are kept as digests of 16 bytes, so that a
 * million of them take no more than some tens of megabytes.
 *
 * @param pmid the PubMed identifier, empty if there is none
 * @param text the digest of the normalised text, null if that is empty
 */
record ArticleIdentity(String pmid, @Nullable TextDigest text) {
  /**
   * The first 128 bits of SHA-256: that two different texts have the same is too improbable to
   * matter.
   */
  record TextDigest(long high, long low) implements Comparable<TextDigest> {
    @Override
    public int compareTo(TextDigest other) {
      int first = Long.compare(high, other.high);
      return first != 0 ? first : Long.compare(low, other.low);
    }
  }

  static ArticleIdentity of(Article article) {
    String text = NormalizedText.of(article);
    return new ArticleIdentity(article.pmid(), text.isEmpty() ? null : digest(text));
  }

  private static TextDigest digest(String text) {
    try {
      ByteBuffer hash =
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      return new TextDigest(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }
}
