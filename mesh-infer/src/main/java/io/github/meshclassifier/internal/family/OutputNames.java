package io.github.meshclassifier.internal.family;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the outputs in {@code config.json}, as transformers reads them: from {@code
 * id2label} and {@code num_labels}. What {@code label2id} says is not looked at, since transformers
 * names outputs by {@code id2label} alone, and many files have a {@code label2id} of other labels.
 */
final class OutputNames {
  private static final Logger LOG = LoggerFactory.getLogger(OutputNames.class);

  private static final int MAX_LABELS = 100_000;

  /** What transformers takes where a file names no outputs; it does not write so few names. */
  private static final int DEFAULT_LABELS = 2;

  private OutputNames() {}

  /**
   * Reads the names in their order. Outputs without names are {@code LABEL_0}, {@code LABEL_1} and
   * so on: {@code num_labels} of them, two if the file has neither. That is also so where {@code
   * num_labels} is not the number of names, none included, as transformers drops the names then.
   */
  static List<String> read(JsonFields fields) throws ModelLoadException {
    JsonElement value = fields.optional("id2label");
    int names = value instanceof JsonObject object ? object.size() : DEFAULT_LABELS;
    int count = fields.integer("num_labels", 1, MAX_LABELS, names);
    if (value == null || (names == 0 && fields.optional("num_labels") != null)) {
      return numbered(count);
    }
    if (!(value instanceof JsonObject object) || names == 0 || names > MAX_LABELS) {
      throw fields.wrong("id2label", value, "an object of 1 to " + MAX_LABELS + " names");
    }
    List<String> labels = named(fields, object);
    if (count != names) {
      LOG.warn(
          "{}: num_labels is {}, but id2label names {} outputs; its names are dropped, as"
              + " transformers does",
          fields.location(),
          count,
          names);
      return numbered(count);
    }
    return labels;
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(output -> "LABEL_" + output).toList();
  }

  private static List<String> named(JsonFields fields, JsonObject names) throws ModelLoadException {
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
      labels.add(name(fields, "id2label." + i, name));
    }
    if (new HashSet<>(labels).size() != labels.size()) {
      throw fields.problem("id2label gives two outputs the same name").build();
    }
    return labels;
  }

  /** A name may be an integer, as where classes are numbered; its digits are the name then. */
  private static String name(JsonFields fields, String key, JsonElement value)
      throws ModelLoadException {
    Long number = JsonText.whole(value);
    return number != null ? number.toString() : fields.text(key, value);
  }

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
}
