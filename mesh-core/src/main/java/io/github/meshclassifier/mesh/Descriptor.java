package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A MeSH descriptor, also called main heading.
 *
 * <p>Immutable and thread-safe.
 *
 * @param ui the unique identifier such as {@code "D001714"}, empty if the file it came from has
 *     none, as {@code mtreesYYYY.bin}
 * @param heading the name of the descriptor
 * @param treeNumbers where it stands in the tree, in ascending order; empty for the check tags
 *     Female and Male
 * @param entryTerms its other names, permuted ones such as {@code "Disorder, Bipolar"} included,
 *     without the heading itself, in the order of the file
 */
public record Descriptor(
    String ui, String heading, List<TreeNumber> treeNumbers, List<String> entryTerms) {
  /**
   * Copies the lists and sorts the tree numbers.
   *
   * @param ui the unique identifier, empty if there is none
   * @param heading the name, not blank
   * @param treeNumbers the places in the tree in any order
   * @param entryTerms the other names
   * @throws IllegalArgumentException if the heading is blank
   */
  public Descriptor {
    Objects.requireNonNull(ui, "ui");
    Objects.requireNonNull(heading, "heading");
    if (heading.isBlank()) {
      throw new IllegalArgumentException(
          "a descriptor needs a heading, was blank (UI " + Printable.quote(ui) + ")");
    }
    treeNumbers = sorted(treeNumbers);
    entryTerms = List.copyOf(entryTerms);
  }

  private static List<TreeNumber> sorted(List<TreeNumber> numbers) {
    TreeNumber[] sorted = numbers.toArray(new TreeNumber[0]);
    Arrays.sort(sorted);
    return List.of(sorted);
  }

  /**
   * Returns the categories this descriptor is in.
   *
   * @return the roots of its tree numbers in the order of their letters, an unmodifiable set; empty
   *     for a descriptor without tree number
   */
  public Set<MeshRoot> roots() {
    return MeshTree.rootsOfTreeNumbers(treeNumbers);
  }

  /**
   * Says whether this is one of the check tags, which indexers consider for every article and give
   * even where the article merely mentions them: Humans, Animals, Male, Female, Pregnancy, the ten
   * human age groups from Infant, Newborn to Aged, 80 and over, the experimental animals Cats,
   * Cattle, Chick Embryo, Cricetinae, Dogs, Guinea Pigs, Mice, Rabbits and Rats, and the historical
   * periods from History, Ancient to History, 21st Century.
   *
   * <p>The groups are those of NLM's <a
   * href="https://www.nlm.nih.gov/bsd/disted/meshtutorial/principlesofmedlinesubjectindexing/principles/03.html">Principles
   * of MEDLINE Subject Indexing</a>. A heading below a check tag in the tree, such as Rats, Wistar,
   * is not a check tag.
   *
   * @return whether the identifier is that of a check tag, or the heading if there is no identifier
   */
  public boolean isCheckTag() {
    return CheckTags.contains(this);
  }
}
