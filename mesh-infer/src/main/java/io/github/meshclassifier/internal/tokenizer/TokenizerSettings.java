package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the files beside a vocabulary say of the tokenizer: {@code tokenizer_config.json}, {@code
 * special_tokens_map.json} and {@code added_tokens.json}, each of which may be absent. Immutable
 * and thread-safe as long as nobody changes the objects.
 *
 * @param configFile {@code tokenizer_config.json}, empty if absent
 * @param specialsFile {@code special_tokens_map.json}, empty if absent
 */
record TokenizerSettings(ModelFiles files, JsonFields configFile, JsonFields specialsFile) {
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIALS = "special_tokens_map.json";
  static final String ADDED = "added_tokens.json";

  private static final String DECODER = "added_tokens_decoder";

  private static final int FILE_LIMIT = 16 << 20;

  /** Lengths from here on mean that there is no limit; transformers writes 10^30. */
  private static final BigDecimal NO_LIMIT = BigDecimal.valueOf(1_000_000_000);

  /**
   * A token that is found before the text is split.
   *
   * @param json the other fields, as in the {@code added_tokens} of a tokenizer.json
   */
  record AddedToken(int id, String content, JsonObject json) {
    /** Makes a token without white-space handling. */
    static AddedToken of(int id, String content, boolean special) {
      JsonObject json = new JsonObject();
      json.addProperty("id", id);
      json.addProperty("content", content);
      json.addProperty("single_word", false);
      json.addProperty("lstrip", false);
      json.addProperty("rstrip", false);
      json.addProperty("normalized", !special);
      json.addProperty("special", special);
      return new AddedToken(id, content, json);
    }
  }

  static TokenizerSettings read(ModelFiles files) throws ModelLoadException {
    return new TokenizerSettings(files, fields(files, CONFIG), fields(files, SPECIALS));
  }

  private static JsonFields fields(ModelFiles files, String name) throws ModelLoadException {
    return files.exists(name)
        ? JsonFields.read(files, name, FILE_LIMIT)
        : new JsonFields(new JsonObject(), name, files.location(name));
  }

  JsonObject config() {
    return configFile.object();
  }

  JsonObject specials() {
    return specialsFile.object();
  }

  /** Returns a switch of {@code tokenizer_config.json}, empty if it is absent or null. */
  Optional<Boolean> flag(String name) throws ModelLoadException {
    return configFile.optional(name) == null
        ? Optional.empty()
        : Optional.of(configFile.flag(name));
  }

