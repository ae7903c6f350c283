package io.github.meshclassifier.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.family.BackboneConfig;
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
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many articles per second {@link MeshTrainer} learns from on the CPU, beside a plain loop.
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
 */
public final class TrainingBenchmark {
  private static final int BATCH = 32;
  private static final int VALIDATION = 4;
  private static final int HEADS = 12;

  private TrainingBenchmark() {}

  /**
   * What is measured.
   *
   * @param layers the layers of the BERT
   * @param hidden its width, a multiple of the heads
   * @param batch the articles of a step
   * @param steps how many steps of each side count
   * @param tokens the most tokens of an article
   * @param bfloat16 whether both sides compute in bfloat16
   */
  record Setting(int layers, int hidden, int batch, int steps, int tokens, boolean bfloat16) {
    String config(int vocabulary) {
      return """
          {"model_type": "bert", "architectures": ["BertForSequenceClassification"],
           "num_hidden_layers": %d, "num_attention_heads": %d, "hidden_size": %d,
           "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": 512,
           "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
           "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
           "initializer_range": 0.02, "pad_token_id": 0, "num_labels": %d}
          """
          .formatted(layers, HEADS, hidden, 4 * hidden, vocabulary, CheckpointFiles.LABELS);
    }
  }

  /** Seconds per article of each counted step, and what the plain loop's steps read. */
  record Result(
      List<Double> trainer,
      List<Double> plain,
      double meanTokens,
      double plainPadded,
      double plainTokens) {
    double ratio() {
      return median(plain) / median(trainer);
    }
  }

