package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.metrics.ScikitLearnCases.Average;
import io.github.meshclassifier.metrics.ScikitLearnCases.Case;
import io.github.meshclassifier.metrics.ScikitLearnCases.PerLabel;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationScikitLearnTest {

  private static final Offset<Double> ROUNDING = within(1e-12);

  static List<Case> cases() throws IOException {
    return ScikitLearnCases.load().cases();
  }

  @Test
  void cases_asGenerated_areFive() throws IOException {
    assertThat(ScikitLearnCases.load().sklearn()).isEqualTo("1.9.1");
    assertThat(cases())
        .extracting(Case::name)
        .containsExactly(
            "typical",
            "label never true, label never predicted, row without label, row without prediction",
            "ties and scores equal to the threshold",
            "one row",
            "nothing predicted");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void averages_ofScikitLearnCase_equal(Case expected) {
    Evaluation evaluation = expected.evaluate();
    assertEqual(evaluation.micro(), expected.micro());
    assertEqual(evaluation.macro(), expected.macro());
    assertEqual(evaluation.weighted(), expected.weighted());
    assertEqual(evaluation.samples(), expected.samples());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void figuresOfArticles_ofScikitLearnCase_equal(Case expected) {
    Evaluation evaluation = expected.evaluate();
    assertThat(evaluation.articleCount()).isEqualTo(expected.expected().size());
    assertThat(evaluation.subsetAccuracy()).isCloseTo(expected.subsetAccuracy(), ROUNDING);
    assertThat(evaluation.hammingLoss()).isCloseTo(expected.hammingLoss(), ROUNDING);
    assertThat(evaluation.samplesJaccard()).isCloseTo(expected.samplesJaccard(), ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void perLabel_ofScikitLearnCase_equal(Case expected) {
    Evaluation evaluation = expected.evaluate();
    assertThat(evaluation.labels()).isEqualTo(expected.labels());
    assertThat(evaluation.perLabel()).hasSameSizeAs(expected.perLabel());
    for (int label = 0; label < expected.perLabel().size(); label++) {
      LabelEvaluation actual = evaluation.perLabel().get(label);
      PerLabel wanted = expected.perLabel().get(label);
      assertThat(actual.label()).isEqualTo(wanted.label());
      assertThat(actual.support()).isEqualTo(wanted.support());
      assertThat(actual.precision()).isCloseTo(wanted.precision(), ROUNDING);
      assertThat(actual.recall()).isCloseTo(wanted.recall(), ROUNDING);
      assertThat(actual.f1()).isCloseTo(wanted.f1(), ROUNDING);
    }
    assertThat(evaluation.support())
        .isEqualTo(expected.perLabel().stream().mapToLong(PerLabel::support).sum());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void toTable_ofScikitLearnCase_equalsReportInEveryCharacter(Case expected) {
    Evaluation evaluation = expected.evaluate();
    assertThat(evaluation.toTable()).isEqualTo(expected.report());
    assertThat(evaluation.toString()).startsWith(expected.report());
  }

  private static void assertEqual(PrecisionRecallF1 actual, Average expected) {
    assertThat(actual.precision()).isCloseTo(expected.precision(), ROUNDING);
    assertThat(actual.recall()).isCloseTo(expected.recall(), ROUNDING);
    assertThat(actual.f1()).isCloseTo(expected.f1(), ROUNDING);
  }
}
