package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.message.Printable;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a classifier says of one text.
 *
 * <p>Immutable and thread-safe. Can be serialized by Java; {@link #asMap} is what to write as JSON.
 */
@SuppressWarnings("serial") // the lists that List.copyOf and Stream.toList make can be serialized
public final class Prediction implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One for every label of the model, the most probable first. */
  private final List<LabelScore> scores;

  /** Those of them that the model decides for. */
  private final List<LabelScore> predicted;

  /** The tokens of the whole text. */
  private final int tokenCount;

  /** Whether the end of the text was not read. */
  private final boolean truncated;

  /** How many parts of the text were scored. */
  private final int windows;

  private Prediction(List<LabelScore> scores, int tokenCount, boolean truncated, int windows) {
    this.scores = List.copyOf(scores);
    this.predicted = this.scores.stream().filter(LabelScore::predicted).toList();
    this.tokenCount = tokenCount;
    this.truncated = truncated;
    this.windows = windows;
  }

  /**
   * Makes a prediction, as a test double of a classifier does.
   *
   * @param scores one for every label, the most probable first; copied
   * @param tokenCount the tokens of the whole text, special tokens included
   * @param truncated whether the end of the text was not read
   * @param windows how many parts of the text were scored, at least 1
   * @return the prediction
   * @throws NullPointerException if a score is null
   */
  public static Prediction of(
      List<LabelScore> scores, int tokenCount, boolean truncated, int windows) {
    return new Prediction(scores, tokenCount, truncated, windows);
  }

  /**
   * Returns the scores of all labels.
   *
   * @return one for every label of the model, the most probable first, equals in the model's order;
   *     unmodifiable
   */
  public List<LabelScore> scores() {
    return scores;
  }

  /**
   * Returns the labels that the model assigns: those above their thresholds.
   *
   * @return their scores, the most probable first; may be empty; unmodifiable
   */
  public List<LabelScore> predicted() {
    return predicted;
  }

  /**
   * Returns how long the text is.
   *
   * @return the tokens of the whole text, special tokens included
   */
  public int tokenCount() {
    return tokenCount;
  }

  /**
   * Returns whether the text has more tokens than the model reads, so that its end was not read.
   *
   * @return true if its end was cut
   */
  public boolean truncated() {
    return truncated;
  }

  /**
   * Returns how many parts of the text were scored.
   *
   * @return at least 1; more for a text that the model cannot read at once, with {@link
   *     TextOverflow#WINDOWS}
   */
  public int windows() {
    return windows;
  }

  /**
   * Returns the labels above a threshold of the caller's.
   *
   * @param threshold what a probability has to exceed, the same for all labels
   * @return their scores, the most probable first; may be empty
   */
  public List<LabelScore> above(double threshold) {
    return scores.stream().filter(score -> score.probability() > threshold).toList();
  }

  /**
   * Finds the score of a label.
   *
   * @param labelId the label's id, such as {@code "C"}
   * @return its score
   * @throws IllegalArgumentException if the model has no such label
   */
  public LabelScore scoreOf(String labelId) {
    for (LabelScore score : scores) {
      if (score.label().id().equals(labelId)) {
        return score;
      }
    }
    throw noSuchLabel(labelId, scores.stream().map(score -> score.label().id()).toList());
  }

  static IllegalArgumentException noSuchLabel(String labelId, List<String> known) {
    return new IllegalArgumentException(
        "the model has no label "
            + Printable.quote(labelId)
            + ", expected one of "
            + Printable.list(known.stream().sorted().toList()));
  }

  /**
   * Returns what any JSON library can write. The keys and what they hold stay the same in all
   * versions of the library; there may be more of them.
   *
   * @return a new map with {@code predicted}, the ids of the labels that the model assigns; {@code
   *     scores}, a list of maps with {@code id}, {@code title}, {@code probability} and {@code
   *     threshold}; {@code tokens}, {@code truncated} and {@code windows}
   */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("predicted", predicted.stream().map(score -> score.label().id()).toList());
    map.put("scores", scores.stream().map(Prediction::asMap).toList());
    map.put("tokens", tokenCount);
    map.put("truncated", truncated);
    map.put("windows", windows);
    return map;
  }

  private static Map<String, Object> asMap(LabelScore score) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", score.label().id());
    map.put("title", score.label().title());
    map.put("probability", score.probability());
    map.put("threshold", score.threshold());
    return map;
  }

  /** Compares all values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Prediction that
        && scores.equals(that.scores)
        && tokenCount == that.tokenCount
        && truncated == that.truncated
        && windows == that.windows;
  }

  @Override
  public int hashCode() {
    return Objects.hash(scores, tokenCount, truncated, windows);
  }

  /** Returns all values. */
  @Override
  public String toString() {
    return "Prediction" + asMap();
  }
}
