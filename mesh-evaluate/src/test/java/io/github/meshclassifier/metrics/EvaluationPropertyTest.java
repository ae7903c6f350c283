package io.github.meshclassifier.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationPropertyTest {

  private static final int SEEDS = 60;
  private static final Offset<Double> ROUNDING = within(1e-12);

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void micro_ofRandomSet_isHarmonicMean(long seed) {
    PrecisionRecallF1 micro = RandomSet.of(seed).evaluate().micro();
    double sum = micro.precision() + micro.recall();
    assertThat(micro.f1())
        .isCloseTo(sum == 0 ? 0 : 2 * micro.precision() * micro.recall() / sum, ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hammingLoss_ofRandomSet_isWrongOverAllDecisions(long seed) {
    RandomSet set = RandomSet.of(seed);
    long wrong = 0;
    for (int article = 0; article < set.expected.length; article++) {
      for (int label = 0; label < set.labels.size(); label++) {
        boolean predicted = set.scores[article][label] > set.thresholds.get(label);
        wrong += predicted == set.expected[article][label] ? 0 : 1;
      }
    }
    Evaluation evaluation = set.evaluate();
    assertThat(evaluation.hammingLoss())
        .isCloseTo(wrong / (double) (set.expected.length * set.labels.size()), ROUNDING);
    assertThat(
            evaluation.perLabel().stream()
                .mapToLong(label -> label.falsePositives() + label.falseNegatives())
                .sum())
        .isEqualTo(wrong);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void perLabel_ofRandomSet_countsEachArticleOnce(long seed) {
    Evaluation evaluation = RandomSet.of(seed).evaluate();
    assertThat(evaluation.perLabel())
        .allSatisfy(
            label ->
                assertThat(
                        label.truePositives()
                            + label.falsePositives()
                            + label.falseNegatives()
                            + label.trueNegatives())
                    .isEqualTo(evaluation.articleCount()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void weighted_ofRandomSet_hasRecallOfMicro(long seed) {
    Evaluation evaluation = RandomSet.of(seed).evaluate();
    assertThat(evaluation.weighted().recall()).isCloseTo(evaluation.micro().recall(), ROUNDING);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void evaluation_ofShuffledArticles_isEqualToTheLastBit(long seed) {
    RandomSet set = RandomSet.of(seed);
    List<Integer> order = new ArrayList<>(set.articles());
    Collections.shuffle(order, new Random(seed + 1));
    Evaluation shuffled = set.evaluate(order);
    assertThat(shuffled).isEqualTo(set.evaluate()).hasSameHashCodeAs(set.evaluate());
    assertThat(shuffled.macro()).isEqualTo(set.evaluate().macro());
    assertThat(shuffled).hasToString(set.evaluate().toString());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void evaluation_ofStream_equalsWhole(long seed) {
    RandomSet set = RandomSet.of(seed);
    Evaluation whole = Evaluation.of(set.labels, set.expected, set.scores, set.thresholds);
    assertThat(set.evaluate(set.articles())).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void evaluation_ofReorderedLabels_hasSameAverages(long seed) {
    RandomSet set = RandomSet.of(seed);
    RandomSet reversed = set.reversedLabels();
    assertThat(reversed.evaluate().micro()).isEqualTo(set.evaluate().micro());
    assertThat(reversed.evaluate().samples()).isEqualTo(set.evaluate().samples());
    assertThat(reversed.evaluate().macro().f1()).isCloseTo(set.evaluate().macro().f1(), ROUNDING);
    for (String label : set.labels) {
      assertThat(reversed.evaluate().forLabel(label)).isEqualTo(set.evaluate().forLabel(label));
    }
  }

  /** Labels of all frequencies from never to always, and scores that know something of them. */
  private static final class RandomSet {
    final List<String> labels;
    final boolean[][] expected;
    final float[][] scores;
    final Thresholds thresholds;

    RandomSet(List<String> labels, boolean[][] expected, float[][] scores, Thresholds thresholds) {
      this.labels = labels;
      this.expected = expected;
      this.scores = scores;
      this.thresholds = thresholds;
    }

    static RandomSet of(long seed) {
      Random random = new Random(seed);
      int labelCount = 1 + random.nextInt(20);
      int articleCount = 1 + random.nextInt(200);
      boolean[][] expected = new boolean[articleCount][labelCount];
      float[][] scores = new float[articleCount][labelCount];
      List<Double> thresholds = new ArrayList<>();
      for (int label = 0; label < labelCount; label++) {
        thresholds.add(random.nextInt(10) / 10.0);
        double frequency = random.nextInt(5) / 4.0;
        for (int article = 0; article < articleCount; article++) {
          expected[article][label] = random.nextDouble() < frequency;
          double score = (random.nextDouble() + (expected[article][label] ? 0.5 : 0)) / 1.5;
          // One decimal: many scores tie with each other and with thresholds.
          scores[article][label] = Math.round(score * 10) / 10f;
        }
      }
      List<String> labels = IntStream.range(0, labelCount).mapToObj(i -> "label " + i).toList();
      return new RandomSet(labels, expected, scores, Thresholds.of(thresholds));
    }

    List<Integer> articles() {
      return IntStream.range(0, expected.length).boxed().toList();
    }

    Evaluation evaluate() {
      return evaluate(articles());
    }

    Evaluation evaluate(List<Integer> order) {
      Evaluation.Builder builder = Evaluation.builder(labels, thresholds);
      for (int article : order) {
        builder.add(expected[article], scores[article]);
      }
      return builder.build();
    }

    RandomSet reversedLabels() {
      int labelCount = labels.size();
      List<String> reversed = new ArrayList<>(labels);
      Collections.reverse(reversed);
      List<Double> reversedThresholds = new ArrayList<>(thresholds.toList(labelCount));
      Collections.reverse(reversedThresholds);
      boolean[][] reversedExpected = new boolean[expected.length][labelCount];
      float[][] reversedScores = new float[expected.length][labelCount];
      for (int article = 0; article < expected.length; article++) {
        for (int label = 0; label < labelCount; label++) {
          reversedExpected[article][label] = expected[article][labelCount - 1 - label];
          reversedScores[article][label] = scores[article][labelCount - 1 - label];
        }
      }
      return new RandomSet(
          reversed, reversedExpected, reversedScores, Thresholds.of(reversedThresholds));
    }
  }
}
