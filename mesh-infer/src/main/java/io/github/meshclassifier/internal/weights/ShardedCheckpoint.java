package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights in several files, which an index lists. Thread-safe. Closing during a read makes the read
 * fail and does not crash the process.
 */
final class ShardedCheckpoint implements Checkpoint {
  private final Collection<FileCheckpoint> shards;
  private final Map<String, FileCheckpoint> holders;
  private final String location;

  private ShardedCheckpoint(
      Collection<FileCheckpoint> shards, Map<String, FileCheckpoint> holders, String location) {
    this.shards = List.copyOf(shards);
    this.holders = Collections.unmodifiableMap(holders);
    this.location = location;
  }

  static ShardedCheckpoint open(ModelFiles files, String indexName) throws ModelLoadException {
    ShardIndex index = ShardIndex.read(files, indexName);
    List<FileCheckpoint> shards = new ArrayList<>();
    try {
      Map<String, FileCheckpoint> holders = new LinkedHashMap<>();
      for (String name : index.files()) {
        FileCheckpoint shard = WeightFiles.open(files, name);
        shards.add(shard);
        shard.names().forEach(tensor -> holders.put(tensor, shard));
      }
      index.check(shards);
      return new ShardedCheckpoint(shards, holders, files.location(indexName));
    } catch (ModelLoadException | RuntimeException | Error e) {
      closeAll(shards, e);
      throw e;
    }
  }

  private FileCheckpoint holder(String name) {
    FileCheckpoint shard = holders.get(name);
    if (shard == null) {
      throw new IllegalArgumentException("no tensor '" + Printable.clip(name) + "' in " + location);
    }
    return shard;
  }

  @Override
  public Set<String> names() {
    return holders.keySet();
  }

  @Override
  public long[] shape(String name) {
    return holder(name).shape(name);
  }

  @Override
  public long elements(String name) {
    return holder(name).elements(name);
  }

  @Override
  public TensorType type(String name) {
    return holder(name).type(name);
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public void readFloats(String name, ByteBuffer target) throws ModelLoadException {
    holder(name).readFloats(name, target);
  }

  @Override
  public void readFloats(String name, long first, long count, ByteBuffer target)
      throws ModelLoadException {
    holder(name).readFloats(name, first, count, target);
  }

  @Override
  public void close() throws IOException {
    IOException failure = new IOException("cannot close " + location);
    closeAll(shards, failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void closeAll(Collection<FileCheckpoint> shards, Throwable failure) {
    shards.forEach(shard -> WeightFiles.close(shard, failure));
  }
}
