package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.train.MeshTrainer;
import io.github.meshclassifier.train.TrainingPrecision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Steps of {@link MeshTrainer} on the CPU, beside those of a plain loop.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.TrainingBenchmark \
 *     [geometry [steps [tokens [precision [articles.csv]]]]]
 * }</pre>
 *
 * <p>The geometry is that of a BERT with random weights and 12 heads, {@code 6x384} unless another
 * is given, such as {@code 12x768} for BERT-base; 10 steps of 32 articles, at most 256 tokens, in
 * {@code bf16}. Both sides see the same articles: the sample, or those of the file, of which as
 * many are taken as the steps need. The plain loop is {@link PlainLoop}: the operations that
 * transformers and PyTorch run under autocast, with the same dropout rate, and attention dropout;
 * it runs in this library's engine. The two take turns, one step each, in one thread of one
 * process. The first step of either does not count. What is measured of the trainer is the time
 * from event to event, so whatever it does between steps is in it.
 *
 * @param geometry the layers and the width of the BERT
 * @param batch the articles of a step
 * @param tokens the most tokens of an article
 * @param bfloat16 whether both sides compute in bfloat16
 */
record TrainingBenchmark(String geometry, int batch, int tokens, boolean bfloat16)
    implements Comparison {
  private static final int VALIDATION = 4;

  /** With the settings of the suite. */
  private static final int MOST_STEPS = 5;

  /**
   * Measures and prints.
   *
   * @param arguments geometry, steps, tokens, precision and file, all optional
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    TrainingBenchmark benchmark =
        new TrainingBenchmark(
            argument(arguments, 0, "6x384"),
            32,
            Integer.parseInt(argument(arguments, 2, "256")),
            argument(arguments, 3, "bf16").equals("bf16"));
    List<Article> articles =
        arguments.length > 4 ? SampleArticles.read(Path.of(arguments[4])) : SampleArticles.read();
    int steps = Integer.parseInt(argument(arguments, 1, "10"));
    List<Row> rows = List.of(benchmark.measure(steps, articles));
    SuiteResult result = new SuiteResult(Machine.here("unknown"), rows);
    System.out.println(result.machine());
    System.out.print(result.table());
  }

  static String argument(String[] arguments, int index, String otherwise) {
    return arguments.length > index ? arguments[index] : otherwise;
  }

  @Override
  public String name() {
    return "training of " + geometry + ", " + (bfloat16 ? "bf16" : "fp32");
  }

  @Override
  public List<Row> measure(int rounds) throws IOException {
    return List.of(measure(Math.min(rounds, MOST_STEPS), SampleArticles.read()));
  }

  /**
   * Measures.
   *
   * @param steps how many steps of each side count
   * @param articles those without a text or a label are skipped; a few are for validation
   */
  Row measure(int steps, List<Article> articles) throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    MeshTree tree = MeshTree.bundled();
    List<Article> labelled =
        articles.stream()
            .filter(article -> !TextAssembly.DEFAULT.join(article).isEmpty())
            .filter(article -> scheme.label(article, tree) instanceof Labelling.Labelled)
            .toList();
    int batches = Math.min((labelled.size() - VALIDATION) / batch, steps + 1);
    List<Article> training = labelled.subList(VALIDATION, VALIDATION + batches * batch);
    try (ModelChoice bert = ModelChoice.open(geometry);
        PlainLoop plain =
            PlainLoop.open(bert.files(), texts(bert.files(), training), batch, bfloat16)) {
      Turns turns = new Turns(plain, steps);
      MeshTrainer.builder(bert.directory())
          .epochs((steps + batches) / batches)
          .batchSize(batch)
          .maxTokens(tokens)
          .precision(bfloat16 ? TrainingPrecision.BF16 : TrainingPrecision.FP32)
          .onEvent(turns::onEvent)
          .build()
          .train(
              SampleArticles.labelled(training),
              SampleArticles.labelled(labelled.subList(0, VALIDATION)),
              bert.scratch().directory().resolve("trained"));
      double library = TakingTurns.median(turns.trainer);
      double peer = TakingTurns.median(turns.plain);
      return new Row(
          name(),
          "MeshTrainer",
          "plain loop",
          "article",
          1e3 * library / batch,
          1e3 * peer / batch,
          peer / library,
          steps);
    }
  }

  private List<PlainLoop.Text> texts(ModelFiles base, List<Article> articles) throws IOException {
    Dataset dataset = SampleArticles.labelled(articles);
    List<PlainLoop.Text> texts = new ArrayList<>();
    try (TextEncoder encoder = TextEncoder.open(base, Families.read(base).tokens(), tokens)) {
      for (int article = 0; article < dataset.size(); article++) {
        boolean[] indicators = dataset.indicators(article);
        float[] targets = new float[indicators.length];
        for (int i = 0; i < targets.length; i++) {
          targets[i] = indicators[i] ? 1 : 0;
        }
        String text = TextAssembly.DEFAULT.join(dataset.article(article));
        texts.add(new PlainLoop.Text(encoder.encode(text).ids(), targets));
      }
    }
    return texts;
  }

  /** Lets the plain loop take a step after each of the trainer's. */
  private static final class Turns {
    private final PlainLoop loop;
    private final double[] trainer;
    private final double[] plain;
    private long start = System.nanoTime();
    private int step;

    Turns(PlainLoop loop, int steps) {
      this.loop = loop;
      this.trainer = new double[steps];
      this.plain = new double[steps];
    }

    void onEvent(TrainingEvent event) {
      if (event instanceof TrainingEvent.StepDone && step <= trainer.length) {
        long begin = System.nanoTime();
        loop.step();
        if (step > 0) {
          trainer[step - 1] = (begin - start) / 1e9;
          plain[step - 1] = (System.nanoTime() - begin) / 1e9;
        }
        System.err.println(
            step == 0
                ? "  step to warm up"
                : "  step " + step + " of " + trainer.length + " of each");
        step++;
      }
      start = System.nanoTime();
    }
  }
}
