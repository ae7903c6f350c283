package io.github.meshclassifier.label;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreeNumber;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The labels that an article can carry, in the order of a classifier's outputs, and the rule by
 * which headings become labels.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java, without a vocabulary.
 *
 * <pre>{@code
 * LabelScheme scheme = LabelScheme.fourteenRoots();
 * if (scheme.label(article, MeshTree.bundled()) instanceof Labelling.Labelled labelled) {
 *   boolean[] targets = scheme.indicators(labelled.labels());
 * }
 * }</pre>
 */
public final class LabelScheme implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final LabelScheme ALL_ROOTS = ofRoots(List.of(MeshRoot.values()));
  private static final LabelScheme FOURTEEN_ROOTS =
      ofRoots(List.copyOf(EnumSet.complementOf(EnumSet.of(MeshRoot.K, MeshRoot.V))));

  private final transient Kind kind;
  private final transient List<Label> labels;
  private final transient Map<String, Integer> indexById;
  private final transient boolean exhaustive;

  /** The vocabularies found to have all labels; checking one for each article would take long. */
  private final transient Set<MeshTree> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private LabelScheme(Kind kind, List<Label> labels) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.labels = List.copyOf(labels);
    indexById = new HashMap<>();
    for (Label label : this.labels) {
      if (indexById.putIfAbsent(label.id(), indexById.size()) != null) {
        throw new IllegalArgumentException(
            "labels must have different ids, " + Printable.quote(label.id()) + " occurs twice");
      }
      HeadingRule.requireId(kind, label.id());
    }
    if (this.labels.isEmpty()) {
      throw new IllegalArgumentException("a label scheme needs at least one label, had none");
    }
    exhaustive =
        kind == Kind.ROOTS
            && EnumSet.complementOf(EnumSet.of(MeshRoot.K, MeshRoot.V)).stream()
                .allMatch(root -> indexById.containsKey(String.valueOf(root.letter())));
  }

  /**
   * What the ids of a scheme's labels are, and so how headings become labels. Stored models keep
   * the names of these constants.
   */
  public enum Kind {
    /** Letters of {@link MeshRoot}: an article has the roots of all its headings. */
    ROOTS,
    /**
     * Tree numbers such as {@code "C04"}: an article has the labels that its headings have a tree
     * number of, or below.
     */
    TREE_NUMBERS,
    /**
     * Identifiers of descriptors such as {@code "D009369"}: an article has the labels that its
     * headings are, or are descendants of on any path.
     */
    DESCRIPTORS,
    /**
     * Names of headings, or any other names: an article has the labels that its headings name
     * exactly.
     */
    HEADINGS
  }

  /**
   * Returns the scheme of the public dataset "PubMed MultiLabel Text Classification Dataset MeSH":
   * the roots A B C D E F G H I J L M N Z, which are all but Humanities (K) and Publication
   * Characteristics (V).
   *
   * @return the scheme with 14 labels, in the order of their letters
   */
  public static LabelScheme fourteenRoots() {
    return FOURTEEN_ROOTS;
  }

  /**
   * Returns the scheme of all roots of MeSH.
   *
   * @return the scheme with 16 labels, in the order of their letters
   */
  public static LabelScheme allRoots() {
    return ALL_ROOTS;
  }

  /**
   * Makes a scheme of roots.
   *
   * @param roots the roots in the order of the outputs
   * @return a scheme of kind {@link Kind#ROOTS}; ids are the roots' letters, titles NLM's
   * @throws IllegalArgumentException if there is no root, or one occurs twice
   */
  public static LabelScheme ofRoots(List<MeshRoot> roots) {
    return of(
        Kind.ROOTS,
        roots.stream()
            .map(root -> new Label(String.valueOf(root.letter()), root.title()))
            .toList());
  }

  /**
   * Makes a scheme of one level of all sixteen trees.
   *
   * <p>Level 1 are the roots, level 2 are tree numbers such as C04, of which MeSH 2024 has 115,
   * level 3 are those such as C04.557: level <i>n</i> has the tree numbers of {@link
   * TreeNumber#depth() depth} <i>n</i> - 1. A heading that stands higher than the level gives no
   * label; one at or below it gives the label on its path.
   *
   * @param tree the vocabulary
   * @param level the level, 1 or more
   * @return all roots if the level is 1, else a scheme as {@link #ofTreeNumbers} makes it, in the
   *     order of the tree
   * @throws IllegalArgumentException if the level is below 1, or the tree does not reach down to it
   */
  public static LabelScheme ofLevel(MeshTree tree, int level) {
    return ofLevel(tree, level, List.of(MeshRoot.values()));
  }

  /**
   * Makes a scheme of one level of some trees, as {@link #ofLevel(MeshTree, int)} does of all.
   *
   * @param tree the vocabulary
   * @param level the level, 1 or more
   * @param roots the roots whose trees are taken, in this order
   * @return the roots themselves if the level is 1, else a scheme as {@link #ofTreeNumbers} makes
   *     it
   * @throws IllegalArgumentException if the level is below 1, a root occurs twice, or there is
   *     nothing at that level of these trees
   */
  public static LabelScheme ofLevel(MeshTree tree, int level, List<MeshRoot> roots) {
    Objects.requireNonNull(tree, "tree");
    if (level < 1) {
      throw new IllegalArgumentException(
          "level must be at least 1, where the roots are, was " + level);
    }
    if (level == 1) {
      return ofRoots(roots);
    }
    Map<MeshRoot, List<TreeNumber>> numbers =
        tree.descriptors().stream()
            .flatMap(descriptor -> descriptor.treeNumbers().stream())
            .filter(number -> number.depth() == level - 1)
            .sorted()
            .collect(Collectors.groupingBy(TreeNumber::root));
    return ofTreeNumbers(
        tree, roots.stream().flatMap(r -> numbers.getOrDefault(r, List.of()).stream()).toList());
  }

  /**
   * Makes a scheme of places in the tree at any depth. Where one lies below another an article has
   * both labels or the upper one alone.
   *
   * @param tree the vocabulary that has them; articles must be labelled with one that has them too
   * @param numbers the tree numbers in the order of the outputs
   * @return a scheme of kind {@link Kind#TREE_NUMBERS}; ids are the tree numbers, titles the
   *     headings there
   * @throws IllegalArgumentException if there is no tree number, one occurs twice, or the tree does
   *     not have one
   */
  public static LabelScheme ofTreeNumbers(MeshTree tree, List<TreeNumber> numbers) {
    List<Label> labels = new ArrayList<>();
    for (TreeNumber number : numbers) {
      Optional<Descriptor> descriptor = tree.byTreeNumber(number);
      labels.add(new Label(number.value(), descriptor.map(Descriptor::heading).orElse("unknown")));
    }
    HeadingRule.requireKnown(Kind.TREE_NUMBERS, labels, tree);
    return of(Kind.TREE_NUMBERS, labels);
  }

  /**
   * Makes a scheme of chosen descriptors. An article has the label of a descriptor also if one of
   * its headings stands below that descriptor, at any depth and on any path: Lung Neoplasms gives
   * the label Neoplasms. An indexed article without any of them is a negative: it is learned from
   * and evaluated as a row of zeros. One descriptor is enough, as for screening.
   *
   * @param tree the vocabulary that has them; articles must be labelled with one that has them too
   * @param descriptors the descriptors in the order of the outputs
   * @return a scheme of kind {@link Kind#DESCRIPTORS}; ids are the identifiers, titles the headings
   * @throws IllegalArgumentException if there is no descriptor, one occurs twice, one has no
   *     identifier, or the tree does not have one
   */
  public static LabelScheme ofDescriptors(MeshTree tree, List<Descriptor> descriptors) {
    List<Label> labels = new ArrayList<>();
    for (Descriptor descriptor : descriptors) {
      if (descriptor.ui().isEmpty()) {
        throw new IllegalArgumentException(
            "descriptor "
                + Printable.quote(descriptor.heading())
                + " has no identifier, which its label needs; take it from a vocabulary that has"
                + " them; mtreesYYYY.bin has none");
      }
      labels.add(new Label(descriptor.ui(), descriptor.heading()));
    }
    HeadingRule.requireKnown(Kind.DESCRIPTORS, labels, tree);
    return of(Kind.DESCRIPTORS, labels);
  }

  /**
   * Makes a scheme of free names, for label sets other than roots. An article carries such a label
   * as a heading of that name. An {@linkplain Article#indexed() indexed} article without any of
   * them is a negative: it is learned from and evaluated as a row of zeros.
   *
   * @param names the names in the order of the outputs
   * @return a scheme of kind {@link Kind#HEADINGS}, in which id and title are the name
   * @throws IllegalArgumentException if there is no name, or one is blank or occurs twice
   */
  public static LabelScheme ofHeadings(List<String> names) {
    return of(Kind.HEADINGS, names.stream().map(name -> new Label(name, name)).toList());
  }

  /**
   * Makes a scheme of labels with titles of the caller's choice, as a stored model lists them.
   *
   * @param kind what the ids of the labels are
   * @param labels the labels in the order of the outputs
   * @return the scheme
   * @throws IllegalArgumentException if there is no label, an id occurs twice, or an id is not of
   *     the kind: no letter of a root, no tree number, no identifier of a descriptor
   */
  public static LabelScheme of(Kind kind, List<Label> labels) {
    return new LabelScheme(kind, labels);
  }

  /**
   * Returns what the ids of the labels are.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns the labels.
   *
   * @return at least one, in the order of the outputs, unmodifiable
   */
  public List<Label> labels() {
    return labels;
  }

  /**
   * Returns how many labels there are.
   *
   * @return the number, at least 1
   */
  public int size() {
    return labels.size();
  }

  /**
   * Finds the place of a label among the outputs.
   *
   * @param id the id of the label
   * @return its index from 0 on, or -1 if the scheme has no such label
   */
  public int indexOf(String id) {
    return indexById.getOrDefault(Objects.requireNonNull(id, "id"), -1);
  }

  /**
   * Says whether every indexed article has a label of the scheme: whether it has at least the
   * fourteen roots. An article without label was then not mapped; in any other scheme it can be a
   * negative, as {@link Labelling} says.
   *
   * @return whether the kind is {@link Kind#ROOTS} and only K and V may be missing
   */
  public boolean isExhaustive() {
    return exhaustive;
  }

  /**
   * Turns the headings of an article into labels.
   *
   * <p>Each heading is looked up in MeSH, by identifier first and then by name or entry term as
   * {@link MeshTree#find(String, String)} does, and gives the labels that {@link Kind} says, each
   * once however many headings or tree numbers lead to it. A heading counts as dropped only if none
   * of its places is in the scheme. With {@link Kind#HEADINGS}, the tree is not consulted: a
   * heading gives the label whose id equals its name, and is outside the scheme if there is none.
   *
   * <p>An article of which no heading gives a label is a negative or could not be mapped; {@link
   * Labelling} says when it is which.
   *
   * @param article the article
   * @param tree the vocabulary; of the year that the headings come from, or labels differ in a few
   *     places
   * @return the labels, none of them for a negative; or why they are not known
   * @throws IllegalArgumentException if labels are tree numbers or descriptors that the tree does
   *     not have
   */
  public Labelling label(Article article, MeshTree tree) {
    Objects.requireNonNull(tree, "tree");
    if (!known.contains(tree)) {
      HeadingRule.requireKnown(kind, labels, tree);
      known.add(tree);
    }
    return HeadingRule.label(this, article, tree);
  }

  /**
   * Returns labels as the targets of a classifier.
   *
   * @param carried labels of this scheme, in any order
   * @return a new array with one element for each label of the scheme, true at those carried
   * @throws IllegalArgumentException if a label is not in the scheme
   */
  public boolean[] indicators(Collection<Label> carried) {
    boolean[] indicators = new boolean[labels.size()];
    for (Label label : carried) {
      int index = indexOf(label.id());
      if (index < 0) {
        throw new IllegalArgumentException(
            "label "
                + Printable.quote(label.id())
                + " is not in the scheme, expected one of "
                + this);
      }
      indicators[index] = true;
    }
    return indicators;
  }

  /** Everything else follows from kind and labels, which are checked again when they are read. */
  private Object writeReplace() {
    return new Serialized(kind, labels);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a LabelScheme is read from its kind and labels");
  }

  private record Serialized(Kind kind, List<Label> labels) implements Serializable {
    private Object readResolve() {
      return new LabelScheme(kind, labels);
    }
  }

  /** Compares kind and labels, their order and titles included. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelScheme that && kind == that.kind && labels.equals(that.labels);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + labels.hashCode();
  }

  /** Names the kind and the ids in order. */
  @Override
  public String toString() {
    return kind + Printable.list(labels.stream().map(Label::id).toList());
  }
}
