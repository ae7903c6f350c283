package io.github.meshclassifier.hub;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Something that happened while a model was fetched or published, in the order it happened and on
 * the thread that asked for it.
 *
 * <p>A download begins with {@link Resolved}. Then each file has one {@link FileStarted}, some
 * {@link FileProgress} if it is large, and one {@link FileDone}. An upload begins with {@link
 * Compared}; then the files that differ have events as in a download, the large ones first. All are
 * immutable.
 */
public sealed interface HubEvent {
  /**
   * The revision is known, and what it needs.
   *
   * @param model what was asked for
   * @param commit the commit it means, 40 hexadecimal digits
   * @param files the files that will be there at the end; if weights are in several files, these
   *     come in a second event of this type, once their index is read
   */
  record Resolved(HubModel model, String commit, List<FileSize> files) implements HubEvent {
    /**
     * Copies the list.
     *
     * @param model what was asked for
     * @param commit the commit it means
     * @param files the files
     */
    public Resolved {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(commit, "commit");
      files = List.copyOf(files);
    }

    /**
     * Returns the size of everything.
     *
     * @return the sum over all files, in bytes
     */
    public long totalBytes() {
      return files.stream().mapToLong(FileSize::bytes).sum();
    }
  }

  /**
   * It is known what the repository lacks. Comes again if someone else commits meanwhile.
   *
   * @param model the repository and its branch
   * @param parent the commit that was compared with, 40 hexadecimal digits
   * @param changed the files that will be published, in the order of their names
   * @param unchanged the files that are there already
   */
  record Compared(HubModel model, String parent, List<FileSize> changed, List<FileSize> unchanged)
      implements HubEvent {
    /**
     * Copies the lists.
     *
     * @param model the repository and its branch
     * @param parent the commit that was compared with
     * @param changed the files that will be published
     * @param unchanged the files that are there already
     */
    public Compared {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(parent, "parent");
      changed = List.copyOf(changed);
      unchanged = List.copyOf(unchanged);
    }

    /**
     * Returns the size of everything that will be published.
     *
     * @return the sum over all changed files, in bytes
     */
    public long changedBytes() {
      return changed.stream().mapToLong(FileSize::bytes).sum();
    }
  }

  /**
   * A file of a repository.
   *
   * @param file its path in the repository
   * @param bytes its size
   */
  record FileSize(String file, long bytes) {}

  /**
   * Work on a file begins.
   *
   * @param file its path in the repository
   * @param done the bytes that need not be transferred again, from an attempt before
   * @param bytes its size
   */
  record FileStarted(String file, long done, long bytes) implements HubEvent {}

  /**
   * A part of a file is through; at most ten times a second.
   *
   * @param file its path in the repository
   * @param done the bytes that are through; fewer than before if the other side made it begin again
   * @param bytes its size
   */
  record FileProgress(String file, long done, long bytes) implements HubEvent {}

  /**
   * A file is where it belongs, complete and verified.
   *
   * @param file its path in the repository
   * @param bytes its size
   * @param transferred false if it was there already
   */
  record FileDone(String file, long bytes, boolean transferred) implements HubEvent {}

  /**
   * Something failed and will be tried again.
   *
   * @param reason what failed, in a few words
   * @param attempt the attempt that failed, counted from 1
   * @param pause the time until the next
   */
  record Retrying(String reason, int attempt, Duration pause) implements HubEvent {}
}
