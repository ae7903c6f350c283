package io.github.meshclassifier.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.layout.ModelLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a repository a model needs: its configuration, everything that describes its
 * tokenizer, and the weights in one form, the one that the loader takes first.
 */
final class NeededFiles {
  private static final Set<String> INDEXES =
      Set.of(ModelLayout.SAFETENSORS_INDEX, ModelLayout.TORCH_INDEX);

  private static final int MAX_SHARDS = 1000;

  private NeededFiles() {}

  /**
   * Chooses from the files of a repository. If the last one is an index, what it names is needed
   * too.
   *
   * @return the small files and one of {@link ModelLayout#WEIGHTS}, which is last
   */
  static List<String> choose(Set<String> files, HubModel model) throws HubException {
    if (!files.contains(ModelLayout.CONFIG)) {
      throw HubException.of(Kind.UNSUPPORTED, model, "the repository has no config.json")
          .remedy("Name a repository with a transformers model.")
          .build();
    }
    List<String> chosen = new ArrayList<>();
    ModelLayout.SMALL.stream().filter(files::contains).forEach(chosen::add);
    chosen.add(
        ModelLayout.WEIGHTS.stream()
            .filter(files::contains)
            .findFirst()
            .orElseThrow(() -> noWeights(files, model)));
    return chosen;
  }

  static boolean isIndex(String file) {
    return INDEXES.contains(file);
  }

  /** Returns the files that an index of weights names. */
  static SortedSet<String> shards(JsonObject index, String location) throws HubException {
    SortedSet<String> shards = new TreeSet<>();
    if (index.get("weight_map") instanceof JsonObject map) {
      for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
        String shard = Objects.requireNonNullElse(JsonText.text(entry.getValue()), "");
        if (!ModelLayout.isPlainName(shard)) {
          throw HubException.of(Kind.UNSUPPORTED, location, "weight_map names no file of the model")
              .expected("a plain file name")
              .found("'" + HubException.shortened(shard) + "'")
              .build();
        }
        shards.add(shard);
      }
    }
    if (shards.isEmpty() || shards.size() > MAX_SHARDS) {
      throw HubException.of(
              Kind.UNSUPPORTED, location, "weight_map names too few or too many files")
          .expected("1 to " + MAX_SHARDS)
          .found(shards.size())
          .build();
    }
    return shards;
  }

  /** Returns what a snapshot of unknown origin lacks, or null if it has enough to be loaded. */
  static @Nullable String missing(Predicate<String> has) {
    if (!has.test(ModelLayout.CONFIG)) {
      return ModelLayout.CONFIG;
    }
    if (ModelLayout.WEIGHTS.stream().noneMatch(has)) {
      return "weights";
    }
    boolean tokenizer =
        has.test("tokenizer.json")
            || has.test("vocab.txt")
            || (has.test("vocab.json") && has.test("merges.txt"))
            || has.test("spiece.model");
    return tokenizer ? null : "tokenizer files";
  }

  private static HubException noWeights(Set<String> files, HubModel model) {
    Map<String, Predicate<String>> others = new LinkedHashMap<>();
    others.put("TensorFlow", name -> name.endsWith(".h5") || name.contains(".ckpt"));
    others.put("Flax", name -> name.endsWith(".msgpack"));
    others.put("ONNX", name -> name.endsWith(".onnx"));
    others.put("Rust", name -> name.endsWith(".ot"));
    others.put("GGUF", name -> name.endsWith(".gguf"));
    others.put(
        "other PyTorch files",
        name ->
            name.endsWith(".bin")
                || name.endsWith(".pt")
                || name.endsWith(".pth")
                || name.endsWith(".safetensors"));
    List<String> found = new ArrayList<>();
    others.forEach(
        (form, matches) ->
            files.stream()
                .filter(matches)
                .findFirst()
                .ifPresent(name -> found.add(form + " (" + HubException.shortened(name) + ")")));
    return HubException.of(
            Kind.UNSUPPORTED, model, "the repository has no weights that can be read")
        .expected("one of " + String.join(", ", ModelLayout.WEIGHTS))
        .found(found.isEmpty() ? "no weights at all" : String.join(", ", found))
        .remedy(
            found.isEmpty()
                ? "Name a repository with weights."
                : "Name a revision that has model.safetensors, or save the model with transformers'"
                    + " save_pretrained and publish that.")
        .build();
  }
}
