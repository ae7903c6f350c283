package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many abstracts a second a classifier labels in each {@link Precision}, by the size of the
 * model: what a precision gains at one size it may lose at another.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.PrecisionSpeed [articles [rounds [model...]]]
 * }</pre>
 *
 * <p>Labels 200 articles, the sample twice, with one call of {@link MeshClassifier#predictAll}, in
 * 5 rounds, with the bundled model and at BERT-base's geometry, {@code 12x768} with random weights,
 * unless told otherwise. The precisions take turns, as {@link TakingTurns} says, and each model's
 * lines are printed as soon as it is measured. The processor has to have all three precisions.
 */
public final class PrecisionSpeed {
  private static final int ARTICLES = 200;
  private static final int ROUNDS = 5;
  private static final List<String> MODELS = List.of(ModelChoice.BUNDLED, "12x768");

  private PrecisionSpeed() {}

  /**
   * What was measured.
   *
   * @param precision the precision
   * @param perSecond articles a second, by the median round
   * @param gain how many times as fast as the first precision, by the median of the rounds
   */
  record Result(Precision precision, double perSecond, double gain) {}

  /**
   * Measures and prints.
   *
   * @param arguments number of articles, rounds and models, all optional
   * @throws IOException if a model or the articles cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int articles = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ARTICLES;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
    List<String> models =
        arguments.length > 2 ? List.of(arguments).subList(2, arguments.length) : MODELS;
    System.out.println(Machine.here("unknown"));
    for (String model : models) {
      System.err.println("measuring " + model);
      List<Result> results =
          measure(model, List.of(Precision.FP32, Precision.BF16, Precision.INT8), articles, rounds);
      print(model, articles, results, System.out);
    }
  }

  static List<Result> measure(String model, List<Precision> precisions, int articles, int rounds)
      throws IOException, InterruptedException {
    List<Article> sample = SampleArticles.read();
    List<Article> labelled = new ArrayList<>();
    while (labelled.size() < articles) {
      labelled.add(sample.get(labelled.size() % sample.size()));
    }
    List<MeshClassifier> classifiers = new ArrayList<>();
    try (ModelChoice bert = ModelChoice.open(model)) {
      for (Precision precision : precisions) {
        classifiers.add(bert.classifier().precision(precision).build());
      }
      List<Runnable> sides = new ArrayList<>();
      classifiers.forEach(classifier -> sides.add(() -> classifier.predictAll(labelled)));
      TakingTurns turns = TakingTurns.measure(sides, rounds);
      List<Result> results = new ArrayList<>();
      for (int side = 0; side < sides.size(); side++) {
        results.add(
            new Result(precisions.get(side), articles / turns.seconds(side), turns.ratio(0, side)));
      }
      return results;
    } finally {
      classifiers.forEach(MeshClassifier::close);
    }
  }

  private static void print(String model, int articles, List<Result> results, PrintStream out) {
    for (Result result : results) {
      out.printf(
          Locale.ROOT,
          "%-8s %-4s %6.1f articles/s of %d, %.2f times %s%n",
          model,
          result.precision(),
          result.perSecond(),
          articles,
          result.gain(),
          results.get(0).precision());
    }
  }
}
