package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {

  private static final List<String> LABELS = List.of("B", "C", "D");

  private static final boolean[][] EXPECTED = {
    {true, true, false}, {true, false, false}, {false, false, false}, {true, true, false}
  };

  private static final float[][] SCORES = {
    {0.9f, 0.8f, 0.1f}, {0.6f, 0.7f, 0.2f}, {0.1f, 0.2f, 0.3f}, {0.4f, 0.5f, 0.6f}
  };

  // At 0.5 the predictions are {B, C}, {B, C}, {} and {D}.

  @Test
  void perLabel_ofSmallSet_asCountedByHand() {
    assertThat(evaluation().perLabel())
        .containsExactly(
            new LabelEvaluation("B", 2, 0, 1, 1),
            new LabelEvaluation("C", 1, 1, 1, 1),
            new LabelEvaluation("D", 0, 1, 0, 3));
    assertThat(evaluation().support()).isEqualTo(5);
    assertThat(evaluation().articleCount()).isEqualTo(4);
  }

  @Test
  void averages_ofSmallSet_asComputedByHand() {
    Evaluation evaluation = evaluation();
    assertThat(evaluation.micro()).isEqualTo(new PrecisionRecallF1(3 / 5.0, 3 / 5.0, 6 / 10.0));
    assertThat(evaluation.macro().precision()).isEqualTo((1 + 0.5 + 0) / 3);
    assertThat(evaluation.macro().recall()).isEqualTo((2 / 3.0 + 0.5 + 0) / 3);
    assertThat(evaluation.macro().f1()).isEqualTo((0.8 + 0.5 + 0) / 3);
    assertThat(evaluation.weighted().precision()).isEqualTo((3 * 1 + 2 * 0.5) / 5);
    assertThat(evaluation.samples().precision()).isEqualTo((1 + 0.5 + 0 + 0) / 4);
    assertThat(evaluation.samples().recall()).isEqualTo((1 + 1 + 0 + 0) / 4.0);
    assertThat(evaluation.samples().f1()).isEqualTo((1 + 2 / 3.0 + 0 + 0) / 4);
  }

  @Test
  void figuresOfArticles_ofSmallSet_asComputedByHand() {
    // The third article has no label and is given none: exact, yet 0 in the averages over articles.
    assertThat(evaluation().subsetAccuracy()).isEqualTo(2 / 4.0);
    assertThat(evaluation().hammingLoss()).isEqualTo(4 / 12.0);
    assertThat(evaluation().samplesJaccard()).isEqualTo((1 + 0.5 + 0 + 0) / 4);
  }

  @Test
  void thresholds_perLabel_decideEachLabelByItsOwn() {
    Thresholds thresholds = Thresholds.of(List.of(0.3, 0.75, 0.9));
    Evaluation evaluation = Evaluation.of(LABELS, EXPECTED, SCORES, thresholds);
    assertThat(evaluation.perLabel())
        .containsExactly(
            new LabelEvaluation("B", 3, 0, 0, 1),
            new LabelEvaluation("C", 1, 0, 1, 2),
            new LabelEvaluation("D", 0, 0, 0, 4));
    assertThat(evaluation.thresholds()).isEqualTo(thresholds);
  }

  @Test
  void evaluation_withoutAnyExpectedLabel_isZero() {
    Evaluation evaluation =
        Evaluation.of(
            List.of("B"), new boolean[][] {{false}}, new float[][] {{0.9f}}, Thresholds.DEFAULT);
    PrecisionRecallF1 zero = new PrecisionRecallF1(0, 0, 0);
    assertThat(evaluation.micro()).isEqualTo(zero);
    assertThat(evaluation.macro()).isEqualTo(zero);
    assertThat(evaluation.weighted()).isEqualTo(zero);
    assertThat(evaluation.samples()).isEqualTo(zero);
    assertThat(evaluation.hammingLoss()).isEqualTo(1);
  }

  @Test
  void evaluation_ofPerfectScores_isOne() {
    Evaluation evaluation =
        Evaluation.of(
            List.of("B", "C", "D"),
            new boolean[][] {{true, true, false}, {true, false, true}, {false, true, true}},
            new float[][] {{1, 1, 0}, {1, 0, 1}, {0, 1, 1}},
            Thresholds.DEFAULT);
    PrecisionRecallF1 one = new PrecisionRecallF1(1, 1, 1);
    assertThat(List.of(evaluation.micro(), evaluation.macro(), evaluation.weighted()))
        .containsOnly(one);
    assertThat(evaluation.samples()).isEqualTo(one);
    assertThat(evaluation.subsetAccuracy()).isEqualTo(1);
    assertThat(evaluation.hammingLoss()).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -0.01f, 1.01f, Float.POSITIVE_INFINITY})
  void add_scoreThatIsNoProbability_rejectedWithArticleAndLabel(float score) {
    Evaluation.Builder builder = Evaluation.builder(LABELS, Thresholds.DEFAULT);
    builder.add(EXPECTED[0], SCORES[0]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(EXPECTED[1], new float[] {0.9f, 0.1f, score}))
        .withMessage(
            "article 2: score of label 'D' must be a probability in [0, 1], was "
                + score
                + (Float.isNaN(score)
                    ? "; the model computed no number"
                    : "; logits need the sigmoid first"));
  }

  @Test
  void add_refusedArticle_leavesBuilderAsItWas() {
    Evaluation.Builder builder = Evaluation.builder(LABELS, Thresholds.DEFAULT);
    builder.add(EXPECTED[0], SCORES[0]);
    Evaluation before = builder.build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(EXPECTED[1], new float[] {0.9f, 0.1f, Float.NaN}));
    assertThat(builder.build()).isEqualTo(before);
  }

  @Test
  void add_otherNumberOfValues_rejected() {
    Evaluation.Builder builder = Evaluation.builder(LABELS, Thresholds.DEFAULT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(EXPECTED[0], new float[2]))
        .withMessage("article 1: expected 3 scores, one for each label, found 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(new boolean[4], SCORES[0]))
        .withMessage("article 1: expected 3 expected labels, one for each label, found 4");
  }

  @Test
  void build_withoutArticle_rejected() {
    Evaluation.Builder builder = Evaluation.builder(LABELS, Thresholds.DEFAULT);
    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessage("an evaluation needs at least one article, found none");
  }

  @Test
  void build_twice_givesIndependentEvaluations() {
    Evaluation.Builder builder = Evaluation.builder(LABELS, Thresholds.DEFAULT);
    builder.add(EXPECTED[0], SCORES[0]).add(EXPECTED[1], SCORES[1]);
    Evaluation ofTwo = builder.build();
    builder.add(EXPECTED[2], SCORES[2]).add(EXPECTED[3], SCORES[3]);
    assertThat(ofTwo.articleCount()).isEqualTo(2);
    assertThat(ofTwo.forLabel("D")).isEqualTo(new LabelEvaluation("D", 0, 0, 0, 2));
    assertThat(builder.build()).isEqualTo(evaluation()).isNotEqualTo(ofTwo);
    assertThat(builder)
        .hasToString("Evaluation.Builder[3 labels, 4 articles, threshold 0.5 for every label]");
  }

  @Test
  void builder_badLabels_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.builder(List.of(), Thresholds.DEFAULT))
        .withMessage("an evaluation needs at least one label, found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.builder(List.of("B", "C", "B"), Thresholds.DEFAULT))
        .withMessage("label 'B' is given twice, expected distinct ids");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.builder(List.of("B", " "), Thresholds.DEFAULT))
        .withMessage("label index 1 is blank, expected an id");
    assertThatNullPointerException()
        .isThrownBy(() -> Evaluation.builder(Arrays.asList("B", null), Thresholds.DEFAULT));
  }

  @Test
  void builder_thresholdsOfOtherLabels_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.builder(LABELS, Thresholds.of(List.of(0.5, 0.5))))
        .withMessageStartingWith("expected one threshold for each of 3 labels, found 2");
  }

  @Test
  void builder_listChangedAfterwards_keepsItsLabels() {
    List<String> labels = new ArrayList<>(LABELS);
    Evaluation.Builder builder = Evaluation.builder(labels, Thresholds.DEFAULT);
    labels.set(0, "X");
    Evaluation evaluation = builder.add(EXPECTED[0], SCORES[0]).build();
    assertThat(evaluation.labels()).isEqualTo(LABELS).isUnmodifiable();
    assertThat(evaluation.perLabel()).isUnmodifiable();
  }

  @Test
  void of_badRows_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Evaluation.of(LABELS, EXPECTED, new float[3][3], Thresholds.DEFAULT))
        .withMessage(
            "expected labels and scores must be of the same articles, found 4 rows of labels and 3"
                + " rows of scores");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Evaluation.of(LABELS, new boolean[0][], new float[0][], Thresholds.DEFAULT))
        .withMessage("an evaluation needs at least one article, found none");
  }

  @Test
  void forLabel_unknown_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> evaluation().forLabel("Z"))
        .withMessage("no label 'Z' in this evaluation, expected one of [B, C, D]");
  }

  @Test
  void toTable_inLocaleWithDecimalComma_keepsPoint() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(evaluation().toTable()).contains("   micro avg       0.60      0.60      0.60");
      assertThat(evaluation().toMarkdown()).contains("| 0.600 |");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void toTable_longAndWideLabels_staysAligned() {
    Evaluation evaluation =
        Evaluation.of(
            List.of("Phenomena and Processes", "\uD83E\uDDEC", "line\nbreak"),
            EXPECTED,
            SCORES,
            Thresholds.DEFAULT);
    assertThat(evaluation.toTable().lines().filter(line -> !line.isEmpty()))
        .hasSize(8)
        .allSatisfy(line -> assertThat(line.codePointCount(0, line.length())).isEqualTo(64))
        .anySatisfy(line -> assertThat(line).startsWith("             line break "));
  }

  @Test
  void toMarkdown_ofSmallSet_holdsEveryFigure() {
    Evaluation evaluation =
        Evaluation.of(List.of("B", "C|\\", "D\n"), EXPECTED, SCORES, Thresholds.DEFAULT);
    assertThat(evaluation.toMarkdown())
        .isEqualTo(
            """
            | Label | Precision | Recall | F1 | Support |
            |:---|---:|---:|---:|---:|
            | B | 1.000 | 0.667 | 0.800 | 3 |
            | C\\|\\\\ | 0.500 | 0.500 | 0.500 | 2 |
            | D  | 0.000 | 0.000 | 0.000 | 0 |
            | **micro average** | 0.600 | 0.600 | 0.600 | 5 |
            | **macro average** | 0.500 | 0.389 | 0.433 | 5 |
            | **weighted average** | 0.800 | 0.600 | 0.680 | 5 |
            | **samples average** | 0.375 | 0.500 | 0.417 | 5 |

            Articles: 4, subset accuracy: 0.500, Hamming loss: 0.333, samples Jaccard: 0.375, \
            threshold: 0.5 for every label
            """);
  }

  @Test
  void toString_ofSmallSet_isTableAndSummary() {
    assertThat(evaluation().toString())
        .startsWith(evaluation().toTable())
        .endsWith(
            "\n\nArticles: 4, subset accuracy: 0.500, Hamming loss: 0.333,"
                + " samples Jaccard: 0.375, threshold: 0.5 for every label\n");
  }

  @Test
  void equals_otherThresholdsOrFigures_isFalse() {
    assertThat(evaluation()).isEqualTo(evaluation()).hasSameHashCodeAs(evaluation());
    assertThat(evaluation())
        .isNotEqualTo(Evaluation.of(LABELS, EXPECTED, SCORES, Thresholds.uniform(0.51)))
        .isNotEqualTo(Evaluation.of(List.of("B", "C", "E"), EXPECTED, SCORES, Thresholds.DEFAULT))
        .isNotEqualTo(null)
        .isNotEqualTo("evaluation");
  }

  private static Evaluation evaluation() {
    return Evaluation.of(LABELS, EXPECTED, SCORES, Thresholds.DEFAULT);
  }
}
