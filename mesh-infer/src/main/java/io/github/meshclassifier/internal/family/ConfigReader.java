package io.github.meshclassifier.internal.family;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.github.meshclassifier.internal.family.ConfigKeys.Value;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a {@code config.json}, whatever its family calls things. */
final class ConfigReader {
  private static final int MAX_BYTES = 16 << 20;

  private final ModelFiles files;
  private final JsonFields fields;
  private final ModelFamily family;
  private final ConfigKeys keys;

  private ConfigReader(ModelFiles files, JsonFields fields, List<ModelFamily> families)
      throws ModelLoadException {
    this.files = files;
    this.fields = fields;
    this.family = family(fields, families);
    this.keys = family.keys();
  }

  static BackboneConfig read(ModelFiles files, List<ModelFamily> families)
      throws ModelLoadException {
    JsonFields fields = JsonFields.read(files, BackboneConfig.FILE_NAME, MAX_BYTES);
    return new ConfigReader(files, fields, families).read();
  }

  private static ModelFamily family(JsonFields fields, List<ModelFamily> families)
      throws ModelLoadException {
    String type = fields.optionalText("model_type");
    Optional<ModelFamily> found =
        type == null
            ? ofClass(fields, families)
            : families.stream().filter(family -> family.modelType().equals(type)).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    if (type == null) {
      throw fields
          .problem("model_type is missing")
          .expected("the architecture, such as bert")
          .remedy("Add \"model_type\" as the model's publisher names it.")
          .build();
    }
    throw fields
        .problem("this model_type is not supported")
        .expected(
            "one of "
                + families.stream()
                    .map(ModelFamily::modelType)
                    .collect(Collectors.toCollection(TreeSet::new)))
        .found(type)
        .build();
  }

  /** Files older than transformers 2.2 have the name of a class and no type. */
  private static Optional<ModelFamily> ofClass(JsonFields fields, List<ModelFamily> families)
      throws ModelLoadException {
    if (fields.optional("architectures") instanceof JsonArray names && names.size() == 1) {
      String name = fields.text("architectures", names.get(0));
      return families.stream().filter(family -> family.hasClass(name)).findFirst();
    }
    return Optional.empty();
  }

  private BackboneConfig read() throws ModelLoadException {
    ConfigFields config = new ConfigFields(fields);
    if (fields.optional("position_embedding_type") != null) {
      config.require("position_embedding_type", "absolute");
    }
    config.require("is_decoder", false);
    config.require("add_cross_attention", false);
    family.requireComputed(config);
    int hiddenSize = fields.integer(keys.hiddenSize(), 1, 65_536);
    int heads = heads(hiddenSize);
    int vocabularySize = fields.integer("vocab_size", 1, 10_000_000);
    return new BackboneConfig(
        family,
        fields.integer(keys.layers(), 1, 1_000),
        heads,
        hiddenSize,
        fields.integer(keys.intermediateSize(), 1, 1_000_000),
        vocabularySize,
        Objects.requireNonNull(value(keys.layerNormEpsilon())),
        Objects.requireNonNull(value(keys.hiddenDropout())),
        Objects.requireNonNull(value(keys.attentionDropout())),
        value(keys.classifierDropout()),
        config.activation(keys.activation()),
        fields.integer("pad_token_id", 0, vocabularySize - 1, keys.padTokenIdAbsent()),
        fields.real("initializer_range", 0, 100, 0.02),
        family.ownValues(config, files),
        fields.optionalText("problem_type"),
        OutputNames.read(fields),
        fields.object());
  }

  private int heads(int hiddenSize) throws ModelLoadException {
    int heads = fields.integer(keys.heads(), 1, 1_024);
    if (hiddenSize % heads != 0) {
      throw fields
          .problem(keys.hiddenSize() + " is not divisible by " + keys.heads())
          .expected("a multiple of " + heads)
          .found(hiddenSize)
          .build();
    }
    return heads;
  }

  private @Nullable Double value(Value value) throws ModelLoadException {
    JsonElement found = value.key() == null ? null : fields.optional(value.key());
    return found == null
        ? value.absent()
        : (Double) fields.real(String.valueOf(value.key()), found, 0, 1);
  }
}
