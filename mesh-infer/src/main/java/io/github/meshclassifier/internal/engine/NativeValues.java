package io.github.meshclassifier.internal.engine;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The owner of values that programs are called with again and again. A manager of the engine owns
 * arrays and programs, but no values, and a value keeps its arrays in memory even if they are
 * closed. Not thread-safe.
 */
public final class NativeValues implements AutoCloseable {
  private final List<IValue> values = new ArrayList<>();

  public NativeValues() {}

  /**
   * Takes over a value.
   *
   * @param value the value, which nobody else closes
   */
  public IValue own(IValue value) {
    values.add(value);
    return value;
  }

  /** Frees all of them; idempotent. */
  @Override
  public void close() {
    Closing.inOrder(values.stream().<Runnable>map(value -> value::close).toArray(Runnable[]::new));
  }
}
