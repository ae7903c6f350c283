package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A MeSH vocabulary of one year: its descriptors, their names and their places in the tree.
 *
 * <p>Immutable and thread-safe. {@link #bundled()} is MeSH 2024; {@link #read(Path)} reads another
 * year from a file of the <a href="https://www.nlm.nih.gov/databases/download/mesh.html">U.S.
 * National Library of Medicine</a>.
 *
 * <p>Names change from year to year, identifiers do not, so {@link #find(String, String)} trusts
 * the identifier first. A vocabulary may be incomplete: an ancestor that it lacks is left out of
 * every result.
 */
public final class MeshTree {
  private final List<Descriptor> descriptors;
  private final OptionalInt year;
  private final Map<String, Descriptor> byUi;
  private final NameIndex names;
  private final TreeIndex tree;

  MeshTree(List<Descriptor> descriptors, OptionalInt year) {
    this.descriptors = List.copyOf(descriptors);
    this.year = year;
    byUi = new HashMap<>(2 * descriptors.size());
    for (Descriptor descriptor : this.descriptors) {
      if (!descriptor.ui().isEmpty()) {
        byUi.put(descriptor.ui(), descriptor);
      }
    }
    names = new NameIndex(this.descriptors);
    tree = new TreeIndex(this.descriptors);
  }

  /**
   * Returns MeSH 2024, which is part of this library.
   *
   * <p>It has 30,764 descriptors (all but Female and Male are in the tree), 64,457 tree numbers and
   * 233,167 entry terms. MeSH, courtesy of the U.S. National Library of Medicine. The first call
   * loads it, later ones return the same tree.
   *
   * @return the bundled vocabulary
   * @throws java.io.UncheckedIOException if the library's jar is damaged
   */
  public static MeshTree bundled() {
    return BundledMesh.get();
  }

  /**
   * Reads a vocabulary file, plain or gzip, whatever its name.
   *
   * <p>The content tells the format:
   *
   * <ul>
   *   <li>{@code mtreesYYYY.bin}: headings and tree numbers; no identifiers, no entry terms, none
   *       of the headings without tree number
   *   <li>{@code descYYYY.xml}: everything; no DTD is fetched and no external entity is read
   *   <li>{@code dYYYY.bin}, the ASCII format: everything that its {@code UI}, {@code MH}, {@code
   *       MN}, {@code ENTRY} and {@code PRINT ENTRY} fields hold
   *   <li>what {@link #writeTsv(OutputStream)} writes
   * </ul>
   *
   * <p>The year is the one that the content states, else the first number from 1900 to 2099 in the
   * file's name, else unknown.
   *
   * @param file the file
   * @return the vocabulary
   * @throws MeshFormatException if the file is damaged or in no known format
   * @throws IOException if the file cannot be read
   */
  public static MeshTree read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return VocabularyReader.read(in, file.toString());
    }
  }

  /**
   * Reads a vocabulary from a stream, as {@link #read(Path)} does.
   *
   * @param in where to read from; it is read to its end and not closed
   * @param name the name of the file, for the year and for messages
   * @return the vocabulary
   * @throws MeshFormatException if the content is damaged or in no known format
   * @throws IOException if the stream cannot be read
   */
  public static MeshTree read(InputStream in, String name) throws IOException {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(name, "name");
    return VocabularyReader.read(in, name);
  }

  /**
   * Writes this vocabulary as tab-separated UTF-8 text, the format of the bundled one.
   *
   * <p>It is a tenth the size of NLM's XML and loads many times faster, so it is the form to ship
   * another year in: {@code MeshTree.read(Path.of("desc2025.xml")).writeTsv(out)}. Wrap the stream
   * in a {@link java.util.zip.GZIPOutputStream} to compress it. The header credits NLM, as its
   * terms ask.
   *
   * @param out where to write to; it is flushed and not closed
   * @throws IOException if the stream cannot be written
   */
  public void writeTsv(OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    TsvFormat.write(this, writer);
    writer.flush();
  }

  /**
   * Returns the year of the vocabulary.
   *
   * @return the year, empty if neither the content nor the name of the file told it
   */
  public OptionalInt year() {
    return year;
  }

  /**
   * Returns all descriptors.
   *
   * @return an unmodifiable list in the order of the file
   */
  public List<Descriptor> descriptors() {
    return descriptors;
  }

  /** {@return the number of descriptors, those without tree number included; 0 or more} */
  public int descriptorCount() {
    return descriptors.size();
  }

  /** {@return the number of tree numbers, 0 or more} */
  public int treeNumberCount() {
    return tree.size();
  }

  /** {@return the number of entry terms, headings not counted; 0 or more} */
  public int entryTermCount() {
    return names.size() - descriptors.size();
  }

  /**
   * Finds the descriptor with an identifier.
   *
   * @param ui the unique identifier such as {@code "D001714"}
   * @return the descriptor, empty if there is none
   */
  public Optional<Descriptor> byUi(String ui) {
    return Optional.ofNullable(byUi.get(ui));
  }

  /**
   * Finds the descriptor with exactly a heading.
   *
   * @param heading the heading, case and punctuation as NLM has them
   * @return the descriptor, empty if there is none
   */
  public Optional<Descriptor> byHeading(String heading) {
    return single(names.exactHeading(heading));
  }

  /**
   * Finds the descriptor at a position.
   *
   * @param number the position
   * @return the descriptor, empty if there is none
   */
  public Optional<Descriptor> byTreeNumber(TreeNumber number) {
    int owner = tree.owner(number);
    return owner < 0 ? Optional.empty() : Optional.of(descriptors.get(owner));
  }

  /**
   * Finds the descriptor with exactly an entry term; a heading is not an entry term.
   *
   * @param term the term, case and punctuation as NLM has them
   * @return the descriptor, empty if there is none or if several have the term
   */
  public Optional<Descriptor> byEntryTerm(String term) {
    return single(names.exactEntryTerm(term));
  }

  /**
   * Finds the descriptor that a text means.
   *
   * <p>These are tried in turn, and the first that matches anything decides:
   *
   * <ol>
   *   <li>the identifier
   *   <li>the heading, then an entry term, exactly
   *   <li>a heading, then an entry term, without regard to case, accents, apostrophes and
   *       punctuation: {@code "covid 19"} is COVID-19
   *   <li>the same after an inversion at the only comma: {@code "Abdomen, Acute"} and {@code "Acute
   *       Abdomen"} are the same
   * </ol>
   *
   * <p>If several descriptors match equally well the answer is empty rather than a guess; {@link
   * #candidates(String)} has them all.
   *
   * @param text an identifier or a name; white space around it is ignored
   * @return the descriptor, empty if there is none or no single one
   */
  public Optional<Descriptor> find(String text) {
    List<Descriptor> found = candidates(text);
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * Finds the descriptor that a heading of an article means, by identifier if the vocabulary has
   * it, else as {@link #find(String)} does by name.
   *
   * @param ui the identifier, empty if unknown
   * @param name the name, empty if unknown
   * @return the descriptor, empty if there is none or no single one
   */
  public Optional<Descriptor> find(String ui, String name) {
    Descriptor descriptor = byUi.get(ui);
    return descriptor != null ? Optional.of(descriptor) : find(name);
  }

  /**
   * Returns the descriptors that a text may mean, by the rules of {@link #find(String)}.
   *
   * @param text an identifier or a name; white space around it is ignored
   * @return those that match best, in the order of the file; more than one if they match equally
   *     well, empty if none does
   */
  public List<Descriptor> candidates(String text) {
    String trimmed = text.strip();
    Descriptor descriptor = byUi.get(trimmed);
    if (descriptor == null && trimmed.startsWith("d")) {
      descriptor = byUi.get('D' + trimmed.substring(1));
    }
    return descriptor != null
        ? List.of(descriptor)
        : Arrays.stream(names.best(trimmed)).mapToObj(descriptors::get).toList();
  }

  /**
   * Returns the descriptors one level above a descriptor.
   *
   * @param descriptor a descriptor of this tree
   * @return its parents without repetition in the order of its tree numbers; empty at the top of
   *     the tree
   * @throws IllegalArgumentException if the descriptor is not of this tree
   */
  public List<Descriptor> parents(Descriptor descriptor) {
    return others(tree.parents(positions(descriptor)), descriptor);
  }

  /**
   * Returns the descriptors one level below a descriptor.
   *
   * @param descriptor a descriptor of this tree
   * @return its children without repetition in the order of the tree; empty for a leaf
   * @throws IllegalArgumentException if the descriptor is not of this tree
   */
  public List<Descriptor> children(Descriptor descriptor) {
    return others(tree.children(positions(descriptor)), descriptor);
  }

  /**
   * Returns the descriptors directly below a category.
   *
   * @param root the category
   * @return the descriptors of depth 1 in the order of the tree
   */
  public List<Descriptor> children(MeshRoot root) {
    return tree.top(root).stream().map(descriptors::get).toList();
  }

  /**
   * Returns the descriptors above a descriptor on all its paths.
   *
   * @param descriptor a descriptor of this tree
   * @return its ancestors without repetition and without itself, in the order of its tree numbers
   *     and from the bottom up
   * @throws IllegalArgumentException if the descriptor is not of this tree
   */
  public List<Descriptor> ancestors(Descriptor descriptor) {
    return others(tree.ancestors(positions(descriptor)), descriptor);
  }

  /**
   * Returns the descriptors below a descriptor.
   *
   * @param descriptor a descriptor of this tree
   * @return its descendants without repetition and without itself, in the order of the tree
   * @throws IllegalArgumentException if the descriptor is not of this tree
   */
  public List<Descriptor> descendants(Descriptor descriptor) {
    return others(tree.descendants(positions(descriptor)), descriptor);
  }

  /**
   * Returns the ways from the categories to a descriptor.
   *
   * @param descriptor a descriptor of this tree
   * @return one path for each of its tree numbers, in their order
   * @throws IllegalArgumentException if the descriptor is not of this tree
   */
  public List<TreePath> paths(Descriptor descriptor) {
    List<TreePath> paths = new ArrayList<>();
    for (TreeNumber number : positions(descriptor)) {
      List<TreePath.Step> steps = new ArrayList<>();
      for (TreeNumber at : tree.lineage(number)) {
        steps.add(new TreePath.Step(at, descriptors.get(tree.owner(at))));
      }
      paths.add(new TreePath(number.root(), steps));
    }
    return List.copyOf(paths);
  }

  /**
   * Maps headings to the categories they are in.
   *
   * @param headings identifiers or names, each looked up as {@link #find(String)} does
   * @return the categories, and the headings that led to none
   */
  public RootMapping rootsOf(Collection<String> headings) {
    EnumSet<MeshRoot> roots = EnumSet.noneOf(MeshRoot.class);
    List<String> withoutRoot = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String heading : headings) {
      Optional<Descriptor> found = find(heading);
      if (found.isEmpty()) {
        unknown.add(heading);
      } else if (found.get().treeNumbers().isEmpty()) {
        withoutRoot.add(heading);
      } else {
        roots.addAll(found.get().roots());
      }
    }
    return new RootMapping(roots, withoutRoot, unknown);
  }

  /**
   * Returns the categories of tree numbers, whether a vocabulary has them or not.
   *
   * @param numbers the tree numbers
   * @return their roots in the order of the letters, an unmodifiable set
   */
  public static Set<MeshRoot> rootsOfTreeNumbers(Collection<TreeNumber> numbers) {
    EnumSet<MeshRoot> roots = EnumSet.noneOf(MeshRoot.class);
    for (TreeNumber number : numbers) {
      roots.add(number.root());
    }
    return Collections.unmodifiableSet(roots);
  }

  /** {@return the year and the size, such as {@code "MeSH 2024, 30764 descriptors"}} */
  @Override
  public String toString() {
    return "MeSH "
        + (year.isPresent() ? Integer.toString(year.getAsInt()) : "of unknown year")
        + ", "
        + descriptors.size()
        + " descriptors";
  }

  private Optional<Descriptor> single(int[] found) {
    return found.length == 1 ? Optional.of(descriptors.get(found[0])) : Optional.empty();
  }

  private List<Descriptor> others(Set<Integer> found, Descriptor self) {
    return found.stream().map(descriptors::get).filter(other -> !other.equals(self)).toList();
  }

  /**
   * Without this check, mixing two years would go unnoticed: the same position has another meaning
   * in each.
   */
  private List<TreeNumber> positions(Descriptor descriptor) {
    if (!byHeading(descriptor.heading()).filter(descriptor::equals).isPresent()) {
      throw new IllegalArgumentException(
          "descriptor " + Printable.quote(descriptor.heading()) + " is not of this tree, " + this);
    }
    return descriptor.treeNumbers();
  }
}
