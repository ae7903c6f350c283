package io.github.meshclassifier.internal.tokenizer;

import io.github.meshclassifier.article.Article;
import java.util.Objects;

/**
 * How a title and an abstract become the one text that is classified, the same in training,
 * evaluation and prediction.
 *
 * @param separator what stands between the two when both are there
 */
public record TextAssembly(String separator) {
  /** A space between title and abstract. */
  public static final TextAssembly DEFAULT = new TextAssembly(" ");

  public TextAssembly {
    Objects.requireNonNull(separator, "separator");
  }

  /**
   * Joins a title and an abstract; white space around either is dropped; returns the text, empty if
   * both are blank.
   */
  public String join(String title, String abstractText) {
    String first = title.strip();
    String second = abstractText.strip();
    if (first.isEmpty()) {
      return second;
    }
    return second.isEmpty() ? first : first + separator + second;
  }

  public String join(Article article) {
    return join(article.title(), article.abstractText());
  }
}
