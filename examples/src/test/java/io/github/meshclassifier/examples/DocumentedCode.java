package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleFormatException;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.article.ArticleReader.OnBadRecord;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Split;
import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubUploader;
import io.github.meshclassifier.infer.ArticleResult;
import io.github.meshclassifier.infer.Explanation;
import io.github.meshclassifier.infer.Explanation.WordWeight;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.ModelThresholds;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreePath;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.Precision;
import io.github.meshclassifier.report.EvaluationReport;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.tracking.MlflowTracker;
import io.github.meshclassifier.tracking.RunComparison;
import io.github.meshclassifier.train.Backbone;
import io.github.meshclassifier.train.Checkpoints;
import io.github.meshclassifier.train.MeshTrainer;
import io.github.meshclassifier.train.ModelCard;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.mlflow.tracking.MlflowClient;

/** The code that README.md and the public Javadoc show; {@link DocumentationTest} compares. */
@SuppressWarnings("unused") // Documentation shows how a result is made, not how it is used.
final class DocumentedCode {
  private DocumentedCode() {}

  static void readmeClassify(String title, String abstractText) throws IOException {
    // tag::readme-classify
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      Prediction prediction = classifier.predict(title, abstractText);
      prediction.predicted().forEach(score -> System.out.println(score.label().title()));
    }
    // end::readme-classify
  }

  static void readmeHub(String title, String abstractText) throws IOException {
    // tag::readme-hub
    try (MeshClassifier classifier = MeshClassifier.load("hf://owner/name@main")) {
      Prediction prediction = classifier.predict(title, abstractText);
    }
    // end::readme-hub
  }

  static void readmeStream(MeshClassifier classifier, Path file) throws IOException {
    // tag::readme-stream
    try (ArticleReader articles = ArticleReader.open(file);
        Stream<ArticleResult> results = classifier.predictStream(articles.stream())) {
      results.forEach(System.out::println);
    }
    // end::readme-stream
  }

  static void readmePrecision() throws IOException {
    // tag::readme-precision
    MeshClassifier classifier =
        MeshClassifier.builder(Path.of("my-model")).precision(Precision.INT8).build();
    // end::readme-precision
  }

  static void readmeAsync(MeshClassifier classifier, Article article) {
    // tag::readme-async
    CompletableFuture<Prediction> answer = classifier.predictAsync(article, Duration.ofMillis(500));
    // end::readme-async
  }

  static void readmeExplain(MeshClassifier classifier, Article article) {
    // tag::readme-explain
    Explanation explanation = classifier.explain(article, "C");
    for (WordWeight word : explanation.top(5)) {
      System.out.printf("%s %.1f%n", word.word(), word.weight());
    }
    // end::readme-explain
  }

  static void javadocOfHubDownloader() throws IOException {
    // tag::hub-downloader
    Path directory =
        HubDownloader.builder()
            .onEvent(System.out::println)
            .build()
            .download(HubModel.parse("hf://google-bert/bert-base-uncased"));
    // end::hub-downloader
  }

  static void javadocOfHubUploader() throws IOException {
    // tag::hub-uploader
    HubUploader.Commit commit =
        HubUploader.builder("owner/name").build().upload(Path.of("my-model"));
    // end::hub-uploader
  }

  static void readmeTrain(List<Article> articles) throws IOException {
    // tag::readme-train
    Dataset dataset = Dataset.of(articles, LabelScheme.allRoots(), MeshTree.bundled());
    Split split =
        Split.stratified(dataset.withoutDuplicates(), new Split.Fractions(0.8, 0.1, 0.1), 42);
    MeshTrainer trainer =
        MeshTrainer.builder(Backbone.BIOBERT)
            .epochs(5)
            .learningRate(3e-5)
            .patience(2)
            .onEvent(System.out::println)
            .build();
    TrainingRun run = trainer.resume(split, Path.of("my-model"));
    System.out.println(run.evaluation().toMarkdown());
    // end::readme-train
  }

  /** Runs what README.md says of MeSH; fails if an answer in its comments is wrong. */
  static void readmeMesh() {
    // tag::readme-mesh
    MeshTree mesh = MeshTree.bundled();
    Descriptor covid = mesh.find("covid 19").orElseThrow();
    Set<MeshRoot> roots = covid.roots(); // [C]
    List<TreePath> paths = mesh.paths(mesh.find("Bipolar Disorder").orElseThrow());
    Set<MeshRoot> all = mesh.rootsOf(List.of("Aspirin", "Stroke", "Humans")).roots(); // [B, C, D]
    // end::readme-mesh
    check(roots.equals(Set.of(MeshRoot.C)), roots);
    check(paths.size() == 1 && paths.get(0).root() == MeshRoot.F, paths);
    check(all.equals(Set.of(MeshRoot.B, MeshRoot.C, MeshRoot.D)), all);
  }

  static void readmeScreening(Path file) throws IOException {
    // tag::readme-screening
    try (ArticleReader articles =
        ArticleReader.builder(file)
            .textColumn("text")
            .indicatorColumns(List.of("relevant"))
            .open()) {
      LabelScheme screening = LabelScheme.ofHeadings(List.of("relevant"));
      Dataset dataset = Dataset.of(articles, screening, MeshTree.bundled());
      System.out.println(dataset.size() + " articles, " + dataset.negatives() + " not relevant");
    }
    // end::readme-screening
  }

  static void readmeArticles(Path file) throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    // tag::readme-articles
    try (ArticleReader articles = ArticleReader.open(file)) {
      for (Article article : articles) {
        if (scheme.label(article, MeshTree.bundled()) instanceof Labelling.Labelled labelled) {
          System.out.println(article.pmid() + " " + labelled.labels());
        }
      }
    }
    // end::readme-articles
  }

  static void guideBadRecords(Path file, LabelScheme scheme) throws IOException {
    // tag::guide-bad-records
    List<ArticleFormatException> bad = new ArrayList<>();
    try (ArticleReader articles =
        ArticleReader.builder(file).onBadRecord(OnBadRecord.skip(bad::add)).open()) {
      Dataset dataset = Dataset.of(articles, scheme, MeshTree.bundled());
      System.out.println(dataset.size() + " articles, " + articles.skipped() + " records left out");
    }
    bad.forEach(e -> System.out.println(e.line() + " PMID " + e.pmid() + ": " + e.problem()));
    // end::guide-bad-records
  }

  static Evaluation readmeEvaluate(Path file) throws IOException {
    // tag::readme-evaluate
    try (MeshClassifier classifier = MeshClassifier.load(Path.of("my-model"));
        ArticleReader articles = ArticleReader.open(file)) {
      Dataset dataset = Dataset.of(articles, classifier.scheme(), MeshTree.bundled());
      System.out.println("Left out: " + dataset.leftOutCounts());
      return classifier.evaluate(dataset.articles(), MeshTree.bundled());
    }
    // end::readme-evaluate
  }

  static void javadocOfMeshClassifier() throws IOException {
    // tag::mesh-classifier
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      Prediction prediction = classifier.predict("Aspirin and the prevention of stroke", "...");
      for (LabelScore score : prediction.predicted()) {
        System.out.printf("%s %.2f%n", score.label().title(), score.probability());
      }
    }
    // end::mesh-classifier
  }

  static void javadocOfMeshTrainer(Split split) throws IOException {
    // tag::mesh-trainer
    MeshTrainer trainer =
        MeshTrainer.builder(Backbone.BIOBERT).epochs(2).learningRate(3e-5).build();
    TrainingRun run = trainer.train(split, Path.of("my-model"));
    System.out.println(run.evaluation());
    // end::mesh-trainer
  }

  static void readmeThresholds(Article article) throws IOException {
    // tag::readme-thresholds
    try (MeshClassifier classifier =
        MeshClassifier.builder(Path.of("my-model"))
            .thresholdProfile(ThresholdProfile.MACRO_F1)
            .build()) {
      Prediction rareLabelsToo = classifier.predict(article);
      Prediction likelyLabels = classifier.withProfile(ThresholdProfile.HALF).predict(article);
    }
    // end::readme-thresholds
  }

  static void javadocOfRunTracker(Split split) throws IOException {
    // tag::run-tracker
    MeshTrainer trainer =
        MeshTrainer.builder(Backbone.BIOBERT).runDirectory(Path.of("runs", "biobert-3e-5")).build();
    trainer.train(split, Path.of("my-model"));
    // end::run-tracker
  }

  static void javadocOfCheckpoints() {
    // tag::checkpoints
    MeshTrainer.Builder trainer =
        MeshTrainer.builder(Backbone.BIOBERT)
            .checkpoints(Checkpoints.every(Duration.ofMinutes(30)).keep(3));
    // end::checkpoints
  }

  static void javadocOfMlflowTracker(Split split) throws IOException {
    // tag::mlflow-tracker
    MlflowClient client = new MlflowClient("http://localhost:5000");
    try (MlflowTracker server = MlflowTracker.in(client, "mesh-roots", "biobert-3e-5")) {
      MeshTrainer trainer = MeshTrainer.builder(Backbone.BIOBERT).onEvent(server).build();
      trainer.train(split, Path.of("my-model"));
    }
    // end::mlflow-tracker
  }

  static void javadocOfRunComparison() throws IOException {
    // tag::run-comparison
    RunComparison comparison = RunComparison.ofDirectory(Path.of("runs")).sortedBy(Metric.MACRO_F1);
    comparison.write(Path.of("comparison"));
    System.out.println(comparison.differingSettings());
    // end::run-comparison
  }

  static void javadocOfModelCard(Evaluation evaluation) throws IOException {
    // tag::model-card
    ModelCard card =
        ModelCard.builder()
            .license("apache-2.0")
            .dataset("owner/articles")
            .test(evaluation)
            .build();
    card.write(Path.of("my-model"));
    // end::model-card
  }

  static void javadocOfEvaluationReport(
      ScoredArticles articles, ScoredArticles constantScores, Thresholds thresholds)
      throws IOException {
    // tag::evaluation-report
    EvaluationReport report =
        EvaluationReport.builder("Test of my model", articles, thresholds)
            .baseline("constant", constantScores, Thresholds.DEFAULT)
            .build();
    System.out.println(report.toText());
    report.write(Path.of("report"));
    // end::evaluation-report
  }

  static void javadocOfThresholdTuning(ScoredArticles validation) {
    // tag::threshold-tuning
    Calibration calibration = Calibration.crossValidated(validation, 42);
    ThresholdTuning tuning = ThresholdTuning.of(calibration.apply(validation), 42);
    Thresholds forRareLabels = tuning.profiles().get(ThresholdProfile.MACRO_F1);
    // end::threshold-tuning
  }

  static void javadocOfModelThresholds(Path directory, List<Article> validation)
      throws IOException {
    // tag::model-thresholds
    try (MeshClassifier classifier = MeshClassifier.load(directory)) {
      ScoredArticles scored = classifier.scoreAll(validation, MeshTree.bundled());
      ModelThresholds.write(directory, classifier.decisionRule().retuned(scored, 42));
    }
    // end::model-thresholds
  }

  static double javadocOfEvaluation() {
    // tag::evaluation
    Evaluation.Builder builder = Evaluation.builder(List.of("A", "B"), Thresholds.DEFAULT);
    builder.add(new boolean[] {true, false}, new float[] {0.9f, 0.2f});
    Evaluation evaluation = builder.build();
    double f1 = evaluation.micro().f1();
    // end::evaluation
    return f1;
  }

  static void javadocOfLabelScheme(Article article) {
    // tag::label-scheme
    LabelScheme scheme = LabelScheme.fourteenRoots();
    if (scheme.label(article, MeshTree.bundled()) instanceof Labelling.Labelled labelled) {
      boolean[] targets = scheme.indicators(labelled.labels());
    }
    // end::label-scheme
  }

  static void javadocOfArticleReaderBuilder() throws IOException {
    // tag::article-reader-builder
    try (ArticleReader articles =
        ArticleReader.builder(Path.of("hallmarks.csv"))
            .textColumn("text")
            .labelColumn("hallmarks")
            .open()) {
      for (Article article : articles) {
        // ...
      }
    }
    // end::article-reader-builder
  }

  static void javadocOfDataset(List<Article> articles, MeshTrainer trainer) throws IOException {
    // tag::dataset
    Dataset dataset = Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
    Split split =
        Split.stratified(dataset.withoutDuplicates(), new Split.Fractions(0.8, 0.1, 0.1), 42);
    TrainingRun run = trainer.train(split, Path.of("my-model"));
    // end::dataset
  }

  static void javadocOfArticleReader() throws IOException {
    // tag::article-reader
    try (ArticleReader articles = ArticleReader.open(Path.of("articles.csv.gz"))) {
      for (Article article : articles) {
        // ...
      }
    }
    // end::article-reader
  }

  private static void check(boolean holds, Object found) {
    if (!holds) {
      throw new AssertionError("found " + found);
    }
  }
}
