package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@code tokenizer.json} that have to be right before the native library sees them.
 *
 * <p>The library reports most mistakes, but some of them end the whole process; those are refused
 * here, and so are parts that are known for it and that no supported architecture needs.
 */
record TokenizerParts(TokenizerElements elements, TokenizerVocabulary vocabulary) {
  private static final Set<String> MODELS = Set.of("BPE", "Unigram", "WordLevel", "WordPiece");
  private static final Set<String> NORMALIZERS =
      Set.of(
          "BertNormalizer",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Precompiled",
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

  /** Ten times what every published model has. */
  private static final int MOST_WORD_CHARACTERS = 1000;

  static void check(JsonObject root, TokenizerVocabulary vocabulary, String location)
      throws ModelLoadException {
    TokenizerParts parts = new TokenizerParts(new TokenizerElements(root, location), vocabulary);
    JsonObject model = parts.elements.object("model");
    parts.checkModel(model);
    parts.checkMerges(model, root.get("added_tokens"));
    parts.checkTypes("normalizer", "normalizers", root.get("normalizer"), NORMALIZERS);
    NormalizedTokens.check(parts.elements);
    parts.checkTypes("pre_tokenizer", "pretokenizers", root.get("pre_tokenizer"), PRE_TOKENIZERS);
    parts.checkTypes("post_processor", "processors", root.get("post_processor"), POST_PROCESSORS);
  }

  private void checkModel(JsonObject model) throws ModelLoadException {
    // Files of early versions leave the type to be told from the fields.
    if (model.has("type")) {
      requireKnown("model", model.get("type"), MODELS);
    }
    if (model.get("vocab") instanceof JsonArray pieces) {
      checkPieces(pieces);
      long unknown = elements.id("model.unk_id", model.get("unk_id"));
      if (unknown >= pieces.size()) {
        throw elements.wrong("model.unk_id", "the index of a piece");
      }
    }
    checkWordLength(model.get("max_input_chars_per_word"));
    JsonElement dropout = model.get("dropout");
    if (dropout instanceof JsonPrimitive number
        && !(number.isNumber() && number.getAsDouble() == 0)) {
      throw unsupported("model.dropout", "no dropout, which makes ids random", dropout);
    }
    // The library cuts the prefix off the second part of every merge, whatever that begins with.
    JsonElement prefix = model.get("continuing_subword_prefix");
    if (model.has("merges") && prefix != null && isText(prefix)) {
      throw unsupported("model.continuing_subword_prefix", "none in a BPE model", prefix);
    }
  }

  /** The library takes more than quadratic time for a word of a WordPiece model. */
  private void checkWordLength(@Nullable JsonElement most) throws ModelLoadException {
    if (most == null) {
      return;
    }
    if (!(most instanceof JsonPrimitive number
        && number.isNumber()
        && number.getAsDouble() >= 0
        && number.getAsDouble() <= MOST_WORD_CHARACTERS
        && number.getAsDouble() == Math.rint(number.getAsDouble()))) {
      throw unsupported(
          "model.max_input_chars_per_word", "a whole number up to " + MOST_WORD_CHARACTERS, most);
    }
  }

  private void checkMerges(JsonObject model, @Nullable JsonElement addedTokens)
      throws ModelLoadException {
    if (!(model.get("merges") instanceof JsonArray merges)
        || isText(model.get("end_of_word_suffix"))
        || JsonText.isTrue(model.get("ignore_merges"))) {
      return;
    }
    Set<String> made = new HashSet<>();
    for (JsonElement merge : merges) {
      if (merge instanceof JsonArray pair) {
        StringBuilder joined = new StringBuilder();
        for (JsonElement part : pair) {
          joined.append(elements.text("model.merges", part));
        }
        made.add(joined.toString());
      } else {
        made.add(elements.text("model.merges", merge).replace(" ", ""));
      }
    }
    Set<String> added = new HashSet<>();
    if (addedTokens instanceof JsonArray tokens) {
      for (JsonElement token : tokens) {
        added.add(
            elements.text("added_tokens", elements.object("added_tokens", token).get("content")));
      }
    }
    MissingMerges.check(vocabulary.ids(), made, added, elements.location());
  }

  private static boolean isText(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive text && !text.getAsString().isEmpty();
  }

  private void checkPieces(JsonArray pieces) throws ModelLoadException {
    for (JsonElement piece : pieces) {
      JsonArray pair = elements.array("vocab", piece);
      if (!(pair.get(1) instanceof JsonPrimitive score)
          || !score.isNumber()
          || !(Math.abs(score.getAsDouble()) <= Float.MAX_VALUE)) {
        throw elements.wrong("vocab", "finite scores");
      }
      if (elements.text("vocab", pair.get(0)).isEmpty()) {
        throw elements.wrong("vocab", "pieces that are not empty");
      }
    }
  }

  private void checkTypes(
      String part, String members, @Nullable JsonElement element, Set<String> known)
      throws ModelLoadException {
    if (element == null || element instanceof JsonNull) {
      return;
    }
    JsonObject object = elements.object(part, element);
    switch (requireKnown(part, object.get("type"), known)) {
      case "Sequence" -> {
        for (JsonElement member : elements.array(part + "." + members, object.get(members))) {
          checkTypes(part, members, member, known);
        }
      }
      case "Replace" -> checkReplaced(object);
      case "Split" -> checkSplit(object);
      case "Precompiled" -> checkCharacterMap(object);
      case "TemplateProcessing" -> checkTemplate(object);
      case "BertProcessing", "RobertaProcessing" -> {
        checkPair("post_processor.sep", object.get("sep"));
        checkPair("post_processor.cls", object.get("cls"));
      }
      default -> {}
    }
  }

  private String requireKnown(String part, @Nullable JsonElement type, Set<String> known)
      throws ModelLoadException {
    String name = type instanceof JsonPrimitive text ? text.getAsString() : "no type";
    if (!known.contains(name)) {
      throw elements
          .problem("this kind of " + part + " is not supported")
          .expected("one of " + known.stream().sorted().toList())
          .found(name)
          .build();
    }
    return name;
  }

  /** If an empty match is replaced by a text, the library counts the characters wrongly. */
  private void checkReplaced(JsonObject normalizer) throws ModelLoadException {
    JsonObject pattern = elements.object("normalizer.pattern", normalizer.get("pattern"));
    boolean regex = pattern.has("Regex");
    String text = elements.text("normalizer.pattern", pattern.get(regex ? "Regex" : "String"));
    if (regex ? !LinearPattern.isLinearAndNeverEmpty(text) : text.isEmpty()) {
      throw backtracking(
          "normalizer.pattern",
          "a text, or an expression that matches at least one character and cannot fail any more"
              + " once an unlimited repetition has begun",
          text);
    }
  }

  private void checkSplit(JsonObject preTokenizer) throws ModelLoadException {
    if (preTokenizer.get("pattern") instanceof JsonObject pattern && pattern.has("Regex")) {
      String text = elements.text("pre_tokenizer.pattern", pattern.get("Regex"));
      if (!LinearPattern.isLinear(text)) {
        throw backtracking(
            "pre_tokenizer.pattern",
            "an expression that cannot fail any more once an unlimited repetition has begun",
            text);
      }
    }
  }

  private ModelLoadException backtracking(String name, String expected, String pattern) {
    return elements
        .problem(name + " is not supported, as the tokenizers library may backtrack without end")
        .expected(expected)
        .found(pattern.replaceAll("\\p{Cntrl}", "\uFFFD"))
        .build();
  }

  private void checkCharacterMap(JsonObject normalizer) throws ModelLoadException {
    String text = elements.text("precompiled_charsmap", normalizer.get("precompiled_charsmap"));
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw elements.wrong("precompiled_charsmap", "base64");
    }
    CharacterMap.check(bytes, elements.location());
  }

