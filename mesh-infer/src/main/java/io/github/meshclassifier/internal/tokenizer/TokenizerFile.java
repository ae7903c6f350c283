package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.model.ModelLoadException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer of a model as the content of a {@code tokenizer.json}: as the model ships it, else
 * built from its vocabulary files. What is here has been checked against the model and may be given
 * to the native library.
 *
 * @param location where the tokenizer comes from, for messages
 * @param bytes the file as it is, or as it was built
 * @param inJava the tokenizer in Java, empty if only the library knows all that is in the file
 */
@SuppressWarnings("ArrayRecordComponent") // only read, never compared
record TokenizerFile(String location, byte[] bytes, Optional<JavaTokenizer> inJava) {
  static final String NAME = "tokenizer.json";

  private static final int FILE_LIMIT = 64 << 20;

  /**
   * Reads or builds the tokenizer.
   *
   * @param casing what the caller knows of the model, null for nothing
   * @throws ModelLoadException if there is no tokenizer, or it is damaged, or the files contradict
   *     each other, the configuration or the caller
   */
  static TokenizerFile of(ModelFiles files, ModelTokens tokens, @Nullable Casing casing)
      throws ModelLoadException {
    boolean shipped = files.exists(NAME);
    TokenizerSettings settings = TokenizerSettings.read(files);
    String location;
    JsonObject root;
    byte[] bytes;
    if (shipped) {
      location = files.location(NAME);
      bytes = files.readAll(NAME, FILE_LIMIT);
      root = ModelJson.object(bytes, NAME, location);
    } else {
      VocabularyFormat format = format(files, tokens);
      location = files.location(format.files().get(0));
      root =
          switch (format) {
            case WORD_PIECE -> WordPieceTokenizerJson.build(files, settings, casing);
            case BYTE_LEVEL_BPE -> ByteLevelBpeTokenizerJson.build(files, settings);
            case SENTENCE_PIECE -> SentencePieceTokenizerJson.build(files, settings);
          };
      bytes = root.toString().getBytes(StandardCharsets.UTF_8);
    }
    TokenizerVocabulary vocabulary = TokenizerVocabulary.of(root, location);
    vocabulary.requireFits(tokens.vocabularySize());
    TokenizerParts.check(root, vocabulary, location);
    requireCasing(files, settings, root.get("normalizer"), casing);
    settings.requireSupported();
    if (shipped) {
      SettingsAgreement.check(root, settings, vocabulary, classFormat(settings, tokens));
      requireAgrees(vocabulary, files);
    }
    requirePadding(vocabulary, settings, tokens, location);
    return new TokenizerFile(location, bytes, JavaTokenizer.of(root, bytes));
  }

  /** Returns what the class of the tokenizer reads, empty for one that is not known here. */
  private static Optional<VocabularyFormat> classFormat(
      TokenizerSettings settings, ModelTokens tokens) {
    Optional<String> name = settings.tokenizerClass();
    return name.isPresent()
        ? VocabularyFormat.ofClass(name.get())
        : Optional.ofNullable(tokens.format());
  }

  /** Returns the format of the vocabulary files that stand in for tokenizer.json. */
  private static VocabularyFormat format(ModelFiles files, ModelTokens tokens)
      throws ModelLoadException {
    VocabularyFormat format = tokens.format();
    List<String> needed = format == null ? List.of(NAME) : format.files();
    Optional<String> missing = needed.stream().filter(name -> !files.exists(name)).findFirst();
    if (format == null || missing.isPresent()) {
      throw ModelLoadException.in(files.location(NAME), NAME + " is missing")
          .expected(format == null ? "it" : "it, or " + String.join(" and ", needed))
          .found("no " + missing.orElse(NAME))
          .remedy("Put the tokenizer files that the model was trained with beside its weights.")
          .build();
    }
    return format;
  }

