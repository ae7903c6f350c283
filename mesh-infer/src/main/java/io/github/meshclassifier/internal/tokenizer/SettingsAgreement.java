package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.tokenizer.TokenizerSettings.AddedToken;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Requires that the settings of a {@code tokenizer.json} are those of {@code
 * tokenizer_config.json}: the classes that transformers has for BERT, RoBERTa and XLNet make the
 * tokenizer anew from its vocabulary and the latter, whatever the former says. Where the two
 * differ, one of them is not of this model.
 *
 * @param root the content of the {@code tokenizer.json}
 */
record SettingsAgreement(JsonObject root, TokenizerSettings settings) {

  /**
   * Checks a file that a model ships.
   *
   * @param format what the class named in the settings reads, empty for one that takes the file as
   *     it is
   */
  static void check(
      JsonObject root,
      TokenizerSettings settings,
      TokenizerVocabulary vocabulary,
      Optional<VocabularyFormat> format)
      throws ModelLoadException {
    SettingsAgreement agreement = new SettingsAgreement(root, settings);
    agreement.checkAdded();
    if (format.isEmpty()) {
      return;
    }
    switch (format.get()) {
      case WORD_PIECE -> {
        agreement.requirePart("model", "WordPiece");
        agreement.requirePart("normalizer", "BertNormalizer");
        agreement.requirePart("pre_tokenizer", "BertPreTokenizer");
        agreement.requireField("model", "continuing_subword_prefix", new JsonPrimitive("##"));
        agreement.requireField("model", "max_input_chars_per_word", new JsonPrimitive(100));
        agreement.requireField("normalizer", "clean_text", new JsonPrimitive(true));
        agreement.checkNormalizer(vocabulary);
      }
      case BYTE_LEVEL_BPE -> {
        agreement.requirePart("model", "BPE");
        agreement.requirePart("pre_tokenizer", "ByteLevel");
        // A published roberta-base has it in tokenizer.json alone.
        if (settings.flag("add_prefix_space").isPresent()) {
          agreement.checkFlag("add_prefix_space", "pre_tokenizer", "add_prefix_space", false);
        }
      }
      case SENTENCE_PIECE -> {
        agreement.requirePart("model", "Unigram");
        agreement.checkUnknown();
      }
    }
    agreement.checkSpecials(vocabulary, format.get());
    agreement.checkTemplate(vocabulary, format.get());
  }

  /** Files of early versions leave the type of the model out. */
  private void requirePart(String part, String type) throws ModelLoadException {
    String found = KnownObject.type(root.get(part));
    if (!found.equals(type) && !(part.equals("model") && found.isEmpty())) {
      throw otherClass(part, type, found.isEmpty() ? "none" : found);
    }
  }

  private void requireField(String part, String field, JsonPrimitive value)
      throws ModelLoadException {
    if (field(part, field) instanceof JsonPrimitive found
        && !found.getAsString().equals(value.getAsString())) {
      throw otherClass(part + "." + field, value.getAsString(), found.getAsString());
    }
  }

  private @Nullable JsonElement field(String part, String name) {
    return root.get(part) instanceof JsonObject object ? object.get(name) : null;
  }

  private ModelLoadException otherClass(String part, String expected, String found) {
    return settings
        .problem(
            TokenizerFile.NAME,
            part
                + " is not that of the class that "
                + TokenizerSettings.CONFIG
                + " or the architecture names, and transformers would not heed it")
        .expected(expected)
        .found(found)
        .remedy(
            "If "
                + TokenizerFile.NAME
                + " is right, set tokenizer_class to PreTrainedTokenizerFast in "
                + TokenizerSettings.CONFIG
                + "; then all of it counts.")
        .build();
  }

  /** transformers finds the special tokens in a text whether the file lists them or not. */
  private void checkSpecials(TokenizerVocabulary vocabulary, VocabularyFormat format)
      throws ModelLoadException {
    Set<String> shipped = shipped();
    for (Map.Entry<String, String> role : new TreeMap<>(format.specialTokens()).entrySet()) {
      String token = settings.special(role.getKey(), role.getValue());
      if (vocabulary.id(token) != null && !shipped.contains(token)) {
        throw differs(role.getKey(), token, "none in added_tokens");
      }
    }
  }

