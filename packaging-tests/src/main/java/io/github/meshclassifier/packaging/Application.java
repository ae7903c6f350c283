package io.github.meshclassifier.packaging;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.train.MeshTrainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Uses the library in one of several ways and prints a line of what came of each call. The exit
 * code is 0 whatever the library threw: that is printed.
 */
public final class Application {
  /** The tokenizers library is needed for a special token that is written out. */
  private static final String NATIVE_TOKENIZER = "Aspirin [SEP] for stroke";

  private static final String IN_JAVA = "Aspirin for stroke";
  private static final String CACHE = "DJL_CACHE_DIR";

  private Application() {}

  /**
   * Runs one way.
   *
   * @param args {@code bundled}; {@code directory} and a model; {@code train}, a base model and an
   *     output directory; {@code recover} and a directory for native libraries; {@code
   *     recover-tokenizer} and one that cannot be written
   * @throws Exception if the arguments are wrong
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "bundled" -> {
        // The first call of the process, with libraries to be unpacked.
        print("load", Threads.INTERRUPTED, () -> loadAndClose(MeshClassifier::loadBundled));
        everywhere(MeshClassifier::loadBundled);
      }
      case "directory" -> everywhere(() -> MeshClassifier.load(Path.of(args[1])));
      case "train" -> print("train", Threads.COMMON_POOL, () -> train(args[1], args[2]));
      case "recover" -> recover(args[1]);
      case "recover-tokenizer" -> recoverTokenizer(args[1]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Loads on a thread of the common pool, then predicts on each kind of thread. */
  private static void everywhere(Callable<MeshClassifier> load) throws Exception {
    try (MeshClassifier classifier = Threads.COMMON_POOL.call(load)) {
      for (Threads threads : Threads.values()) {
        if (threads != Threads.INTERRUPTED) {
          print("native tokenizer", threads, () -> tokens(classifier, NATIVE_TOKENIZER));
        }
      }
      print("labels", Threads.MAIN, () -> labels(classifier));
      print("mesh", Threads.COMMON_POOL, () -> MeshTree.bundled().find("Aspirin").isPresent());
    } catch (ExecutionException e) {
      System.out.println("FAILED " + e.getCause());
    }
    for (Threads threads : Threads.values()) {
      if (threads != Threads.INTERRUPTED) {
        print("load", threads, () -> loadAndClose(load));
      }
    }
  }

  private static String loadAndClose(Callable<MeshClassifier> load) throws Exception {
    load.call().close();
    return "ok";
  }

  /** Fails with a directory that cannot be written, then succeeds with one that can. */
  private static void recover(String directory) throws Exception {
    print("load", Threads.COMMON_POOL, () -> loadAndClose(MeshClassifier::loadBundled));
    print("load", Threads.MAIN, () -> loadAndClose(MeshClassifier::loadBundled));
    System.setProperty(CACHE, directory);
    everywhere(MeshClassifier::loadBundled);
  }

  /** The same for a library that is first needed by a text. */
  private static void recoverTokenizer(String unwritable) throws Exception {
    try (MeshClassifier classifier = MeshClassifier.loadBundled()) {
      String before = System.getProperty(CACHE, "");
      System.setProperty(CACHE, unwritable);
      print("native tokenizer", Threads.COMMON_POOL, () -> tokens(classifier, NATIVE_TOKENIZER));
      print("in Java", Threads.COMMON_POOL, () -> tokens(classifier, IN_JAVA));
      print("native tokenizer", Threads.MAIN, () -> tokens(classifier, NATIVE_TOKENIZER));
      System.setProperty(CACHE, before);
      print("native tokenizer", Threads.COMMON_POOL, () -> tokens(classifier, NATIVE_TOKENIZER));
    }
  }

  private static String tokens(MeshClassifier classifier, String text) {
    return classifier.predict(text).tokenCount() + " tokens";
  }

  private static List<String> labels(MeshClassifier classifier) {
    Prediction prediction =
        classifier.predict("A mouse model of spinal cord injury", "Mice were examined.");
    return prediction.predicted().stream().map(score -> score.label().id()).sorted().toList();
  }

  private static String train(String base, String output) throws Exception {
    MeshTrainer trainer =
        MeshTrainer.builder(Path.of(base)).epochs(1).batchSize(4).maxTokens(32).build();
    TrainingRun run = trainer.train(data("Aspirin", 0, 8), data("Stroke", 8, 4), Path.of(output));
    try (MeshClassifier classifier = MeshClassifier.load(run.directory())) {
      return tokens(classifier, NATIVE_TOKENIZER);
    }
  }

  private static Dataset data(String heading, int first, int count) {
    List<Article> articles = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      articles.add(
          new Article(
              Integer.toString(i),
              heading + " in group " + i,
              "An abstract of article " + i + " on " + heading,
              List.of(new Article.Heading("", heading)),
              OptionalInt.empty()));
    }
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  private static void print(String what, Threads threads, Callable<?> action) {
    String result;
    try {
      result = String.valueOf(threads.call(action));
    } catch (ExecutionException e) {
      result = "FAILED " + e.getCause();
    } catch (Throwable e) {
      result = "FAILED " + e;
    }
    System.out.println(what + ", " + threads + ": " + result);
  }
}
