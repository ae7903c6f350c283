package io.github.meshclassifier.label;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Objects;

/**
 * One output of a classifier.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id what identifies the label in files, such as the root letter {@code "C"}
 * @param title what a person reads, such as {@code "Diseases"}
 */
public record Label(String id, String title) {
  /**
   * Requires an id and a title that are not blank.
   *
   * @param id what identifies the label
   * @param title what a person reads
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if one is blank
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
  }
}
