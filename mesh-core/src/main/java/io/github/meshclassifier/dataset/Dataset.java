package io.github.meshclassifier.dataset;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Articles that can be learned from, with their labels under one scheme.
 *
 * <p>An article of a data set may have no label, if its labels are known and none applies: it is a
 * <em>negative</em>, as {@link io.github.meshclassifier.label.Labelling} says. An article whose
 * labels are not known is {@linkplain #leftOut() left out}.
 *
 * <p>Immutable and thread-safe. All articles are in memory; beside them a data set takes about 200
 * bytes an article. No step takes time that grows with the square of the number of articles.
 *
 * <pre>{@code
 * Dataset dataset = Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
 * Split split =
 *     Split.stratified(dataset.withoutDuplicates(), new Split.Fractions(0.8, 0.1, 0.1), 42);
 * TrainingRun run = trainer.train(split, Path.of("my-model"));
 * }</pre>
 */
public final class Dataset {
  private static final int[] NO_LABELS = {};

  private final LabelScheme scheme;
  private final MeshTree tree;
  private final List<Row> rows;
  private final List<LeftOut> leftOut;

  private Dataset(LabelScheme scheme, MeshTree tree, List<Row> rows, List<LeftOut> leftOut) {
    this.scheme = scheme;
    this.tree = tree;
    this.rows = List.copyOf(rows);
    this.leftOut = List.copyOf(leftOut);
  }

  /**
   * Labels articles and keeps those that have a text and whose labels are known, negatives
   * included. It takes time in proportion to the length of their texts.
   *
   * @param articles the articles, such as those of an {@link
   *     io.github.meshclassifier.article.ArticleReader}, iterated once
   * @param scheme the labels
   * @param tree the vocabulary that labels are taken from
   * @return the articles that can be learned from, in their order; it may be empty, and {@link
   *     #leftOut()} says what is not in it
   * @throws IllegalArgumentException if labels are tree numbers or descriptors that the tree does
   *     not have
   * @throws java.io.UncheckedIOException if the articles come from a reader, which fails
   */
  public static Dataset of(Iterable<Article> articles, LabelScheme scheme, MeshTree tree) {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(tree, "tree");
    List<Row> rows = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    int index = 0;
    for (Article article : articles) {
      Labelling labelling = scheme.label(article, tree);
      if (article.title().isBlank() && article.abstractText().isBlank()) {
        leftOut.add(new LeftOut(index, article.pmid(), LeftOut.Reason.NO_TEXT));
      } else if (labelling instanceof Labelled labelled) {
        rows.add(
            new Row(
                article,
                ArticleIdentity.of(article),
                indices(labelled.labels(), scheme),
                indices(labelled.checkTagOnly(), scheme),
                labelled.isUncertainNegative()));
      } else if (labelling instanceof Unlabelled unlabelled) {
        LeftOut.Reason reason = LeftOut.Reason.of(unlabelled.reason());
        leftOut.add(new LeftOut(index, article.pmid(), reason));
      }
      index++;
    }
    return new Dataset(scheme, tree, rows, leftOut);
  }

  private static int[] indices(List<Label> labels, LabelScheme scheme) {
    return labels.isEmpty()
        ? NO_LABELS
        : labels.stream().mapToInt(label -> scheme.indexOf(label.id())).toArray();
  }

  /** Returns a data set of some rows of this one. */
  Dataset withRows(List<Row> some) {
    return new Dataset(scheme, tree, some, List.of());
  }

  List<Row> rows() {
    return rows;
  }

  /**
   * Returns the labels that articles can have.
   *
   * @return the scheme
   */
  public LabelScheme scheme() {
    return scheme;
  }

  /**
   * Returns the vocabulary that labels were taken from.
   *
   * @return the tree
   */
  public MeshTree tree() {
    return tree;
  }

  /**
   * Returns how many articles there are.
   *
   * @return 0 or more
   */
  public int size() {
    return rows.size();
  }

  /**
   * Counts the articles to which no label of the scheme applies, the negatives: all-zero rows of
   * targets.
   *
   * @return from 0 to {@link #size()}
   */
  public int negatives() {
    return (int) rows.stream().filter(row -> row.labels().length == 0).count();
  }

  /**
   * Counts the negatives that have headings which the vocabulary does not know: each may have had a
   * label under a heading that was renamed or misspelled. Where there are many, use the vocabulary
   * of the year of the headings.
   *
   * @return from 0 to {@link #negatives()}; in a scheme of free names, those that have identifiers
   *     without names among their headings
   */
  public int uncertainNegatives() {
    return (int) rows.stream().filter(Row::isUncertain).count();
  }

  /**
   * Says whether there is no article.
   *
   * @return whether {@link #size()} is 0
   */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * Returns the articles.
   *
   * @return a new list in the order of the data set, unmodifiable
   */
  public List<Article> articles() {
    return rows.stream().map(Row::article).toList();
  }

  /**
   * Returns an article.
   *
   * @param index its index, from 0
   * @return the article
   * @throws IndexOutOfBoundsException if there is no such article
   */
  public Article article(int index) {
    return rows.get(index).article();
  }

  /**
   * Returns the labels of an article.
   *
   * @param index the index of the article, from 0
   * @return its labels in the order of the scheme, unmodifiable; empty if the article is a negative
   * @throws IndexOutOfBoundsException if there is no such article
   */
  public List<Label> labels(int index) {
    return IntStream.of(rows.get(index).labels()).mapToObj(scheme.labels()::get).toList();
  }

  /**
   * Returns the labels of an article as the targets of a classifier.
   *
   * @param index the index of the article, from 0
   * @return a new array with one element for each label of the scheme, true at those it has
   * @throws IndexOutOfBoundsException if there is no such article
   */
  public boolean[] indicators(int index) {
    return indicators(rows.get(index).labels());
  }

  /**
   * Returns which labels an article has from check tags alone, as {@link Labelled#checkTagOnly()}
   * says; to evaluate without them, ignore these cells.
   *
   * @param index the index of the article, from 0
   * @return a new array with one element for each label of the scheme, true at those that the
   *     article would not have without its check tags
   * @throws IndexOutOfBoundsException if there is no such article
   */
  public boolean[] checkTagOnly(int index) {
    return indicators(rows.get(index).checkTagOnly());
  }

  private boolean[] indicators(int[] indices) {
    boolean[] indicators = new boolean[scheme.size()];
    for (int label : indices) {
      indicators[label] = true;
    }
    return indicators;
  }

  /**
   * Returns the articles that {@link #of} left out.
   *
   * @return them in their order, unmodifiable; empty for a data set made from another, as the parts
   *     of a split
   */
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  /**
   * Counts the articles that {@link #of} left out.
   *
   * @return how many for each reason that occurs, in the order of the reasons, unmodifiable
   */
  public Map<LeftOut.Reason, Integer> leftOutCounts() {
    Map<LeftOut.Reason, Integer> counts = new EnumMap<>(LeftOut.Reason.class);
    leftOut.forEach(article -> counts.merge(article.reason(), 1, Integer::sum));
    return Collections.unmodifiableMap(counts);
  }

  /**
   * Finds the articles that are the same, by PMID first and then, among what is left, by normalised
   * text, as {@link DuplicateGroup.MatchedBy} defines them. It takes linear time.
   *
   * @return the groups: those by PMID, then those by text, each in the order of their first
   *     articles; empty if all articles are different
   */
  public List<DuplicateGroup> duplicates() {
    return List.copyOf(Deduplication.of(rows).groups());
  }

  /**
   * Drops articles that are the same as an earlier one, as {@link #duplicates()} finds them. Do so
   * before splitting: a split keeps duplicates together, but a model learns them twice and is
   * judged by them twice. It takes linear time and, while it runs, 100 bytes an article.
   *
   * @return the articles that are left, in their order
   */
  public Dataset withoutDuplicates() {
    return withRows(Deduplication.of(rows).kept());
  }

  /** Returns the numbers of articles, of negatives if there are any, and of labels. */
  @Override
  public String toString() {
    int negatives = negatives();
    return "Dataset["
        + rows.size()
        + " articles, "
        + (negatives > 0 ? negatives + " of them negatives, " : "")
        + scheme.size()
        + " labels]";
  }

  /**
   * An article that a {@link Dataset} left out.
   *
   * <p>Immutable and thread-safe.
   *
   * @param index where it stood among the articles given, from 0
   * @param pmid its PubMed identifier, empty if it has none
   * @param reason why it was left out
   */
  public record LeftOut(int index, String pmid, Reason reason) {
    /**
     * Requires an index and non-null values.
     *
     * @param index where the article stood, from 0
     * @param pmid its PubMed identifier or an empty string
     * @param reason why it was left out
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if the index is negative
     */
    public LeftOut {
      Objects.requireNonNull(pmid, "pmid");
      Objects.requireNonNull(reason, "reason");
      if (index < 0) {
        throw new IllegalArgumentException("index must be at least 0, was " + index);
      }
    }

    /** Why an article cannot be learned from. */
    public enum Reason {
      /** Title and abstract are blank. */
      NO_TEXT("no text"),
      /**
       * The article is not indexed, or has no headings where labels come from the tree of MeSH. A
       * data set of free names keeps an indexed article without headings, as a negative.
       */
      NO_HEADINGS("no headings"),
      /**
       * No heading gives a label, and the vocabulary does not know at least one of them; in a
       * scheme of chosen labels, no other heading is known but check tags.
       */
      UNKNOWN_HEADINGS("no label, unknown headings"),
      /** All headings are known, and none belongs to a label of a scheme that is exhaustive. */
      OUTSIDE_SCHEME("all headings outside the scheme"),
      /** All headings are known, and none has a place in the tree, where labels are such places. */
      WITHOUT_ROOT("no heading with a place in the tree");

      private final String description;

      Reason(String description) {
        this.description = description;
      }

      /**
       * Returns why an article whose labels are not known is left out.
       *
       * @param reason why its labels are not known
       * @return the reason
       */
      public static Reason of(Labelling.Reason reason) {
        return switch (reason) {
          case NO_HEADINGS -> NO_HEADINGS;
          case UNKNOWN_HEADINGS -> UNKNOWN_HEADINGS;
          case OUTSIDE_SCHEME -> OUTSIDE_SCHEME;
          case WITHOUT_ROOT -> WITHOUT_ROOT;
        };
      }

      /** {@return the reason in a few words} */
      public String description() {
        return description;
      }
    }
  }

  /**
   * Articles of a {@link Dataset} that are the same.
   *
   * <p>Immutable and thread-safe.
   *
   * @param matchedBy by what they are the same
   * @param kept the first of them in the data set
   * @param dropped the others in their order, at least one
   * @param sameLabels whether all of them have the same labels; where not, one of them was indexed
   *     wrongly, or anew
   */
  public record DuplicateGroup(
      MatchedBy matchedBy, Article kept, List<Article> dropped, boolean sameLabels) {
    /**
     * Copies the list.
     *
     * @param matchedBy by what the articles are the same
     * @param kept the first of them
     * @param dropped the others
     * @param sameLabels whether all have the same labels
     * @throws NullPointerException if an argument or an article is null
     * @throws IllegalArgumentException if none is dropped
     */
    public DuplicateGroup {
      Objects.requireNonNull(matchedBy, "matchedBy");
      Objects.requireNonNull(kept, "kept");
      dropped = List.copyOf(dropped);
      if (dropped.isEmpty()) {
        throw new IllegalArgumentException("a group of duplicates needs two articles, had one");
      }
    }

    /**
     * By what two articles are the same.
     *
     * <p>Immutable and thread-safe.
     */
    public enum MatchedBy {
      /** Both have the same PubMed identifier. */
      PMID,
      /**
       * Title and abstract together are the same after normalisation: Unicode's form NFKC, case
       * folded without regard to language, format characters dropped, and every run of punctuation,
       * symbols and white space taken as one space. The brackets around translated titles are
       * punctuation and so make no difference. A text without letter and digit is the same as none.
       */
      TEXT
    }
  }
}
