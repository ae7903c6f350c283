package io.github.meshclassifier.label;

import io.github.meshclassifier.article.Article.Heading;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link LabelScheme} made of the headings of an article: labels, or the reason why there
 * are none.
 *
 * <p>Immutable and thread-safe.
 *
 * <p>An article without label is not an article to which no label applies. Train and evaluate on
 * {@link Labelled} only.
 */
public sealed interface Labelling {
  /**
   * Returns the headings that gave no label.
   *
   * @return them by cause
   */
  Dropped dropped();

  /**
   * An article with at least one label.
   *
   * @param labels its labels in the order of the scheme, each once
   * @param checkTagOnly those of them that no heading gave but {@linkplain
   *     io.github.meshclassifier.mesh.Descriptor#isCheckTag() check tags}, such as Organisms from
   *     Humans alone, in the order of the scheme; empty in a scheme of free names
   * @param dropped the headings that gave no label
   */
  record Labelled(List<Label> labels, List<Label> checkTagOnly, Dropped dropped)
      implements Labelling {
    /**
     * Copies the labels.
     *
     * @param labels at least one label, in the order of the scheme
     * @param checkTagOnly those that check tags alone gave, in the order of the scheme
     * @param dropped the headings that gave no label
     * @throws NullPointerException if an argument or a label is null
     * @throws IllegalArgumentException if there is no label, or one is of check tags alone and not
     *     among the labels
     */
    public Labelled {
      labels = List.copyOf(labels);
      checkTagOnly = List.copyOf(checkTagOnly);
      Objects.requireNonNull(dropped, "dropped");
      if (labels.isEmpty()) {
        throw new IllegalArgumentException("a labelled article needs a label, had none");
      }
      if (!labels.containsAll(checkTagOnly)) {
        throw new IllegalArgumentException(
            "labels of check tags alone must be among the labels "
                + labels
                + ", were "
                + checkTagOnly);
      }
    }
  }

  /**
   * An article that cannot be labelled.
   *
   * @param reason why
   * @param dropped all of its headings
   */
  record Unlabelled(Reason reason, Dropped dropped) implements Labelling {
    /**
     * Requires both to be non-null.
     *
     * @param reason why there is no label
     * @param dropped all headings of the article
     * @throws NullPointerException if one is null
     */
    public Unlabelled {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(dropped, "dropped");
    }
  }

  /**
   * Headings that gave no label, each list in the order of the article.
   *
   * <p>Immutable and thread-safe.
   *
   * @param outsideScheme headings that are known, but belong to none of the scheme's labels, such
   *     as {@code "Islam"} (root K) in a scheme without K
   * @param withoutRoot headings that MeSH knows and puts in no tree: the check tags {@code
   *     "Female"} and {@code "Male"}
   * @param unknown headings that MeSH does not know, under their identifier or their name
   */
  record Dropped(List<Heading> outsideScheme, List<Heading> withoutRoot, List<Heading> unknown) {
    /**
     * Copies the lists.
     *
     * @param outsideScheme known headings of no label in the scheme
     * @param withoutRoot known headings without a place in the tree
     * @param unknown headings that MeSH does not know
     * @throws NullPointerException if a list or a heading is null
     */
    public Dropped {
      outsideScheme = List.copyOf(outsideScheme);
      withoutRoot = List.copyOf(withoutRoot);
      unknown = List.copyOf(unknown);
    }
  }

  /** Why an article cannot be labelled. */
  enum Reason {
    /** The article has no headings: it is not indexed. */
    NO_HEADINGS,
    /** No heading gives a label, and at least one is unknown: a label may have been missed. */
    UNKNOWN_HEADINGS,
    /** All headings are known, and at least one belongs to a label, but to none in the scheme. */
    OUTSIDE_SCHEME,
    /** All headings are known, and none has a place in a tree: check tags alone. */
    WITHOUT_ROOT
  }
}
