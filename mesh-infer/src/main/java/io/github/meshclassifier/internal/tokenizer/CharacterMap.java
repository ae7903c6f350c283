package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.model.ModelLoadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;

/**
 * The compiled character map of a SentencePiece normalizer, to be checked before the native library
 * follows its links: it trusts them, and a wrong one ends the process.
 *
 * <p>The map is a length, a double array trie of that many bytes, and the replacements, UTF-8
 * strings that each end in a zero byte. A unit of the trie is 32 bits: the label in the lowest
 * eight, bit 8 if the state has a value, the distance to the children in the highest 22, shifted by
 * eight more if bit 9 is set; or a value with the highest bit set. Layout: <a
 * href="https://github.com/s-yata/darts-clone">darts-clone</a>; use: <a
 * href="https://github.com/google/sentencepiece/blob/master/src/normalizer.cc">normalizer.cc</a>.
 */
final class CharacterMap {
  private static final int VALUE_FLAG = 1 << 31;
  private static final int HAS_VALUE = 1 << 8;
  private static final int FAR_CHILDREN = 1 << 9;

  private CharacterMap() {}

  /**
   * Requires that no text can lead out of the map; throws ModelLoadException if a length, a link or
   * a replacement lies outside of it.
   */
  static void check(byte[] bytes, String location) throws ModelLoadException {
    if (bytes.length < Integer.BYTES) {
      throw damaged(location, "at least 4 bytes", bytes.length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int trieBytes = buffer.getInt();
    if (trieBytes < Integer.BYTES
        || trieBytes % Integer.BYTES != 0
        || trieBytes > buffer.remaining()) {
      throw damaged(
          location,
          "a trie of whole units within " + buffer.remaining() + " bytes",
          Integer.toUnsignedString(trieBytes) + " bytes");
    }
    IntBuffer units =
        buffer.slice(buffer.position(), trieBytes).order(buffer.order()).asIntBuffer();
    ByteBuffer replacements =
        buffer.slice(buffer.position() + trieBytes, buffer.remaining() - trieBytes);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(replacements.duplicate());
    } catch (CharacterCodingException e) {
      throw damaged(location, "replacements in UTF-8", "other bytes");
    }
    int root = children(0, units.get(0));
    walk(units, replacements, root, false, location);
    for (int c = ' ' + 1; c < 0x7F; c++) {
      int unit = units.get(root ^ c);
      if (isLabelled(unit, c)) {
        int next = children(root ^ c, unit);
        if (hasValue(unit)) {
          checkReplacement(value(units.get(next)), replacements, true, location);
        }
        walk(units, replacements, next, true, location);
      }
    }
  }

  /**
   * Visits every state that some bytes lead to.
   *
   * @param visible whether the bytes begin with a visible character, which must not be replaced by
   *     nothing
   */
  private static void walk(
      IntBuffer units, ByteBuffer replacements, int start, boolean visible, String location)
      throws ModelLoadException {
    BitSet seen = new BitSet(units.limit());
    ArrayDeque<Integer> open = new ArrayDeque<>();
    enter(start, seen, open, units, location);
    while (!open.isEmpty()) {
      int state = open.remove();
      for (int label = 1; label < 256; label++) {
        int position = state ^ label;
        if (position >= units.limit()) {
          throw outside(position, units, location);
        }
        int unit = units.get(position);
        if (!isLabelled(unit, label)) {
          continue;
        }
        int next = children(position, unit);
        if (hasValue(unit)) {
          if (next >= units.limit()) {
            throw outside(next, units, location);
          }
          checkReplacement(value(units.get(next)), replacements, visible, location);
        }
        enter(next, seen, open, units, location);
      }
    }
  }

  /** Returns where the children of a state are. */
  static int children(int position, int unit) {
    return position ^ ((unit >>> 10) << ((unit & FAR_CHILDREN) >>> 6));
  }

  /** Returns whether a byte leads to a state. */
  static boolean isLabelled(int unit, int label) {
    return (unit & (VALUE_FLAG | 0xFF)) == label;
  }

  /** Returns whether the bytes up to a state are replaced. */
  static boolean hasValue(int unit) {
    return (unit & HAS_VALUE) != 0;
  }

  /** Returns where the replacement begins, of a unit that holds a value. */
  static int value(int unit) {
    return unit & ~VALUE_FLAG;
  }

  private static void enter(
      int state, BitSet seen, ArrayDeque<Integer> open, IntBuffer units, String location)
      throws ModelLoadException {
    if (state >= units.limit()) {
      throw outside(state, units, location);
    }
    if (!seen.get(state)) {
      seen.set(state);
      open.add(state);
    }
  }

  /** A replacement starts at a character and ends in a zero byte. */
  private static void checkReplacement(
      int offset, ByteBuffer replacements, boolean visible, String location)
      throws ModelLoadException {
    if (offset >= replacements.limit() || (replacements.get(offset) & 0xC0) == 0x80) {
      throw damaged(
          location,
          "replacements that start at a character among " + replacements.limit() + " bytes",
          "byte " + offset);
    }
    if (replacements.get(replacements.limit() - 1) != 0) {
      throw damaged(location, "replacements that end in a zero byte", "none");
    }
    if (visible && !NormalizedTokens.stays(text(offset, replacements))) {
      throw damaged(location, "letters and signs that are replaced by visible ones", "space");
    }
  }

  /** Reads up to a zero byte. */
  static String text(int start, ByteBuffer bytes) {
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    return StandardCharsets.UTF_8.decode(bytes.slice(start, end - start)).toString();
  }

  private static ModelLoadException outside(int position, IntBuffer units, String location) {
    return damaged(location, "links within " + units.limit() + " units", "unit " + position);
  }

  private static ModelLoadException damaged(String location, String expected, String found) {
    return ModelLoadException.in(location, "the precompiled character map is damaged")
        .expected(expected)
        .found(found)
        .remedy("Restore the tokenizer file that the model was published with.")
        .build();
  }
}
