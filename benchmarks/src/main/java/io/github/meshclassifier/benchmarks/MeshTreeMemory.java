package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.mesh.MeshTree;
import java.lang.ref.Reference;
import java.util.Locale;

/**
 * How much heap the bundled MeSH takes: what is in use after a collection, with it and without.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar io.github.meshclassifier.benchmarks.MeshTreeMemory
 * }</pre>
 */
public final class MeshTreeMemory {
  private static final int COLLECTIONS = 5;

  private MeshTreeMemory() {}

  /**
   * Measures and prints.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.out.printf(Locale.ROOT, "MeSH takes %.1f MB of heap%n", bytes() / 1e6);
  }

  /** The bytes; meaningful in a process that has not loaded the vocabulary before. */
  static long bytes() {
    long before = used();
    MeshTree tree = MeshTree.bundled();
    try {
      return used() - before;
    } finally {
      Reference.reachabilityFence(tree);
    }
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
