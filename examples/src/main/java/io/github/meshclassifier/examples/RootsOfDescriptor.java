package io.github.meshclassifier.examples;

import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreePath;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks up where headings stand in MeSH: their categories, and the ways from there down to them.
 *
 * <p>Arguments are headings, entry terms or identifiers, each one argument; without any it takes
 * two of its own. No model and no native code is needed.
 */
public final class RootsOfDescriptor {
  private static final int SUGGESTIONS = 5;

  private RootsOfDescriptor() {}

  /**
   * Runs the example and ends the process with 1 if a heading is unknown.
   *
   * @param args headings, entry terms or identifiers
   */
  public static void main(String[] args) {
    int status = run(args, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    MeshTree tree = MeshTree.bundled();
    int status = 0;
    for (String text : args.length == 0 ? new String[] {"COVID-19", "Bipolar Disorder"} : args) {
      Optional<Descriptor> descriptor = tree.find(text);
      if (descriptor.isPresent()) {
        print(tree, descriptor.get(), out);
      } else {
        err.println(explain(tree, text));
        status = 1;
      }
    }
    return status;
  }

  private static void print(MeshTree tree, Descriptor descriptor, PrintStream out) {
    out.println(descriptor.heading() + " (" + descriptor.ui() + ")");
    if (descriptor.treeNumbers().isEmpty()) {
      out.println("  a check tag: MeSH knows it and puts it in no category");
    }
    for (MeshRoot root : descriptor.roots()) {
      out.println("  " + root.letter() + "  " + root.title());
    }
    for (TreePath path : tree.paths(descriptor)) {
      out.println("  " + path.last().treeNumber());
      out.println("    " + String.join(" > ", headings(path)));
    }
    out.println();
  }

  private static String explain(MeshTree tree, String text) {
    List<Descriptor> candidates = tree.candidates(text);
    if (!candidates.isEmpty()) {
      return "'" + text + "' may mean " + headings(candidates) + "; give one of these.";
    }
    List<Descriptor> similar = similar(tree, text);
    String year = tree.year().isPresent() ? " " + tree.year().getAsInt() : "";
    String problem = "MeSH" + year + " has no heading or entry term '" + text + "'";
    return similar.isEmpty()
        ? problem + "; look it up at https://meshb.nlm.nih.gov"
        : problem + "; similar ones are " + headings(similar);
  }

  private static List<String> headings(TreePath path) {
    return path.steps().stream().map(step -> step.descriptor().heading()).toList();
  }

  private static String headings(List<Descriptor> descriptors) {
    return String.join(" | ", descriptors.stream().map(Descriptor::heading).toList());
  }

  /** Returns the headings that take the fewest edits, if that is less than a third of the text. */
  private static List<Descriptor> similar(MeshTree tree, String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    record Candidate(Descriptor descriptor, int edits) {}
    return tree.descriptors().stream()
        .filter(d -> 3 * Math.abs(d.heading().length() - wanted.length()) < wanted.length())
        .map(d -> new Candidate(d, edits(wanted, d.heading().toLowerCase(Locale.ROOT))))
        .filter(candidate -> 3 * candidate.edits() < wanted.length())
        .sorted(Comparator.comparingInt(Candidate::edits))
        .limit(SUGGESTIONS)
        .map(Candidate::descriptor)
        .toList();
  }

  /** Returns the edit distance: the characters to insert, delete or replace. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
