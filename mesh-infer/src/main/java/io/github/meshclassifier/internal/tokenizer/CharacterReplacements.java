package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Replaces characters as the compiled map of a SentencePiece normalizer says. The map has to be one
 * that {@link CharacterMap} found sound; the layout is described there. Immutable and thread-safe.
 */
final class CharacterReplacements {
  private final ByteBuffer map;
  private final int replacements;

  CharacterReplacements(byte[] map) {
    this.map = ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN);
    this.replacements = Integer.BYTES + this.map.getInt(0);
  }

  /**
   * Returns what the whole of a text is replaced by, null if it stays. As in the library, the
   * shortest beginning of the text that is in the map decides.
   */
  @Nullable String of(String text) {
    int at = CharacterMap.children(0, unit(0));
    for (byte b : text.getBytes(UTF_8)) {
      int label = b & 0xFF;
      at ^= label;
      int unit = unit(at);
      if (label == 0 || !CharacterMap.isLabelled(unit, label)) {
        return null;
      }
      at = CharacterMap.children(at, unit);
      if (CharacterMap.hasValue(unit)) {
        return CharacterMap.text(replacements + CharacterMap.value(unit(at)), map);
      }
    }
    return null;
  }

  private int unit(int index) {
    return map.getInt(Integer.BYTES * (1 + index));
  }
}
