package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tokenizer of GPT-2 and RoBERTa from a {@code tokenizer.json}. */
final class BytePairReader {
  private static final int BYTES = 256;

  private BytePairReader() {}

  static WordEncoder read(KnownObject file) throws UnknownPartException {
    if (!file.isNull("normalizer")) {
      throw file.unknown("normalizer");
    }
    KnownObject preTokenizer =
        KnownObject.of(
            "pre_tokenizer",
            file.optional("pre_tokenizer"),
            "type",
            "add_prefix_space",
            "trim_offsets",
            "use_regex");
    preTokenizer.require("type", "ByteLevel");
    preTokenizer.flag("trim_offsets");
    if (!preTokenizer.flag("use_regex", true)) {
      throw preTokenizer.unknown("use_regex");
    }
    KnownObject model = model(file.optional("model"));
    Map<String, Integer> vocabulary = model.ids("vocab");
    return new BytePairEncoder(
        idOfByte(vocabulary), merges(model, vocabulary), preTokenizer.flag("add_prefix_space"));
  }

  private static KnownObject model(@Nullable JsonElement element) throws UnknownPartException {
    KnownObject model =
        KnownObject.of(
            "model",
            element,
            "type",
            "dropout",
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "fuse_unk",
            "byte_fallback",
            "ignore_merges",
            "vocab",
            "merges");
    for (String name : new String[] {"dropout", "unk_token"}) {
      if (!model.isNull(name)) {
        throw model.unknown(name);
      }
    }
    for (String name : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
      if (!model.isNull(name)) {
        model.require(name, "");
      }
    }
    for (String name : new String[] {"fuse_unk", "byte_fallback", "ignore_merges"}) {
      if (model.flag(name, false)) {
        throw model.unknown(name);
      }
    }
    return model;
  }

  /**
   * Returns the tokens of single bytes; a byte that is no printable character is written as a later
   * character.
   */
  private static int[] idOfByte(Map<String, Integer> vocabulary) throws UnknownPartException {
    int[] ids = new int[BYTES];
    int next = BYTES;
    for (int b = 0; b < BYTES; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      Integer id = vocabulary.get(Character.toString(printable ? b : next++));
      if (id == null) {
        throw new UnknownPartException("model.vocab has no token of byte " + b);
      }
      ids[b] = id;
    }
    return ids;
  }

  private static MergeTable merges(KnownObject model, Map<String, Integer> vocabulary)
      throws UnknownPartException {
    JsonArray merges = model.array("merges");
    MergeTable table = new MergeTable(merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      String left;
      String right;
      if (merges.get(rank) instanceof JsonArray pair) {
        if (pair.size() != 2) {
          throw new UnknownPartException("model.merges has no pair at " + rank);
        }
        left = model.text("merges", pair.get(0));
        right = model.text("merges", pair.get(1));
      } else {
        String pair = model.text("merges", merges.get(rank));
        int space = pair.indexOf(' ');
        if (space < 0 || space != pair.lastIndexOf(' ') || pair.startsWith("#version")) {
          throw new UnknownPartException("model.merges has no pair at " + rank);
        }
        left = pair.substring(0, space);
        right = pair.substring(space + 1);
      }
      Integer leftId = vocabulary.get(left);
      Integer rightId = vocabulary.get(right);
      Integer joined = vocabulary.get(left + right);
      if (leftId == null
          || rightId == null
          || joined == null
          || !table.add(leftId, rightId, rank, joined)) {
        throw new UnknownPartException("model.merges has another pair at " + rank);
      }
    }
    return table;
  }
}
