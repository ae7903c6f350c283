package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;

/** Quotes a little of a file in an error message. */
final class Excerpt {
  private Excerpt() {}

  /** Returns the text in quotes, cut to 40 characters, control characters replaced. */
  static String quote(String text) {
    return Printable.quote(text);
  }
}
