package io.github.meshclassifier.infer;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.message.Printable;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What became of one of many articles: a prediction, or the reason why there is none.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java; {@link #asMap} is what to write as JSON.
 */
public final class ArticleResult implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The place of the article in the list or stream, from 0. */
  private final long index;

  /** The article as it was given. */
  private final Article article;

  /** Which model was asked. */
  private final ModelIdentity model;

  /** What the model says, null if it could not read the article. */
  private final @Nullable Prediction prediction;

  /** Why it could not, null if it could. */
  private final @Nullable String problem;

  private ArticleResult(
      long index,
      Article article,
      ModelIdentity model,
      @Nullable Prediction prediction,
      @Nullable String problem) {
    this.index = index;
    this.article = Objects.requireNonNull(article, "article");
    this.model = Objects.requireNonNull(model, "model");
    this.prediction = prediction;
    this.problem = problem;
  }

  /**
   * Makes the result of an article, as a test double of a classifier does.
   *
   * @param index the place of the article in the list or stream, from 0
   * @param article the article
   * @param model which model was asked
   * @param prediction what it says
   * @return the result
   */
  public static ArticleResult of(
      long index, Article article, ModelIdentity model, Prediction prediction) {
    return new ArticleResult(
        index, article, model, Objects.requireNonNull(prediction, "prediction"), null);
  }

  /**
   * Makes the result of an article that could not be read, as a test double of a classifier does.
   *
   * @param index the place of the article in the list or stream, from 0
   * @param article the article
   * @param model which model was asked
   * @param problem what is wrong with the article, a clause without a full stop
   * @return the result
   */
  public static ArticleResult withoutPrediction(
      long index, Article article, ModelIdentity model, String problem) {
    return new ArticleResult(
        index, article, model, null, Objects.requireNonNull(problem, "problem"));
  }

  /**
   * Returns where the article was.
   *
   * @return its place in the list or stream, from 0; articles that were left out count
   */
  public long index() {
    return index;
  }

  /**
   * Returns the article.
   *
   * @return the article as it was given, with its PMID
   */
  public Article article() {
    return article;
  }

  /**
   * Returns which model was asked.
   *
   * @return the classifier's {@link ArticleClassifier#identity}
   */
  public ModelIdentity model() {
    return model;
  }

  /**
   * Returns whether there is a prediction.
   *
   * @return false if there is a {@link #problem} in its place
   */
  public boolean isPredicted() {
    return prediction != null;
  }

  /**
   * Returns what the model says of the article.
   *
   * @return the prediction
   * @throws NoSuchElementException if there is none; the message says of which article, and why
   */
  public Prediction prediction() {
    if (prediction == null) {
      throw new NoSuchElementException(describe(index, article, String.valueOf(problem)));
    }
    return prediction;
  }

  /**
   * Returns why there is no prediction.
   *
   * @return what is wrong with the article, a clause without a full stop; empty if there is a
   *     prediction
   */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** Says which of many articles has a problem. */
  static String describe(long index, Article article, String problem) {
    return "article "
        + index
        + " (from 0, PMID "
        + Printable.quote(article.pmid())
        + ") has no prediction: "
        + problem;
  }

  /**
   * Returns what any JSON library can write. The keys and what they hold stay the same in all
   * versions of the library; there may be more of them.
   *
   * @return a new map with {@code index}; {@code pmid}, which may be empty; {@code model}, a map
   *     with {@code name}, {@code version} and {@code sha256}; and either {@code problem} or what
   *     {@link Prediction#asMap} has
   */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("index", index);
    map.put("pmid", article.pmid());
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("name", model.name());
    identity.put("version", model.version());
    identity.put("sha256", model.sha256());
    map.put("model", identity);
    if (prediction != null) {
      map.putAll(prediction.asMap());
    } else {
      map.put("problem", String.valueOf(problem));
    }
    return map;
  }

  /** Compares all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArticleResult that
        && index == that.index
        && article.equals(that.article)
        && model.equals(that.model)
        && Objects.equals(prediction, that.prediction)
        && Objects.equals(problem, that.problem);
  }

  @Override
  public int hashCode() {
    return Objects.hash(index, article, model, prediction, problem);
  }

  /** Returns all but the article's text. */
  @Override
  public String toString() {
    return "ArticleResult" + asMap();
  }

  /**
   * What becomes of an article that cannot be read: one without title and abstract, or one that is
   * too long for {@link TextOverflow#REJECT}.
   *
   * <p>Immutable; thread-safe if the consumer of the report is.
   */
  public static final class OnProblem {
    private static final OnProblem KEEP = new OnProblem(result -> true);
    private static final OnProblem FAIL =
        new OnProblem(
            result -> {
              if (result.problem != null) {
                throw new IllegalArgumentException(
                    describe(result.index, result.article, result.problem));
              }
              return true;
            });

    private final Predicate<ArticleResult> kept;

    private OnProblem(Predicate<ArticleResult> kept) {
      this.kept = kept;
    }

    /**
     * Keeps it: its result says what the {@linkplain ArticleResult#problem problem} is. The
     * default.
     *
     * @return the policy
     */
    public static OnProblem keep() {
      return KEEP;
    }

    /**
     * Leaves it out and reports it.
     *
     * @param report receives the result of each article that is left out, on the thread that
     *     receives the other results and in their order
     * @return the policy
     */
    public static OnProblem skip(Consumer<? super ArticleResult> report) {
      Objects.requireNonNull(report, "report");
      return new OnProblem(
          result -> {
            if (!result.isPredicted()) {
              report.accept(result);
            }
            return result.isPredicted();
          });
    }

    /**
     * Ends the list or stream at its place, with an {@link IllegalArgumentException} that says
     * which article it is and what is wrong.
     *
     * @return the policy
     */
    public static OnProblem fail() {
      return FAIL;
    }

    boolean keeps(ArticleResult result) {
      return kept.test(result);
    }
  }
}
