package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.fixture.BertFixture;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One classifier and many threads. */
@Timeout(300)
class ConcurrentUseIT {
  private static final int THREADS = 16;
  private static final List<String> TEXTS =
      BertFixture.rows().stream().map(BertFixture.Row::text).filter(t -> !t.isBlank()).toList();

  @TempDir Path temp;

  private static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(
            pool.submit(
                () -> {
                  start.await();
                  return task.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(240, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void predict_manyThreads_asOneThread() throws Exception {
    try (MeshClassifier classifier = MeshClassifier.load(BertFixture.copyTo(temp.resolve("m")))) {
      List<Prediction> serial = TEXTS.stream().map(classifier::predict).toList();
      List<Callable<List<Prediction>>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        boolean together = thread % 2 == 1;
        tasks.add(
            () ->
                together
                    ? classifier
                        .predictAll(TEXTS.stream().map(t -> Article.of(t, "")).toList())
                        .stream()
                        .map(ArticleResult::prediction)
                        .toList()
                    : TEXTS.stream().map(classifier::predict).toList());
      }
      List<List<Prediction>> results = inParallel(tasks);
      for (int thread = 0; thread < THREADS; thread++) {
        for (int i = 0; i < TEXTS.size(); i++) {
          assertSame(results.get(thread).get(i), serial.get(i));
        }
      }
    }
  }

  /** Virtual threads where the JDK has them, else one platform thread for each task. */
  private static ExecutorService threadPerTask() throws ReflectiveOperationException {
    for (Method method : Executors.class.getMethods()) {
      if (method.getName().equals("newVirtualThreadPerTaskExecutor")) {
        return (ExecutorService) method.invoke(null);
      }
    }
    return Executors.newCachedThreadPool();
  }

  @Test
  void predict_aThreadForEachText_asOneThread() throws Exception {
    ExecutorService threads = threadPerTask();
    try (MeshClassifier classifier = MeshClassifier.load(BertFixture.copyTo(temp.resolve("m")))) {
      List<Prediction> serial = TEXTS.stream().map(classifier::predict).toList();
      List<Future<Prediction>> futures = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        String text = TEXTS.get(i % TEXTS.size());
        futures.add(threads.submit(() -> classifier.predict(text)));
      }
      for (int i = 0; i < futures.size(); i++) {
        assertSame(futures.get(i).get(60, TimeUnit.SECONDS), serial.get(i % TEXTS.size()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Up to rounding, which depends on what shares the batch. */
  private static void assertSame(Prediction found, Prediction expected) {
    assertThat(found.tokenCount()).isEqualTo(expected.tokenCount());
    for (LabelScore score : expected.scores()) {
      assertThat(found.scoreOf(score.label().id()).probability())
          .isCloseTo(score.probability(), within(1e-5));
    }
  }

  @Test
  void close_whilePredicting_eachCallSucceedsOrIsRefused() throws Exception {
    Path model = BertFixture.copyTo(temp.resolve("m"));
    for (int round = 0; round < 5; round++) {
      MeshClassifier classifier = MeshClassifier.load(model);
      Prediction expected = classifier.predict(TEXTS.get(0));
      CountDownLatch running = new CountDownLatch(THREADS / 2);
      AtomicInteger refused = new AtomicInteger();
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        tasks.add(
            () -> {
              for (int done = 0; ; done++) {
                try {
                  assertSame(classifier.predict(TEXTS.get(0)), expected);
                } catch (IllegalStateException e) {
                  assertThat(e).hasMessage("MeshClassifier is closed");
                  refused.incrementAndGet();
                  return done;
                } finally {
                  running.countDown();
                }
              }
            });
      }
      tasks.add(
          () -> {
            running.await();
            classifier.close();
            return 0;
          });
      inParallel(tasks);
      assertThat(refused).hasValue(THREADS);
      classifier.close();
    }
  }

  @Test
  void anyCall_afterClose_refused() throws Exception {
    MeshClassifier classifier = MeshClassifier.load(BertFixture.copyTo(temp.resolve("m")));
    classifier.close();
    classifier.close();
    assertThatThrownBy(() -> classifier.predict("heart"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("MeshClassifier is closed");
    assertThatThrownBy(() -> classifier.predict(Article.of("heart", "")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("MeshClassifier is closed");
    assertThatThrownBy(() -> classifier.predictAll(List.of(Article.of("heart", ""))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("MeshClassifier is closed");
    assertThat(classifier.scheme().labels()).hasSize(14);
  }

  @Test
  void classifiers_sideBySide_independent() throws Exception {
    Path model = BertFixture.copyTo(temp.resolve("m"));
    try (MeshClassifier first = MeshClassifier.load(model)) {
      Prediction expected = first.predict(TEXTS.get(1));
      try (MeshClassifier second = MeshClassifier.load(model)) {
        assertThat(second.predict(TEXTS.get(1))).isEqualTo(expected);
      }
      assertThat(first.predict(TEXTS.get(1))).isEqualTo(expected);
    }
  }
}
