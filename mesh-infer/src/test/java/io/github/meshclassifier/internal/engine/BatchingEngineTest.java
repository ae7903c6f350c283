package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.model.InferenceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How submissions of many callers become batches and results. */
@SuppressWarnings("FutureReturnValueIgnored") // where only what the engine does is of interest
class BatchingEngineTest {
  /** Runs when told to, so that a test decides what waits together. */
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  private final List<List<Integer>> batches = new ArrayList<>();
  private final AtomicInteger settled = new AtomicInteger();
  private final BatchingEngine engine = new BatchingEngine(this::lengths, tasks::add, true, 100);

  /** The logit of a sequence is its length. */
  private float[][] lengths(List<int[]> batch) {
    batches.add(batch.stream().map(ids -> ids.length).toList());
    return batch.stream().map(ids -> new float[] {ids.length}).toArray(float[][]::new);
  }

  private CompletableFuture<float[][]> submit(Urgency urgency, int... lengths) {
    return engine.submit(sequences(lengths), urgency, settled::incrementAndGet);
  }

  private static List<int[]> sequences(int... lengths) {
    List<int[]> sequences = new ArrayList<>();
    for (int length : lengths) {
      sequences.add(new int[length]);
    }
    return sequences;
  }

  private void runAll() {
    while (!tasks.isEmpty()) {
      tasks.poll().run();
    }
  }

  @Test
  void submit_oneCaller_startsAtOnce() {
    CompletableFuture<float[][]> result = submit(Urgency.INTERACTIVE, 7);
    assertThat(tasks).hasSize(1);
    runAll();
    assertThat(result.join()).isDeepEqualTo(new float[][] {{7}});
    assertThat(settled).hasValue(1);
    assertThat(tasks).isEmpty();
  }

