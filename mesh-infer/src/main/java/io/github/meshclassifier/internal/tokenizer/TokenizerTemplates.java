package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * The parts of a built tokenizer.json that are the same for every vocabulary of a format, as in the
 * files that the models of that format are published with. Thread-safe; every call returns a new
 * object.
 */
final class TokenizerTemplates {
  private static final String WORD_PIECE =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
         "strip_accents": null, "lowercase": true},
       "pre_tokenizer": {"type": "BertPreTokenizer"},
       "post_processor": null,
       "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
       "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
         "max_input_chars_per_word": 100, "vocab": {}}}
      """;

  private static final String BYTE_LEVEL_BPE =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": null,
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
         "use_regex": true},
       "post_processor": {"type": "RobertaProcessing", "sep": [], "cls": [], "trim_offsets": true,
         "add_prefix_space": false},
       "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
         "use_regex": true},
       "model": {"type": "BPE", "dropout": null, "unk_token": null,
         "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": false,
         "vocab": {}, "merges": []}}
      """;

  private static final String XLNET =
      """
      {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Replace", "pattern": {"String": "``"}, "content": "\\""},
         {"type": "Replace", "pattern": {"String": "''"}, "content": "\\""}]},
       "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
         {"type": "WhitespaceSplit"},
         {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always",
          "split": true}]},
       "post_processor": null,
       "decoder": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always",
         "split": true},
       "model": {"type": "Unigram", "unk_id": 0, "vocab": [], "byte_fallback": false}}
      """;

  private TokenizerTemplates() {}

  static JsonObject wordPiece() {
    return parse(WORD_PIECE);
  }

  static JsonObject byteLevelBpe() {
    return parse(BYTE_LEVEL_BPE);
  }

  static JsonObject xlnet() {
    return parse(XLNET);
  }

  private static JsonObject parse(String json) {
    return JsonParser.parseString(json).getAsJsonObject();
  }
}
