package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CharacterMapTest {
  private static byte[] published() throws IOException {
    ModelFiles files =
        ModelFiles.resources(CharacterMapTest.class.getClassLoader(), "fixtures/xlnet");
    ByteBuffer map = SentencePieceModel.read(files).characterMap().duplicate();
    byte[] bytes = new byte[map.remaining()];
    map.get(bytes);
    return bytes;
  }

  /** A trie of 512 units that replaces {@code a} by the given text. */
  private static ByteBuffer small(String replacement) {
    byte[] text = replacement.getBytes(UTF_8);
    ByteBuffer map = ByteBuffer.allocate(4 + 512 * 4 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    map.putInt(512 * 4);
    unit(map, 0, 256 << 10);
    unit(map, 256 ^ 'a', 'a' | 1 << 8 | (1 << 10));
    unit(map, 256 ^ 'a' ^ 1, 1 << 31);
    map.position(4 + 512 * 4).put(text);
    return map;
  }

  private static byte[] bytes(ByteBuffer map) {
    byte[] bytes = new byte[map.capacity()];
    map.duplicate().rewind().get(bytes);
    return bytes;
  }

  private static void unit(ByteBuffer map, int position, int unit) {
    map.putInt(4 + 4 * position, unit);
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> CharacterMap.check(bytes, "here"))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the precompiled character map is damaged")
        .hasMessageContaining(message);
  }

  @Test
  void check_publishedAndSmall_accepted() throws IOException {
    byte[] published = published();
    assertThatCode(() -> CharacterMap.check(published, "here")).doesNotThrowAnyException();
    assertThatCode(() -> CharacterMap.check(bytes(small("A\0")), "here"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 1000, 180_000, 239_000})
  void check_cutShort_refused(int length) throws IOException {
    assertRefused(Arrays.copyOf(published(), length), "expected");
  }

  @Test
  void check_lyingSize_refused() {
    for (int size : new int[] {0, 2, 511 * 4 + 1, 513 * 4, -4, Integer.MIN_VALUE}) {
      assertRefused(bytes(small("A\0").putInt(0, size)), "expected a trie of whole units");
    }
  }

  @Test
  void check_linkOutside_refused() {
    ByteBuffer root = small("A\0");
    unit(root, 0, 512 << 10);
    assertRefused(bytes(root), "expected links within 512 units, found unit 512");
    ByteBuffer far = small("A\0");
    unit(far, 256 ^ 'a', 'a' | 1 << 8 | 1 << 9 | (2 << 10));
    assertRefused(bytes(far), "expected links within 512 units, found unit 865");
  }

  @Test
  void check_blockCutByTheEnd_refused() {
    ByteBuffer map = small("A\0").putInt(0, 400 * 4);
    assertRefused(bytes(map), "links within 400 units");
  }

  @Test
  void check_replacementOutsideOrWithinACharacter_refused() {
    for (int offset : new int[] {1, 3, 4, Integer.MAX_VALUE}) {
      ByteBuffer map = small("\u00c5\0");
      unit(map, 256 ^ 'a' ^ 1, 1 << 31 | offset);
      assertRefused(bytes(map), "found byte " + offset);
    }
    assertRefused(bytes(small("A")), "expected replacements that end in a zero byte");
    byte[] latin = bytes(small("AB\0"));
    latin[latin.length - 2] = (byte) 0xC5;
    assertRefused(latin, "expected replacements in UTF-8");
  }

  @Test
  void check_letterReplacedByNothingOrAMark_refused() {
    for (String replacement : new String[] {"\0", " \0", "\u0301\0", "\ufc5e\0"}) {
      assertRefused(
          bytes(small(replacement)), "letters and signs that are replaced by visible ones");
    }
  }

  @Test
  void check_cycle_ends() {
    ByteBuffer map = small("A\0");
    unit(map, 256 ^ 'a', 'a' | ('a' << 10));
    assertThatCode(() -> CharacterMap.check(bytes(map), "here")).doesNotThrowAnyException();
  }

  /** Whatever is accepted, a walk as the native library makes it stays inside. */
  @Test
  void check_randomChanges_acceptedMapsAreSafe() throws IOException {
    byte[] published = published();
    int trie = ByteBuffer.wrap(published).order(ByteOrder.LITTLE_ENDIAN).getInt();
    Random random = new Random(17);
    int accepted = 0;
    for (int round = 0; round < 300; round++) {
      byte[] changed = published.clone();
      for (int i = random.nextInt(5); i >= 0; i--) {
        changed[4 + random.nextInt(trie)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        CharacterMap.check(changed, "here");
      } catch (ModelLoadException e) {
        assertThat(e.problem()).contains("character map");
        continue;
      }
      accepted++;
      ByteBuffer map = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 2_000; i++) {
        walk(map, trie, new String(Character.toChars(random.nextInt(0xD800))).getBytes(UTF_8));
        walk(map, trie, Integer.toString(random.nextInt(), 36).getBytes(UTF_8));
      }
    }
    assertThat(accepted).isBetween(20, 280);
  }

  private static void walk(ByteBuffer map, int trie, byte[] key) {
    int position = 0;
    int unit = map.getInt(4);
    position ^= (unit >>> 10) << ((unit & 512) >>> 6);
    for (byte next : key) {
      if (next == 0) {
        return;
      }
      position ^= next & 0xFF;
      assertThat(position).isBetween(0, trie / 4 - 1);
      unit = map.getInt(4 + 4 * position);
      if ((unit & (1 << 31 | 0xFF)) != (next & 0xFF)) {
        return;
      }
      position ^= (unit >>> 10) << ((unit & 512) >>> 6);
      if ((unit & 256) != 0) {
        assertThat(position).isBetween(0, trie / 4 - 1);
        int offset = map.getInt(4 + 4 * position) & Integer.MAX_VALUE;
        assertThat(offset).isLessThan(map.capacity() - 4 - trie);
      }
    }
  }
}