  @Test
  void submit_manyCallers_shareBatchesAndGetTheirOwn() {
    List<CompletableFuture<float[][]>> results = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      results.add(submit(Urgency.INTERACTIVE, i, 21 - i));
    }
    assertThat(tasks).hasSize(1);
    runAll();
    for (int i = 1; i <= 20; i++) {
      assertThat(results.get(i - 1).join()).isDeepEqualTo(new float[][] {{i}, {21 - i}});
    }
    assertThat(batches).hasSizeLessThan(12);
    assertThat(settled).hasValue(20);
  }

  @Test
  void submit_twoEngines_takeTurns() {
    List<String> order = new ArrayList<>();
    BatchingEngine first = recording(order, "first");
    BatchingEngine second = recording(order, "second");
    first.submit(sequences(90, 91, 92), Urgency.BULK, () -> {});
    second.submit(sequences(90, 91), Urgency.BULK, () -> {});
    runAll();
    assertThat(order).containsExactly("first", "second", "first", "second", "first");
  }

  private BatchingEngine recording(List<String> order, String name) {
    return new BatchingEngine(
        batch -> {
          order.add(name);
          return lengths(batch);
        },
        tasks::add,
        true,
        100);
  }

  @Test
  void cancel_beforeItsBatch_notComputed() {
    CompletableFuture<float[][]> first = submit(Urgency.INTERACTIVE, 5);
    CompletableFuture<float[][]> second = submit(Urgency.INTERACTIVE, 6);
    second.cancel(false);
    runAll();
    assertThat(first).isCompleted();
    assertThat(batches).containsExactly(List.of(5));
    assertThat(settled).hasValue(2);
    assertThat(engine.metrics().abandoned()).isEqualTo(1);
  }

  @Test
  void submitWithin_full_refusedAndCountedAndFreeAgainAfterCancelling() {
    CompletableFuture<float[][]> first =
        engine.submitWithin(2, sequences(5), settled::incrementAndGet);
    engine.submitWithin(2, sequences(5), settled::incrementAndGet);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> engine.submitWithin(2, sequences(5), settled::incrementAndGet))
        .withMessage(
            "2 texts wait for their prediction, which is the limit; try again later, or raise"
                + " queueCapacity");
    assertThat(settled).hasValue(1);
    assertThat(engine.metrics().rejected()).isEqualTo(1);
    first.cancel(false);
    engine.submitWithin(2, sequences(5), settled::incrementAndGet);
    submit(Urgency.INTERACTIVE, 3);
    runAll();
    assertThat(settled).hasValue(5);
    assertThat(engine.metrics().waiting()).isZero();
  }

  @Test
  void failure_ofOneSequence_onlyItsSubmissionFails() {
    BatchingEngine failing =
        new BatchingEngine(
            batch -> {
              if (batch.stream().anyMatch(ids -> ids.length == 13)) {
                throw new EngineException("out of memory");
              }
              return lengths(batch);
            },
            tasks::add,
            true,
            100);
    CompletableFuture<float[][]> good = failing.submit(sequences(12, 14), Urgency.BULK, () -> {});
    CompletableFuture<float[][]> bad =
        failing.submit(sequences(13, 1, 60), Urgency.BULK, settled::incrementAndGet);
    runAll();
    assertThat(good.join()).isDeepEqualTo(new float[][] {{12}, {14}});
    assertThatThrownBy(bad::join)
        .hasCauseInstanceOf(InferenceException.class)
        .hasMessageContaining("13 tokens: out of memory");
    assertThat(settled).hasValue(1);
    EngineMetrics metrics = failing.metrics();
    assertThat(metrics.failed()).isEqualTo(1);
    assertThat(metrics.sequences() + metrics.abandoned()).isEqualTo(4);
    assertThat(failing.submit(sequences(4), Urgency.BULK, () -> {})).isNotDone();
    runAll();
    assertThat(failing.metrics().waiting()).isZero();
  }

  @Test
  void failure_memoryOfTheHeapOrADefect_reachesTheCallerAndTheNextIsComputed() {
    Deque<Throwable> failures =
        new ArrayDeque<>(List.of(new OutOfMemoryError("heap"), new StackOverflowError()));
    BatchingEngine failing =
        new BatchingEngine(
            batch -> {
              Throwable failure = failures.poll();
              if (failure instanceof Error error) {
                throw error;
              }
              return lengths(batch);
            },
            tasks::add,
            true,
            100);
    for (String expected : List.of("heap", "StackOverflowError")) {
      CompletableFuture<float[][]> result =
          failing.submit(sequences(4), Urgency.INTERACTIVE, () -> {});
      runAll();
      assertThatThrownBy(result::join)
          .hasCauseInstanceOf(InferenceException.class)
          .hasMessageContaining(expected);
    }
    CompletableFuture<float[][]> after =
        failing.submit(sequences(4), Urgency.INTERACTIVE, () -> {});
    runAll();
    assertThat(after).isCompleted();
  }

  @Test
  void failure_noThread_reachesEveryCallerAndTheNextMayStart() {
    AtomicInteger calls = new AtomicInteger();
    BatchingEngine starved =
        new BatchingEngine(
            this::lengths,
            task -> {
              if (calls.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              tasks.add(task);
            },
            true,
            100);
    assertThatThrownBy(starved.submit(sequences(4), Urgency.BULK, settled::incrementAndGet)::join)
        .hasMessageContaining("unable to create native thread");
    assertThat(settled).hasValue(1);
    CompletableFuture<float[][]> next = starved.submit(sequences(4), Urgency.BULK, () -> {});
    runAll();
    assertThat(next).isCompleted();
  }

  @Test
  void metrics_knownWork_addUp() {
    submit(Urgency.BULK, 30, 20, 25);
    submit(Urgency.BULK, 90);
    runAll();
    EngineMetrics metrics = engine.metrics();
    assertThat(metrics.sequences()).isEqualTo(4);
    assertThat(metrics.batches()).isEqualTo(2);
    assertThat(metrics.tokens()).isEqualTo(165);
    assertThat(metrics.computedTokens()).isEqualTo(180);
    assertThat(metrics.queueTime()).isGreaterThanOrEqualTo(metrics.longestQueueTime());
    assertThat(metrics.longestQueueTime())
        .isGreaterThanOrEqualTo(metrics.queueTime().dividedBy(metrics.sequences()));
    assertThat(metrics.programTime()).isPositive();
  }

  @Test
  void submit_manyThreadsThatCancelAndWait_allSettledOnceAndNoneLost() throws Exception {
    ExecutorService runner = Executors.newSingleThreadExecutor();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    List<Throwable> problems = new CopyOnWriteArrayList<>();
    AtomicInteger submitted = new AtomicInteger();
    AtomicInteger ends = new AtomicInteger();
    BatchingEngine shared =
        new BatchingEngine(
            batch -> batch.stream().map(ids -> new float[] {ids.length}).toArray(float[][]::new),
            runner,
            true,
            100);
    CountDownLatch done = new CountDownLatch(16);
    for (int caller = 0; caller < 16; caller++) {
      Random random = new Random(caller);
      callers.execute(
          () -> {
            try {
              for (int i = 0; i < 500; i++) {
                int length = 1 + random.nextInt(60);
                Urgency urgency = random.nextBoolean() ? Urgency.BULK : Urgency.INTERACTIVE;
                submitted.incrementAndGet();
                CompletableFuture<float[][]> result =
                    shared.submit(sequences(length, 3), urgency, ends::incrementAndGet);
                if (random.nextInt(4) == 0) {
                  result.cancel(false);
                } else {
                  assertThat(result.get(30, TimeUnit.SECONDS))
                      .isDeepEqualTo(new float[][] {{length}, {3}});
                }
              }
            } catch (Throwable e) {
              problems.add(e);
            } finally {
              done.countDown();
            }
          });
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    callers.shutdown();
    // What was cancelled last is dropped with the next batch.
    shared.submit(sequences(1), Urgency.BULK, () -> {}).get(30, TimeUnit.SECONDS);
    runner.shutdown();
    assertThat(runner.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(problems).isEmpty();
    assertThat(ends).hasValue(submitted.get());
    EngineMetrics metrics = shared.metrics();
    assertThat(metrics.waiting()).isZero();
    assertThat(metrics.sequences() + metrics.abandoned()).isEqualTo(2L * submitted.get() + 1);
  }
}
