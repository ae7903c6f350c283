package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.message.Printable;
import java.util.List;

/**
 * What a classifier says of one text.
 *
 * <p>Immutable and thread-safe.
 *
 * @param scores one for every label of the model, the most probable first; equals in the model's
 *     order
 * @param tokenCount the tokens of the whole text, special tokens included
 * @param truncated whether the text has more tokens than the model reads, so that its end had no
 *     say
 * @param windows how many parts of the text were scored, at least 1; more for a text that the model
 *     cannot read at once, with {@link TextOverflow#WINDOWS}
 */
public record Prediction(List<LabelScore> scores, int tokenCount, boolean truncated, int windows) {
  /**
   * Copies the scores.
   *
   * @param scores one for every label
   * @param tokenCount the tokens of the whole text
   * @param truncated whether its end was cut
   * @param windows how many parts were scored
   */
  public Prediction {
    scores = List.copyOf(scores);
  }

  /**
   * Returns the labels that the model assigns: those above their thresholds.
   *
   * @return their scores, the most probable first; may be empty
   */
  public List<LabelScore> predicted() {
    return scores.stream().filter(LabelScore::predicted).toList();
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
    throw new IllegalArgumentException(
        "the model has no label "
            + Printable.quote(labelId)
            + ", expected one of "
            + Printable.list(scores.stream().map(score -> score.label().id()).sorted().toList()));
  }
}
