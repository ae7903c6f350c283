package io.github.meshclassifier.internal.weights;

import com.google.gson.JsonElement;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.layout.ModelLayout;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which shard holds which tensor. */
record ShardIndex(Map<String, String> shardOf, SortedSet<String> files, JsonFields fields) {
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_SHARDS = 1000;

  static ShardIndex read(ModelFiles files, String name) throws ModelLoadException {
    JsonFields fields = JsonFields.read(files, name, MAX_BYTES);
    Map<String, String> shardOf = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : fields.object("weight_map").entrySet()) {
      String shard = fields.text("weight_map." + Printable.clip(entry.getKey()), entry.getValue());
      if (!ModelLayout.isPlainName(shard)) {
        throw fields
            .problem("weight_map names a file outside the model")
            .expected("a plain file name")
            .found(shard)
            .build();
      }
      shardOf.put(entry.getKey(), shard);
    }
    SortedSet<String> names = new TreeSet<>(shardOf.values());
    if (names.isEmpty() || names.size() > MAX_SHARDS) {
      throw fields
          .problem("weight_map names too few or too many files")
          .expected("1 to " + MAX_SHARDS)
          .found(names.size())
          .build();
    }
    return new ShardIndex(shardOf, names, fields);
  }

  /** Requires that every shard holds what the index says, and nothing else. */
  void check(List<FileCheckpoint> shards) throws ModelLoadException {
    int found = 0;
    for (FileCheckpoint shard : shards) {
      for (String name : shard.storedNames()) {
        if (!shard.bytes.file.equals(shardOf.get(name))) {
          throw fields
              .problem("weight_map disagrees about tensor " + Printable.clip(name))
              .expected(shard.bytes.file)
              .found(String.valueOf(shardOf.get(name)))
              .build();
        }
        found++;
      }
    }
    if (found != shardOf.size()) {
      throw fields
          .problem("weight_map names tensors that no shard holds")
          .expected(found + " tensors")
          .found(shardOf.size())
          .build();
    }
  }
}
