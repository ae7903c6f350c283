package io.github.meshclassifier.internal.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.infer.ModelLoadException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The names of the outputs in {@code config.json}: {@code id2label} and {@code label2id}. */
final class OutputNames {
  private static final int MAX_LABELS = 100_000;

  private OutputNames() {}

  /** Reads the names in their order; empty if the file has none. */
  static List<String> read(JsonFields fields) throws ModelLoadException {
    JsonElement value = fields.optional("id2label");
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JsonObject names) || names.size() > MAX_LABELS) {
      throw fields.wrong("id2label", value, "an object of at most " + MAX_LABELS + " names");
    }
    List<String> labels = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      JsonElement name = names.get(Integer.toString(i));
      if (name == null) {
        throw fields
            .problem("id2label has no entry for output " + i)
            .expected("the keys \"0\" to \"" + (names.size() - 1) + "\"")
            .found(String.join(" ", names.keySet()))
            .build();
      }
      labels.add(fields.text("id2label." + i, name));
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw fields.problem("id2label gives two outputs the same name").build();
    }
    checkInverse(fields, labels);
    return labels;
  }

  private static void checkInverse(JsonFields fields, List<String> labels)
      throws ModelLoadException {
    JsonElement value = fields.optional("label2id");
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonObject ids)) {
      throw fields.wrong("label2id", value, "an object");
    }
    for (int i = 0; i < labels.size(); i++) {
      JsonElement id = ids.get(labels.get(i));
      int found = id == null ? -1 : fields.integer("label2id", id, 0, MAX_LABELS);
      if (found != i || ids.size() != labels.size()) {
        throw fields
            .problem("label2id disagrees with id2label about '" + clip(labels.get(i)) + "'")
            .expected(i + " among " + labels.size() + " labels")
            .found((found < 0 ? "nothing" : found) + " among " + ids.size())
            .build();
      }
    }
  }

  /** Writes the names into a configuration. */
  static void write(JsonObject json, List<String> labels) {
    JsonObject idToLabel = new JsonObject();
    JsonObject labelToId = new JsonObject();
    for (int i = 0; i < labels.size(); i++) {
      idToLabel.addProperty(Integer.toString(i), labels.get(i));
      labelToId.addProperty(labels.get(i), i);
    }
    json.add("id2label", idToLabel);
    json.add("label2id", labelToId);
    // A count that contradicts id2label makes transformers replace the names.
    json.remove("num_labels");
    json.remove("_num_labels");
  }

  private static String clip(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }
}
