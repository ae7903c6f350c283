package io.github.meshclassifier.label;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.label.Labelling.Dropped;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Reason;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The labels that an article can carry, in the order of a classifier's outputs, and the rule by
 * which headings become labels.
 *
 * <p>Immutable and thread-safe.
 *
 * <pre>{@code
 * LabelScheme scheme = LabelScheme.fourteenRoots();
 * if (scheme.label(article, MeshTree.bundled()) instanceof Labelling.Labelled labelled) {
 *   boolean[] targets = scheme.indicators(labelled.labels());
 * }
 * }</pre>
 */
public final class LabelScheme {
  private static final LabelScheme ALL_ROOTS = ofRoots(List.of(MeshRoot.values()));
  private static final LabelScheme FOURTEEN_ROOTS =
      ofRoots(List.copyOf(EnumSet.complementOf(EnumSet.of(MeshRoot.K, MeshRoot.V))));

  private final Kind kind;
  private final List<Label> labels;
  private final Map<String, Integer> indexById;

  private LabelScheme(Kind kind, List<Label> labels) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.labels = List.copyOf(labels);
    indexById = new HashMap<>();
    for (Label label : this.labels) {
      if (indexById.putIfAbsent(label.id(), indexById.size()) != null) {
        throw new IllegalArgumentException(
            "labels must have different ids, '" + label.id() + "' occurs twice");
      }
      if (kind == Kind.ROOTS) {
        root(label.id());
      }
    }
    if (this.labels.isEmpty()) {
      throw new IllegalArgumentException("a label scheme needs at least one label, had none");
    }
  }

  /** What the ids of a scheme's labels are, and so how headings become labels. */
  public enum Kind {
    /** Letters of {@link MeshRoot}: an article has the roots of all its headings. */
    ROOTS,
    /** Names of headings: an article has the labels that its headings name exactly. */
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
   * Makes a scheme of free names, for label sets other than roots. An article carries such a label
   * as a heading of that name.
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
   * @throws IllegalArgumentException if there is no label, an id occurs twice, or the kind is
   *     {@link Kind#ROOTS} and an id is not the letter of a root
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
   * Turns the headings of an article into labels.
   *
   * <p>With {@link Kind#ROOTS}, each heading is looked up in MeSH, by identifier first and then by
   * name or entry term as {@link MeshTree#find(String, String)} does, and gives every root it has a
   * tree number under; roots outside the scheme are left out, and a heading counts as dropped only
   * if none is in it. With {@link Kind#HEADINGS}, the tree is not consulted: a heading gives the
   * label whose id equals its name, and is outside the scheme if there is none.
   *
   * @param article the article
   * @param tree the vocabulary; of the year that the headings come from, or labels differ in a few
   *     places
   * @return the labels, or why there are none
   */
  public Labelling label(Article article, MeshTree tree) {
    Objects.requireNonNull(tree, "tree");
    BitSet found = new BitSet(labels.size());
    List<Heading> outsideScheme = new ArrayList<>();
    List<Heading> withoutRoot = new ArrayList<>();
    List<Heading> unknown = new ArrayList<>();
    for (Heading heading : article.headings()) {
      List<String> ids = labelIds(heading, tree);
      if (ids == null) {
        unknown.add(heading);
      } else if (ids.isEmpty()) {
        withoutRoot.add(heading);
      } else if (!mark(ids, found)) {
        outsideScheme.add(heading);
      }
    }
    Dropped dropped = new Dropped(outsideScheme, withoutRoot, unknown);
    return found.isEmpty()
        ? new Unlabelled(reason(dropped), dropped)
        : new Labelled(found.stream().mapToObj(labels::get).toList(), dropped);
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
            "label '" + label.id() + "' is not in the scheme, expected one of " + this);
      }
      indicators[index] = true;
    }
    return indicators;
  }

  /** Returns the ids a heading stands for, in the scheme or not; null if the heading is unknown. */
  private @Nullable List<String> labelIds(Heading heading, MeshTree tree) {
    if (kind == Kind.HEADINGS) {
      return List.of(heading.name());
    }
    Optional<Descriptor> descriptor = tree.find(heading.ui(), heading.name());
    return descriptor.isEmpty()
        ? null
        : descriptor.get().roots().stream().map(MeshRoot::name).toList();
  }

  /** Marks the ids that are in the scheme; returns whether there was one. */
  private boolean mark(List<String> ids, BitSet found) {
    boolean any = false;
    for (String id : ids) {
      int index = indexOf(id);
      if (index >= 0) {
        found.set(index);
        any = true;
      }
    }
    return any;
  }

  private static Reason reason(Dropped dropped) {
    if (!dropped.unknown().isEmpty()) {
      return Reason.UNKNOWN_HEADINGS;
    }
    if (!dropped.outsideScheme().isEmpty()) {
      return Reason.OUTSIDE_SCHEME;
    }
    return dropped.withoutRoot().isEmpty() ? Reason.NO_HEADINGS : Reason.WITHOUT_ROOT;
  }

  private static MeshRoot root(String id) {
    Optional<MeshRoot> root = id.length() == 1 ? MeshRoot.ofLetter(id.charAt(0)) : Optional.empty();
    return root.orElseThrow(
        () ->
            new IllegalArgumentException(
                "'"
                    + id
                    + "' is no root of MeSH, expected one of the letters "
                    + Stream.of(MeshRoot.values())
                        .map(MeshRoot::name)
                        .collect(Collectors.joining(" "))));
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
    return kind + labels.stream().map(Label::id).toList().toString();
  }
}
