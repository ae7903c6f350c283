package io.github.meshclassifier.label;

import io.github.meshclassifier.article.Article.Heading;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link LabelScheme} made of the headings of an article: its labels, or the reason why they
 * are not known.
 *
 * <p>Immutable and thread-safe.
 *
 * <p>Two kinds of articles have no label, and they are kept apart:
 *
 * <ul>
 *   <li>A <em>negative</em> is known to have none. It is a {@link Labelled} with an empty list, and
 *       is trained and evaluated on as a row of zeros.
 *   <li>An article that could not be mapped is an {@link Unlabelled}: what applies to it is not
 *       known. Neither train nor evaluate on it.
 * </ul>
 *
 * <table>
 * <caption>Articles of which no heading gives a label</caption>
 * <tr><th>The article</th><th>{@link LabelScheme.Kind#HEADINGS}</th>
 *     <th>Chosen descriptors, tree numbers or roots</th>
 *     <th>A scheme that {@linkplain LabelScheme#isExhaustive() is exhaustive}, as the 14 roots</th>
 * </tr>
 * <tr><td>is not {@linkplain io.github.meshclassifier.article.Article#indexed() indexed}</td>
 *     <td>{@link Reason#NO_HEADINGS}</td><td>{@link Reason#NO_HEADINGS}</td>
 *     <td>{@link Reason#NO_HEADINGS}</td></tr>
 * <tr><td>is indexed and has no heading</td>
 *     <td>negative</td><td>{@link Reason#NO_HEADINGS}: MeSH's indexers always assign some</td>
 *     <td>{@link Reason#NO_HEADINGS}</td></tr>
 * <tr><td>has headings that are all known</td>
 *     <td>negative</td><td>negative; {@link Reason#WITHOUT_ROOT} if labels are places in the tree
 *     and no heading has one</td>
 *     <td>{@link Reason#OUTSIDE_SCHEME} or {@link Reason#WITHOUT_ROOT}</td></tr>
 * <tr><td>has unknown headings, and known ones that are no check tags</td>
 *     <td>negative</td><td>negative, though a label may have been missed</td>
 *     <td>{@link Reason#UNKNOWN_HEADINGS}</td></tr>
 * <tr><td>has unknown headings, and none beside them but check tags</td>
 *     <td>negative; {@link Reason#UNKNOWN_HEADINGS} if it has identifiers without names alone</td>
 *     <td>{@link Reason#UNKNOWN_HEADINGS}</td>
 *     <td>{@link Reason#UNKNOWN_HEADINGS}</td></tr>
 * </table>
 */
public sealed interface Labelling {
  /**
   * Returns the headings that gave no label.
   *
   * @return them by cause
   */
  Dropped dropped();

  /**
   * An article whose labels are known, even if none applies.
   *
   * @param labels its labels in the order of the scheme, each once; empty for a negative
   * @param checkTagOnly those of them that only {@linkplain
   *     io.github.meshclassifier.mesh.Descriptor#isCheckTag() check tags} gave, such as Organisms
   *     from Humans alone, in the order of the scheme; empty in a scheme of free names
   * @param dropped the headings that gave no label
   */
  record Labelled(List<Label> labels, List<Label> checkTagOnly, Dropped dropped)
      implements Labelling {
    /**
     * Copies the labels.
     *
     * @param labels the labels, in the order of the scheme
     * @param checkTagOnly those that check tags alone gave, in the order of the scheme
     * @param dropped the headings that gave no label
     * @throws NullPointerException if an argument or a label is null
     * @throws IllegalArgumentException if one is of check tags alone and not among the labels
     */
    public Labelled {
      labels = List.copyOf(labels);
      checkTagOnly = List.copyOf(checkTagOnly);
      Objects.requireNonNull(dropped, "dropped");
      if (!labels.containsAll(checkTagOnly)) {
        throw new IllegalArgumentException(
            "labels of check tags alone must be among the labels "
                + labels
                + ", were "
                + checkTagOnly);
      }
    }

    /**
     * Says whether no label of the scheme applies to the article.
     *
     * @return whether there is no label
     */
    public boolean isNegative() {
      return labels.isEmpty();
    }

    /**
     * Says whether the article is a negative of which a label may have been missed.
     *
     * @return whether there is no label, and MeSH does not know at least one of the headings
     */
    public boolean isUncertainNegative() {
      return labels.isEmpty() && !dropped.unknown().isEmpty();
    }
  }

  /**
   * An article that could not be mapped: whether a label applies is not known.
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
   * @param unknown headings that MeSH does not know, under their identifier or their name; in a
   *     scheme of free names, those without a name
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
    /**
     * The article is not indexed, or has no headings where labels come from the tree of MeSH: it
     * awaits indexing.
     */
    NO_HEADINGS,
    /**
     * No heading gives a label, and at least one is unknown, so a label may have been missed. In a
     * scheme of chosen labels, this is the reason only if no heading is known except check tags.
     */
    UNKNOWN_HEADINGS,
    /**
     * All headings are known, and none belongs to a label of a scheme that {@linkplain
     * LabelScheme#isExhaustive() is exhaustive}.
     */
    OUTSIDE_SCHEME,
    /**
     * All headings are known, and none has a place in a tree, where labels are such places: check
     * tags alone.
     */
    WITHOUT_ROOT
  }
}
