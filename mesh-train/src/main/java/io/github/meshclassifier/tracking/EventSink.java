package io.github.meshclassifier.tracking;

import io.github.meshclassifier.run.TrainingEvent;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;

/** A file that takes the events of a run. Not thread-safe. */
interface EventSink extends Closeable {
  /**
   * Takes an event, or leaves it out.
   *
   * @param event what happened
   * @param time when
   * @param step the last optimizer step that was done before, over all epochs
   */
  void write(TrainingEvent event, Instant time, long step) throws IOException;

  /** Passes what was written to the operating system. */
  void flush() throws IOException;

  /** Forces what was written to the disk. */
  void force() throws IOException;
}
