package io.github.meshclassifier.mesh;

import java.util.List;
import java.util.Objects;

/**
 * A way from a category down to a descriptor.
 *
 * <p>Immutable and thread-safe. The first step is below the root, the last one is the descriptor.
 * In a vocabulary that lacks some ancestors, the path has the steps that there are.
 *
 * @param root the category where the path starts
 * @param steps the descriptors on the way, from the top down; at least one
 */
public record TreePath(MeshRoot root, List<Step> steps) {
  /**
   * Requires steps that lead down from the root.
   *
   * @param root the category where the path starts
   * @param steps the steps from the top down
   * @throws IllegalArgumentException if there is no step, or if one is not below the one before it
   */
  public TreePath {
    Objects.requireNonNull(root, "root");
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.get(0).treeNumber().root() != root) {
      throw new IllegalArgumentException("a path needs a first step below its root, was " + steps);
    }
    for (int i = 1; i < steps.size(); i++) {
      if (!steps.get(i).treeNumber().isDescendantOf(steps.get(i - 1).treeNumber())) {
        throw new IllegalArgumentException(
            "each step must be below the one before it, was "
                + steps.get(i).treeNumber()
                + " after "
                + steps.get(i - 1).treeNumber());
      }
    }
  }

  /**
   * Returns where the path ends.
   *
   * @return the last step
   */
  public Step last() {
    return steps.get(steps.size() - 1);
  }

  /**
   * Returns the path on one line.
   *
   * @return root letter, then tree numbers with headings, such as {@code "F > F03 Mental Disorders
   *     > F03.084 Bipolar and Related Disorders"}
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder().append(root.letter());
    for (Step step : steps) {
      line.append(" > ").append(step.treeNumber()).append(' ').append(step.descriptor().heading());
    }
    return line.toString();
  }

  /**
   * One level of a path.
   *
   * @param treeNumber the position
   * @param descriptor the descriptor at that position
   */
  public record Step(TreeNumber treeNumber, Descriptor descriptor) {
    /**
     * Requires both to be non-null.
     *
     * @param treeNumber the position
     * @param descriptor the descriptor at that position
     */
    public Step {
      Objects.requireNonNull(treeNumber, "treeNumber");
      Objects.requireNonNull(descriptor, "descriptor");
    }
  }
}
