package io.github.meshclassifier.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.calibration.Reliability.Bin;
import io.github.meshclassifier.calibration.Reliability.Binning;
import io.github.meshclassifier.calibration.Reliability.Curve;
import io.github.meshclassifier.metrics.ScoredArticles;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

class ReliabilityTest {
  /** Two bins by hand: 0.125, 0.25 (one expected), 0.75, 1 (both), and 0.5 in the upper. */
  private static final ScoredArticles FIVE =
      articles(
          new float[] {0.75f, 0.125f, 1f, 0.25f, 0.5f},
          new boolean[] {true, false, true, true, false});

  private static ScoredArticles articles(float[] scores, boolean[] expected) {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A"));
    for (int i = 0; i < scores.length; i++) {
      builder.add(new boolean[] {expected[i]}, new float[] {scores[i]});
    }
    return builder.build();
  }

  @Test
  void equalWidth_countedByHand() {
    Curve curve = Reliability.of(FIVE, 2, Binning.EQUAL_WIDTH).pooled();
    assertThat(curve.bins())
        .containsExactly(new Bin(0, 0.5, 2, 0.1875, 0.5), new Bin(0.5, 1, 3, 0.75, 2 / 3.0));
    double lower = 0.5 - 0.1875;
    double upper = 0.75 - 2 / 3.0;
    assertThat(curve.expectedCalibrationError())
        .isEqualTo((2 * lower + 3 * upper) / 5, within(1e-15));
    assertThat(curve.maximumCalibrationError()).isEqualTo(lower);
    assertThat(curve.brierScore())
        .isEqualTo((0.0625 + 0.015625 + 0 + 0.5625 + 0.25) / 5, within(1e-15));
    assertThat(curve.count()).isEqualTo(5);
  }

  @Test
  void equalMass_tiesStayTogether() {
    ScoredArticles tied =
        articles(
            new float[] {0.25f, 0.25f, 0.25f, 0.5f, 0.75f, 1f},
            new boolean[] {false, true, false, true, true, true});
    assertThat(Reliability.of(tied, 3, Binning.EQUAL_MASS).pooled().bins())
        .containsExactly(
            new Bin(0.25, 0.25, 3, 0.25, 1 / 3.0),
            new Bin(0.5, 0.5, 1, 0.5, 1),
            new Bin(0.75, 1, 2, 0.875, 1));
  }

  @ParameterizedTest
  @EnumSource
  void anyBinning_randomScores_countsEachOnceAndBoundsTheErrors(Binning binning) {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int size = 1 + random.nextInt(40);
      float[] scores = new float[size];
      boolean[] expected = new boolean[size];
      for (int i = 0; i < size; i++) {
        scores[i] = random.nextBoolean() ? random.nextInt(5) / 4f : random.nextFloat();
        expected[i] = random.nextBoolean();
      }
      int most = 2 + random.nextInt(20);
      Curve curve = Reliability.of(articles(scores, expected), most, binning).pooled();
      assertThat(curve.bins()).hasSizeBetween(1, most);
      assertThat(curve.bins().stream().mapToLong(Bin::count).sum()).isEqualTo(size);
      assertThat(curve.expectedCalibrationError()).isBetween(0.0, curve.maximumCalibrationError());
      double before = 0;
      for (Bin bin : curve.bins()) {
        assertThat(bin.from()).isBetween(before, bin.to());
        assertThat(bin.meanScore()).isBetween(bin.from() - 1e-7, bin.to() + 1e-7);
        before = bin.to();
      }
    }
  }

  @Test
  void trueProbabilities_manyArticles_haveNoError() {
    ScoredArticles articles = SyntheticScores.draw(SyntheticScores.mixedLabels(), 30_000, 2);
    for (Binning binning : Binning.values()) {
      Reliability reliability = Reliability.of(articles, 15, binning);
      assertThat(reliability.pooled().expectedCalibrationError()).isLessThan(0.003);
      assertThat(reliability.perLabel()).hasSize(10);
      assertThat(reliability.macroExpectedCalibrationError()).isLessThan(0.006);
    }
  }

  @Test
  void ignoredCells_haveNoSay() {
    ScoredArticles.Builder builder = ScoredArticles.builder(List.of("A", "B"));
    builder.add(new boolean[] {true, true}, new float[] {1, 0}, new boolean[] {false, true});
    Reliability reliability = Reliability.of(builder.build());
    assertThat(reliability.pooled().count()).isEqualTo(1);
    assertThat(reliability.pooled().expectedCalibrationError()).isZero();
    Curve none = reliability.perLabel().get(1);
    assertThat(none.count()).isZero();
    assertThat(none.bins()).isEmpty();
    assertThat(none.brierScore()).isZero();
    assertThat(none.toSvg()).contains("Reliability of B").doesNotContain("NaN");
  }

  @Test
  void of_binsOutOfRange_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reliability.of(FIVE, 1, Binning.EQUAL_WIDTH))
        .withMessage("bins must be from 2 to 1000, was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reliability.of(FIVE, 1001, Binning.EQUAL_MASS));
  }

  @Test
  void toMarkdown_listsLabelsAndAll() {
    assertThat(Reliability.of(FIVE, 2, Binning.EQUAL_WIDTH).toMarkdown())
        .isEqualTo(
            """
            | Label | Scores | ECE | MCE | Brier score |
            |:---|---:|---:|---:|---:|
            | A | 5 | 0.1750 | 0.3125 | 0.1781 |
            | all labels | 5 | 0.1750 | 0.3125 | 0.1781 |
            """);
  }

  @Test
  void toSvg_isXmlWithAPointForEachBin() throws Exception {
    String svg = Reliability.of(FIVE, 2, Binning.EQUAL_WIDTH).toSvg();
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    // One more is in the legend.
    assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2 + 1);
    assertThat(svg).contains("ECE 0.175, MCE 0.313, Brier score 0.178, 5 scores");
    assertThat(svg).contains("0.000 to 0.500: mean score 0.188, share 0.500, 2 scores");
  }
}
