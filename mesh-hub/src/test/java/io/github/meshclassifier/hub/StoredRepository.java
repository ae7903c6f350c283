package io.github.meshclassifier.hub;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A repository as {@link UploadHub} keeps it: branches of commits, each with all its files. */
final class StoredRepository {
  final String id;
  final boolean hidden;

  /** The commits of each branch and pull request, the oldest first. */
  final Map<String, List<Commit>> branches = new HashMap<>();

  final List<String> pullRequestTitles = new ArrayList<>();

  StoredRepository(String id, boolean hidden) {
    this.id = id;
    this.hidden = hidden;
    byte[] attributes =
        "*.bin filter=lfs diff=lfs merge=lfs -text\n".getBytes(StandardCharsets.UTF_8);
    Blob blob = new Blob(attributes, false);
    branches.put("main", new ArrayList<>());
    add("main", "initial commit", Map.of(".gitattributes", blob));
  }

  /** A file; the content of a large one is what storage has under its hash. */
  static final class Blob {
    private final byte[] content;
    private final boolean large;

    Blob(byte[] content, boolean large) {
      this.content = content;
      this.large = large;
    }

    byte[] content() {
      return content;
    }

    boolean large() {
      return large;
    }

    String oid() {
      return large ? sha256(content) : gitBlob(content);
    }
  }

  /** A state of all files. */
  record Commit(String id, String title, SortedMap<String, Blob> files) {}

  Commit head(String branch) {
    List<Commit> commits = branches.get(branch);
    return commits.get(commits.size() - 1);
  }

  /** Finds a commit by a branch or its hash. */
  @Nullable Commit find(String revision) {
    if (branches.containsKey(revision)) {
      return head(revision);
    }
    return branches.values().stream()
        .flatMap(List::stream)
        .filter(commit -> commit.id.equals(revision))
        .findAny()
        .orElse(null);
  }

  Commit add(String branch, String title, Map<String, Blob> changes) {
    List<Commit> commits = branches.get(branch);
    SortedMap<String, Blob> files = new TreeMap<>();
    String parent = "";
    if (!commits.isEmpty()) {
      files.putAll(head(branch).files);
      parent = head(branch).id;
    }
    files.putAll(changes);
    StringBuilder text = new StringBuilder(parent).append(title).append(commits.size());
    files.forEach((name, blob) -> text.append(name).append(blob.oid()));
    String hash = hex("SHA-1", text.toString().getBytes(StandardCharsets.UTF_8));
    Commit commit = new Commit(hash, title, Collections.unmodifiableSortedMap(files));
    commits.add(commit);
    return commit;
  }

  static String sha256(byte[] content) {
    return hex("SHA-256", content);
  }

  static String gitBlob(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    return hex("SHA-1", header, content);
  }

  static String hex(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
