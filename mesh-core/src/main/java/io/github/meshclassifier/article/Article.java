package io.github.meshclassifier.article;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A biomedical article as it was read.
 *
 * <p>Immutable and thread-safe. Text that a source lacks is the empty string, never null. An
 * article can be serialized by Java, with all it holds; later versions of the library read it.
 *
 * @param pmid the PubMed identifier, empty if the source has none
 * @param title the title as the source has it, brackets of translated titles included
 * @param abstractText the abstract; the sections of a structured abstract follow each other, each
 *     after its label
 * @param headings the MeSH headings of the article in the order of the source, without qualifiers;
 *     or other labels, as names without identifiers
 * @param year the year of publication, empty if unknown
 * @param indexed whether the headings are known. If so, an empty list says that none applies; if
 *     not, the list is empty, as for an article that awaits indexing
 */
public record Article(
    String pmid,
    String title,
    String abstractText,
    List<Heading> headings,
    OptionalInt year,
    boolean indexed)
    implements Serializable {

  /**
   * Copies the headings.
   *
   * @param pmid the PubMed identifier or an empty string
   * @param title the title
   * @param abstractText the abstract
   * @param headings the MeSH headings
   * @param year the year of publication, if known
   * @param indexed whether the headings are known, also if there are none
   * @throws NullPointerException if an argument or a heading is null
   * @throws IllegalArgumentException if the article has headings but is not indexed
   */
  public Article {
    Objects.requireNonNull(pmid, "pmid");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(abstractText, "abstractText");
    headings = List.copyOf(headings);
    Objects.requireNonNull(year, "year");
    if (!indexed && !headings.isEmpty()) {
      throw new IllegalArgumentException(
          "an article with headings is indexed, found "
              + headings.size()
              + " headings and indexed = false");
    }
  }

  /**
   * Makes an article whose headings are known, also if there are none.
   *
   * @param pmid the PubMed identifier or an empty string
   * @param title the title
   * @param abstractText the abstract
   * @param headings the MeSH headings
   * @param year the year of publication, if known
   * @throws NullPointerException if an argument or a heading is null
   */
  public Article(
      String pmid, String title, String abstractText, List<Heading> headings, OptionalInt year) {
    this(pmid, title, abstractText, headings, year, true);
  }

  /**
   * Makes an article of text alone, as one that awaits indexing.
   *
   * @param title the title
   * @param abstractText the abstract
   * @return an article without PMID and year that is not indexed
   */
  public static Article of(String title, String abstractText) {
    return new Article("", title, abstractText, List.of(), OptionalInt.empty(), false);
  }

  /** {@link OptionalInt} cannot be serialized. */
  private Object writeReplace() {
    return new Serialized(
        pmid, title, abstractText, headings, year.isPresent() ? year.getAsInt() : null, indexed);
  }

  private record Serialized(
      String pmid,
      String title,
      String abstractText,
      List<Heading> headings,
      @Nullable Integer year,
      boolean indexed)
      implements Serializable {
    private Object readResolve() {
      OptionalInt published = year == null ? OptionalInt.empty() : OptionalInt.of(year);
      return new Article(pmid, title, abstractText, headings, published, indexed);
    }
  }

  /**
   * A MeSH heading as an article carries it.
   *
   * <p>Immutable and thread-safe.
   *
   * @param ui the descriptor's unique identifier such as {@code "D000086382"}, empty if the source
   *     gives names only
   * @param name the name of the heading at the time of indexing, empty if the source gives
   *     identifiers only
   */
  public record Heading(String ui, String name) implements Serializable {
    /**
     * Requires both to be non-null.
     *
     * @param ui the unique identifier or an empty string
     * @param name the name or an empty string
     * @throws NullPointerException if one is null
     */
    public Heading {
      Objects.requireNonNull(ui, "ui");
      Objects.requireNonNull(name, "name");
    }
  }
}
