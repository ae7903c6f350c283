package io.github.meshclassifier.report;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is known of the labels of a set of articles before anything is learned from them: which
 * headings became no label, how often each label occurs and with which others, and how much of it
 * comes from check tags.
 *
 * <p>Immutable and thread-safe.
 *
 * <p>Labels are counted over the articles that have a text and whose labels are known, negatives
 * included, as {@link io.github.meshclassifier.label.Labelling} tells them from articles that could
 * not be mapped; headings are counted over all articles. A heading that two articles have counts
 * twice.
 */
public final class LabelAudit {
  private final LabelTally tally;
  private final int articles;
  private final Map<Dataset.LeftOut.Reason, Integer> leftOut;
  private final List<LabelCount> labels;
  private final TextLengths lengths;

  private LabelAudit(LabelTally tally, Map<Dataset.LeftOut.Reason, Integer> leftOut, int articles) {
    this.tally = tally;
    this.articles = articles;
    Map<Dataset.LeftOut.Reason, Integer> copy = new EnumMap<>(Dataset.LeftOut.Reason.class);
    copy.putAll(leftOut);
    this.leftOut = Collections.unmodifiableMap(copy);
    List<Label> all = tally.scheme.labels();
    labels =
        IntStream.range(0, all.size())
            .mapToObj(
                i ->
                    new LabelCount(
                        all.get(i), tally.byLabel[i], tally.checkTagOnly[i], tally.labelled))
            .toList();
    lengths =
        new TextLengths(
            tally.lengthPercentile(0.5),
            tally.lengthPercentile(0.9),
            tally.lengthPercentile(0.95),
            tally.lengthPercentile(1));
  }

  /**
   * Audits articles as a source has them. One of them is in memory at a time; beside it, an audit
   * takes memory for the different headings and sets of labels, and 2 m² bytes for the m labels
   * that occur.
   *
   * @param articles the articles, iterated once
   * @param scheme the labels
   * @param tree the vocabulary that labels are taken from
   * @return the audit, also of no articles
   * @throws IllegalArgumentException if labels are tree numbers or descriptors that the tree does
   *     not have
   * @throws java.io.UncheckedIOException if the articles come from a reader, which fails
   */
  public static LabelAudit of(Iterable<Article> articles, LabelScheme scheme, MeshTree tree) {
    Objects.requireNonNull(scheme, "scheme");
    LabelTally tally = new LabelTally(scheme, Objects.requireNonNull(tree, "tree"));
    articles.forEach(tally::add);
    return new LabelAudit(tally, tally.leftOut, tally.articles);
  }

  /**
   * Audits a data set. The articles it {@linkplain Dataset#leftOut() left out} are counted, but
   * their headings are not known any more; {@link #of(Iterable, LabelScheme, MeshTree)} sees them
   * too.
   *
   * @param dataset the articles
   * @return the audit
   */
  public static LabelAudit of(Dataset dataset) {
    LabelTally tally = new LabelTally(dataset.scheme(), dataset.tree());
    dataset.articles().forEach(tally::add);
    return new LabelAudit(
        tally, dataset.leftOutCounts(), dataset.size() + dataset.leftOut().size());
  }

  /**
   * How often a label occurs.
   *
   * <p>Immutable and thread-safe.
   *
   * @param label the label
   * @param articles how many articles have it
   * @param checkTagOnly how many of these have it from check tags alone
   * @param labelled how many articles there are whose labels are known
   */
  public record LabelCount(Label label, int articles, int checkTagOnly, int labelled) {
    /**
     * Requires counts of parts and wholes.
     *
     * @param label the label
     * @param articles how many articles have it
     * @param checkTagOnly how many of these have it from check tags alone
     * @param labelled how many articles there are whose labels are known
     * @throws NullPointerException if the label is null
     * @throws IllegalArgumentException unless 0 &le; checkTagOnly &le; articles &le; labelled
     */
    public LabelCount {
      Objects.requireNonNull(label, "label");
      if (checkTagOnly < 0 || articles < checkTagOnly || labelled < articles) {
        throw new IllegalArgumentException(
            "counts must ascend from 0: check tags alone "
                + checkTagOnly
                + ", articles "
                + articles
                + ", labelled "
                + labelled);
      }
    }

    /**
     * Returns the share of the labelled articles, negatives included, that have the label.
     *
     * @return a number in [0, 1], 0 if there are none
     */
    public double prevalence() {
      return ratio(articles, labelled);
    }

    /**
     * Returns the share of the articles with the label that have it from check tags alone.
     *
     * @return a number in [0, 1], 0 if there are none
     */
    public double checkTagShare() {
      return ratio(checkTagOnly, articles);
    }
  }

  /**
   * How often a heading occurs.
   *
   * <p>Immutable and thread-safe.
   *
   * @param heading its name as articles have it, or its identifier where they have that alone
   * @param count how many articles have it, at least 1
   */
  public record HeadingCount(String heading, int count) {}

  /**
   * How long texts are, in words separated by white space, title and abstract together. A
   * percentile is the least length that this share of the articles does not exceed.
   *
   * <p>Immutable and thread-safe.
   *
   * @param median half of the articles are no longer
   * @param percentile90 nine of ten articles are no longer
   * @param percentile95 19 of 20 articles are no longer
   * @param longest no article is longer
   */
  public record TextLengths(int median, int percentile90, int percentile95, int longest) {}

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /**
   * Returns the labels that articles can have.
   *
   * @return the scheme
   */
  public LabelScheme scheme() {
    return tally.scheme;
  }

  /**
   * Returns how many articles there are, with labels and without.
   *
   * @return 0 or more
   */
  public int articles() {
    return articles;
  }

