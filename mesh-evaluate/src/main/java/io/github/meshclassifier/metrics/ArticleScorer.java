package io.github.meshclassifier.metrics;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the probability of each label of an article.
 *
 * <p>Thread-safe; implementations give an article the same scores whatever others are scored with
 * it or at the same time.
 */
public interface ArticleScorer {

  /**
   * Returns the labels.
   *
   * @return the scheme whose labels have a score each, in that order
   */
  LabelScheme scheme();

  /**
   * Scores articles.
   *
   * @param articles the articles; their headings are not read
   * @return for each article in order, for each label in the order of {@link #scheme()}, its
   *     probability in [0, 1]; new arrays
   */
  float[][] score(List<Article> articles);

  /**
   * Scores articles whose labels are known: what metrics, tuning, reports and comparisons start
   * from. Some hundred articles are in memory at a time.
   *
   * @param articles the articles with their headings, read once
   * @param tree the vocabulary of the headings
   * @return the expected labels, none for a negative, and the scores in the order of the articles;
   *     no cell is ignored
   * @throws IllegalArgumentException if there is no article, or the labels of one are not known;
   *     {@link io.github.meshclassifier.dataset.Dataset} leaves such articles out
   */
  default ScoredArticles scoreAll(Iterable<Article> articles, MeshTree tree) {
    ScoredArticles.Builder scored =
        ScoredArticles.builder(scheme().labels().stream().map(Label::id).toList());
    int chunkSize = 256;
    List<Article> chunk = new ArrayList<>(chunkSize);
    List<boolean[]> expected = new ArrayList<>(chunkSize);
    boolean any = false;
    for (Article article : articles) {
      any = true;
      expected.add(expected(article, scheme(), tree));
      chunk.add(article);
      if (chunk.size() == chunkSize) {
        move(score(chunk), expected, scored);
        chunk.clear();
      }
    }
    if (!any) {
      throw new IllegalArgumentException("there is no article to score, expected at least one");
    }
    move(score(chunk), expected, scored);
    return scored.build();
  }

  private static boolean[] expected(Article article, LabelScheme scheme, MeshTree tree) {
    Labelling labelling = scheme.label(article, tree);
    if (labelling instanceof Unlabelled unlabelled) {
      throw new IllegalArgumentException(
          "the article with PMID "
              + Printable.quote(article.pmid())
              + " has no known labels to compare with: "
              + unlabelled.reason()
              + ". Dataset leaves such articles out");
    }
    return scheme.indicators(((Labelled) labelling).labels());
  }

  private static void move(
      float[][] scores, List<boolean[]> expected, ScoredArticles.Builder scored) {
    for (int i = 0; i < scores.length; i++) {
      scored.add(expected.get(i), scores[i]);
    }
    expected.clear();
  }
}
