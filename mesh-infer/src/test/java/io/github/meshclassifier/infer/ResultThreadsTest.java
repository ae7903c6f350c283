package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How many threads there are; the test decides when time is over. */
class ResultThreadsTest {
  private final Queue<Runnable> timer = new ArrayDeque<>();
  private final ResultThreads threads = new ResultThreads(2, (delay, task) -> timer.add(task));

  private void timeIsOver() {
    timer.remove().run();
  }

  /** Blocks so many threads until the latch opens. */
  private CountDownLatch block(int count) throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      threads.execute(
          () -> {
            running.countDown();
            await(release);
          });
    }
    running.await();
    return release;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void execute_allBlocked_threadsAddedUntilEverythingRuns() throws InterruptedException {
    CountDownLatch release = block(2);
    CountDownLatch all = new CountDownLatch(9);
    for (int i = 0; i < 9; i++) {
      // Each of them blocks until all run at the same time.
      threads.execute(
          () -> {
            all.countDown();
            await(all);
          });
    }
    assertThat(threads.size()).isEqualTo(2);
    timeIsOver();
    assertThat(threads.size()).isEqualTo(4);
    while (threads.size() < 11) {
      int before = threads.size();
      timeIsOver();
      assertThat(threads.size()).isBetween(before, 2 * before);
    }
    all.await();
    release.countDown();
  }

  @Test
  void execute_tasksEndMeanwhile_noThreadAdded() throws InterruptedException {
    CountDownLatch release = block(1);
    for (int round = 0; round < 20; round++) {
      CountDownLatch first = new CountDownLatch(1);
      CountDownLatch last = new CountDownLatch(1);
      CountDownLatch end = new CountDownLatch(1);
      threads.execute(() -> await(first));
      threads.execute(
          () -> {
            last.countDown();
            await(end);
          });
      // The second one waits: time begins, and the first one ends before it is over.
      first.countDown();
      last.await();
      while (!timer.isEmpty()) {
        timeIsOver();
      }
      end.countDown();
      assertThat(threads.size()).isEqualTo(2);
    }
    release.countDown();
  }

  @Test
  void execute_nothingWaits_notWatched() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    threads.execute(done::countDown);
    done.await();
    assertThat(timer).isEmpty();
  }

  @Test
  void threads_ofTheProcess_daemonsWithoutTheCallersState() throws InterruptedException {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of the caller");
    CountDownLatch done = new CountDownLatch(1);
    Thread[] thread = new Thread[1];
    String[] inherited = {"nothing"};
    ResultThreads fresh = new ResultThreads(2, (delay, task) -> timer.add(task));
    fresh.execute(
        () -> {
          thread[0] = Thread.currentThread();
          inherited[0] = local.get();
          done.countDown();
        });
    done.await();
    local.remove();
    assertThat(thread[0].isDaemon()).isTrue();
    assertThat(thread[0].getName()).isEqualTo("mesh-classifier-results-1");
    assertThat(inherited[0]).isNull();
  }
}
