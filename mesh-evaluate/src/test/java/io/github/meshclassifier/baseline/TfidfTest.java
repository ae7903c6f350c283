package io.github.meshclassifier.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TfidfTest {
  private static final List<Article> ARTICLES =
      List.of(
          Article.of("Heart failure", "Heart failure in rats. Rats."),
          Article.of("Rats", "in failure"),
          Article.of("Kidney", "kidney"));

  private static TermCounter counter(List<Article> articles) {
    TermCounter counter = new TermCounter();
    articles.forEach(counter::add);
    return counter;
  }

  /** Returns the value of each of some terms in an article, without those that have none. */
  private static Map<String, Double> vector(Tfidf tfidf, Article article, String... terms) {
    SparseRows rows = new SparseRows(tfidf.termCount());
    tfidf.addRow(article, rows);
    Map<String, Double> values = new TreeMap<>();
    for (String term : terms) {
      double[] product = new double[1];
      double[] unit = new double[tfidf.termCount()];
      int column = tfidf.column(term.split(" ", -1));
      if (column >= 0) {
        unit[column] = 1;
        rows.times(unit, 0, product);
        values.put(term, product[0]);
      }
    }
    return values;
  }

  @Test
  void choose_wordsAndPairs_takesThoseFrequentEnough() {
    Tfidf tfidf = counter(ARTICLES).choose(1, 100, true);
    // failure, heart, in, kidney, rats; heart failure, failure in, in rats, rats rats, in failure.
    // The end of a title parts words: there is no "failure heart", "rats in" or "kidney kidney".
    assertThat(tfidf.termCount()).isEqualTo(10);
    assertThat(tfidf.column("heart", "failure")).isNotNegative();
    assertThat(tfidf.column("failure", "heart")).isNegative();
    assertThat(tfidf.column("rats", "in")).isNegative();

    Tfidf frequent = counter(ARTICLES).choose(2, 100, true);
    assertThat(frequent.termCount()).isEqualTo(3);
    assertThat(frequent.column("failure")).isNotNegative();
    assertThat(frequent.column("in")).isNotNegative();
    assertThat(frequent.column("rats")).isNotNegative();
    assertThat(counter(ARTICLES).choose(1, 100, false).termCount()).isEqualTo(5);
  }

  @Test
  void choose_moreTermsThanAllowed_takesMostFrequentThenFirstInAlphabet() {
    Tfidf tfidf = counter(ARTICLES).choose(1, 4, true);
    assertThat(tfidf.termCount()).isEqualTo(4);
    assertThat(tfidf.column("failure")).isZero();
    assertThat(tfidf.column("in")).isEqualTo(1);
    assertThat(tfidf.column("rats")).isEqualTo(2);
    assertThat(tfidf.column("failure", "in")).isEqualTo(3);
  }

  @Test
  void choose_reorderedArticles_isTheSame() {
    Tfidf one = counter(ARTICLES).choose(1, 7, true);
    Tfidf other =
        counter(List.of(ARTICLES.get(2), ARTICLES.get(1), ARTICLES.get(0))).choose(1, 7, true);
    String[] terms = {"failure", "heart", "in", "kidney", "rats", "heart failure", "in rats"};
    for (Article article : ARTICLES) {
      assertThat(vector(other, article, terms)).isEqualTo(vector(one, article, terms));
    }
  }

  @Test
  void addRow_article_hasValuesOfFormulaAtLengthOne() {
    Tfidf tfidf = counter(ARTICLES).choose(1, 100, false);
    Map<String, Double> values =
        vector(tfidf, ARTICLES.get(0), "heart", "failure", "in", "rats", "kidney");
    // Of three articles one has heart and two have each of the others.
    double rare = 1 + Math.log(4 / 2.0);
    double common = 1 + Math.log(4 / 3.0);
    double heart = (1 + Math.log(2)) * rare;
    double twice = (1 + Math.log(2)) * common;
    double length = Math.sqrt(heart * heart + 2 * twice * twice + common * common);
    assertThat(values.get("heart")).isCloseTo(heart / length, within(1e-7));
    assertThat(values.get("failure")).isCloseTo(twice / length, within(1e-7));
    assertThat(values.get("rats")).isCloseTo(twice / length, within(1e-7));
    assertThat(values.get("in")).isCloseTo(common / length, within(1e-7));
    assertThat(values.get("kidney")).isZero();
  }

  @Test
  void addRow_unknownWords_haveNoValueAndPartPairs() {
    Tfidf tfidf = counter(ARTICLES).choose(1, 100, true);
    Map<String, Double> values =
        vector(tfidf, Article.of("", "Heart unheard failure"), "heart", "failure", "heart failure");
    double rare = 1 + Math.log(4 / 2.0);
    double common = 1 + Math.log(4 / 3.0);
    double length = Math.sqrt(rare * rare + common * common);
    assertThat(values.get("heart")).isCloseTo(rare / length, within(1e-7));
    assertThat(values.get("failure")).isCloseTo(common / length, within(1e-7));
    assertThat(values.get("heart failure")).isZero();
    assertThat(vector(tfidf, Article.of("", "Nothing known"), "heart").get("heart")).isZero();
  }

  @Test
  void addRows_ofTraining_areThoseOfTheirTexts() {
    TermCounter counter = counter(ARTICLES);
    Tfidf tfidf = counter.choose(1, 100, true);
    SparseRows counted = new SparseRows(tfidf.termCount());
    counter.addRows(tfidf, counted);
    SparseRows read = new SparseRows(tfidf.termCount());
    ARTICLES.forEach(article -> tfidf.addRow(article, read));
    double[] weights = new double[tfidf.termCount()];
    Arrays.setAll(weights, term -> Math.sin(term + 1.0));
    double[] ofCounted = new double[3];
    double[] ofRead = new double[3];
    counted.times(weights, 0.5, ofCounted);
    read.times(weights, 0.5, ofRead);
    assertThat(ofCounted).isEqualTo(ofRead);
  }
}
