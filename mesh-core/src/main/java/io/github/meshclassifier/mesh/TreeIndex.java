package io.github.meshclassifier.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Walks the tree. Immutable and thread-safe. */
final class TreeIndex {
  /*
   * All tree numbers in ascending order, each with the number of its descriptor. The descendants of
   * a position are the entries right after it, so the array is the whole index.
   */
  private final TreeNumber[] numbers;
  private final int[] owners;

  TreeIndex(List<Descriptor> descriptors) {
    record Entry(TreeNumber number, int owner) {}
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < descriptors.size(); i++) {
      for (TreeNumber number : descriptors.get(i).treeNumbers()) {
        entries.add(new Entry(number, i));
      }
    }
    entries.sort((a, b) -> a.number().compareTo(b.number()));
    numbers = new TreeNumber[entries.size()];
    owners = new int[entries.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = entries.get(i).number();
      owners[i] = entries.get(i).owner();
    }
  }

  int size() {
    return numbers.length;
  }

  /** Returns the number of the descriptor at a position, or -1. */
  int owner(TreeNumber number) {
    int at = Arrays.binarySearch(numbers, number);
    return at < 0 ? -1 : owners[at];
  }

  Set<Integer> parents(List<TreeNumber> positions) {
    Set<Integer> found = new LinkedHashSet<>();
    positions.forEach(position -> position.parent().ifPresent(up -> addOwner(up, found)));
    return found;
  }

  Set<Integer> ancestors(List<TreeNumber> positions) {
    Set<Integer> found = new LinkedHashSet<>();
    for (TreeNumber position : positions) {
      Optional<TreeNumber> ancestor = position.parent();
      while (ancestor.isPresent()) {
        addOwner(ancestor.get(), found);
        ancestor = ancestor.get().parent();
      }
    }
    return found;
  }

  Set<Integer> children(List<TreeNumber> positions) {
    return below(positions, (position, other) -> other.depth() == position.depth() + 1);
  }

  Set<Integer> descendants(List<TreeNumber> positions) {
    return below(positions, (position, other) -> true);
  }

  private Set<Integer> below(
      List<TreeNumber> positions, BiPredicate<TreeNumber, TreeNumber> accepted) {
    Set<Integer> found = new LinkedHashSet<>();
    for (TreeNumber position : positions) {
      int at = after(position);
      for (; at < numbers.length && position.isAncestorOf(numbers[at]); at++) {
        if (accepted.test(position, numbers[at])) {
          found.add(owners[at]);
        }
      }
    }
    return found;
  }

  /** Returns the descriptors directly below a category. */
  Set<Integer> top(MeshRoot root) {
    Set<Integer> found = new LinkedHashSet<>();
    for (int at = 0; at < numbers.length; at++) {
      if (numbers[at].depth() == 1 && numbers[at].root() == root) {
        found.add(owners[at]);
      }
    }
    return found;
  }

  /** Returns the positions from the top down to the given one, as far as they are occupied. */
  List<TreeNumber> lineage(TreeNumber position) {
    List<TreeNumber> lineage = new ArrayList<>();
    for (Optional<TreeNumber> at = Optional.of(position); at.isPresent(); at = at.get().parent()) {
      if (owner(at.get()) >= 0) {
        lineage.add(0, at.get());
      }
    }
    return lineage;
  }

  private int after(TreeNumber position) {
    int at = Arrays.binarySearch(numbers, position);
    return at < 0 ? -at - 1 : at + 1;
  }

  private void addOwner(TreeNumber number, Set<Integer> found) {
    int owner = owner(number);
    if (owner >= 0) {
      found.add(owner);
    }
  }
}
