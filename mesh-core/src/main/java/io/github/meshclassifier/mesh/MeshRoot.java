package io.github.meshclassifier.mesh;

import java.util.Optional;

/**
 * A top-level category of MeSH, the root of one of its sixteen trees.
 *
 * <p>Immutable and thread-safe. Constants are declared in the order of their letters. The titles
 * are those of NLM's <a href="https://meshb.nlm.nih.gov/treeView">MeSH tree view</a>.
 */
public enum MeshRoot {
  /** Anatomy. */
  A("Anatomy"),
  /** Organisms. */
  B("Organisms"),
  /** Diseases. */
  C("Diseases"),
  /** Chemicals and drugs. */
  D("Chemicals and Drugs"),
  /** Techniques and equipment. */
  E("Analytical, Diagnostic and Therapeutic Techniques, and Equipment"),
  /** Psychiatry and psychology. */
  F("Psychiatry and Psychology"),
  /** Phenomena and processes. */
  G("Phenomena and Processes"),
  /** Disciplines and occupations. */
  H("Disciplines and Occupations"),
  /** Anthropology, education, sociology and social phenomena. */
  I("Anthropology, Education, Sociology, and Social Phenomena"),
  /** Technology, industry and agriculture. */
  J("Technology, Industry, and Agriculture"),
  /** Humanities. */
  K("Humanities"),
  /** Information science. */
  L("Information Science"),
  /** Named groups. */
  M("Named Groups"),
  /** Health care. */
  N("Health Care"),
  /** Publication characteristics. */
  V("Publication Characteristics"),
  /** Geographicals. */
  Z("Geographicals");

  private static final MeshRoot[] BY_LETTER = new MeshRoot['Z' - 'A' + 1];

  static {
    for (MeshRoot root : values()) {
      BY_LETTER[root.letter() - 'A'] = root;
    }
  }

  private final String title;

  MeshRoot(String title) {
    this.title = title;
  }

  /**
   * Finds the category of a tree letter.
   *
   * @param letter an upper-case letter such as {@code 'C'}
   * @return the category, empty if MeSH has none with this letter
   */
  public static Optional<MeshRoot> ofLetter(char letter) {
    return letter < 'A' || letter > 'Z'
        ? Optional.empty()
        : Optional.ofNullable(BY_LETTER[letter - 'A']);
  }

  /**
   * Returns the tree letter, the first character of every tree number below this root.
   *
   * @return an upper-case letter
   */
  public char letter() {
    return name().charAt(0);
  }

  /**
   * Returns NLM's title of the category.
   *
   * @return the title, such as {@code "Diseases"}
   */
  public String title() {
    return title;
  }
}
