package io.github.meshclassifier.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A repository of {@link FakeHub}: commits, branches, and who may see them. */
public final class FakeRepository {
  private volatile String id;
  private final Map<String, Map<String, Stored>> commits = new ConcurrentHashMap<>();
  private final Map<String, String> branches = new ConcurrentHashMap<>();
  private volatile String privateTo = "";
  private volatile String gatedTo = "";

  FakeRepository(String id) {
    this.id = id;
  }

  /**
   * A file.
   *
   * @param large whether it is kept in the storage, as files of LFS are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Stored(byte[] content, boolean large, String announced) {
    /** What the Hub calls the content: by default its true hash. */
    public String etag() {
      return announced.isEmpty() ? hash(content, large) : announced;
    }
  }

  /** Collects the files of a commit. */
  public final class Files {
    private final Map<String, Stored> files = new TreeMap<>();

    /** Adds a file, to the storage if its name is that of weights. */
    public Files file(String path, byte[] content) {
      boolean large = path.matches(".*\\.(safetensors|bin|h5|msgpack)");
      return file(path, new Stored(content, large, ""));
    }

    public Files file(String path, String content) {
      return file(path, content.getBytes(UTF_8));
    }

    public Files file(String path, Stored stored) {
      files.put(path, stored);
      return this;
    }

    /** Makes the files a commit, and the branch point to it. */
    public String push(String branch) {
      StringBuilder text = new StringBuilder();
      files.forEach((path, stored) -> text.append(path).append(stored.etag()).append('\n'));
      String commit = hash(text.append(commits.size()).toString().getBytes(UTF_8), false);
      commits.put(commit, new TreeMap<>(files));
      branches.put(branch, commit);
      return commit;
    }
  }

  public String id() {
    return id;
  }

  void rename(String newId) {
    id = newId;
  }

  /** Starts a commit without files. */
  public Files commit() {
    return new Files();
  }

  /** Hides the repository from all but the owner of a token. */
  public FakeRepository privateTo(String token) {
    privateTo = token;
    return this;
  }

  /** Lets all see what there is, but only the owner of a token read it. */
  public FakeRepository gatedTo(String token) {
    gatedTo = token;
    return this;
  }

  @Nullable String commit(String revision) {
    return commits.containsKey(revision) ? revision : branches.get(revision);
  }

  @Nullable Stored file(String commit, String path) {
    return commits.getOrDefault(commit, Map.of()).get(path);
  }

  Optional<byte[]> content(String etag) {
    return commits.values().stream()
        .flatMap(files -> files.values().stream())
        .filter(stored -> stored.large && stored.etag().equals(etag))
        .map(Stored::content)
        .findFirst();
  }

  /** What the Hub answers to those who may not see the repository, or not read its files. */
  static Optional<FakeHub.Reply> refusal(
      @Nullable FakeRepository repository, Optional<String> token, boolean content) {
    if (token.isPresent() && token.get().equals("invalid")) {
      return Optional.of(
          FakeHub.Reply.error(401, "", "Invalid credentials in Authorization header"));
    }
    if (repository == null
        || !(repository.privateTo.isEmpty() || repository.privateTo.equals(token.orElse("")))) {
      return Optional.of(
          FakeHub.Reply.error(
              token.isPresent() ? 404 : 401, "RepoNotFound", "Repository not found"));
    }
    if (content && !repository.gatedTo.isEmpty() && !repository.gatedTo.equals(token.orElse(""))) {
      return Optional.of(
          FakeHub.Reply.error(
              token.isPresent() ? 403 : 401,
              "GatedRepo",
              "Access to model " + repository.id + " is restricted."));
    }
    return Optional.empty();
  }

  /** What {@code /api/models/<id>/revision/<revision>} says. */
  JsonObject info(String commit, boolean blobs) {
    JsonArray siblings = new JsonArray();
    commits
        .get(commit)
        .forEach(
            (path, stored) -> {
              JsonObject sibling = new JsonObject();
              sibling.addProperty("rfilename", path);
              if (blobs) {
                sibling.addProperty("size", stored.content.length);
                sibling.addProperty("blobId", blobId(stored));
                if (stored.large) {
                  sibling.add("lfs", lfs(stored, "sha256"));
                }
              }
              siblings.add(sibling);
            });
    JsonObject info = new JsonObject();
    info.addProperty("_id", "621ffdc036468d709f17434d");
    info.addProperty("id", id);
    info.addProperty("modelId", id);
    info.addProperty("private", !privateTo.isEmpty());
    info.addProperty("gated", false);
    info.addProperty("downloads", 1);
    info.addProperty("likes", 0);
    info.addProperty("lastModified", "2024-02-19T11:06:12.000Z");
    info.addProperty("sha", commit);
    info.add("siblings", siblings);
    return info;
  }

  /** What {@code tree} and {@code paths-info} say, of some files or, if none is named, of all. */
  JsonArray tree(String commit, List<String> paths) {
    JsonArray tree = new JsonArray();
    commits
        .get(commit)
        .forEach(
            (path, stored) -> {
              if (!paths.isEmpty() && !paths.contains(path)) {
                return;
              }
              JsonObject file = new JsonObject();
              file.addProperty("type", "file");
              file.addProperty("oid", blobId(stored));
              file.addProperty("size", stored.content.length);
              file.addProperty("path", path);
              if (stored.large) {
                file.add("lfs", lfs(stored, "oid"));
              }
              JsonObject last = new JsonObject();
              last.addProperty("id", commit);
              last.addProperty("title", "Add files");
              last.addProperty("date", "2024-02-19T11:06:12.000Z");
              file.add("lastCommit", last);
              tree.add(file);
            });
    return tree;
  }

  private static JsonObject lfs(Stored stored, String hashName) {
    JsonObject lfs = new JsonObject();
    lfs.addProperty(hashName, stored.etag());
    lfs.addProperty("size", stored.content.length);
    lfs.addProperty("pointerSize", pointer(stored).length);
    return lfs;
  }

  private static String blobId(Stored stored) {
    return stored.large ? hash(pointer(stored), false) : stored.etag();
  }

  private static byte[] pointer(Stored stored) {
    return ("version https://git-lfs.github.com/spec/v1\noid sha256:"
            + stored.etag()
            + "\nsize "
            + stored.content.length
            + "\n")
        .getBytes(UTF_8);
  }

  /** SHA-256 of a large file, git's hash of others; apart from the code under test. */
  static String hash(byte[] content, boolean large) {
    try {
      MessageDigest digest = MessageDigest.getInstance(large ? "SHA-256" : "SHA-1");
      if (!large) {
        digest.update(("blob " + content.length + "\0").getBytes(UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
