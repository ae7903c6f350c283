package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.JsonFormatException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Completes one commit of a model in the cache. Used once, by one thread. */
record SnapshotDownload(
    HubHttp http,
    HubSettings settings,
    Consumer<HubEvent> events,
    ModelCache cache,
    HubModel model,
    RepositoryListing listing) {
  private static final Pattern QUOTED = Pattern.compile("(?:W/)?\"?([^\"]*)\"?");

  private String commit() {
    return listing.commit();
  }

  /** What the cache calls a content, and how large it is. */
  private record Content(String etag, long bytes) {}

  Path run() throws HubException {
    List<String> files = new ArrayList<>(NeededFiles.choose(listing.files().keySet(), model));
    cache.prepare(commit());
    cache.writeListing(listing);
    resolved(files);
    for (String file : files) {
      fetch(file);
    }
    String weights = files.get(files.size() - 1);
    if (NeededFiles.isIndex(weights)) {
      List<String> shards = shards(weights);
      resolved(shards);
      for (String shard : shards) {
        fetch(shard);
      }
    }
    // Last, so that without network a branch never leads to half a model.
    cache.writeCommit(model.revision(), commit());
    return cache.snapshot(commit());
  }

  private void resolved(List<String> files) {
    events.accept(
        new HubEvent.Resolved(
            model,
            commit(),
            files.stream()
                .map(file -> new HubEvent.FileSize(file, Math.max(0, entry(file).bytes())))
                .toList()));
  }

  private RepositoryListing.Entry entry(String file) {
    RepositoryListing.Entry entry = listing.files().get(file);
    if (entry == null) {
      throw new IllegalStateException("not listed: " + file);
    }
    return entry;
  }

  private List<String> shards(String index) throws HubException {
    Set<String> shards;
    try {
      shards = CachedModel.shards(cache.file(commit(), index));
    } catch (JsonFormatException e) {
      throw HubException.of(Kind.UNSUPPORTED, model, index + " is no index of weights")
          .cause(e)
          .build();
    } catch (IOException e) {
      throw ModelCache.storage(cache.file(commit(), index), "cannot be read", e);
    }
    for (String shard : shards) {
      if (!listing.files().containsKey(shard)) {
        throw HubException.of(Kind.UNSUPPORTED, model, index + " names a file that is not there")
            .expected("a file of the repository")
            .found("'" + HubException.shortened(shard) + "'")
            .remedy("Name a revision that has all its shards.")
            .build();
      }
    }
    return List.copyOf(shards);
  }

  private void fetch(String file) throws HubException {
    long bytes = entry(file).bytes();
    if (cache.has(commit(), file, bytes)) {
      present(file, bytes);
      return;
    }
    Content content = content(file);
    try (BlobLock lock = cache.lock(content.etag)) {
      if (cache.has(commit(), file, content.bytes)) {
        present(file, content.bytes);
      } else if (ModelCache.isFile(cache.blob(content.etag), content.bytes)) {
        cache.link(commit(), file, content.etag, false);
        present(file, content.bytes);
      } else {
        transfer(file, content, lock.isExclusive());
      }
    }
  }

  private void present(String file, long bytes) throws HubException {
    long size = bytes >= 0 ? bytes : cache.size(commit(), file);
    events.accept(new HubEvent.FileStarted(file, 0, size));
    events.accept(new HubEvent.FileDone(file, size, false));
  }

  private void transfer(String file, Content content, boolean exclusive) throws HubException {
    // The official clients write to names that end in ".incomplete" too, but never to this one.
    String name = exclusive ? ".java" : ".java-" + UUID.randomUUID();
    Path partial = cache.blob(content.etag + name + ".incomplete");
    BlobTransfer.Source source =
        new BlobTransfer.Source(model, file, uri(file), content.etag, content.bytes);
    try {
      new BlobTransfer(http, settings, events, source, partial).run();
      cache.complete(partial, content.etag, content.bytes);
    } finally {
      if (!exclusive) {
        ModelCache.delete(partial);
      }
    }
    cache.link(commit(), file, content.etag, true);
    events.accept(new HubEvent.FileDone(file, content.bytes, true));
  }

  private URI uri(String file) {
    List<String> parts = new ArrayList<>();
    for (String part : file.split("/", -1)) {
      parts.add(HubHttp.encoded(part));
    }
    return http.uri("/" + model.id() + "/resolve/" + commit() + "/" + String.join("/", parts));
  }

  /**
   * Looks up what the cache calls a file: in the listing, or where it has no hashes, at the file.
   */
  private Content content(String file) throws HubException {
    RepositoryListing.Entry entry = entry(file);
    String etag = entry.etag();
    if (etag != null && entry.bytes() >= 0) {
      return new Content(etag, entry.bytes());
    }
    HttpRequest request =
        http.request(uri(file)).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    // Not to the storage behind a redirect: its tag is another one.
    try (HubAnswer answer =
        http.send(request, HubHttp.Redirects.SAME_ORIGIN, settings.answerTimeout())) {
      if (!answer.ok() && !answer.isRedirect()) {
        throw HubErrors.refusal(answer, model, file, settings);
      }
      return content(answer);
    }
  }

  private Content content(HubAnswer answer) throws HubException {
    String found = answer.header("X-Repo-Commit").orElse(commit());
    if (!found.equals(commit())) {
      throw unexpected(answer, "X-Repo-Commit is another commit", commit(), found);
    }
    String tag = answer.header("X-Linked-Etag").or(() -> answer.header("ETag")).orElse("");
    String etag = QUOTED.matcher(tag).replaceFirst("$1");
    if (!ModelCache.isFileName(etag)) {
      throw unexpected(answer, "ETag cannot name a file", "a hash", tag);
    }
    OptionalLong size = answer.number("X-Linked-Size");
    if (size.isEmpty() && answer.ok()) {
      size = answer.number("Content-Length");
    }
    if (size.isEmpty()) {
      throw unexpected(answer, "the size of the file is missing", "X-Linked-Size", "none");
    }
    return new Content(etag, size.getAsLong());
  }

  private static HubException unexpected(
      HubAnswer answer, String problem, String expected, String found) {
    return HubException.of(Kind.UNEXPECTED_ANSWER, answer.uri(), problem)
        .expected(expected)
        .found("'" + HubException.shortened(found) + "'")
        .remedy("Check HF_ENDPOINT, and whether a proxy is in between.")
        .build();
  }
}
