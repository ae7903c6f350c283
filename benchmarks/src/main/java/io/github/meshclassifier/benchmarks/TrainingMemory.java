package io.github.meshclassifier.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.train.Checkpoints;
import io.github.meshclassifier.train.MeshTrainer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How much memory a training run takes, and when: resident memory of the process and its peak, and
 * what of it is Java's heap. Linux only.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -Xmx1g -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.TrainingMemory \
 *     base-model articles.csv [articles [batch [tokens [micro-batch]]]]
 * }</pre>
 *
 * <p>The base model is a Hugging Face directory; of the file, the first 2,000 articles with a label
 * are taken unless another number is given, of which a tenth is for validation; 32 articles of at
 * most 256 tokens a step, in one micro-batch. One line is printed after each phase and every tenth
 * step.
 */
public final class TrainingMemory {
  private static final int STEPS_PER_LINE = 10;

  private TrainingMemory() {}

  /**
   * Trains and prints.
   *
   * @param arguments base model and articles; number of articles, batch, tokens and micro-batch
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException {
    try (Scratch scratch = Scratch.create()) {
      print("start", System.out);
      List<Article> articles =
          articles(
              Path.of(arguments[1]),
              Integer.parseInt(TrainingBenchmark.argument(arguments, 2, "2000")));
      print("read", System.out);
      int validation = Math.max(1, articles.size() / 10);
      MeshTrainer.Builder trainer =
          MeshTrainer.builder(Path.of(arguments[0]))
              .checkpoints(Checkpoints.every(1_000_000))
              .epochs(1)
              .batchSize(Integer.parseInt(TrainingBenchmark.argument(arguments, 3, "32")))
              .maxTokens(Integer.parseInt(TrainingBenchmark.argument(arguments, 4, "256")))
              .onEvent(event -> print(event, System.out));
      if (arguments.length > 5) {
        trainer.microBatchSize(Integer.parseInt(arguments[5]));
      }
      trainer
          .build()
          .train(
              SampleArticles.labelled(articles.subList(validation, articles.size())),
              SampleArticles.labelled(articles.subList(0, validation)),
              scratch.directory().resolve("model"));
    }
  }

  private static List<Article> articles(Path file, int count) throws IOException {
    List<Article> articles =
        SampleArticles.labelled(SampleArticles.read(file)).withoutDuplicates().articles();
    return List.copyOf(articles.subList(0, Math.min(count, articles.size())));
  }

  private static void print(TrainingEvent event, PrintStream out) {
    if (event instanceof TrainingEvent.StepDone done) {
      if (done.step() % STEPS_PER_LINE == 0) {
        print("step " + done.step() + " of " + done.totalSteps(), out);
      }
    } else if (!(event instanceof TrainingEvent.ValidationProgress)) {
      print(event.getClass().getSimpleName(), out);
    }
  }

  private static void print(String phase, PrintStream out) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long buffers = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      buffers += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    out.printf(
        Locale.ROOT,
        "%-18s resident %5d MB, peak %5d MB; heap %5d MB in use, %5d MB committed;"
            + " direct buffers %4d MB; %4d s of processor time%n",
        phase,
        Resident.now() >> 10,
        Resident.peak() >> 10,
        heap.getUsed() >> 20,
        heap.getCommitted() >> 20,
        buffers >> 20,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
            / 1_000_000_000);
  }
}
