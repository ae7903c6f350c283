package io.github.meshclassifier.dataset;

import io.github.meshclassifier.label.Labelling;
import java.util.Objects;

/**
 * An article that a {@link Dataset} left out.
 *
 * <p>Immutable and thread-safe.
 *
 * @param index where it stood among the articles given, from 0
 * @param pmid its PubMed identifier, empty if it has none
 * @param reason why it was left out
 */
public record LeftOut(int index, String pmid, Reason reason) {
  /**
   * Requires an index and non-null values.
   *
   * @param index where the article stood, from 0
   * @param pmid its PubMed identifier or an empty string
   * @param reason why it was left out
   * @throws NullPointerException if one is null
   * @throws IllegalArgumentException if the index is negative
   */
  public LeftOut {
    Objects.requireNonNull(pmid, "pmid");
    Objects.requireNonNull(reason, "reason");
    if (index < 0) {
      throw new IllegalArgumentException("index must be at least 0, was " + index);
    }
  }

  /** Why an article cannot be learned from. */
  public enum Reason {
    /** Title and abstract are blank. */
    NO_TEXT("no text"),
    /**
     * The article is not indexed, or has no headings where labels come from the tree of MeSH. A
     * data set of free names keeps an indexed article without headings, as a negative.
     */
    NO_HEADINGS("no headings"),
    /**
     * No heading gives a label, and the vocabulary does not know at least one of them; in a scheme
     * of chosen labels, no other heading is known but check tags.
     */
    UNKNOWN_HEADINGS("no label, unknown headings"),
    /** All headings are known, and none belongs to a label of a scheme that is exhaustive. */
    OUTSIDE_SCHEME("all headings outside the scheme"),
    /** All headings are known, and none has a place in the tree, where labels are such places. */
    WITHOUT_ROOT("no heading with a place in the tree");

    private final String description;

    Reason(String description) {
      this.description = description;
    }

    static Reason of(Labelling.Reason reason) {
      return switch (reason) {
        case NO_HEADINGS -> NO_HEADINGS;
        case UNKNOWN_HEADINGS -> UNKNOWN_HEADINGS;
        case OUTSIDE_SCHEME -> OUTSIDE_SCHEME;
        case WITHOUT_ROOT -> WITHOUT_ROOT;
      };
    }

    /** {@return the reason in a few words} */
    String description() {
      return description;
    }
  }
}