  /** A template of one sequence, whose special tokens are all defined. */
  private void checkTemplate(JsonObject processor) throws ModelLoadException {
    JsonObject tokens = elements.object("special_tokens", processor.get("special_tokens"));
    for (Map.Entry<String, JsonElement> entry : tokens.entrySet()) {
      JsonObject token = elements.object("special_tokens", entry.getValue());
      JsonArray ids = elements.array("special_tokens.ids", token.get("ids"));
      JsonArray names = elements.array("special_tokens.tokens", token.get("tokens"));
      if (ids.isEmpty() || names.size() != ids.size()) {
        throw elements.wrong("special_tokens.ids", "as many ids as tokens");
      }
      for (int i = 0; i < ids.size(); i++) {
        requireOwnId("special_tokens", names.get(i), ids.get(i));
      }
    }
    for (JsonElement element : elements.array("post_processor.single", processor.get("single"))) {
      JsonObject piece = elements.object("post_processor.single", element);
      boolean defined =
          piece.get("SpecialToken") instanceof JsonObject special
              ? special.get("id") instanceof JsonPrimitive name && tokens.has(name.getAsString())
              : piece.get("Sequence") instanceof JsonObject sequence
                  && new JsonPrimitive("A").equals(sequence.get("id"));
      if (!defined) {
        throw elements.wrong("post_processor.single", "sequence A and tokens of special_tokens");
      }
    }
  }

  private void checkPair(String name, @Nullable JsonElement element) throws ModelLoadException {
    JsonArray pair = elements.array(name, element);
    if (pair.size() != 2) {
      throw elements.wrong(name, "a token and its id");
    }
    requireOwnId(name, pair.get(0), pair.get(1));
  }

  /** The library puts in the id that is written here, whatever the vocabulary says. */
  private void requireOwnId(String name, JsonElement token, JsonElement id)
      throws ModelLoadException {
    Long own = vocabulary.id(elements.text(name, token));
    long found = elements.id(name, id);
    if (own == null || own != found) {
      throw elements
          .problem(name + " gives a token an id that is not its own")
          .expected(own == null ? "a token of the vocabulary" : own)
          .found("id " + found)
          .build();
    }
  }

  private ModelLoadException unsupported(String name, String expected, JsonElement found) {
    return elements.problem(name + " is not supported").expected(expected).found(found).build();
  }
}
