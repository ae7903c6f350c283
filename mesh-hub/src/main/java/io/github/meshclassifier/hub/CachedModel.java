package io.github.meshclassifier.hub;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.layout.ModelLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the cache can say about a model without the Hub. */
record CachedModel(ModelCache cache, HubModel model) {
  static final int MAX_INDEX_BYTES = 64 << 20;

  /**
   * Returns whether all that is needed of a commit is there, and it is certain that nothing is
   * missing.
   */
  boolean isComplete(String commit) {
    if (lacking(commit) != null) {
      return false;
    }
    if (cache.listing(commit) != null) {
      return true;
    }
    // Another client filled the cache: a file that is not there may never have been requested.
    return ModelLayout.SMALL.stream()
            .allMatch(file -> cache.has(commit, file, -1) || cache.knownAbsent(commit, file))
        && cache.has(commit, ModelLayout.WEIGHTS.get(0), -1);
  }

  /** Returns what a commit lacks to be loaded, in a few words, or null if it has everything. */
  @Nullable String lacking(String commit) {
    return lacking(commit, cache.listing(commit));
  }

  /** Returns what the cache lacks of what the Hub has, in a few words, or null if nothing. */
  @Nullable String lacking(RepositoryListing listing) {
    return lacking(listing.commit(), listing);
  }

  private @Nullable String lacking(String commit, @Nullable RepositoryListing listing) {
    if (!Files.isDirectory(cache.snapshot(commit))) {
      return "snapshot of " + commit;
    }
    try {
      if (listing == null) {
        String missing = NeededFiles.missing(file -> cache.has(commit, file, -1));
        if (missing != null) {
          return missing;
        }
      }
      for (String file : needed(commit, listing)) {
        if (!cache.has(commit, file, bytes(listing, file))) {
          return file;
        }
      }
      return null;
    } catch (IOException e) {
      return "complete model: " + e.getMessage();
    }
  }

  private List<String> needed(String commit, @Nullable RepositoryListing listing)
      throws IOException {
    Set<String> there = listing != null ? listing.files().keySet() : files(commit);
    List<String> needed = new ArrayList<>(NeededFiles.choose(there, model));
    String weights = needed.get(needed.size() - 1);
    if (NeededFiles.isIndex(weights) && cache.has(commit, weights, bytes(listing, weights))) {
      needed.addAll(shards(cache.file(commit, weights)));
    }
    return needed;
  }

  private static long bytes(@Nullable RepositoryListing listing, String file) {
    RepositoryListing.Entry entry = listing == null ? null : listing.files().get(file);
    return entry == null ? -1 : entry.bytes();
  }

  private Set<String> files(String commit) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(cache.snapshot(commit))) {
      files.filter(Files::isRegularFile).forEach(file -> names.add(file.getFileName().toString()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return names;
  }

  /** Returns the files that an index of weights names. */
  static Set<String> shards(Path index) throws IOException {
    try (InputStream in = Files.newInputStream(index)) {
      JsonObject json = JsonText.object(in.readNBytes(MAX_INDEX_BYTES));
      return NeededFiles.shards(json, index.toString());
    }
  }

  /** Reports that a commit is used as it is in the cache, and returns its directory. */
  Path use(String commit, Consumer<HubEvent> events) throws HubException {
    return use(commit, cache.listing(commit), events);
  }

  /** Reports that a commit is complete in the cache, and returns its directory. */
  Path use(RepositoryListing listing, Consumer<HubEvent> events) throws HubException {
    return use(listing.commit(), listing, events);
  }

  private Path use(String commit, @Nullable RepositoryListing listing, Consumer<HubEvent> events)
      throws HubException {
    Map<String, Long> files = new LinkedHashMap<>();
    try {
      for (String file : needed(commit, listing)) {
        files.put(file, Files.size(cache.file(commit, file)));
      }
    } catch (IOException e) {
      throw ModelCache.storage(cache.snapshot(commit), "cannot be read", e);
    }
    events.accept(
        new HubEvent.Resolved(
            model,
            commit,
            files.entrySet().stream()
                .map(file -> new HubEvent.FileSize(file.getKey(), file.getValue()))
                .toList()));
    files.forEach(
        (file, bytes) -> {
          events.accept(new HubEvent.FileStarted(file, 0, bytes));
          events.accept(new HubEvent.FileDone(file, bytes, false));
        });
    return cache.snapshot(commit);
  }
}
