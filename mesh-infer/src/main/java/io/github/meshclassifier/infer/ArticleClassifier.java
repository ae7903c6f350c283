package io.github.meshclassifier.infer;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.infer.ArticleResult.OnProblem;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.InferenceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/**
 * Says which categories articles belong to. Code that classifies articles should depend on this
 * interface: tests can then use a double of {@link MeshClassifier}, and applications a proxy.
 *
 * <p>{@code predict} takes one text, {@link #predictAll} a list and {@link #predictStream} more
 * than memory holds. All decide by the same {@link #thresholds}; {@link #withProfile} gives a
 * classifier of the same model that decides by others.
 *
 * <p>Thread-safe, implementations too. Later versions may add methods, which will have a default
 * implementation.
 */
public interface ArticleClassifier {
  /**
   * Classifies a text.
   *
   * @param text a title, an abstract, or both; at least one character that is not white space
   * @return the scores of all labels
   * @throws IllegalArgumentException if the text is blank, or too long for {@link
   *     TextOverflow#REJECT}
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  default Prediction predict(String text) {
    return predict(Article.of("", text));
  }

  /**
   * Classifies a title and an abstract, joined as the model's training texts were.
   *
   * @param title the title, which may be empty
   * @param abstractText the abstract, which may be empty
   * @return the scores of all labels
   * @throws IllegalArgumentException if both are blank, or too long for {@link TextOverflow#REJECT}
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  default Prediction predict(String title, String abstractText) {
    return predict(Article.of(title, abstractText));
  }

  /**
   * Classifies the title and the abstract of an article; its headings are not used.
   *
   * @param article the article
   * @return the scores of all labels
   * @throws IllegalArgumentException if title and abstract are blank, or too long for {@link
   *     TextOverflow#REJECT}
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  Prediction predict(Article article);

  /**
   * Classifies many articles, which is faster than one after the other. An article that cannot be
   * read has a result that says why.
   *
   * @param articles the articles; may be empty
   * @return one result for each, in their order; each prediction as {@link #predict(Article)} gives
   *     it, up to rounding; unmodifiable
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  default List<ArticleResult> predictAll(List<Article> articles) {
    return predictAll(articles, OnProblem.keep());
  }

  /**
   * Classifies many articles, which is faster than one after the other.
   *
   * @param articles the articles; may be empty
   * @param onProblem what becomes of an article that cannot be read
   * @return the results in the order of the articles; unmodifiable
   * @throws IllegalArgumentException if an article cannot be read and the policy is {@link
   *     OnProblem#fail}
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  List<ArticleResult> predictAll(List<Article> articles, OnProblem onProblem);

  /**
   * Classifies articles while they come, for more of them than memory holds, as {@link
   * #predictStream(Stream, OnProblem)} does. An article that cannot be read has a result that says
   * why.
   *
   * @param articles the articles; closed with the result
   * @return one result for each, in their order
   */
  default Stream<ArticleResult> predictStream(Stream<Article> articles) {
    return predictStream(articles, OnProblem.keep());
  }

  /**
   * Classifies articles while they come, for more of them than memory holds.
   *
   * <p>Articles are read when results are asked for, up to 512 of them ahead, and tokenized while
   * those before are computed. What the stream of articles throws is thrown after the results of
   * the articles before it, as when a reader meets a damaged place of its file.
   *
   * @param articles the articles; closed with the result
   * @param onProblem what becomes of an article that cannot be read
   * @return the results in the order of the articles, each prediction as {@link #predict(Article)}
   *     gives it up to rounding; sequential, for one thread at a time. It throws {@link
   *     IllegalArgumentException} for an article that cannot be read if the policy is {@link
   *     OnProblem#fail}, {@link IllegalStateException} if the classifier is closed, {@link
   *     InferenceException} if the native engine fails and {@link CancellationException} if the
   *     thread is interrupted
   */
  Stream<ArticleResult> predictStream(Stream<Article> articles, OnProblem onProblem);

  /**
   * Classifies an article without waiting for it: the same as {@link #predictAsync(Article,
   * Duration)} without a limit of time.
   *
   * @param article the article
   * @return a future of its prediction
   * @throws IllegalArgumentException if title and abstract are blank, or too long for {@link
   *     TextOverflow#REJECT}
   * @throws IllegalStateException if the classifier is closed
   * @throws RejectedExecutionException if as many texts wait as {@link
   *     MeshClassifier.Builder#queueCapacity} allows
   */
  CompletableFuture<Prediction> predictAsync(Article article);

