package io.github.meshclassifier.hub;

import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.layout.ModelLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model's part of the cache, in the layout of the official clients: contents in {@code blobs}
 * under their entity tags, commits in {@code snapshots} as relative links to them, branches and
 * tags in {@code refs} as files that hold a commit, files known to be absent in {@code .no_exist},
 * listings of commits in {@code trees}. Immutable and thread-safe; so are its files, since each is
 * moved into place complete.
 *
 * @see <a href="https://huggingface.co/docs/huggingface_hub/guides/manage-cache">The cache</a>
 */
final class ModelCache {
  private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);

  private static final Pattern ETAG = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");
  private static final int MAX_LISTING_BYTES = 64 << 20;
  private static final int MAX_REF_BYTES = 200;

  private final Path root;
  private final Path directory;
  private final Path locks;
  private final boolean symlinks;

  ModelCache(HubSettings settings, HubModel model) {
    String name = "models--" + model.id().replace("/", "--");
    root = settings.cacheDirectory();
    directory = root.resolve(name);
    locks = root.resolve(".locks").resolve(name);
    symlinks = settings.symlinks();
  }

  Path directory() {
    return directory;
  }

  Path snapshot(String commit) {
    return directory.resolve("snapshots").resolve(commit);
  }

  Path file(String commit, String file) {
    return snapshot(commit).resolve(file);
  }

  Path blob(String etag) {
    return directory.resolve("blobs").resolve(etag);
  }

  /** Waits until no other thread or process works on a blob. */
  BlobLock lock(String etag) throws HubException {
    try {
      return BlobLock.acquire(locks, etag + ".lock");
    } catch (InterruptedException e) {
      throw HubErrors.interrupted(locks, e);
    } catch (IOException e) {
      throw storage(locks, "cannot be locked", e);
    }
  }

  /** Returns whether a tag can be the name of a file. */
  static boolean isFileName(String etag) {
    return ETAG.matcher(etag).matches();
  }

  /** Returns whether a commit has a file, of a size unless that is negative. */
  boolean has(String commit, String file, long bytes) {
    return isFile(file(commit, file), bytes);
  }

  long size(String commit, String file) throws HubException {
    try {
      return Files.size(file(commit, file));
    } catch (IOException e) {
      throw storage(file(commit, file), "cannot be read", e);
    }
  }

  static boolean isFile(Path file, long bytes) {
    try {
      return Files.isRegularFile(file) && (bytes < 0 || Files.size(file) == bytes);
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether a commit is known not to have a file. */
  boolean knownAbsent(String commit, String file) {
    return Files.exists(directory.resolve(".no_exist").resolve(commit).resolve(file));
  }

  /** Returns the commit that a branch or tag meant last, or null. */
  @Nullable String commit(String revision) throws HubException {
    if (HubModel.isCommit(revision)) {
      return revision;
    }
    Path ref = directory.resolve("refs").resolve(revision);
    try (InputStream in = Files.newInputStream(ref)) {
      String text = new String(in.readNBytes(MAX_REF_BYTES), StandardCharsets.UTF_8).strip();
      return HubModel.isCommit(text) ? text : null;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw storage(ref, "cannot be read", e);
    }
  }

  void writeCommit(String revision, String commit) throws HubException {
    Path ref = directory.resolve("refs").resolve(revision);
    if (!HubModel.isCommit(revision) && !commit.equals(commit(revision))) {
      write(ref, commit);
    }
  }

  /** Returns the listing of a commit, or null if there is none that can be read. */
  @Nullable RepositoryListing listing(String commit) {
    Path file = tree(commit);
    try (InputStream in = Files.newInputStream(file)) {
      JsonObject json = JsonText.object(in.readNBytes(MAX_LISTING_BYTES));
      return RepositoryListing.fromTree(commit, json);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.warn("The listing {} of a model in the cache is ignored: {}", file, e.toString());
      return null;
    }
  }

  /** Keeps what is known about a commit, for this library and for the official clients. */
  void writeListing(RepositoryListing listing) throws HubException {
    String commit = listing.commit();
    if (listing.isDetailed() && listing(commit) == null) {
      write(tree(commit), listing.toTree().toString());
    }
    for (String file : ModelLayout.SMALL) {
      Path marker = directory.resolve(".no_exist").resolve(commit).resolve(file);
      if (!listing.files().containsKey(file) && !Files.exists(marker)) {
        write(marker, "");
      }
    }
  }

  /**
   * Keeps what the Hub said about a commit that is complete, for the time without network. Writes
   * nothing where a branch meant the commit before and its listing, if any, is whole, so that a
   * cache is only read as long as it has what is asked for. If it cannot be written, nothing
   * depends on it.
   */
  void remember(HubModel model, RepositoryListing listing) {
    String commit = listing.commit();
    try {
      if (model.isCommit() || (Files.exists(tree(commit)) && listing(commit) == null)) {
        writeListing(listing);
      }
      writeCommit(model.revision(), commit);
    } catch (HubException e) {
      LOG.debug("Nothing is kept about {} in a cache that cannot be written", model, e);
    }
  }

  private Path tree(String commit) {
    return directory.resolve("trees").resolve(commit + ".json");
  }

  /** Creates the directories of a commit, and marks the cache as one that needs no backup. */
  void prepare(String commit) throws HubException {
    Path blobs = directory.resolve("blobs");
    try {
      Files.createDirectories(blobs);
      Files.createDirectories(snapshot(commit));
    } catch (IOException e) {
      throw storage(blobs, "cannot be created", e);
    }
    Path tag = root.resolve("CACHEDIR.TAG");
    if (!Files.exists(tag)) {
      write(
          tag,
          """
          Signature: 8a477f597d28d172789f06886806bc55
          # This directory is a cache of models; what is in it can be fetched again.
          # See https://bford.info/cachedir/
          """);
    }
  }

  /**
   * Makes a blob the content of a file of a commit.
   *
   * @param fresh whether the blob was transferred just now, so that it may be moved where there are
   *     no links
   */
  void link(String commit, String file, String etag, boolean fresh) throws HubException {
    Path target = file(commit, file);
    Path parent = Objects.requireNonNull(target.getParent());
    Path blob = blob(etag);
    try {
      Files.createDirectories(parent);
      if (symlinks) {
        Path temporary = temporary(target);
        try {
          Files.createSymbolicLink(temporary, parent.relativize(blob));
          move(temporary, target);
          return;
        } catch (UnsupportedOperationException | FileSystemException e) {
          // Windows without developer mode, and some network file systems.
          Files.deleteIfExists(temporary);
          LOG.debug("No symbolic links in the cache: {}", e.toString());
        }
      }
      if (fresh) {
        move(blob, target);
      } else {
        place(target, temporary -> Files.copy(blob, temporary));
      }
    } catch (IOException e) {
      throw storage(target, "cannot be written", e);
    }
  }

  /** Moves a complete blob into place; another process may have been faster. */
  void complete(Path partial, String etag, long bytes) throws HubException {
    Path blob = blob(etag);
    try {
      move(partial, blob);
    } catch (IOException e) {
      // Windows does not replace a file that somebody reads.
      if (!isFile(blob, bytes)) {
        throw storage(blob, "cannot be written", e);
      }
      delete(partial);
    }
  }

  private static void write(Path file, String text) throws HubException {
    try {
      Files.createDirectories(file.getParent());
      place(file, temporary -> Files.writeString(temporary, text, StandardOpenOption.CREATE_NEW));
    } catch (IOException e) {
      throw storage(file, "cannot be written", e);
    }
  }

  /** Writes a file. */
  @FunctionalInterface
  private interface Content {
    void writeTo(Path file) throws IOException;
  }

  /** Puts a file into place complete. */
  private static void place(Path file, Content content) throws IOException {
    Path temporary = temporary(file);
    try {
      content.writeTo(temporary);
      move(temporary, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static Path temporary(Path file) {
    String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return file.resolveSibling("." + file.getFileName() + "." + suffix + ".tmp");
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void delete(Path file) throws HubException {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw storage(file, "cannot be deleted", e);
    }
  }

  static HubException storage(Path file, String problem, IOException cause) {
    if (cause instanceof HubException known) {
      return known;
    }
    return HubException.of(Kind.STORAGE, file, "a file of the cache " + problem)
        .found(
            cause instanceof FileSystemException e && e.getReason() != null
                ? HubException.shortened(e.getReason())
                : cause.getClass().getSimpleName()
                    + ": "
                    + HubException.shortened(String.valueOf(cause.getMessage())))
        .remedy(
            "Make room or grant access there, or name another directory with HF_HUB_CACHE or"
                + " HF_HOME.")
        .cause(cause)
        .build();
  }
}
