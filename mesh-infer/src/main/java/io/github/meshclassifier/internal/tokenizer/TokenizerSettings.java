package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.ModelJson;
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
 * special_tokens_map.json} and {@code added_tokens.json}, each of which may be absent.
 *
 * <p>Immutable and thread-safe as long as nobody changes the objects.
 *
 * @param config {@code tokenizer_config.json}, empty if absent
 * @param specials {@code special_tokens_map.json}, empty if absent
 */
record TokenizerSettings(ModelFiles files, JsonObject config, JsonObject specials) {
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIALS = "special_tokens_map.json";
  static final String ADDED = "added_tokens.json";

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

  /** Reads the files that are there. */
  static TokenizerSettings read(ModelFiles files) throws ModelLoadException {
    return new TokenizerSettings(files, object(files, CONFIG), object(files, SPECIALS));
  }

  private static JsonObject object(ModelFiles files, String name) throws ModelLoadException {
    return files.exists(name)
        ? ModelJson.object(files.readAll(name, FILE_LIMIT), name, files.location(name))
        : new JsonObject();
  }

  /** Returns a switch of {@code tokenizer_config.json}, empty if it is absent or null. */
  Optional<Boolean> flag(String name) throws ModelLoadException {
    JsonElement value = config.get(name);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive flag && flag.isBoolean()) {
      return Optional.of(flag.getAsBoolean());
    }
    throw wrong(CONFIG, name, "true or false", value);
  }

  /**
   * Returns {@code model_max_length}, to which transformers cuts a text, or the {@code max_len} of
   * older files.
   *
   * @return the most tokens, special tokens included, at least 1; empty if there is no limit
   * @throws ModelLoadException if it is no whole number from 1
   */
  OptionalInt maxLength() throws ModelLoadException {
    String name = config.has("model_max_length") ? "model_max_length" : "max_len";
    JsonElement value = config.get(name);
    if (value == null || value.isJsonNull()) {
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
    throw wrong(CONFIG, name, "a whole number from 1", value);
  }

  /** Returns {@code model_input_names}, what transformers' tokenizer gives a model. */
  Optional<List<String>> inputs() throws ModelLoadException {
    JsonElement value = config.get("model_input_names");
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (JsonElement name : value instanceof JsonArray array ? array : List.of(value)) {
      if (!(name instanceof JsonPrimitive text) || !text.isString() || !value.isJsonArray()) {
        throw wrong(CONFIG, "model_input_names", "an array of names", value);
      }
      names.add(text.getAsString());
    }
    return Optional.of(names);
  }

  /**
   * Returns the token of a role such as {@code pad_token}, or the given one if no file names it.
   */
  String special(String role, String absent) throws ModelLoadException {
    String token = token(CONFIG, role, config.get(role));
    token = token != null ? token : token(SPECIALS, role, specials.get(role));
    return token != null ? token : absent;
  }

  /** Returns the special token of a role with what its file says of the white space around it. */
  AddedToken special(String role, int id, String content) throws ModelLoadException {
    boolean named = token(CONFIG, role, config.get(role)) != null;
    JsonElement value = named ? config.get(role) : specials.get(role);
    AddedToken token = AddedToken.of(id, content, true);
    if (value instanceof JsonObject fields) {
      setFlags(token.json(), fields, named ? CONFIG : SPECIALS, role);
      token.json().addProperty("special", true);
    }
    return token;
  }

  private void setFlags(JsonObject token, JsonObject fields, String file, String name)
      throws ModelLoadException {
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
      if (fields.get(flag) instanceof JsonPrimitive set && set.isBoolean()) {
        token.add(flag, set);
      } else if (fields.has(flag)) {
        throw wrong(file, name + "." + flag, "true or false", fields.get(flag));
      }
    }
  }

  /** Returns the special tokens without a role that the files name. */
  Set<String> moreSpecials() throws ModelLoadException {
    Set<String> tokens = new LinkedHashSet<>();
    for (String key : List.of("additional_special_tokens", "extra_special_tokens")) {
      collect(tokens, CONFIG, key, config.get(key));
      collect(tokens, SPECIALS, key, specials.get(key));
    }
    return tokens;
  }

  private void collect(Set<String> tokens, String file, String key, @Nullable JsonElement value)
      throws ModelLoadException {
    List<JsonElement> members;
    if (value == null || value.isJsonNull()) {
      return;
    } else if (value instanceof JsonArray array) {
      members = array.asList();
    } else if (value instanceof JsonObject named) {
      members = List.copyOf(named.asMap().values());
    } else {
      throw wrong(file, key, "a list of tokens", value);
    }
    for (JsonElement member : members) {
      String token = token(file, key, member);
      if (token == null) {
        throw wrong(file, key, "tokens", member);
      }
      tokens.add(token);
    }
  }

  private @Nullable String token(String file, String key, @Nullable JsonElement value)
      throws ModelLoadException {
    if (value == null || value.isJsonNull()) {
      return null;
    }
    JsonElement content = value instanceof JsonObject object ? object.get("content") : value;
    if (content instanceof JsonPrimitive text && text.isString() && !text.getAsString().isEmpty()) {
      return text.getAsString();
    }
    throw wrong(file, key, "a token", value);
  }

  /**
   * Returns the tokens added to the vocabulary, in the order of their ids: those of {@code
   * added_tokens_decoder}, else those of {@code added_tokens.json}.
   *
   * @param special the special tokens, for files that do not say which are
   */
  List<AddedToken> added(Set<String> special) throws ModelLoadException {
    List<AddedToken> tokens = new ArrayList<>();
    JsonElement decoder = config.get("added_tokens_decoder");
    if (decoder instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        tokens.add(decoded(entry.getKey(), entry.getValue()));
      }
    } else if (decoder != null && !decoder.isJsonNull()) {
      throw wrong(CONFIG, "added_tokens_decoder", "an object", decoder);
    } else {
      for (Map.Entry<String, JsonElement> entry : object(files, ADDED).entrySet()) {
        String token = entry.getKey();
        int id = id(ADDED, token, entry.getValue());
        tokens.add(AddedToken.of(id, token, special.contains(token)));
      }
    }
    tokens.sort(Comparator.comparingInt(AddedToken::id));
    return tokens;
  }

  private AddedToken decoded(String key, JsonElement value) throws ModelLoadException {
    String name = "added_tokens_decoder." + key;
    if (!(value instanceof JsonObject fields)) {
      throw wrong(CONFIG, name, "an object", value);
    }
    int id;
    try {
      id = Integer.parseUnsignedInt(key);
    } catch (NumberFormatException e) {
      throw wrong(CONFIG, "added_tokens_decoder", "token ids", new JsonPrimitive(key));
    }
    String content = token(CONFIG, name, fields);
    if (id < 0 || content == null) {
      throw wrong(CONFIG, name, "a token with an id", value);
    }
    JsonObject json = AddedToken.of(id, content, false).json();
    setFlags(json, fields, CONFIG, name);
    return new AddedToken(id, content, json);
  }

  private int id(String file, String key, JsonElement value) throws ModelLoadException {
    if (value instanceof JsonPrimitive number
        && number.isNumber()
        && number.getAsNumber() instanceof Long id
        && id >= 0
        && id <= Integer.MAX_VALUE) {
      return id.intValue();
    }
    throw wrong(file, key, "a token id", value);
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
    JsonElement name = config.get("tokenizer_class");
    if (name == null || name.isJsonNull()) {
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
    JsonElement side = config.get("truncation_side");
    if (side != null && !side.isJsonNull() && !new JsonPrimitive("right").equals(side)) {
      throw problem(CONFIG, "truncation_side is not supported")
          .expected("right, where the end of a long text is cut off")
          .found(side)
          .build();
    }
    for (String role : config.keySet()) {
      JsonElement other = specials.get(role);
      if (role.endsWith("_token") && other != null && !config.get(role).isJsonNull()) {
        String first = token(CONFIG, role, config.get(role));
        String second = token(SPECIALS, role, other);
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

  private ModelLoadException wrong(String file, String key, String expected, JsonElement found) {
    return problem(file, Printable.clip(key) + " is not valid")
        .expected(expected)
        .found(found)
        .build();
  }
}