  private void checkNormalizer(TokenizerVocabulary vocabulary) throws ModelLoadException {
    if (!(root.get("normalizer") instanceof JsonObject normalizer)
        || !new JsonPrimitive("BertNormalizer").equals(normalizer.get("type"))) {
      return;
    }
    checkFlag("tokenize_chinese_chars", "normalizer", "handle_chinese_chars", true);
    boolean lowercase = JsonText.isTrue(normalizer.get("lowercase"));
    // Without the setting, a cased vocabulary still shows which value is right.
    if (settings.flag("do_lower_case").isEmpty()
        && !lowercase
        && !Casing.ofTokens(vocabulary.ids().keySet()).equals(Optional.of(Casing.CASED))) {
      throw differs("do_lower_case", "true, which it is where it is not set", "false");
    }
    boolean strips =
        normalizer.get("strip_accents") instanceof JsonPrimitive strip
            ? strip.getAsBoolean()
            : lowercase;
    boolean declared = settings.flag("strip_accents").orElse(lowercase);
    if (strips != declared) {
      throw differs("strip_accents", declared, strips);
    }
  }

  private void checkFlag(String setting, String part, String field, boolean absent)
      throws ModelLoadException {
    boolean declared = settings.flag(setting).orElse(absent);
    if (field(part, field) instanceof JsonPrimitive flag
        && flag.isBoolean()
        && flag.getAsBoolean() != declared) {
      throw differs(setting, declared, flag);
    }
  }

  private void checkUnknown() throws ModelLoadException {
    JsonElement declared = settings.config().get("unk_id");
    if (declared instanceof JsonPrimitive
        && root.get("model") instanceof JsonObject model
        && !declared.equals(model.get("unk_id"))) {
      throw differs("unk_id", declared, String.valueOf(model.get("unk_id")));
    }
  }

  /** The special tokens that stand around a text, as far as the settings name them. */
  private void checkTemplate(TokenizerVocabulary vocabulary, VocabularyFormat format)
      throws ModelLoadException {
    SequenceTemplate template;
    try {
      template = SequenceTemplate.read(root.get("post_processor"));
    } catch (UnknownPartException e) {
      // Only the library can read it, and no class of transformers writes such a template.
      return;
    }
    Set<Integer> used = new HashSet<>();
    for (int[] ids : List.of(template.leading(), template.trailing())) {
      for (int id : ids) {
        used.add(id);
      }
    }
    for (String role : List.of("cls_token", "sep_token")) {
      String token = settings.special(role, "");
      Long id = vocabulary.id(token);
      if (!token.isEmpty() && !used.isEmpty() && (id == null || !used.contains(id.intValue()))) {
        throw differs(role, token, "a post_processor without it");
      }
    }
    String unknown = settings.special("unk_token", "");
    if (format == VocabularyFormat.WORD_PIECE
        && !unknown.isEmpty()
        && field("model", "unk_token") instanceof JsonPrimitive own
        && !own.getAsString().equals(unknown)) {
      throw differs("unk_token", unknown, own);
    }
  }

  /** transformers adds the tokens of the other files, and drops those that they leave out. */
  private void checkAdded() throws ModelLoadException {
    Set<String> shipped = shipped();
    Set<String> listed = new HashSet<>();
    for (AddedToken token : settings.added(Set.of())) {
      listed.add(token.content());
      if (!shipped.contains(token.content())) {
        throw differs("an added token", token.content(), "none in added_tokens");
      }
    }
    if (settings.config().get("added_tokens_decoder") instanceof JsonObject) {
      listed.addAll(settings.moreSpecials());
      for (String role : settings.config().keySet()) {
        listed.add(role.endsWith("_token") ? settings.special(role, "") : "");
      }
      for (String token : shipped) {
        if (!listed.contains(token)) {
          throw differs("added_tokens_decoder", token, "none");
        }
      }
    }
  }

  /** Returns the added tokens of the file. */
  private Set<String> shipped() {
    Set<String> contents = new LinkedHashSet<>();
    if (root.get("added_tokens") instanceof JsonArray tokens) {
      for (JsonElement token : tokens) {
        if (token instanceof JsonObject fields
            && fields.get("content") instanceof JsonPrimitive content) {
          contents.add(content.getAsString());
        }
      }
    }
    return contents;
  }

  private ModelLoadException differs(String setting, Object expected, Object found) {
    return settings
        .problem(
            TokenizerSettings.CONFIG,
            setting + " of the tokenizer's settings contradicts " + TokenizerFile.NAME)
        .expected(Printable.clip(expected.toString()))
        .found(found)
        .remedy(
            "Restore both files of the same model. If "
                + TokenizerFile.NAME
                + " is right, set what it says in "
                + TokenizerSettings.CONFIG
                + ".")
        .build();
  }
}
