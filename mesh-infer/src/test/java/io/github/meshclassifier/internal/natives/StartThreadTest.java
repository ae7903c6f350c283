package io.github.meshclassifier.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class StartThreadTest {
  @Test
  void call_interruptedCaller_waitsAndStaysInterrupted() throws Throwable {
    Thread.currentThread().interrupt();
    boolean inside = StartThread.call(getClass().getClassLoader(), Thread::interrupted);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(inside).isFalse();
  }

  @Test
  void call_contextClassLoader_isTheOneGiven() throws Throwable {
    try (URLClassLoader given = new URLClassLoader(new URL[0])) {
      ClassLoader seen =
          StartThread.call(given, () -> Thread.currentThread().getContextClassLoader());
      assertThat(seen).isSameAs(given);
      assertThat(Thread.currentThread().getContextClassLoader()).isNotSameAs(given);
    }
  }

  @Test
  void call_actionFails_itsOwnFailure() {
    Error failure = new UnsatisfiedLinkError("no library");
    assertThatThrownBy(
            () ->
                StartThread.call(
                    getClass().getClassLoader(),
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }
}
