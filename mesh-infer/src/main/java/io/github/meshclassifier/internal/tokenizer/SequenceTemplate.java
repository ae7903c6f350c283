package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The special tokens around a text, as the {@code post_processor} of a tokenizer.json says.
 *
 * @param leading the ids before the text; not to be changed
 * @param trailing the ids after it; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // made once, only read, never compared
record SequenceTemplate(int[] leading, int[] trailing) {
  /**
   * Reads a post-processor; throws UnknownPartException if it is of another kind, or the text is
   * not in it once.
   */
  static SequenceTemplate read(@Nullable JsonElement element) throws UnknownPartException {
    if (element == null || element instanceof JsonNull) {
      return new SequenceTemplate(new int[0], new int[0]);
    }
    return switch (KnownObject.type(element)) {
      case "BertProcessing" ->
          pair(KnownObject.of("post_processor", element, "type", "sep", "cls"));
      case "RobertaProcessing" -> {
        KnownObject processor =
            KnownObject.of(
                "post_processor",
                element,
                "type",
                "sep",
                "cls",
                "trim_offsets",
                "add_prefix_space");
        // Both change offsets only, which are not used here.
        processor.flag("trim_offsets");
        processor.flag("add_prefix_space");
        yield pair(processor);
      }
      case "TemplateProcessing" ->
          template(
              KnownObject.of(
                  "post_processor", element, "type", "single", "pair", "special_tokens"));
      default -> throw new UnknownPartException("post_processor is of another kind");
    };
  }

  private static SequenceTemplate pair(KnownObject processor) throws UnknownPartException {
    return new SequenceTemplate(
        new int[] {tokenId(processor, "cls")}, new int[] {tokenId(processor, "sep")});
  }

  private static int tokenId(KnownObject processor, String name) throws UnknownPartException {
    JsonArray pair = processor.array(name);
    if (pair.size() != 2) {
      throw processor.unknown(name);
    }
    processor.text(name, pair.get(0));
    return processor.integer(name, pair.get(1), 0, Integer.MAX_VALUE);
  }

  private static SequenceTemplate template(KnownObject processor) throws UnknownPartException {
    JsonObject tokens = processor.object("special_tokens");
    for (Map.Entry<String, JsonElement> entry : tokens.entrySet()) {
      KnownObject token = token(entry.getValue());
      token.require("id", entry.getKey());
      ids(token);
    }
    // Pairs are never encoded, but the library reads their template.
    pieces(processor, "pair", tokens, Set.of("A", "B"));
    List<Object> single = pieces(processor, "single", tokens, Set.of("A"));
    int text = single.indexOf("A");
    return new SequenceTemplate(
        flat(single.subList(0, text)), flat(single.subList(text + 1, single.size())));
  }

  private static KnownObject token(@Nullable JsonElement element) throws UnknownPartException {
    return KnownObject.of("special_tokens", element, "id", "ids", "tokens");
  }

  private static int[] ids(KnownObject token) throws UnknownPartException {
    JsonArray array = token.array("ids");
    if (array.isEmpty() || token.texts("tokens", token.optional("tokens")).size() != array.size()) {
      throw token.unknown("ids");
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = token.integer("ids", array.get(i), 0, Integer.MAX_VALUE);
    }
    return ids;
  }

  /** Returns the names of texts and the ids of special tokens, in their order. */
  private static List<Object> pieces(
      KnownObject processor, String name, JsonObject tokens, Set<String> texts)
      throws UnknownPartException {
    List<Object> pieces = new ArrayList<>();
    Set<String> missing = new HashSet<>(texts);
    for (JsonElement element : processor.array(name)) {
      KnownObject piece = KnownObject.of(name, element, "Sequence", "SpecialToken");
      boolean isText = piece.optional("SpecialToken") == null;
      KnownObject value =
          KnownObject.of(
              name, piece.optional(isText ? "Sequence" : "SpecialToken"), "id", "type_id");
      value.integer("type_id");
      String id = value.text("id");
      if (isText ? !missing.remove(id) : piece.optional("Sequence") != null) {
        throw processor.unknown(name);
      }
      pieces.add(isText ? id : ids(token(tokens.get(id))));
    }
    if (!missing.isEmpty()) {
      throw processor.unknown(name);
    }
    return pieces;
  }

  private static int[] flat(List<Object> pieces) {
    IdBuffer ids = new IdBuffer(2);
    for (Object piece : pieces) {
      ids.add((int[]) piece);
    }
    return ids.toArray();
  }
}
