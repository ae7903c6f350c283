package io.github.meshclassifier.hub;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a model repository on the Hugging Face Hub, and which state of it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the repository, {@code owner/name} or, for a few old ones, {@code name} alone; checked
 *     as the Hub checks it: letters, digits, {@code -}, {@code _} and {@code .}, neither part
 *     beginning or ending with {@code -} or {@code .}, the name at most 96 characters long, no
 *     {@code --} or {@code ..}, no {@code .git} at the end
 * @param revision a branch, a tag, a pull request ({@code refs/pr/1}) or a commit hash of 40
 *     hexadecimal digits
 */
public record HubModel(String id, String revision) {
  /** What comes before the id in the written form. */
  public static final String SCHEME = "hf://";

  /** The branch that is meant when none is named. */
  public static final String DEFAULT_REVISION = "main";

  private static final int MAX_REVISION_LENGTH = 250;
  private static final Pattern ID = Pattern.compile("(\\b[\\w.-]+\\b/)?\\b[\\w.-]{1,96}\\b");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** What git allows in a name, without what some file system forbids in a file name. */
  private static final Pattern REVISION =
      Pattern.compile("[\\w+=#%,@-][\\w+=#%,@.-]*(/[\\w+=#%,@-][\\w+=#%,@.-]*)*");

  /**
   * Checks both parts.
   *
   * @param id the repository
   * @param revision the state
   * @throws IllegalArgumentException if one is not a name the Hub accepts
   */
  public HubModel {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(revision, "revision");
    if (!ID.matcher(id).matches()
        || id.contains("--")
        || id.contains("..")
        || id.endsWith(".git")) {
      throw new IllegalArgumentException(
          "the model id must be owner/name or name, of letters, digits, '-', '_' and '.', without"
              + " '--', '..' or '.git' at the end, was '"
              + HubException.shortened(id)
              + "'");
    }
    if (revision.length() > MAX_REVISION_LENGTH
        || !REVISION.matcher(revision).matches()
        || revision.contains("..")
        || revision.contains("./")
        || revision.contains(".lock/")
        || revision.endsWith(".")
        || revision.endsWith(".lock")) {
      throw new IllegalArgumentException(
          "the revision must be a branch, tag, pull request (refs/pr/1) or commit, was '"
              + HubException.shortened(revision)
              + "'");
    }
  }

  /**
   * Reads the written form: {@code hf://owner/name@revision}, where {@code hf://} and {@code
   * @revision} may be missing.
   *
   * @param text such as {@code hf://google-bert/bert-base-uncased@main} or {@code gpt2}
   * @return the model, with {@link #DEFAULT_REVISION} if the text names none
   * @throws IllegalArgumentException if it is anything else
   */
  public static HubModel parse(String text) {
    String name = text.startsWith(SCHEME) ? text.substring(SCHEME.length()) : text;
    int at = name.indexOf('@');
    return at < 0
        ? new HubModel(name, DEFAULT_REVISION)
        : new HubModel(name.substring(0, at), name.substring(at + 1));
  }

  /**
   * Reads an address; a text that could also be a path is refused.
   *
   * @param address {@code hf://owner/name} or {@code hf://owner/name@revision}
   * @return the model, with {@link #DEFAULT_REVISION} if the address names none
   * @throws IllegalArgumentException if it is anything else
   */
  public static HubModel ofAddress(String address) {
    if (!address.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "a model on the Hub is named hf://owner/name or hf://owner/name@revision, was '"
              + HubException.shortened(address)
              + "'; a directory is given as a Path");
    }
    return parse(address);
  }

  /** Returns whether the revision can never mean another state. */
  boolean isCommit() {
    return isCommit(revision);
  }

  static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  /**
   * Returns the written form.
   *
   * @return {@code hf://id@revision}, which {@link #parse} reads
   */
  @Override
  public String toString() {
    return SCHEME + id + "@" + revision;
  }
}
