package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Objects;
import java.util.Optional;

/**
 * A position in the MeSH tree, such as {@code C04.557.337}.
 *
 * <p>Immutable and thread-safe. A tree number is a category letter and two digits, then groups of
 * three digits, one for each level below; every tree number that NLM published in MeSH 2014 and
 * MeSH 2024 has this shape. A letter alone is no tree number but a {@link MeshRoot}. The natural
 * order is that of the strings, which is the order of a walk through the tree: an ancestor comes
 * before its descendants, which follow it without a gap.
 *
 * @param value the tree number as NLM writes it
 */
public record TreeNumber(String value) implements Comparable<TreeNumber> {
  private static final int TOP_LENGTH = 3;
  private static final int GROUP_LENGTH = 4;

  /**
   * Requires the shape described above.
   *
   * @param value the tree number, without white space around it
   * @throws IllegalArgumentException if the value has another shape or a letter that is no {@link
   *     MeshRoot}
   */
  public TreeNumber {
    Objects.requireNonNull(value, "value");
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException(
          "tree number "
              + Printable.quote(value)
              + " is malformed, expected a category letter and two digits, then groups of a dot"
              + " and three digits, such as C04.557.337");
    }
    if (MeshRoot.ofLetter(value.charAt(0)).isEmpty()) {
      throw new IllegalArgumentException(
          "tree number "
              + Printable.quote(value)
              + " begins with the letter of no MeSH category, expected one of A to N, V, Z");
    }
  }

  /**
   * Parses a tree number.
   *
   * @param text the tree number, without white space around it
   * @return the tree number
   * @throws IllegalArgumentException if the text is not a tree number; the message says what was
   *     expected
   */
  public static TreeNumber parse(String text) {
    return new TreeNumber(text);
  }

  /**
   * Returns the category that this tree number is in.
   *
   * @return the root of the tree
   */
  public MeshRoot root() {
    return MeshRoot.ofLetter(value.charAt(0)).orElseThrow();
  }

  /**
   * Returns the number of levels below the root.
   *
   * @return 1 for {@code C04}, 2 for {@code C04.557} and so on
   */
  public int depth() {
    return 1 + (value.length() - TOP_LENGTH) / GROUP_LENGTH;
  }

  /**
   * Returns the tree number one level up.
   *
   * @return the parent, empty at depth 1, where the parent is {@link #root()}
   */
  public Optional<TreeNumber> parent() {
    return value.length() == TOP_LENGTH
        ? Optional.empty()
        : Optional.of(new TreeNumber(value.substring(0, value.length() - GROUP_LENGTH)));
  }

  /**
   * Says whether the other tree number lies below this one.
   *
   * @param other the tree number to compare with
   * @return true if the other is a strict descendant; false for an equal tree number
   */
  public boolean isAncestorOf(TreeNumber other) {
    return other.value.length() > value.length() && other.value.startsWith(value);
  }

  /**
   * Says whether this tree number lies below the other one.
   *
   * @param other the tree number to compare with
   * @return true if this is a strict descendant; false for an equal tree number
   */
  public boolean isDescendantOf(TreeNumber other) {
    return other.isAncestorOf(this);
  }

  @Override
  public int compareTo(TreeNumber other) {
    return value.compareTo(other.value);
  }

  /**
   * Returns the tree number as NLM writes it.
   *
   * @return the {@link #value()}
   */
  @Override
  public String toString() {
    return value;
  }

  private static boolean isWellFormed(String text) {
    int length = text.length();
    if (length < TOP_LENGTH || (length - TOP_LENGTH) % GROUP_LENGTH != 0) {
      return false;
    }
    char letter = text.charAt(0);
    if (letter < 'A' || letter > 'Z') {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = text.charAt(i);
      boolean atDot = i >= TOP_LENGTH && (i - TOP_LENGTH) % GROUP_LENGTH == 0;
      boolean expected = atDot ? c == '.' : (c >= '0' && c <= '9');
      if (!expected) {
        return false;
      }
    }
    return true;
  }
}
