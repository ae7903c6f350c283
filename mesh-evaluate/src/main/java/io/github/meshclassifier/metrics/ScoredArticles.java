package io.github.meshclassifier.metrics;

import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import java.util.Arrays;
import java.util.List;

/**
 * The expected labels and the scores of a set of articles: what a classifier said of articles whose
 * labels are known, before any threshold decides.
 *
 * <p>Everything that is measured or tuned starts here: {@link #evaluate} at thresholds, and the
 * metrics of {@link Metric}. A cell, one label of one article, may be <em>ignored</em>: it is then
 * neither right nor wrong, and no metric sees it. Labels that an article has from check tags alone
 * are ignored in this way to measure what is left.
 *
 * <p>Immutable and thread-safe. It takes 6 bytes a cell.
 */
public final class ScoredArticles {
  private final List<String> labels;
  private final int size;
  private final float[] scores;
  private final boolean[] expected;
  private final boolean[] ignored;

  private ScoredArticles(
      List<String> labels, int size, float[] scores, boolean[] expected, boolean[] ignored) {
    this.labels = labels;
    this.size = size;
    this.scores = scores;
    this.expected = expected;
    this.ignored = ignored;
  }

  /**
   * Starts a set.
   *
   * @param labels the ids of the labels in the order of the scores, at least one, distinct, none
   *     blank; copied
   * @return a builder without articles
   * @throws IllegalArgumentException if there is no label, or one is blank or given twice
   */
  public static Builder builder(List<String> labels) {
    return new Builder(List.copyOf(labels));
  }

  /**
   * Returns the ids of the labels.
   *
   * @return an unmodifiable list in the order of the scores
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * Returns the number of articles.
   *
   * @return 1 or more
   */
  public int size() {
    return size;
  }

  /**
   * Returns the score of a label.
   *
   * @param article the index of the article, from 0
   * @param label the index of the label, from 0
   * @return a probability in [0, 1]
   * @throws IndexOutOfBoundsException if there is no such article or label
   */
  public float score(int article, int label) {
    return scores[cell(article, label)];
  }

  /**
   * Returns whether an article has a label.
   *
   * @param article the index of the article, from 0
   * @param label the index of the label, from 0
   * @return whether it is expected
   * @throws IndexOutOfBoundsException if there is no such article or label
   */
  public boolean isExpected(int article, int label) {
    return expected[cell(article, label)];
  }

  /**
   * Returns whether a label of an article does not count.
   *
   * @param article the index of the article, from 0
   * @param label the index of the label, from 0
   * @return whether it is ignored
   * @throws IndexOutOfBoundsException if there is no such article or label
   */
  public boolean isIgnored(int article, int label) {
    return ignored[cell(article, label)];
  }

  /**
   * Decides at thresholds and counts. An ignored cell is no decision: it is in none of the four
   * counts of its label, not in the Hamming loss, and among neither the expected nor the predicted
   * labels of its article. A label that is ignored in all articles counts as one that is never
   * expected nor predicted.
   *
   * @param thresholds the thresholds, uniform or one for each label
   * @return the evaluation
   * @throws IllegalArgumentException if the thresholds do not fit the number of labels
   */
  public Evaluation evaluate(Thresholds thresholds) {
    Evaluation.Builder builder = Evaluation.builder(labels, thresholds);
    int width = labels.size();
    boolean[] rowExpected = new boolean[width];
    boolean[] rowIgnored = new boolean[width];
    float[] rowScores = new float[width];
    for (int article = 0; article < size; article++) {
      System.arraycopy(expected, article * width, rowExpected, 0, width);
      System.arraycopy(ignored, article * width, rowIgnored, 0, width);
      System.arraycopy(scores, article * width, rowScores, 0, width);
      builder.add(rowExpected, rowScores, rowIgnored);
    }
    return builder.build();
  }

  /**
   * Returns some of the articles, as a resample or a fold of them.
   *
   * @param articles the indices of articles, from 0, in any order, also repeatedly; at least one
   * @return a set of them in that order
   * @throws IllegalArgumentException if there is no index, or there are more than a set can hold
   * @throws IndexOutOfBoundsException if there is no such article
   */
  public ScoredArticles select(int[] articles) {
    if (articles.length == 0) {
      throw new IllegalArgumentException("a selection needs at least one article, found none");
    }
    int width = labels.size();
    if ((long) articles.length * width > Builder.MAX_CELLS) {
      throw new IllegalArgumentException(
          "a selection is at most "
              + Builder.MAX_CELLS / width
              + " articles of "
              + width
              + " labels, was "
              + articles.length);
    }
    float[] selectedScores = new float[articles.length * width];
    boolean[] selectedExpected = new boolean[articles.length * width];
    boolean[] selectedIgnored = new boolean[articles.length * width];
    for (int i = 0; i < articles.length; i++) {
      int from = cell(articles[i], 0);
      System.arraycopy(scores, from, selectedScores, i * width, width);
      System.arraycopy(expected, from, selectedExpected, i * width, width);
      System.arraycopy(ignored, from, selectedIgnored, i * width, width);
    }
    return new ScoredArticles(
        labels, articles.length, selectedScores, selectedExpected, selectedIgnored);
  }