  /**
   * Returns how many articles have a text and known labels, even if none applies.
   *
   * @return 0 or more
   */
  public int labelled() {
    return tally.labelled;
  }

  /**
   * Returns how many of the {@link #labelled()} articles are negatives: no label of the scheme
   * applies to them.
   *
   * @return 0 or more
   */
  public int negatives() {
    return tally.negatives;
  }

  /**
   * Returns how many of the {@link #negatives()} have headings that the vocabulary does not know,
   * so that a label may have been missed.
   *
   * @return 0 or more; in a scheme of free names, those that have identifiers without names among
   *     their headings
   */
  public int uncertainNegatives() {
    return tally.uncertainNegatives;
  }

  /**
   * Returns how many articles cannot be learned from.
   *
   * @return the number for each reason that occurs, in the order of the reasons, unmodifiable
   */
  public Map<Dataset.LeftOut.Reason, Integer> leftOut() {
    return leftOut;
  }

  /**
   * Returns how often each label occurs.
   *
   * @return one count for each label of the scheme, in its order, unmodifiable
   */
  public List<LabelCount> labels() {
    return labels;
  }

  /**
   * Returns the share of all labels of all articles that come from check tags alone.
   *
   * @return a number in [0, 1], 0 if there is no label
   */
  public double checkTagShare() {
    return ratio(
        labels.stream().mapToLong(LabelCount::checkTagOnly).sum(),
        labels.stream().mapToLong(LabelCount::articles).sum());
  }

  /**
   * Returns how many articles have so many labels.
   *
   * @return the number of articles by the number of labels that they have, 0 for negatives,
   *     ascending; without those that no article has, unmodifiable
   */
  public Map<Integer, Integer> labelsPerArticle() {
    return Collections.unmodifiableMap(new TreeMap<>(tally.labelsPerArticle));
  }

  /**
   * Returns how many labels an article has on average, negatives included.
   *
   * @return the mean, also called label cardinality; 0 if no article has any
   */
  public double meanLabels() {
    return ratio(labels.stream().mapToLong(LabelCount::articles).sum(), labelled());
  }

  /**
   * Returns how many different sets of labels occur, that of negatives included.
   *
   * @return 0 or more
   */
  public int distinctLabelSets() {
    return tally.labelSets.size();
  }

  /**
   * Returns how many articles have two labels.
   *
   * @param first the index of a label in the scheme, from 0
   * @param second the index of another, or of the same
   * @return the number of articles with both
   * @throws IndexOutOfBoundsException if there is no such label
   */
  public int coOccurrences(int first, int second) {
    Objects.checkIndex(first, labels.size());
    return tally.together(first, Objects.checkIndex(second, labels.size()));
  }

  /**
   * Returns the share of the articles with one label that have another one too.
   *
   * @param given the index of a label in the scheme, from 0
   * @param other the index of another, or of the same
   * @return P(other | given) in [0, 1], 0 if no article has the given label
   * @throws IndexOutOfBoundsException if there is no such label
   */
  public double conditional(int given, int other) {
    return ratio(coOccurrences(given, other), labels.get(given).articles());
  }

  /**
   * Returns how many headings all articles have together.
   *
   * @return 0 or more
   */
  public long headings() {
    return tally.headingCount;
  }

  /**
   * Returns how many different headings there are.
   *
   * @return 0 or more
   */
  public int distinctHeadings() {
    return tally.headings.size();
  }

  /**
   * Returns the headings that the vocabulary does not know.
   *
   * @return the most frequent first, of equally frequent ones in the order of their names; in a
   *     scheme of free names, those that have an identifier and no name
   */
  public List<HeadingCount> unknownHeadings() {
    return LabelTally.mostFrequentFirst(tally.unknown);
  }

  /**
   * Returns the headings that are known and have no place in the tree, as Female and Male.
   *
   * @return the most frequent first, of equally frequent ones in the order of their names
   */
  public List<HeadingCount> headingsWithoutPlace() {
    return LabelTally.mostFrequentFirst(tally.withoutRoot);
  }

  /**
   * Returns the headings that are known and belong to no label of the scheme.
   *
   * @return the most frequent first, of equally frequent ones in the order of their names
   */
  public List<HeadingCount> headingsOutsideScheme() {
    return LabelTally.mostFrequentFirst(tally.outsideScheme);
  }

  /**
   * Returns how often a heading belonged to no label, by the categories it is in: K and V in the
   * scheme of fourteen roots.
   *
   * @return the number for each root that occurs, in the order of the roots, unmodifiable; a
   *     heading in two categories counts for both; empty in a scheme of free names
   */
  public Map<MeshRoot, Integer> outsideSchemeByRoot() {
    return Collections.unmodifiableMap(tally.outsideByRoot);
  }

  /**
   * Returns how long the texts of the labelled articles are.
   *
   * @return lengths in words
   */
  public TextLengths textLengths() {
    return lengths;
  }

  /**
   * Writes the audit as Markdown: the numbers of articles, a table of the labels, how many an
   * article has, which occur together, and the headings that became none. Of long lists it has the
   * beginning.
   *
   * @return the text, with a heading of the first level
   */
  public String toMarkdown() {
    return LabelAuditReport.markdown(this);
  }

  /**
   * Draws how often each label occurs, and how much of it comes from check tags, above how often it
   * occurs with each other one. Of more than 40 labels it has the most frequent.
   *
   * @return an SVG document
   */
  public String toSvg() {
    return LabelAuditPicture.draw(this).toString();
  }

  /** Returns the numbers of articles and labels. */
  @Override
  public String toString() {
    return "LabelAudit[" + labelled() + " of " + articles + " articles labelled]";
  }
}