  /**
   * Classifies an article without waiting for it.
   *
   * <p>The text is tokenized by the calling thread. Cancelling the future takes the article back
   * unless its batch has begun.
   *
   * <p>Actions that depend on the future run on daemon threads of this library, as many as there
   * are processors and at least two, or on the thread that adds an action to a completed future or
   * cancels the future. They may block: while all of these threads are blocked, others are added
   * within some hundredths of a second, so that neither predictions nor timeouts wait. To use your
   * own threads, as for long computations, pass an executor to the {@code ...Async} methods of the
   * future.
   *
   * @param article the article
   * @param timeout how long the prediction is of use, from now on; an article whose time is over
   *     before its batch begins is not computed
   * @return a future of its prediction. It fails with a {@link
   *     java.util.concurrent.TimeoutException} when the time is over, with an {@link
   *     InferenceException} if the native engine fails
   * @throws IllegalArgumentException if title and abstract are blank, or too long for {@link
   *     TextOverflow#REJECT}, or the timeout is not positive
   * @throws IllegalStateException if the classifier is closed
   * @throws RejectedExecutionException if as many texts wait as {@link
   *     MeshClassifier.Builder#queueCapacity} allows
   */
  CompletableFuture<Prediction> predictAsync(Article article, Duration timeout);

  /**
   * Finds how much each word of an article speaks for a label.
   *
   * <p>Each different word is taken out of the text, all its occurrences at once whatever their
   * case; its weight is how far the label's calibrated logit falls (occlusion, Zeiler and Fergus
   * 2014; for words Li, Monroe and Jurafsky 2016, <a
   * href="https://arxiv.org/abs/1612.08220">arXiv:1612.08220</a>). That takes one computation of
   * the text for each different word, so about 130 for an abstract, in batches. Words are letters
   * and digits with hyphens and apostrophes inside. Of a text that is longer than the model reads,
   * with {@link TextOverflow#TRUNCATE}, words after the cut have the weight 0, unless they also
   * occur before it.
   *
   * @param article the article; its headings are not used
   * @param labelId the label's id, such as {@code "C"}; predicted or not
   * @return the words with their weights
   * @throws IllegalArgumentException if title and abstract are blank, or too long for {@link
   *     TextOverflow#REJECT}, or the model has no such label; the message lists those it has
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  Explanation explain(Article article, String labelId);

  /**
   * Measures the classifier on articles that indexers have given headings. An article to which no
   * label applies, a negative of {@link Labelling}, counts as a row of zeros.
   *
   * @param articles the articles, read once, in constant memory
   * @param tree the vocabulary that maps headings to roots
   * @return the metrics at the classifier's {@link #thresholds}
   * @throws IllegalArgumentException if there is no article, one cannot be read, or the labels of
   *     one are not known under the model's scheme; {@link
   *     io.github.meshclassifier.dataset.Dataset} leaves such articles out
   * @throws IllegalStateException if the classifier is closed
   * @throws InferenceException if the native engine fails
   * @throws CancellationException if the thread is interrupted
   */
  Evaluation evaluate(Iterable<Article> articles, MeshTree tree);

  /**
   * Returns a classifier of the same model that decides by the model's thresholds for a goal. It is
   * cheap to make and closed with this one.
   *
   * @param profile the goal that the thresholds were tuned for
   * @return a classifier whose predictions, results, explanations and evaluations have those
   *     thresholds
   * @throws IllegalArgumentException if the model has no such profile; the message lists those it
   *     has
   */
  ArticleClassifier withProfile(ThresholdProfile profile);

  /**
   * Returns the labels and the rule by which headings become labels.
   *
   * @return the scheme that the model was trained with, its labels in the order of the outputs
   */
  LabelScheme scheme();

  /**
   * Returns what decides between predicted and not.
   *
   * @return the thresholds in effect, for calibrated probabilities
   */
  Thresholds thresholds();

  /**
   * Returns which model this is, to be recorded with results.
   *
   * @return its name, version and hash
   */
  ModelIdentity identity();
}