  private static void requireCasing(
      ModelFiles files,
      TokenizerSettings settings,
      @Nullable JsonElement normalizer,
      @Nullable Casing known)
      throws ModelLoadException {
    Casing found = Casing.ofNormalizer(normalizer);
    Optional<Casing> declared = settings.flag("do_lower_case").map(Casing::lowercase);
    // Without a normalizer, as in RoBERTa, the switch has no meaning.
    if (normalizer instanceof JsonObject && declared.isPresent() && declared.get() != found) {
      throw ModelLoadException.in(
              files.location(TokenizerSettings.CONFIG),
              "do_lower_case contradicts the normalizer of " + NAME)
          .expected(found == Casing.UNCASED)
          .found(declared.get() == Casing.UNCASED)
          .remedy("Restore both files of the same model.")
          .build();
    }
    if (known != null && known != found) {
      throw ModelLoadException.in(
              files.location(), "the tokenizer does not have the casing of the model")
          .expected(known == Casing.CASED ? "a cased tokenizer" : "one that lower-cases")
          .found(found == Casing.CASED ? "a cased one" : "one that lower-cases")
          .remedy("Restore the tokenizer files of the model, or name the model that this is.")
          .build();
    }
  }

  /**
   * Requires that vocabulary files beside tokenizer.json, which are not used, have the same ids.
   */
  private static void requireAgrees(TokenizerVocabulary vocabulary, ModelFiles files)
      throws ModelLoadException {
    if (files.exists(WordPieceTokenizerJson.VOCABULARY)) {
      requireSameLines(vocabulary, files);
    }
    if (files.exists(ByteLevelBpeTokenizerJson.VOCABULARY)) {
      requireSame(
          vocabulary,
          ByteLevelBpeTokenizerJson.vocabulary(files),
          files,
          ByteLevelBpeTokenizerJson.VOCABULARY);
    }
    if (files.exists(SentencePieceModel.NAME)) {
      SentencePieceModel model = SentencePieceModel.read(files);
      String name = SentencePieceModel.NAME;
      requireSame(
          vocabulary,
          SentencePieceTokenizerJson.vocabulary(model, files.location(name)),
          files,
          name);
    }
  }

  private static void requireSameLines(TokenizerVocabulary vocabulary, ModelFiles files)
      throws ModelLoadException {
    String name = WordPieceTokenizerJson.VOCABULARY;
    for (Map.Entry<String, Integer> entry : WordPieceTokenizerJson.vocabulary(files).entrySet()) {
      Long found = vocabulary.id(entry.getKey());
      // A blank line makes no token that a text could have.
      if (!entry.getKey().isEmpty() && (found == null || found.intValue() != entry.getValue())) {
        throw disagrees(
            files,
            name,
            "line " + (entry.getValue() + 1) + ": ",
            found == null ? "a token of tokenizer.json" : "line " + (found + 1),
            entry.getKey());
      }
    }
  }

  private static void requireSame(
      TokenizerVocabulary vocabulary, Map<String, Integer> other, ModelFiles files, String name)
      throws ModelLoadException {
    for (Map.Entry<String, Integer> entry : other.entrySet()) {
      Long found = vocabulary.id(entry.getKey());
      if (found == null || found.intValue() != entry.getValue()) {
        throw disagrees(
            files,
            name,
            "",
            found == null ? "a token of tokenizer.json" : "id " + found,
            "id " + entry.getValue() + " for " + entry.getKey());
      }
    }
  }

  private static ModelLoadException disagrees(
      ModelFiles files, String name, String line, String expected, String found) {
    return ModelLoadException.in(
            files.location(name), line + "the token differs from tokenizer.json's")
        .expected(expected)
        .found(found)
        .remedy("Restore both files of the same model, or remove " + name + ", which is not read.")
        .build();
  }

  /** Positions of RoBERTa are counted by the padding id, so both files must mean the same token. */
  private static void requirePadding(
      TokenizerVocabulary vocabulary,
      TokenizerSettings settings,
      ModelTokens tokens,
      String location)
      throws ModelLoadException {
    String name = tokens.specialTokens().getOrDefault("pad_token", "");
    String token = settings.special("pad_token", name);
    Long id = vocabulary.id(token);
    if (id == null || id != tokens.padTokenId()) {
      throw ModelLoadException.in(location, "the padding token is not that of the model")
          .expected("pad_token_id " + tokens.padTokenId() + " of config.json")
          .found(id == null ? "no token " + token : "id " + id)
          .remedy("Restore the tokenizer files and the config.json of the same model.")
          .build();
    }
  }
}
