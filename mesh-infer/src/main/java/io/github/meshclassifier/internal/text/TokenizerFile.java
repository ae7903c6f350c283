package io.github.meshclassifier.internal.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.internal.checkpoint.JsonText;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@code tokenizer.json} that have to be right before the native library sees them.
 *
 * <p>The library reports most mistakes, but some of them end the whole process; those are refused
 * here, and so are parts that are known for it and that no supported architecture needs.
 *
 * <p>Immutable and thread-safe.
 */
final class TokenizerFile {
  static final String NAME = "tokenizer.json";

  private static final int FILE_LIMIT = 64 << 20;
  private static final Set<String> NORMALIZERS =
      Set.of(
          "BertNormalizer",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Replace",
          "Sequence",
          "Strip",
          "StripAccents");
  private static final Set<String> PRE_TOKENIZERS =
      Set.of(
          "BertPreTokenizer",
          "ByteLevel",
          "Digits",
          "Metaspace",
          "Punctuation",
          "Sequence",
          "Split",
          "Whitespace",
          "WhitespaceSplit");
  private static final Set<String> POST_PROCESSORS =
      Set.of("BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing");

  private final String location;
  private final byte[] bytes;
  private final JsonObject root;

  private TokenizerFile(String location, byte[] bytes, JsonObject root) {
    this.location = location;
    this.bytes = bytes;
    this.root = root;
  }

  /**
   * Reads the file.
   *
   * @param files the model's files
   * @param vocabularySize what every token id has to be below
   * @throws ModelLoadException if it is missing, damaged or of another vocabulary
   */
  static TokenizerFile read(ModelFiles files, int vocabularySize) throws ModelLoadException {
    String location = files.location(NAME);
    if (!files.exists(NAME)) {
      throw ModelLoadException.in(location, NAME + " is missing")
          .remedy("Put the tokenizer.json that the model was trained with beside its weights.")
          .build();
    }
    byte[] bytes = files.readAll(NAME, FILE_LIMIT);
    JsonObject root = JsonText.object(bytes, NAME, location);
    TokenizerFile file = new TokenizerFile(location, bytes, root);
    file.checkIds(vocabularySize);
    file.checkTypes("normalizer", "normalizers", root.get("normalizer"), NORMALIZERS);
    file.checkTypes("pre_tokenizer", "pretokenizers", root.get("pre_tokenizer"), PRE_TOKENIZERS);
    file.checkTypes("post_processor", "processors", root.get("post_processor"), POST_PROCESSORS);
    return file;
  }

  /** Returns the file as it is. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns the file's content; to be read only. */
  JsonObject root() {
    return root;
  }

  /** Every id the tokenizer can give must have a row in the model's embedding table. */
  private void checkIds(int vocabularySize) throws ModelLoadException {
    long highest = -1;
    JsonElement vocabulary = object("model", root.get("model")).get("vocab");
    if (vocabulary instanceof JsonArray pieces) {
      highest = pieces.size() - 1L;
    } else {
      for (Map.Entry<String, JsonElement> entry : object("vocab", vocabulary).entrySet()) {
        highest = Math.max(highest, id("vocab", entry.getValue()));
      }
    }
    if (root.get("added_tokens") instanceof JsonArray tokens) {
      for (JsonElement token : tokens) {
        highest = Math.max(highest, id("added_tokens", object("added_tokens", token).get("id")));
      }
    }
    if (highest >= vocabularySize) {
      throw ModelLoadException.in(location, "the tokenizer belongs to another model")
          .expected("token ids below vocab_size " + vocabularySize + " of config.json")
          .found("ids up to " + highest)
          .build();
    }
  }

  private void checkTypes(
      String part, String members, @Nullable JsonElement element, Set<String> known)
      throws ModelLoadException {
    if (element == null || element instanceof JsonNull) {
      return;
    }
    JsonObject object = object(part, element);
    String type = object.get("type") instanceof JsonPrimitive name ? name.getAsString() : "no type";
    if (!known.contains(type)) {
      throw ModelLoadException.in(location, "this kind of " + part + " is not supported")
          .expected("one of " + known.stream().sorted().toList())
          .found(type)
          .build();
    }
    if (type.equals("Sequence")) {
      for (JsonElement member : array(part + "." + members, object.get(members))) {
        checkTypes(part, members, member, known);
      }
    } else if (type.equals("TemplateProcessing")) {
      checkTemplate(object);
    }
  }

  /** A template of one sequence, whose special tokens are all defined. */
  private void checkTemplate(JsonObject processor) throws ModelLoadException {
    JsonObject tokens = object("special_tokens", processor.get("special_tokens"));
    for (Map.Entry<String, JsonElement> entry : tokens.entrySet()) {
      JsonObject token = object("special_tokens", entry.getValue());
      int ids = array("special_tokens.ids", token.get("ids")).size();
      if (ids == 0 || array("special_tokens.tokens", token.get("tokens")).size() != ids) {
        throw wrong("special_tokens.ids", "as many ids as tokens");
      }
    }
    for (JsonElement element : array("post_processor.single", processor.get("single"))) {
      JsonObject piece = object("post_processor.single", element);
      boolean defined =
          piece.get("SpecialToken") instanceof JsonObject special
              ? special.get("id") instanceof JsonPrimitive name && tokens.has(name.getAsString())
              : piece.get("Sequence") instanceof JsonObject sequence
                  && new JsonPrimitive("A").equals(sequence.get("id"));
      if (!defined) {
        throw wrong("post_processor.single", "sequence A and tokens of special_tokens");
      }
    }
  }

  private JsonObject object(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonObject object) {
      return object;
    }
    throw wrong(name, "an object");
  }

  private JsonArray array(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonArray array) {
      return array;
    }
    throw wrong(name, "an array");
  }

  private long id(String name, @Nullable JsonElement element) throws ModelLoadException {
    if (element instanceof JsonPrimitive number && number.isNumber()) {
      return number.getAsLong();
    }
    throw wrong(name, "token ids");
  }

  private ModelLoadException wrong(String name, String expected) {
    return ModelLoadException.in(location, "this is not a Hugging Face tokenizer: " + name)
        .expected(expected)
        .found("something else")
        .build();
  }
}
