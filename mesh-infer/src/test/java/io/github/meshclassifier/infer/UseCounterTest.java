package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UseCounterTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final UseCounter uses = new UseCounter(freed::incrementAndGet);

  @Test
  void close_unused_freesOnce() {
    assertThat(freed).hasValue(0);
    uses.close();
    assertThat(freed).hasValue(1);
    uses.close();
    assertThat(freed).hasValue(1);
    assertThat(uses.tryAcquire()).isFalse();
  }

  @Test
  void close_inUse_lastReleaseFrees() {
    assertThat(uses.tryAcquire()).isTrue();
    assertThat(uses.tryAcquire()).isTrue();
    uses.close();
    assertThat(freed).hasValue(0);
    assertThat(uses.tryAcquire()).isFalse();
    uses.release();
    assertThat(freed).hasValue(0);
    uses.release();
    assertThat(freed).hasValue(1);
    uses.close();
    assertThat(freed).hasValue(1);
  }

  @Test
  void release_open_doesNotFree() {
    assertThat(uses.tryAcquire()).isTrue();
    uses.release();
    assertThat(freed).hasValue(0);
    assertThat(uses.tryAcquire()).isTrue();
  }

  @Test
  void close_racingUses_freesOnceAfterTheLast() throws Exception {
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 500; round++) {
        AtomicInteger frees = new AtomicInteger();
        AtomicInteger active = new AtomicInteger();
        AtomicBoolean freedInUse = new AtomicBoolean();
        UseCounter counter =
            new UseCounter(
                () -> {
                  frees.incrementAndGet();
                  freedInUse.compareAndSet(false, active.get() != 0);
                });
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Boolean>> results = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          boolean closes = thread < 2;
          results.add(
              pool.submit(
                  () -> {
                    start.await();
                    for (int i = 0; i < 20; i++) {
                      if (counter.tryAcquire()) {
                        active.incrementAndGet();
                        if (frees.get() != 0) {
                          freedInUse.set(true);
                        }
                        active.decrementAndGet();
                        counter.release();
                      }
                      if (closes && i == 10) {
                        counter.close();
                      }
                    }
                    return true;
                  }));
        }
        for (Future<Boolean> result : results) {
          result.get(60, TimeUnit.SECONDS);
        }
        assertThat(counter.tryAcquire()).isFalse();
        assertThat(frees).hasValue(1);
        assertThat(freedInUse).isFalse();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
