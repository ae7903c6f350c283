package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.message.Printable;
import java.io.Serializable;
import java.util.Objects;

/**
 * Which model gave a result. It is kept with results, so that they can be told apart and traced
 * after a model is replaced.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java.
 *
 * @param name the repository, {@code owner/name}, of a model of the Hub; else what the model calls
 *     itself in {@code mesh-classifier.json}, or the name of its directory
 * @param version the commit of a model of the Hub; else the version in {@code
 *     mesh-classifier.json}; empty if it has none
 * @param sha256 64 lower-case hexadecimal digits: the SHA-256 of the lines {@code <SHA-256 of the
 *     file> <name of the file>}, as {@code sha256sum} prints them, of configuration, tokenizer,
 *     weights and {@code mesh-classifier.json}, in the order of their names. Models with the same
 *     hash give the same scores and thresholds
 */
public record ModelIdentity(String name, String version, String sha256) implements Serializable {
  /**
   * Requires all three.
   *
   * @param name the name
   * @param version the version, empty if there is none
   * @param sha256 the hash
   * @throws NullPointerException if one is null
   */
  public ModelIdentity {
    name = Printable.line(Objects.requireNonNull(name, "name"));
    version = Printable.line(Objects.requireNonNull(version, "version"));
    Objects.requireNonNull(sha256, "sha256");
  }

  /** Returns name, version and the first digits of the hash. */
  @Override
  public String toString() {
    return (version.isEmpty() ? name : name + " " + version)
        + " (sha256 "
        + sha256.substring(0, Math.min(12, sha256.length()))
        + ")";
  }
}
