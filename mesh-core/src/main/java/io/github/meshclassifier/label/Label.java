package io.github.meshclassifier.label;

import io.github.meshclassifier.internal.message.Printable;
import java.io.Serializable;
import java.util.Objects;

/**
 * One output of a classifier.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java.
 *
 * @param id what identifies the label in files, such as the root letter {@code "C"}
 * @param title what a person reads, such as {@code "Diseases"}
 */
public record Label(String id, String title) implements Serializable {
  /**
   * Requires an id and a title that are not blank and have no invisible characters: otherwise logs
   * and consoles would get line ends, terminal escapes and bidirectional marks with them.
   *
   * @param id what identifies the label
   * @param title what a person reads
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if one is blank, or has a control character, an invisible
   *     character of formatting or direction, a line or paragraph separator, or half of a surrogate
   *     pair
   */
  public Label {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    if (id.isBlank() || title.isBlank()) {
      throw new IllegalArgumentException(
          "a label needs an id and a title, was "
              + Printable.quote(id)
              + ", "
              + Printable.quote(title));
    }
    if (!Printable.line(id).equals(id) || !Printable.line(title).equals(title)) {
      throw new IllegalArgumentException(
          "a label has invisible characters, here as question marks: "
              + Printable.quote(id)
              + ", "
              + Printable.quote(title));
    }
  }
}