  /**
   * Ignores the labels that articles have from check tags alone, such as Humans, so that what a
   * classifier reaches without them can be measured.
   *
   * @param articles the articles of these scores in their order
   * @return the same scores, with those cells ignored, and only those, that {@link
   *     Dataset#checkTagOnly} names
   * @throws IllegalArgumentException if the number of articles, the labels, or the expected labels
   *     are not those of the data set
   */
  public ScoredArticles withoutCheckTags(Dataset articles) {
    List<String> ids = articles.scheme().labels().stream().map(Label::id).toList();
    if (size != articles.size() || !labels.equals(ids)) {
      throw new IllegalArgumentException(
          "expected the scores of "
              + articles.size()
              + " articles with the labels "
              + ids
              + ", were of "
              + size
              + " with "
              + labels);
    }
    int width = labels.size();
    boolean[] ignoredCells = new boolean[ignored.length];
    for (int article = 0; article < size; article++) {
      boolean[] row = articles.indicators(article);
      for (int label = 0; label < width; label++) {
        if (isExpected(article, label) != row[label]) {
          throw new IllegalArgumentException(
              "the scores are of other articles: label "
                  + Printable.quote(ids.get(label))
                  + " of article "
                  + article
                  + " (from 0) should be "
                  + (row[label] ? "expected" : "not expected"));
        }
      }
      System.arraycopy(articles.checkTagOnly(article), 0, ignoredCells, article * width, width);
    }
    return new ScoredArticles(labels, size, scores, expected, ignoredCells);
  }

  private int cell(int article, int label) {
    if (article < 0 || article >= size || label < 0 || label >= labels.size()) {
      throw new IndexOutOfBoundsException(
          "article "
              + article
              + ", label "
              + label
              + ", expected an article below "
              + size
              + " and a label below "
              + labels.size());
    }
    return article * labels.size() + label;
  }

  /** Returns the numbers of articles and labels. */
  @Override
  public String toString() {
    return "ScoredArticles[" + size + " articles, " + labels.size() + " labels]";
  }

  /**
   * Collects articles.
   *
   * <p>Not thread-safe; one per thread. A set holds at most 2,147,483,639 cells.
   */
  public static final class Builder {
    private static final int MAX_CELLS = Integer.MAX_VALUE - 8;

    private final RowCheck check;
    private int size;
    private float[] scores = new float[0];
    private boolean[] expected = new boolean[0];
    private boolean[] ignored = new boolean[0];

    private Builder(List<String> labels) {
      this.check = new RowCheck(labels);
    }

    /**
     * Adds an article none of whose labels is ignored. One that is refused leaves the builder as it
     * was.
     *
     * @param expected for each label in order, whether the article has it; copied
     * @param scores for each label in order, its score, a probability in [0, 1]; copied
     * @return this builder
     * @throws IllegalArgumentException if there are more or fewer values than labels, or a score is
     *     NaN or outside [0, 1]; the message names the article, counted from 1, and the label
     * @throws IllegalStateException if the set is full
     */
    public Builder add(boolean[] expected, float[] scores) {
      return add(expected, scores, new boolean[check.labels().size()]);
    }

    /**
     * Adds an article. One that is refused leaves the builder as it was.
     *
     * @param expected for each label in order, whether the article has it; copied
     * @param scores for each label in order, its score, a probability in [0, 1] also where it is
     *     ignored; copied
     * @param ignored for each label in order, whether it does not count; copied
     * @return this builder
     * @throws IllegalArgumentException if there are more or fewer values than labels, or a score is
     *     NaN or outside [0, 1]; the message names the article, counted from 1, and the label
     * @throws IllegalStateException if the set is full
     */
    public Builder add(boolean[] expected, float[] scores, boolean[] ignored) {
      check.check(size + 1L, expected, scores, ignored);
      int width = check.labels().size();
      long cells = (size + 1L) * width;
      if (cells > MAX_CELLS) {
        throw new IllegalStateException(
            "scored articles are at most "
                + MAX_CELLS / width
                + " of "
                + width
                + " labels; count more of them with Evaluation.builder, which keeps no scores");
      }
      if (cells > this.scores.length) {
        resize((int) Math.min(MAX_CELLS, Math.max(2 * cells, 64)));
      }
      System.arraycopy(expected, 0, this.expected, size * width, width);
      System.arraycopy(scores, 0, this.scores, size * width, width);
      System.arraycopy(ignored, 0, this.ignored, size * width, width);
      size++;
      return this;
    }

    private void resize(int cells) {
      expected = Arrays.copyOf(expected, cells);
      scores = Arrays.copyOf(scores, cells);
      ignored = Arrays.copyOf(ignored, cells);
    }

    /**
     * Makes the set. The builder does not change and can take more articles.
     *
     * @return the articles added, in their order
     * @throws IllegalStateException if no article was added
     */
    public ScoredArticles build() {
      if (size == 0) {
        throw new IllegalStateException("scored articles need at least one article, found none");
      }
      int cells = size * check.labels().size();
      return new ScoredArticles(
          check.labels(),
          size,
          Arrays.copyOf(scores, cells),
          Arrays.copyOf(expected, cells),
          Arrays.copyOf(ignored, cells));
    }
  }
}
