package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.train.MeshTrainer;
import io.github.meshclassifier.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fine-tunes a model on at most 400 articles.
 *
 * <p>Without arguments it adapts the bundled model to the sample of this module, as one adapts it
 * to a field of one's own: training goes on from what the model knows. Arguments are a base model
 * (a constant of {@link io.github.meshclassifier.train.Backbone} such as {@code BIOBERT}, an
 * address on the Hub such as {@code hf://owner/name}, a Hugging Face directory, or {@code
 * bundled}), a file of indexed articles and an output directory, absent or empty.
 */
public final class FineTune {
  private static final int MOST_ARTICLES = 400;

  private FineTune() {}

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
    Path work = Files.createTempDirectory("fine-tune-");
    String base = work.toString();
    if (args.length == 0 || args[0].equals("bundled")) {
      BundledModel.copyTo(work);
    } else {
      base = args[0];
    }
    List<Article> articles;
    try (ArticleReader reader =
        args.length == 0 ? Samples.open() : ArticleReader.open(Path.of(args[1]))) {
      articles = labelled(reader);
    }
    train(base, articles, args.length == 0 ? work.resolve("fine-tuned") : Path.of(args[2]));
  }

  /** Articles without labels teach nothing; training refuses them. */
  private static List<Article> labelled(ArticleReader reader) {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    MeshTree tree = MeshTree.bundled();
    return reader.stream()
        .filter(article -> scheme.label(article, tree) instanceof Labelling.Labelled)
        .limit(MOST_ARTICLES)
        .toList();
  }

  static TrainingRun train(String base, List<Article> articles, Path output) throws IOException {
    List<Article> training = new ArrayList<>();
    List<Article> validation = new ArrayList<>();
    for (int i = 0; i < articles.size(); i++) {
      (i % 5 == 4 ? validation : training).add(articles.get(i));
    }
    try (TrainingProgress progress = new TrainingProgress()) {
      MeshTrainer trainer =
          BackboneArgument.trainer(base)
              .epochs(3)
              .learningRate(5e-5)
              .outputDirectory(output)
              .onEvent(progress)
              .build();
      TrainingRun run = trainer.train(training, validation);
      System.out.printf("%nThe %d validation articles:%n%n", validation.size());
      if (!base.startsWith(HubModel.SCHEME)
          && Files.exists(Path.of(base, "mesh-classifier.json"))) {
        System.out.printf(
            Locale.ROOT, "micro-F1 before %.3f%n%n", before(Path.of(base), validation));
      }
      System.out.println(run.evaluation());
      System.out.println("Load it with MeshClassifier.load(Path.of(\"" + run.directory() + "\"))");
      return run;
    }
  }

  private static double before(Path base, List<Article> validation) throws IOException {
    try (MeshClassifier classifier = MeshClassifier.load(base)) {
      Evaluation evaluation = classifier.evaluate(validation, MeshTree.bundled());
      return evaluation.micro().f1();
    }
  }
}
