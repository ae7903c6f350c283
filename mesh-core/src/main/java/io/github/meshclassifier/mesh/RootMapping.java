package io.github.meshclassifier.mesh;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a list of headings maps to.
 *
 * <p>Immutable and thread-safe. Every heading that was given is in {@link #withoutRoot()}, in
 * {@link #unknown()}, or has contributed to {@link #roots()}.
 *
 * @param roots the categories of all known headings, in the order of their letters
 * @param withoutRoot the headings that MeSH knows but has not placed in the tree, such as the check
 *     tags Female and Male, as they were given and in that order
 * @param unknown the headings that match no descriptor, or more than one equally well, as they were
 *     given and in that order
 */
public record RootMapping(Set<MeshRoot> roots, List<String> withoutRoot, List<String> unknown) {
  /**
   * Copies the collections.
   *
   * @param roots the categories in any order
   * @param withoutRoot the known headings outside the tree
   * @param unknown the other headings
   */
  public RootMapping {
    roots = ordered(roots);
    withoutRoot = List.copyOf(withoutRoot);
    unknown = List.copyOf(unknown);
  }

  private static Set<MeshRoot> ordered(Collection<MeshRoot> roots) {
    EnumSet<MeshRoot> copy = EnumSet.noneOf(MeshRoot.class);
    copy.addAll(roots);
    return Collections.unmodifiableSet(copy);
  }
}
