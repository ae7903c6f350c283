package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.baseline.ConstantBaseline;
import io.github.meshclassifier.baseline.TfidfLogisticRegression;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Split;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.ArticleScorer;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.report.EvaluationReport;
import io.github.meshclassifier.report.LabelAudit;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.train.MeshTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The whole way from a file of articles to a model and a report of how good it is: audit of the
 * labels, de-duplication, a stratified split, training with early stopping and checkpoints, a
 * tracked run, calibration and threshold profiles, and an evaluation beside baselines, on articles
 * that were used for none of these.
 *
 * <p>Without arguments it adapts the bundled model to the sample of this module, as you would adapt
 * it to your field: training continues from the weights of the model. Arguments are a base model (a
 * constant of {@link io.github.meshclassifier.train.Backbone} such as {@code BIOBERT}, an address
 * on the Hub such as {@code hf://owner/name}, a Hugging Face directory, or {@code bundled}), a file
 * of indexed articles and an output directory. Started again with the same arguments it goes on
 * where it was cut off.
 */
public final class FineTune {
  private static final int MOST_ARTICLES = 400;
  private static final Split.Fractions FRACTIONS = new Split.Fractions(0.6, 0.2, 0.2);
  private static final long SEED = 42;

  private final String base;
  private final Path output;
  private final MeshTree tree = MeshTree.bundled();
  private final LabelScheme scheme = LabelScheme.fourteenRoots();

  private FineTune(String base, Path output) {
    this.base = base;
    this.output = output;
  }

  /**
   * Runs the example; two CPU cores take a few minutes.
   *
   * @param args nothing, or a base model, a file of articles and an output directory
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 0 && args.length != 3) {
      System.err.println("Usage: FineTune [<base model>|bundled <articles> <output>]");
      System.exit(2);
    }
    Path output = args.length == 0 ? Files.createTempDirectory("fine-tune-") : Path.of(args[2]);
    Files.createDirectories(output);
    String base = args.length == 0 ? "bundled" : args[0];
    if (base.equals("bundled")) {
      Path copy = output.resolve("base");
      if (!Files.exists(copy)) {
        BundledModel.copyTo(Files.createDirectory(copy));
      }
      base = copy.toString();
    }
    List<Article> articles;
    try (ArticleReader reader = Samples.open(args.length == 0 ? Samples.SAMPLES : args[1])) {
      articles = reader.stream().limit(args.length == 0 ? MOST_ARTICLES : Long.MAX_VALUE).toList();
    }
    new FineTune(base, output).run(articles);
  }

  static TrainingRun run(String base, List<Article> articles, Path output) throws IOException {
    return new FineTune(base, output).run(articles);
  }

  private TrainingRun run(List<Article> articles) throws IOException {
    Dataset dataset = Dataset.of(articles, scheme, tree);
    LabelAudit audit = LabelAudit.of(dataset);
    Files.writeString(output.resolve("labels.md"), audit.toMarkdown());
    Files.writeString(output.resolve("labels.svg"), audit.toSvg());
    Split split = Split.stratified(dataset.withoutDuplicates(), FRACTIONS, SEED);
    System.out.println(split);

    TrainingRun run = train(split);
    EvaluationReport report = evaluate(split, run);
    report.write(output.resolve("report"));

    System.out.printf("%n%s%n", report.evaluation());
    System.out.println("The labels of the articles: " + output.resolve("labels.md"));
    System.out.println("How good the model is:      " + output.resolve("report/report.html"));
    System.out.println("To compare with other runs: " + output.resolve("runs"));
    System.out.println("To load it: MeshClassifier.load(Path.of(\"" + run.directory() + "\"))");
    return run;
  }

  private TrainingRun train(Split split) throws IOException {
    try (TrainingProgress progress = new TrainingProgress()) {
      MeshTrainer trainer =
          BackboneArgument.trainer(base)
              .epochs(3)
              .learningRate(5e-5)
              .averageDecay(0.99)
              .selection(Metric.MICRO_F1)
              .patience(2)
              .seed(SEED)
              .runDirectory(output.resolve("runs/fine-tuned"))
              .onEvent(progress)
              .build();
      return trainer.resume(split, output.resolve("fine-tuned"));
    }
  }

  /** Measures on the articles that neither weights nor epoch nor thresholds were chosen by. */
  private EvaluationReport evaluate(Split split, TrainingRun run) throws IOException {
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      EvaluationReport.Builder report =
          Evaluate.report("Fine-tuned on the articles", classifier, split.test())
              .model(String.valueOf(run.directory().getFileName()))
              .data("test part of the articles")
              .thresholdTuning(ThresholdTuning.of(run.validation(), SEED))
              .history(run.history().stream().map(FineTune::figures).toList());
      List<Article> training = split.training().articles();
      for (ArticleScorer baseline :
          List.of(
              ConstantBaseline.train(training, scheme, tree),
              TfidfLogisticRegression.builder(scheme).train(training, tree))) {
        report.baseline(
            baseline.getClass().getSimpleName(),
            baseline.scoreAll(split.test().articles(), tree),
            Thresholds.DEFAULT);
      }
      return report.build();
    }
  }

  private static EvaluationReport.EpochFigures figures(TrainingRun.Epoch epoch) {
    return new EvaluationReport.EpochFigures(
        epoch.number(),
        epoch.trainingLoss(),
        epoch.validationLoss(),
        epoch.evaluation().micro().f1(),
        epoch.evaluation().macro().f1(),
        epoch.evaluation().subsetAccuracy());
  }
}
