package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code decoder} of a tokenizer.json, which encoding does not use. */
final class Decoders {
  private Decoders() {}

  /**
   * Checks that the library would read the decoder; throws UnknownPartException if it is not one of
   * those usual for the known models.
   */
  static void check(@Nullable JsonElement element) throws UnknownPartException {
    if (element == null || element instanceof JsonNull) {
      return;
    }
    switch (KnownObject.type(element)) {
      case "WordPiece" -> {
        KnownObject decoder = KnownObject.of("decoder", element, "type", "prefix", "cleanup");
        decoder.text("prefix");
        decoder.flag("cleanup");
      }
      case "ByteLevel" -> {
        KnownObject decoder =
            KnownObject.of(
                "decoder", element, "type", "add_prefix_space", "trim_offsets", "use_regex");
        for (String flag : List.of("add_prefix_space", "trim_offsets")) {
          decoder.flag(flag);
        }
        decoder.flag("use_regex", true);
      }
      case "Metaspace" -> UnigramReader.checkMetaspace("decoder", element);
      default -> throw new UnknownPartException("decoder is of another kind");
    }
  }
}
