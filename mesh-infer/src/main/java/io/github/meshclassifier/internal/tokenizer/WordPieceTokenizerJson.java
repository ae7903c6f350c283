package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the tokenizer of BERT from a {@code vocab.txt}, one token a line. */
final class WordPieceTokenizerJson {
  static final String VOCABULARY = "vocab.txt";

  private WordPieceTokenizerJson() {}

  /**
   * Builds the content of a tokenizer.json.
   *
   * @param casing what the caller knows of the model, null for nothing
   */
  static JsonObject build(ModelFiles files, TokenizerSettings settings, @Nullable Casing casing)
      throws ModelLoadException {
    settings.requireClass(VocabularyFormat.WORD_PIECE.classes());
    settings.requireFlag("do_basic_tokenize", true);
    if (settings.config().get("never_split") instanceof JsonArray words && !words.isEmpty()) {
      throw settings
          .problem(TokenizerSettings.CONFIG, "never_split is not supported")
          .expected("no words")
          .found(words)
          .build();
    }
    Map<String, Integer> vocabulary = vocabulary(files);
    SpecialTokens tokens =
        SpecialTokens.of(
            VocabularyFormat.WORD_PIECE, settings, vocabulary, files.location(VOCABULARY));
    boolean lowercase = lowercase(files, settings, vocabulary, casing);
    JsonObject root = TokenizerTemplates.wordPiece();
    root.add("added_tokens", tokens.toJson());
    JsonObject normalizer = root.getAsJsonObject("normalizer");
    normalizer.addProperty("lowercase", lowercase);
    normalizer.addProperty(
        "handle_chinese_chars", settings.flag("tokenize_chinese_chars").orElse(true));
    Optional<Boolean> stripAccents = settings.flag("strip_accents");
    normalizer.add(
        "strip_accents",
        stripAccents.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
    root.add(
        "post_processor",
        new TemplateJson(tokens)
            .with("single", "cls_token:0", "A:0", "sep_token:0")
            .with("pair", "cls_token:0", "A:0", "sep_token:0", "B:1", "sep_token:1")
            .toJson());
    JsonObject model = root.getAsJsonObject("model");
    model.addProperty("unk_token", tokens.token("unk_token"));
    JsonObject ids = new JsonObject();
    vocabulary.forEach(ids::addProperty);
    model.add("vocab", ids);
    return root;
  }

  /**
   * Reads the tokens as transformers does. The id of a token is the number of its line from 0; of
   * two equal lines the last one counts; white space at the end of a line is no part of the token,
   * and blank lines make the empty token, which no text has.
   */
  static Map<String, Integer> vocabulary(ModelFiles files) throws ModelLoadException {
    String text = TokenLines.read(files, VOCABULARY);
    Map<String, Integer> ids = new LinkedHashMap<>();
    int line = 0;
    for (int start = 0; start < text.length(); line++) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      ids.put(text.substring(start, tokenEnd(text, start, end)), line);
      start = end + 1;
    }
    return ids;
  }

  private static int tokenEnd(String text, int start, int end) {
    int last = end;
    // All white space is one UTF-16 unit.
    while (last > start && (Characters.flags(text.charAt(last - 1)) & Characters.SPACE) != 0) {
      last--;
    }
    return last;
  }

  /** Decides by what the files say, then by what the caller knows, then by the tokens. */
  private static boolean lowercase(
      ModelFiles files,
      TokenizerSettings settings,
      Map<String, Integer> vocabulary,
      @Nullable Casing casing)
      throws ModelLoadException {
    Optional<Casing> declared = settings.flag("do_lower_case").map(Casing::lowercase);
    Optional<Casing> known = declared.or(() -> Optional.ofNullable(casing));
    Optional<Casing> inferred = Casing.ofTokens(vocabulary.keySet());
    if (known.isPresent() && inferred.isPresent() && !known.equals(inferred)) {
      throw ModelLoadException.in(
              files.location(VOCABULARY),
              declared.isPresent()
                  ? "do_lower_case of tokenizer_config.json contradicts the vocabulary"
                  : "the vocabulary does not have the casing of the model")
          .expected(
              known.get() == Casing.CASED
                  ? "tokens with upper-case letters"
                  : "no tokens with upper-case letters")
          .found(inferred.get() == Casing.CASED ? "a cased vocabulary" : "an uncased vocabulary")
          .remedy(
              declared.isPresent()
                  ? "Set do_lower_case to "
                      + (known.get() == Casing.CASED)
                      + " in tokenizer_config.json, or restore the vocab.txt of the model."
                  : "Restore the vocab.txt of the model, or name the model that this is.")
          .build();
    }
    Casing result = known.or(() -> inferred).orElse(null);
    if (result == null) {
      throw ModelLoadException.in(
              files.location(VOCABULARY), "the vocabulary does not show whether it is cased")
          .expected("do_lower_case in tokenizer_config.json")
          .found("few or no upper-case letters")
          .remedy("Add a tokenizer_config.json with {\"do_lower_case\": true} or false.")
          .build();
    }
    return result == Casing.UNCASED;
  }
}
