package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonObject;
import java.util.Set;

/**
 * The {@code truncation} and the {@code padding} of a tokenizer.json, which are not used here:
 * texts are cut to the limit of their model, and padded to the length of their batch.
 */
final class LengthSettings {
  private LengthSettings() {}

  static void check(KnownObject file) throws UnknownPartException {
    if (!file.isNull("truncation")) {
      KnownObject truncation =
          KnownObject.of(
              "truncation",
              file.optional("truncation"),
              "direction",
              "max_length",
              "strategy",
              "stride");
      truncation.require("direction", "Right");
      truncation.require("strategy", "LongestFirst");
      truncation.integer("max_length");
      if (truncation.integer("stride") != 0) {
        throw truncation.unknown("stride");
      }
    }
    if (!file.isNull("padding")) {
      KnownObject padding =
          KnownObject.of(
              "padding",
              file.optional("padding"),
              "strategy",
              "direction",
              "pad_to_multiple_of",
              "pad_id",
              "pad_type_id",
              "pad_token");
      checkStrategy(padding);
      if (!Set.of("Left", "Right").contains(padding.text("direction"))
          || !padding.isNull("pad_to_multiple_of")) {
        throw padding.unknown("direction");
      }
      padding.integer("pad_id");
      padding.integer("pad_type_id");
      padding.text("pad_token");
    }
  }

  private static void checkStrategy(KnownObject padding) throws UnknownPartException {
    if (padding.optional("strategy") instanceof JsonObject fixed) {
      KnownObject.of("padding.strategy", fixed, "Fixed").integer("Fixed");
    } else {
      padding.require("strategy", "BatchLongest");
    }
  }
}
