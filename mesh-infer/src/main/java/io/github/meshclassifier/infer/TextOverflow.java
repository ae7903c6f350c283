package io.github.meshclassifier.infer;

/** What happens to a text that has more tokens than the model reads. */
public enum TextOverflow {
  /**
   * The end of the text is not read, as in training; {@link Prediction#truncated} says so. The
   * default.
   */
  TRUNCATE,
  /**
   * The text is refused with an {@link IllegalArgumentException} that says how long it is; in a
   * list or a stream, the {@linkplain ArticleResult#problem problem} of its result says so.
   */
  REJECT,
  /**
   * The whole text is read in windows as long as the model allows, each overlapping the one before
   * by at least a quarter; the score of a label is the sigmoid of its mean logit over the windows,
   * calibrated as any other. {@link Prediction#windows} says how many there were. A text costs as
   * many computations as it has windows.
   */
  WINDOWS
}
