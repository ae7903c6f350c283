package io.github.meshclassifier.label;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.LabelScheme.Kind;
import io.github.meshclassifier.label.Labelling.Dropped;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Reason;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreeNumber;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How headings become labels, for each kind of scheme. */
final class HeadingRule {
  private static final int SHOWN = 5;
  private static final int TOP_LENGTH = 3;
  private static final int GROUP_LENGTH = 4;
  private static final Pattern UI = Pattern.compile("D\\d{6,}");

  private HeadingRule() {}

  /** Requires that an id can be one of its kind. */
  static void requireId(Kind kind, String id) {
    switch (kind) {
      case ROOTS -> root(id);
      case TREE_NUMBERS -> TreeNumber.parse(id);
      case DESCRIPTORS -> {
        if (!UI.matcher(id).matches()) {
          throw new IllegalArgumentException(
              Printable.quote(id)
                  + " is no identifier of a descriptor, expected one such as D009369");
        }
      }
      case HEADINGS -> {}
    }
  }

  private static void root(String id) {
    Optional<MeshRoot> root = id.length() == 1 ? MeshRoot.ofLetter(id.charAt(0)) : Optional.empty();
    if (root.isEmpty()) {
      throw new IllegalArgumentException(
          Printable.quote(id)
              + " is no root of MeSH, expected one of the letters "
              + Stream.of(MeshRoot.values()).map(MeshRoot::name).collect(Collectors.joining(" ")));
    }
  }

  /** Requires that the vocabulary has what the labels stand for. */
  static void requireKnown(Kind kind, List<Label> labels, MeshTree tree) {
    List<Label> missing =
        labels.stream()
            .filter(
                label ->
                    switch (kind) {
                      case TREE_NUMBERS ->
                          tree.byTreeNumber(TreeNumber.parse(label.id())).isEmpty();
                      case DESCRIPTORS -> tree.byUi(label.id()).isEmpty();
                      case ROOTS, HEADINGS -> false;
                    })
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          missing.size()
              + " of "
              + labels.size()
              + " labels are not in "
              + tree
              + ": "
              + missing.stream()
                  .limit(SHOWN)
                  .map(
                      label ->
                          Printable.clip(label.id()) + " (" + Printable.clip(label.title()) + ")")
                  .collect(Collectors.joining(", "))
              + (missing.size() > SHOWN ? ", ..." : "")
              + ". Use the vocabulary of the year that the labels were taken from");
    }
  }

  /** Labels an article by a scheme whose labels the tree has. */
  static Labelling label(LabelScheme scheme, Article article, MeshTree tree) {
    return scheme.kind() == Kind.HEADINGS
        ? byName(scheme, article)
        : byDescriptor(scheme, article, tree);
  }

  private static Labelling byName(LabelScheme scheme, Article article) {
    BitSet found = new BitSet(scheme.size());
    List<Heading> outsideScheme = new ArrayList<>();
    List<Heading> unknown = new ArrayList<>();
    for (Heading heading : article.headings()) {
      if (!mark(scheme, heading.name(), found)) {
        (heading.name().isBlank() ? unknown : outsideScheme).add(heading);
      }
    }
    Dropped dropped = new Dropped(outsideScheme, List.of(), unknown);
    boolean nameless = found.isEmpty() && outsideScheme.isEmpty() && !unknown.isEmpty();
    return article.indexed() && !nameless
        ? new Labelled(labels(scheme, found), List.of(), dropped)
        : new Unlabelled(reason(dropped), dropped);
  }

  private static Labelling byDescriptor(LabelScheme scheme, Article article, MeshTree tree) {
    BitSet found = new BitSet(scheme.size());
    BitSet fromCheckTags = new BitSet(scheme.size());
    List<Heading> outsideScheme = new ArrayList<>();
    List<Heading> withoutRoot = new ArrayList<>();
    List<Heading> unknown = new ArrayList<>();
    List<Descriptor> unmarked = new ArrayList<>();
    for (Heading heading : article.headings()) {
      Optional<Descriptor> match = tree.find(heading.ui(), heading.name());
      if (match.isEmpty()) {
        unknown.add(heading);
        continue;
      }
      Descriptor descriptor = match.get();
      if (!mark(scheme, descriptor, tree, descriptor.isCheckTag() ? fromCheckTags : found)) {
        (descriptor.treeNumbers().isEmpty() ? withoutRoot : outsideScheme).add(heading);
        unmarked.add(descriptor);
      }
    }
    fromCheckTags.andNot(found);
    found.or(fromCheckTags);
    Dropped dropped = new Dropped(outsideScheme, withoutRoot, unknown);
    return found.isEmpty() && !isNegative(scheme, unmarked, !unknown.isEmpty())
        ? new Unlabelled(reason(dropped), dropped)
        : new Labelled(labels(scheme, found), labels(scheme, fromCheckTags), dropped);
  }

  private static List<Label> labels(LabelScheme scheme, BitSet indices) {
    return indices.stream().mapToObj(scheme.labels()::get).toList();
  }

  /**
   * Says whether headings that gave no label show that no label applies: at least one of them could
   * have given one. If there are unknown headings too, a check tag is not enough, since nearly
   * every article has one.
   */
  private static boolean isNegative(
      LabelScheme scheme, List<Descriptor> known, boolean anyUnknown) {
    return !scheme.isExhaustive()
        && known.stream()
            .filter(descriptor -> !anyUnknown || !descriptor.isCheckTag())
            .anyMatch(
                descriptor ->
                    scheme.kind() == Kind.DESCRIPTORS || !descriptor.treeNumbers().isEmpty());
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

  /** Marks the labels of a descriptor; returns whether there was one. */
  private static boolean mark(
      LabelScheme scheme, Descriptor descriptor, MeshTree tree, BitSet found) {
    boolean any = false;
    if (scheme.kind() == Kind.DESCRIPTORS) {
      any = mark(scheme, descriptor.ui(), found);
      for (Descriptor ancestor : tree.ancestors(descriptor)) {
        any |= mark(scheme, ancestor.ui(), found);
      }
      return any;
    }
    for (TreeNumber number : descriptor.treeNumbers()) {
      String value = number.value();
      if (scheme.kind() == Kind.ROOTS) {
        any |= mark(scheme, value.substring(0, 1), found);
      } else {
        for (int end = TOP_LENGTH; end <= value.length(); end += GROUP_LENGTH) {
          any |= mark(scheme, value.substring(0, end), found);
        }
      }
    }
    return any;
  }

  private static boolean mark(LabelScheme scheme, String id, BitSet found) {
    int index = scheme.indexOf(id);
    if (index >= 0) {
      found.set(index);
    }
    return index >= 0;
  }
}