  /**
   * Measures and prints.
   *
   * @param arguments geometry, steps, tokens, precision and file, all optional
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    String[] geometry = argument(arguments, 0, "6x384").split("x", -1);
    Setting setting =
        new Setting(
            Integer.parseInt(geometry[0]),
            Integer.parseInt(geometry[1]),
            BATCH,
            Integer.parseInt(argument(arguments, 1, "10")),
            Integer.parseInt(argument(arguments, 2, "256")),
            argument(arguments, 3, "bf16").equals("bf16"));
    List<Article> articles =
        labelled(arguments.length > 4 ? read(Path.of(arguments[4])) : SampleArticles.read());
    print(setting, measure(setting, articles), System.out);
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return arguments.length > index ? arguments[index] : otherwise;
  }

  private static List<Article> read(Path file) throws IOException {
    try (ArticleReader reader = ArticleReader.open(file)) {
      return reader.stream().toList();
    }
  }

  /** Those with a text and a label. */
  static List<Article> labelled(List<Article> articles) throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    MeshTree tree = MeshTree.bundled();
    return articles.stream()
        .filter(article -> !TextAssembly.DEFAULT.join(article).isEmpty())
        .filter(article -> scheme.label(article, tree) instanceof Labelling.Labelled)
        .toList();
  }

  /**
   * Measures.
   *
   * @param articles labelled ones, of which a few are for validation
   */
  static Result measure(Setting setting, List<Article> articles) throws IOException {
    Path directory = Files.createTempDirectory("training-benchmark");
    try {
      ModelFiles bundled = ModelChoice.files(ModelChoice.BUNDLED);
      ModelFiles base =
          CheckpointFiles.writeSafetensors(
              directory.resolve("base"),
              setting.config(BackboneConfig.read(bundled).vocabularySize()));
      for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
        try (InputStream in = bundled.open(name)) {
          Files.copy(in, directory.resolve("base").resolve(name));
        }
      }
      int batches = (articles.size() - VALIDATION) / setting.batch();
      int used = Math.min(batches, setting.steps() + 1) * setting.batch();
      List<Article> training = articles.subList(VALIDATION, VALIDATION + used);
      List<PlainLoop.Text> texts = texts(base, training, setting.tokens());
      try (PlainLoop plain = PlainLoop.open(base, texts, setting.batch(), setting.bfloat16())) {
        Turns turns = new Turns(plain, setting.steps());
        MeshTrainer.builder(directory.resolve("base"))
            .epochs((setting.steps() + 1 + used / setting.batch() - 1) / (used / setting.batch()))
            .batchSize(setting.batch())
            .maxTokens(setting.tokens())
            .precision(setting.bfloat16() ? TrainingPrecision.BF16 : TrainingPrecision.FP32)
            .onEvent(turns::onEvent)
            .build()
            .train(
                data(training),
                data(articles.subList(0, VALIDATION)),
                directory.resolve("trained"));
        double tokens = texts.stream().mapToInt(text -> text.ids().length).average().orElseThrow();
        return turns.result(tokens);
      }
    } finally {
      delete(directory);
    }
  }

  private static Dataset data(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  private static List<PlainLoop.Text> texts(ModelFiles base, List<Article> articles, int tokens)
      throws IOException {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    MeshTree tree = MeshTree.bundled();
    List<PlainLoop.Text> texts = new ArrayList<>();
    try (TextEncoder encoder = TextEncoder.open(base, BackboneConfig.read(base), tokens)) {
      for (Article article : articles) {
        Labelling.Labelled labelling = (Labelling.Labelled) scheme.label(article, tree);
        boolean[] indicators = scheme.indicators(labelling.labels());
        float[] targets = new float[indicators.length];
        for (int i = 0; i < targets.length; i++) {
          targets[i] = indicators[i] ? 1 : 0;
        }
        texts.add(
            new PlainLoop.Text(encoder.encode(TextAssembly.DEFAULT.join(article)).ids(), targets));
      }
    }
    return texts;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Lets the plain loop take a step after each of the trainer's. */
  private static final class Turns {
    private final PlainLoop loop;
    private final int steps;
    private final List<Double> trainer = new ArrayList<>();
    private final List<Double> plain = new ArrayList<>();
    private long start;
    private int step;
    private double padded;
    private double tokens;
    private double articles;

    Turns(PlainLoop loop, int steps) {
      this.loop = loop;
      this.steps = steps;
      this.start = System.nanoTime();
    }

    void onEvent(TrainingEvent event) {
      if (event instanceof TrainingEvent.StepDone done && step <= steps) {
        double seconds = (System.nanoTime() - start) / 1e9;
        long begin = System.nanoTime();
        PlainLoop.Step other = loop.step();
        if (step > 0) {
          trainer.add(seconds / done.articles());
          plain.add((System.nanoTime() - begin) / 1e9 / other.articles());
          padded += other.paddedTokens();
          tokens += other.tokens();
          articles += other.articles();
        }
        System.err.println(
            step == 0 ? "  step to warm up" : "  step " + step + " of " + steps + " of each");
        step++;
      }
      start = System.nanoTime();
    }

    Result result(double meanTokens) {
      return new Result(trainer, plain, meanTokens, padded / articles, tokens / articles);
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static void print(Setting setting, Result result, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "JDK %s, DJL %s, PyTorch %s, %d threads on %d processors%n",
        Runtime.version(),
        Engine.getDjlVersion(),
        Engine.getEngine("PyTorch").getVersion(),
        JniUtils.getNumThreads(),
        Runtime.getRuntime().availableProcessors());
    out.printf(
        Locale.ROOT,
        "BERT %d x %d, %s, %d steps of %d articles of %.0f tokens (at most %d)%n",
        setting.layers(),
        setting.hidden(),
        setting.bfloat16() ? "bf16" : "fp32",
        setting.steps(),
        setting.batch(),
        result.meanTokens(),
        setting.tokens());
    out.println("              articles/s    tokens/s   articles/s of the fastest step");
    side(out, "MeshTrainer", result.trainer(), result.meanTokens());
    side(out, "plain loop", result.plain(), result.plainTokens());
    out.printf(
        Locale.ROOT,
        "ratio %.2f (medians), %.2f (fastest steps); the plain loop pads to %.0f tokens an article%n",
        result.ratio(),
        Collections.min(result.plain()) / Collections.min(result.trainer()),
        result.plainPadded());
  }

  private static void side(PrintStream out, String name, List<Double> seconds, double tokens) {
    out.printf(
        Locale.ROOT,
        "%-12s %11.2f %11.0f %11.2f%n",
        name,
        1 / median(seconds),
        tokens / median(seconds),
        1 / Collections.min(seconds));
  }
}