  /**
   * Returns {@code model_max_length}, to which transformers cuts a text, or the {@code max_len} of
   * older files.
   *
   * @return the most tokens, special tokens included, at least 1; empty if there is no limit
   * @throws ModelLoadException if it is no whole number from 1
   */
  OptionalInt maxLength() throws ModelLoadException {
    String name = config().has("model_max_length") ? "model_max_length" : "max_len";
    JsonElement value = configFile.optional(name);
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof JsonPrimitive number && number.isNumber()) {
      if (number.getAsDouble() == Double.POSITIVE_INFINITY) {
        return OptionalInt.empty();
      }
      BigDecimal length = number.getAsBigDecimal();
      if (length.compareTo(NO_LIMIT) >= 0) {
        return OptionalInt.empty();
      }
      if (length.compareTo(BigDecimal.ONE) >= 0 && length.stripTrailingZeros().scale() <= 0) {
        return OptionalInt.of(length.intValueExact());
      }
    }
    throw configFile.wrong(name, value, "a whole number from 1");
  }

  /** Returns {@code model_input_names}, what transformers' tokenizer gives a model. */
  Optional<List<String>> inputs() throws ModelLoadException {
    JsonElement value = configFile.optional("model_input_names");
    return value == null
        ? Optional.empty()
        : Optional.of(configFile.texts("model_input_names", value));
  }

  /**
   * Returns the token of a role such as {@code pad_token}, or the given one if no file names it.
   */
  String special(String role, String absent) throws ModelLoadException {
    String token = token(configFile, role);
    token = token != null ? token : token(specialsFile, role);
    return token != null ? token : absent;
  }

  /** Returns the special token of a role with what its file says of the white space around it. */
  AddedToken special(String role, int id, String content) throws ModelLoadException {
    JsonFields file = token(configFile, role) != null ? configFile : specialsFile;
    AddedToken token = AddedToken.of(id, content, true);
    if (file.optional(role) instanceof JsonObject fields) {
      setFlags(token.json(), fields, file, role);
      token.json().addProperty("special", true);
    }
    return token;
  }

  private static void setFlags(JsonObject token, JsonObject fields, JsonFields file, String name)
      throws ModelLoadException {
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
      if (fields.get(flag) instanceof JsonPrimitive set && set.isBoolean()) {
        token.add(flag, set);
      } else if (fields.has(flag)) {
        throw file.wrong(name + "." + flag, fields.get(flag), "true or false");
      }
    }
  }

  /** Returns the special tokens without a role that the files name. */
  Set<String> moreSpecials() throws ModelLoadException {
    Set<String> tokens = new LinkedHashSet<>();
    for (String key : List.of("additional_special_tokens", "extra_special_tokens")) {
      collect(tokens, configFile, key);
      collect(tokens, specialsFile, key);
    }
    return tokens;
  }

  private static void collect(Set<String> tokens, JsonFields file, String key)
      throws ModelLoadException {
    JsonElement value = file.optional(key);
    List<JsonElement> members;
    if (value == null) {
      return;
    } else if (value instanceof JsonArray array) {
      members = array.asList();
    } else if (value instanceof JsonObject named) {
      members = List.copyOf(named.asMap().values());
    } else {
      throw file.wrong(key, value, "a list of tokens");
    }
    for (JsonElement member : members) {
      String token = token(file, key, member);
      if (token == null) {
        throw file.wrong(key, member, "tokens");
      }
      tokens.add(token);
    }
  }

  private static @Nullable String token(JsonFields file, String role) throws ModelLoadException {
    return token(file, role, file.optional(role));
  }

  private static @Nullable String token(JsonFields file, String key, @Nullable JsonElement value)
      throws ModelLoadException {
    if (value == null || value.isJsonNull()) {
      return null;
    }
    JsonElement content = value instanceof JsonObject object ? object.get("content") : value;
    String text = JsonText.text(content);
    if (text == null || text.isEmpty()) {
      throw file.wrong(key, value, "a token");
    }
    return text;
  }

  /**
   * Returns the tokens added to the vocabulary, in the order of their ids: those of {@code
   * added_tokens_decoder}, else those of {@code added_tokens.json}.
   *
   * @param special the special tokens, for files that do not say which are
   */
  List<AddedToken> added(Set<String> special) throws ModelLoadException {
    List<AddedToken> tokens = new ArrayList<>();
    if (configFile.optional(DECODER) != null) {
      for (Map.Entry<String, JsonElement> entry : configFile.object(DECODER).entrySet()) {
        tokens.add(decoded(entry.getKey(), entry.getValue()));
      }
    } else {
      JsonFields added = fields(files, ADDED);
      for (Map.Entry<String, JsonElement> entry : added.object().entrySet()) {
        String token = entry.getKey();
        int id = added.integer(Printable.clip(token), entry.getValue(), 0, Integer.MAX_VALUE);
        tokens.add(AddedToken.of(id, token, special.contains(token)));
      }
    }
    tokens.sort(Comparator.comparingInt(AddedToken::id));
    return tokens;
  }

  private AddedToken decoded(String key, JsonElement value) throws ModelLoadException {
    String name = DECODER + "." + Printable.clip(key);
    JsonObject fields = configFile.object(name, value);
    int id;
    try {
      id = Integer.parseUnsignedInt(key);
    } catch (NumberFormatException e) {
      throw configFile.wrong(DECODER, new JsonPrimitive(key), "token ids");
    }
    String content = token(configFile, name, fields);
    if (id < 0 || content == null) {
      throw configFile.wrong(name, value, "a token with an id");
    }
    JsonObject json = AddedToken.of(id, content, false).json();
    setFlags(json, fields, configFile, name);
    return new AddedToken(id, content, json);
  }

  /**
   * Requires that a class of transformers that is named here is one of those whose tokenizer is
   * built.
   */
  void requireClass(Set<String> known) throws ModelLoadException {
    Optional<String> name = tokenizerClass();
    if (name.isPresent() && !known.contains(name.get())) {
      throw problem(CONFIG, "tokenizer_class is not one that can be built from these files")
          .expected("one of " + known.stream().sorted().toList())
          .found(name.get())
          .remedy("Save the tokenizer with transformers, which writes a tokenizer.json.")
          .build();
    }
  }

  /** Returns the class of transformers that is named here, without the Fast of older versions. */
  Optional<String> tokenizerClass() {
    JsonElement name = configFile.optional("tokenizer_class");
    if (name == null) {
      return Optional.empty();
    }
    String found = name instanceof JsonPrimitive text ? text.getAsString() : name.toString();
    return Optional.of(found.endsWith("Fast") ? found.substring(0, found.length() - 4) : found);
  }

  /**
   * Requires that nothing is switched on that is not done here, and that both files name the same
   * special tokens.
   */
  void requireSupported() throws ModelLoadException {
    requireFlag("split_special_tokens", false);
    JsonElement side = configFile.optional("truncation_side");
    if (side != null && !new JsonPrimitive("right").equals(side)) {
      throw problem(CONFIG, "truncation_side is not supported")
          .expected("right, where the end of a long text is cut off")
          .found(side)
          .build();
    }
    for (String role : config().keySet()) {
      if (role.endsWith("_token")) {
        String first = token(configFile, role);
        String second = token(specialsFile, role);
        if (first != null && second != null && !first.equals(second)) {
          throw problem(CONFIG, role + " contradicts " + SPECIALS)
              .expected(Printable.clip(second))
              .found(first)
              .remedy("Restore both files of the same model.")
              .build();
        }
      }
    }
  }

  /** Requires that a switch that is not supported is off. */
  void requireFlag(String name, boolean value) throws ModelLoadException {
    Optional<Boolean> found = flag(name);
    if (found.isPresent() && found.get() != value) {
      throw problem(CONFIG, name + " is not supported").expected(value).found(!value).build();
    }
  }

  ModelLoadException.Builder problem(String file, String what) {
    return ModelLoadException.in(files.location(file), what);
  }
}
