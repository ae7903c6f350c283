package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds the tokenizer of RoBERTa from {@code vocab.json}, which gives each token its id, and
 * {@code merges.txt}, the pairs that are joined, most important first.
 */
final class ByteLevelBpeTokenizerJson {
  static final String VOCABULARY = "vocab.json";
  static final String MERGES = "merges.txt";

  private static final int FILE_LIMIT = 64 << 20;

  private ByteLevelBpeTokenizerJson() {}

  static JsonObject build(ModelFiles files, TokenizerSettings settings) throws ModelLoadException {
    settings.requireClass(VocabularyFormat.BYTE_LEVEL_BPE.classes());
    String location = files.location(VOCABULARY);
    Map<String, Integer> vocabulary = vocabulary(files);
    SpecialTokens tokens =
        SpecialTokens.of(VocabularyFormat.BYTE_LEVEL_BPE, settings, vocabulary, location);
    boolean prefixSpace = settings.flag("add_prefix_space").orElse(false);
    boolean trimOffsets = settings.flag("trim_offsets").orElse(true);
    JsonObject root = TokenizerTemplates.byteLevelBpe();
    root.add("added_tokens", tokens.toJson());
    for (String part : List.of("pre_tokenizer", "post_processor", "decoder")) {
      root.getAsJsonObject(part).addProperty("add_prefix_space", prefixSpace);
      root.getAsJsonObject(part).addProperty("trim_offsets", trimOffsets);
    }
    JsonObject processor = root.getAsJsonObject("post_processor");
    processor.add("sep", pair(tokens, "sep_token"));
    processor.add("cls", pair(tokens, "cls_token"));
    JsonObject ids = new JsonObject();
    vocabulary.forEach(ids::addProperty);
    JsonObject model = root.getAsJsonObject("model");
    model.add("vocab", ids);
    JsonArray merges = merges(files, vocabulary);
    MissingMerges.check(vocabulary, results(merges), tokens.contents(), files.location(MERGES));
    model.add("merges", merges);
    return root;
  }

  private static JsonArray pair(SpecialTokens tokens, String role) {
    JsonArray pair = new JsonArray();
    pair.add(tokens.token(role));
    pair.add(tokens.id(role));
    return pair;
  }

  static Map<String, Integer> vocabulary(ModelFiles files) throws ModelLoadException {
    String location = files.location(VOCABULARY);
    JsonObject json = ModelJson.object(files.readAll(VOCABULARY, FILE_LIMIT), VOCABULARY, location);
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      Long id = JsonText.whole(entry.getValue());
      if (id == null || id < 0 || id > Integer.MAX_VALUE) {
        throw ModelLoadException.in(location, "a token has no valid id")
            .expected("an integer from 0")
            .found(entry.getValue() + " for " + entry.getKey())
            .build();
      }
      ids.put(entry.getKey(), id.intValue());
    }
    return ids;
  }

  private static Set<String> results(JsonArray merges) {
    Set<String> results = new HashSet<>();
    merges.forEach(merge -> results.add(merge.getAsString().replace(" ", "")));
    return results;
  }

  private static JsonArray merges(ModelFiles files, Map<String, Integer> vocabulary)
      throws ModelLoadException {
    String location = files.location(MERGES);
    List<String> lines = TokenLines.read(files, MERGES).lines().toList();
    JsonArray merges = new JsonArray();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty() || line.startsWith("#version")) {
        continue;
      }
      int space = line.indexOf(' ');
      if (space <= 0 || space == line.length() - 1 || space != line.lastIndexOf(' ')) {
        throw ModelLoadException.in(location, "line " + (i + 1) + ": a merge is malformed")
            .expected("two tokens with one space between them")
            .found(line)
            .build();
      }
      String left = line.substring(0, space);
      String right = line.substring(space + 1);
      for (String token : List.of(left, right, left + right)) {
        if (!vocabulary.containsKey(token)) {
          throw ModelLoadException.in(
                  location, "line " + (i + 1) + ": a merge is not of this vocabulary")
              .expected("tokens of " + VOCABULARY)
              .found(token)
              .remedy("Restore both files of the same model.")
              .build();
        }
      }
      merges.add(line);
    }
    return merges;
  }
}
