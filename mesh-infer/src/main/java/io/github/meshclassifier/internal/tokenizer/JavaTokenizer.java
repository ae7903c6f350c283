package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encodes in Java what it knows of tokenizers, and leaves all else to the library.
 *
 * <p>Only files of which every field and value is known are taken, and of these only texts without
 * added tokens; then the ids are those of the library. Thread-safe.
 */
record JavaTokenizer(List<String> addedTokens, SequenceTemplate template, WordEncoder words) {
  private static final Logger LOG = LoggerFactory.getLogger(JavaTokenizer.class);

  /** Tokens of English text have more characters than this on average. */
  private static final int CHARACTERS_PER_TOKEN = 3;

  /**
   * Makes the tokenizer of a file, if it knows all that is in it.
   *
   * @param json the same as bytes
   */
  static Optional<JavaTokenizer> of(JsonObject root, byte[] json) {
    try {
      KnownObject file =
          KnownObject.of(
              "tokenizer.json",
              root,
              "version",
              "truncation",
              "padding",
              "added_tokens",
              "normalizer",
              "pre_tokenizer",
              "post_processor",
              "decoder",
              "model");
      file.require("version", "1.0");
      LengthSettings.check(file);
      Decoders.check(file.optional("decoder"));
      List<String> addedTokens = addedTokens(file);
      SequenceTemplate template = SequenceTemplate.read(file.optional("post_processor"));
      return Optional.of(new JavaTokenizer(addedTokens, template, words(file, json)));
    } catch (UnknownPartException e) {
      LOG.debug("The tokenizers library does all encoding: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static WordEncoder words(KnownObject file, byte[] json) throws UnknownPartException {
    JsonElement model = file.optional("model");
    return switch (KnownObject.type(model)) {
      case "WordPiece" -> WordPieceReader.read(file);
      case "BPE" -> BytePairReader.read(file);
      case "Unigram" -> UnigramReader.read(file, json);
      default -> {
        if (!(model instanceof JsonObject object) || object.has("type")) {
          throw new UnknownPartException("model is of another kind");
        }
        // The library tells them apart by their fields, and each reader requires its own.
        yield object.get("vocab") instanceof JsonArray
            ? UnigramReader.read(file, json)
            : object.has("merges") ? BytePairReader.read(file) : WordPieceReader.read(file);
      }
    };
  }

  /** Returns the tokens that the library finds in a text before anything else happens to it. */
  private static List<String> addedTokens(KnownObject file) throws UnknownPartException {
    List<String> contents = new ArrayList<>();
    for (JsonElement element : file.array("added_tokens")) {
      KnownObject token =
          KnownObject.of(
              "added_tokens",
              element,
              "id",
              "content",
              "single_word",
              "lstrip",
              "rstrip",
              "normalized",
              "special");
      token.integer("id");
      for (String flag : List.of("single_word", "lstrip", "rstrip", "special")) {
        token.flag(flag);
      }
      // A normalized token is looked for in the normalized text.
      if (token.flag("normalized") && !file.isNull("normalizer")) {
        throw token.unknown("normalized");
      }
      String content = token.text("content");
      if (content.isEmpty() || content.indexOf('\uFFFD') >= 0 || !isWellFormed(content)) {
        throw token.unknown("content");
      }
      contents.add(content);
    }
    return List.copyOf(contents);
  }

  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF);
  }

  /** Returns how many special tokens stand around each text. */
  SpecialTokenCounts specialTokens() {
    int leading = template.leading().length;
    int trailing = template.trailing().length;
    return new SpecialTokenCounts(leading, trailing, leading + trailing);
  }

  /**
   * Encodes a whole text with its special tokens.
   *
   * @param text the text; unpaired surrogates count as U+FFFD
   * @return the ids in a new array, or null if the library has to encode this text
   */
  int @Nullable [] encode(String text) {
    for (String token : addedTokens) {
      if (text.contains(token)) {
        return null;
      }
    }
    IdBuffer ids = new IdBuffer(text.length() / CHARACTERS_PER_TOKEN + 8);
    ids.add(template.leading());
    if (!words.encode(text, ids)) {
      return null;
    }
    ids.add(template.trailing());
    return ids.toArray();
  }
}
