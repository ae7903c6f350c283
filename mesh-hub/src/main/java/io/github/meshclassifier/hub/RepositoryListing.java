package io.github.meshclassifier.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.JsonText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of a repository at a commit.
 *
 * @param commit 40 hexadecimal digits
 */
record RepositoryListing(String commit, SortedMap<String, Entry> files) {
  private static final int MAX_PATH_LENGTH = 1024;
  private static final int TREE_VERSION = 1;
  private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  RepositoryListing {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * A file.
   *
   * @param bytes its size, or -1 if the server does not say
   * @param blobId the SHA-1 git knows it by, or null; of a large file, that of its pointer
   * @param sha256 the hash of a large file's content, or null
   */
  record Entry(long bytes, @Nullable String blobId, @Nullable String sha256) {
    /** The name of the file's blob in the cache, which is its entity tag, or null if not known. */
    @Nullable String etag() {
      return sha256 != null ? sha256 : blobId;
    }
  }

  /** Reads what {@code /api/models/<id>/revision/<revision>?blobs=true} answers. */
  static RepositoryListing parse(ApiJson answer) throws HubException {
    SortedMap<String, Entry> files = new TreeMap<>();
    for (ApiJson file : answer.objects("siblings")) {
      String path = file.optionalString("rfilename").orElse("");
      files.put(checkedPath(path, answer.location()), entry(file.object()));
    }
    return new RepositoryListing(answer.commit("sha"), files);
  }

  private static Entry entry(JsonObject file) {
    String blobId = hash(file.get("blobId"), SHA1);
    long bytes = size(file.get("size"));
    return file.get("lfs") instanceof JsonObject lfs
        ? new Entry(bytes, blobId, hash(lfs.get("sha256"), SHA256))
        : new Entry(bytes, blobId, null);
  }

  /** Returns whether all sizes and hashes are known. */
  boolean isDetailed() {
    return files.values().stream().allMatch(file -> file.bytes >= 0 && file.blobId != null);
  }

  /** Refuses paths that lead out of the repository on some platform. */
  private static String checkedPath(String path, String location) throws HubException {
    if (!isInside(path)) {
      throw HubException.of(Kind.UNEXPECTED_ANSWER, location, "a file of the model is refused")
          .expected("a relative path inside the repository")
          .found("'" + HubException.shortened(path) + "'")
          .build();
    }
    return path;
  }

  private static boolean isInside(String path) {
    if (path.length() > MAX_PATH_LENGTH
        || path.chars().anyMatch(c -> c < ' ' || c == 127 || c == '\\')) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return !path.matches("[A-Za-z]:.*");
  }

  private static long size(@Nullable JsonElement element) {
    Long size = JsonText.whole(element);
    return size == null || size < 0 ? -1 : size;
  }

  private static @Nullable String hash(@Nullable JsonElement element, Pattern form) {
    String hash = JsonText.text(element);
    return hash != null && form.matcher(hash).matches() ? hash : null;
  }

  /** Reads the form in which the official client keeps a listing; null if it is another. */
  static @Nullable RepositoryListing fromTree(String commit, JsonObject tree) throws HubException {
    if (size(tree.get("format_version")) != TREE_VERSION
        || !(tree.get("files") instanceof JsonObject list)) {
      return null;
    }
    SortedMap<String, Entry> files = new TreeMap<>();
    for (Map.Entry<String, JsonElement> file : list.entrySet()) {
      if (!(file.getValue() instanceof JsonObject info)) {
        return null;
      }
      files.put(
          checkedPath(file.getKey(), "trees"),
          new Entry(
              size(info.get("size")),
              hash(info.get("blob_id"), SHA1),
              hash(info.get("lfs_sha256"), SHA256)));
    }
    return new RepositoryListing(commit, files);
  }

  /** Returns the form in which the official client keeps a listing. */
  JsonObject toTree() {
    JsonObject list = new JsonObject();
    files.forEach(
        (path, file) -> {
          JsonObject info = new JsonObject();
          info.addProperty("size", file.bytes);
          info.addProperty("blob_id", file.blobId);
          if (file.sha256 != null) {
            info.addProperty("lfs_sha256", file.sha256);
            info.addProperty("lfs_size", file.bytes);
          }
          list.add(path, info);
        });
    JsonObject tree = new JsonObject();
    tree.addProperty("format_version", TREE_VERSION);
    tree.add("files", list);
    return tree;
  }
}
