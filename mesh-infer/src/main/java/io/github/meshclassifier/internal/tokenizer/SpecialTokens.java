package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.tokenizer.TokenizerSettings.AddedToken;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The special tokens of a model without tokenizer.json, and the tokens added to its vocabulary. */
record SpecialTokens(
    Map<String, String> byRole, Map<String, Integer> ids, Map<Integer, AddedToken> added) {
  /** Without these a text cannot be encoded or padded; the others are for other tasks. */
  private static final List<String> NEEDED =
      List.of("unk_token", "cls_token", "sep_token", "pad_token");

  static SpecialTokens of(
      VocabularyFormat format,
      TokenizerSettings settings,
      Map<String, Integer> vocabulary,
      String location)
      throws ModelLoadException {
    Map<String, String> byRole = new LinkedHashMap<>();
    for (Map.Entry<String, String> token : format.specialTokens().entrySet()) {
      byRole.put(token.getKey(), settings.special(token.getKey(), token.getValue()));
    }
    Set<String> special = new LinkedHashSet<>(byRole.values());
    special.addAll(format.moreSpecialTokens());
    special.addAll(settings.moreSpecials());
    Map<String, Integer> ids = new LinkedHashMap<>(vocabulary);
    Map<Integer, AddedToken> added = new TreeMap<>();
    for (AddedToken token : settings.added(special)) {
      Integer known = ids.putIfAbsent(token.content(), token.id());
      if (known != null && known != token.id()) {
        throw ModelLoadException.in(location, "the vocabulary differs from the added tokens")
            .expected("id " + token.id() + " for an added token")
            .found("id " + known)
            .remedy("Restore all tokenizer files of the same model.")
            .build();
      }
      added.put(token.id(), token);
    }
    for (Map.Entry<String, String> role : new TreeMap<>(byRole).entrySet()) {
      Integer id = ids.get(role.getValue());
      if (id != null) {
        added.putIfAbsent(id, settings.special(role.getKey(), id, role.getValue()));
      }
    }
    for (String token : special) {
      Integer id = ids.get(token);
      if (id != null) {
        added.putIfAbsent(id, AddedToken.of(id, token, true));
      }
    }
    SpecialTokens tokens = new SpecialTokens(byRole, ids, added);
    for (String role : NEEDED) {
      if (!ids.containsKey(tokens.token(role))) {
        throw ModelLoadException.in(location, "the vocabulary has no " + role)
            .expected("the token " + Printable.clip(tokens.token(role)))
            .found("none among " + vocabulary.size() + " tokens")
            .remedy(
                "Restore the file, or name the token as "
                    + role
                    + " in tokenizer_config.json if the model uses another.")
            .build();
      }
    }
    return tokens;
  }

  /** Returns the token of a role of the format. */
  String token(String role) {
    return byRole.getOrDefault(role, "");
  }

  /** Returns the id of the token of a role that every model needs. */
  int id(String role) {
    return ids.getOrDefault(token(role), -1);
  }

  /** Returns the texts of all special and added tokens. */
  Set<String> contents() {
    Set<String> contents = new HashSet<>();
    added.values().forEach(token -> contents.add(token.content()));
    return contents;
  }

  /** Returns the {@code added_tokens} of a tokenizer.json. */
  JsonArray toJson() {
    JsonArray array = new JsonArray();
    added.values().forEach(token -> array.add(token.json()));
    return array;
  }

  /** Returns the definition of a token for a template. */
  JsonObject templateToken(String role) {
    JsonObject token = new JsonObject();
    token.addProperty("id", token(role));
    JsonArray idList = new JsonArray();
    idList.add(id(role));
    token.add("ids", idList);
    JsonArray tokens = new JsonArray();
    tokens.add(token(role));
    token.add("tokens", tokens);
    return token;
  }
}
