package io.github.meshclassifier.train;

import ai.djl.engine.EngineException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What {@link InstrumentedEngine} has the engine's Java code call around each of its native calls:
 * it knows which handles are alive, and lets one call fail.
 *
 * <p>Thread-safe.
 */
public final class NativeCalls {
  private static final Map<Long, String> LIVE = new ConcurrentHashMap<>();
  private static final AtomicLong COUNT = new AtomicLong();
  private static volatile long failing = Long.MAX_VALUE;

  private NativeCalls() {}

  /** A call that has been made to fail, as the engine's native code fails. */
  static final class InjectedFailure extends EngineException {
    private static final long serialVersionUID = 1L;

    InjectedFailure(String call) {
      super("injected failure of " + call);
    }
  }

  /** Before a call that frees nothing. */
  public static void before(String call) {
    if (COUNT.getAndIncrement() == failing) {
      throw new InjectedFailure(call);
    }
  }

  /** After a call that gave a handle, or 0 for none. */
  public static void created(long handle, String call) {
    if (handle != 0) {
      String before = LIVE.put(handle, call);
      if (before != null) {
        throw new IllegalStateException(call + " gave a live handle of " + before);
      }
    }
  }

  /** After a call that gave handles. */
  public static void created(long[] handles, String call) {
    for (long handle : handles) {
      created(handle, call);
    }
  }

  /** Before a call that frees a handle. */
  public static void freed(long handle, String call) {
    if (LIVE.remove(handle) == null) {
      throw new IllegalStateException(call + " of a handle that is not alive");
    }
  }

  /** Counts the calls from now on, and has the one with this number fail, counted from 0. */
  static void start(long failingCall) {
    failing = failingCall;
    COUNT.set(0);
  }

  /** Lets no call fail any more; returns how many there were. */
  static long stop() {
    failing = Long.MAX_VALUE;
    return COUNT.get();
  }

  /** The live handles by the call that gave them. */
  static Map<String, Integer> live() {
    Map<String, Integer> live = new TreeMap<>();
    LIVE.values().forEach(call -> live.merge(call, 1, Integer::sum));
    return live;
  }
}
