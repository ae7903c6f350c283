package io.github.meshclassifier.metrics;

import io.github.meshclassifier.internal.message.Printable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The rules for labels, and for what is said of an article by label. */
record RowCheck(List<String> labels) {

  /**
   * Requires at least one label, distinct ones, none blank.
   *
   * @throws IllegalArgumentException if they are not
   */
  RowCheck {
    if (labels.isEmpty()) {
      throw new IllegalArgumentException("an evaluation needs at least one label, found none");
    }
    Set<String> seen = new HashSet<>();
    for (int label = 0; label < labels.size(); label++) {
      if (labels.get(label).isBlank()) {
        throw new IllegalArgumentException("label index " + label + " is blank, expected an id");
      }
      if (!seen.add(labels.get(label))) {
        throw new IllegalArgumentException(
            "label "
                + Printable.quote(labels.get(label))
                + " is given twice, expected distinct ids");
      }
    }
  }

  /**
   * Returns the index of a label.
   *
   * @param where what has the labels, for the message
   * @throws IllegalArgumentException if it is none of the labels
   */
  static int indexOf(String label, List<String> labels, String where) {
    int index = labels.indexOf(Objects.requireNonNull(label, "label"));
    if (index < 0) {
      throw new IllegalArgumentException(
          "no label "
              + Printable.quote(label)
              + " in "
              + where
              + ", expected one of "
              + Printable.list(labels));
    }
    return index;
  }

  /**
   * Requires a value for each label, and scores that are probabilities.
   *
   * @param article the number of the article, from 1, for messages
   * @throws IllegalArgumentException if they are not
   */
  void check(long article, boolean[] expected, float[] scores, boolean[] ignored) {
    checkLength(article, "expected labels", expected.length);
    checkLength(article, "scores", scores.length);
    checkLength(article, "ignored labels", ignored.length);
    for (int label = 0; label < scores.length; label++) {
      checkScore(article, label, scores[label]);
    }
  }

  private void checkLength(long article, String what, int length) {
    if (length != labels.size()) {
      throw new IllegalArgumentException(
          "article "
              + article
              + ": expected "
              + labels.size()
              + " "
              + what
              + ", one for each label, found "
              + length);
    }
  }

  private void checkScore(long article, int label, float score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException(
          "article "
              + article
              + ": score of label "
              + Printable.quote(labels.get(label))
              + " must be a probability in [0, 1], was "
              + score
              + (Float.isNaN(score)
                  ? "; the model computed no number"
                  : "; logits need the sigmoid first"));
    }
  }
}
