package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.model.ComputeDevice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values that a classifier gives and takes. */
class PredictionTest {
  private static final Label C = new Label("C", "Diseases");
  private static final Label D = new Label("D", "Chemicals and Drugs");
  private static final Label A = new Label("A", "Anatomy");

  private final Prediction prediction =
      Prediction.of(
          List.of(
              new LabelScore(D, 0.9, 0.95),
              new LabelScore(C, 0.6, 0.5),
              new LabelScore(A, 0.25, 0.25)),
          12,
          false,
          1);

  @Test
  void predicted_aboveItsOwnThreshold_inOrder() {
    assertThat(prediction.predicted()).extracting(LabelScore::label).containsExactly(C);
    assertThat(prediction.scoreOf("A").predicted()).isFalse();
  }

  @Test
  void above_oneThresholdForAll_strictly() {
    assertThat(prediction.above(0.25)).extracting(LabelScore::label).containsExactly(D, C);
    assertThat(prediction.above(0.1)).hasSize(3);
    assertThat(prediction.above(1)).isEmpty();
  }

  @Test
  void scoreOf_unknown_namesTheLabels() {
    assertThat(prediction.scoreOf("D").probability()).isEqualTo(0.9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> prediction.scoreOf("Q"))
        .withMessage("the model has no label 'Q', expected one of [A, C, D]");
  }

  @Test
  void scores_ofTheCaller_copied() {
    List<LabelScore> scores = new ArrayList<>(prediction.scores());
    Prediction copy = Prediction.of(scores, 12, false, 1);
    scores.clear();
    assertThat(copy).isEqualTo(prediction);
  }

  @Test
  void labelScore_outOfRange_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelScore(A, Double.NaN, 0.5))
        .withMessage("probability and threshold must be in [0, 1], were NaN, 0.5");
    assertThatIllegalArgumentException().isThrownBy(() -> new LabelScore(A, 1.01, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new LabelScore(A, 0.5, -0.1));
    assertThatNullPointerException().isThrownBy(() -> new LabelScore(null, 0.5, 0.5));
  }

  @Test
  void computeDevice_kindsAndIndices_checked() {
    assertThat(ComputeDevice.cpu()).hasToString("cpu");
    assertThat(ComputeDevice.gpu(2)).hasToString("gpu:2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ComputeDevice.gpu(-1))
        .withMessage("a GPU has no index -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ComputeDevice(ComputeDevice.Kind.CPU, 1))
        .withMessage("a CPU has no index 1");
  }
}
