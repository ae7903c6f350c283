package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.entry;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.model.ComputeDevice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The values that a classifier gives and takes. */
class PredictionTest {
  private static final Label C = new Label("C", "Diseases");
  private static final Label D = new Label("D", "Chemicals and Drugs");
  private static final Label A = new Label("A", "Anatomy");

  private static final Article ARTICLE =
      new Article("31", "Asthma", "", List.of(), OptionalInt.of(2020));

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
  void asMap_prediction_hasWhatItDecides() {
    assertThat(prediction.asMap())
        .containsExactly(
            entry("predicted", List.of("C")),
            entry(
                "scores",
                List.of(
                    Map.of(
                        "id",
                        "D",
                        "title",
                        "Chemicals and Drugs",
                        "probability",
                        0.9,
                        "threshold",
                        0.95),
                    Map.of("id", "C", "title", "Diseases", "probability", 0.6, "threshold", 0.5),
                    Map.of("id", "A", "title", "Anatomy", "probability", 0.25, "threshold", 0.25))),
            entry("tokens", 12),
            entry("truncated", false),
            entry("windows", 1));
    ModelIdentity model = new ModelIdentity("mini", "1", "ab");
    assertThat(ArticleResult.of(7, ARTICLE, model, prediction).asMap())
        .containsEntry("index", 7L)
        .containsEntry("pmid", "31")
        .containsEntry("model", Map.of("name", "mini", "version", "1", "sha256", "ab"))
        .containsAllEntriesOf(prediction.asMap())
        .doesNotContainKey("problem");
    assertThat(ArticleResult.withoutPrediction(7, ARTICLE, model, "it is blank").asMap())
        .containsEntry("problem", "it is blank")
        .doesNotContainKeys("predicted", "scores");
  }

  static Stream<Object> valuesThatTravel() {
    ModelIdentity model = new ModelIdentity("mini", "1", "ab");
    LabelScore score = new LabelScore(C, 0.6, 0.5);
    Prediction prediction = Prediction.of(List.of(score), 12, true, 3);
    return Stream.of(
        model,
        score,
        prediction,
        ArticleResult.of(7, ARTICLE, model, prediction),
        ArticleResult.withoutPrediction(8, ARTICLE, model, "it is blank"),
        Explanation.of("asthma", score, List.of(new Explanation.WordWeight("asthma", 0, 6, 1.5))));
  }

  @ParameterizedTest
  @MethodSource("valuesThatTravel")
  void read_written_equalAndOfAFixedVersion(Object value)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Object read = in.readObject();
      assertThat(read).isEqualTo(value).hasSameHashCodeAs(value).hasToString(value.toString());
      if (read instanceof Prediction prediction) {
        assertThat(prediction.predicted()).isEqualTo(((Prediction) value).predicted()).hasSize(1);
      }
    }
    assertThat(ObjectStreamClass.lookup(value.getClass()).getSerialVersionUID())
        .isEqualTo(value instanceof Record ? 0 : 1);
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
