package io.github.meshclassifier.examples;

import io.github.meshclassifier.hub.HubEvent;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows the events of an upload or a download on the console: what will be sent or fetched, a bar
 * for each large file, and failures that are tried again.
 *
 * <p>Not thread-safe; a transfer calls its listener on one thread.
 */
final class HubProgress implements Consumer<HubEvent>, AutoCloseable {
  private static final long MEGABYTE = 1_000_000;

  /** Smaller files are done before a bar could be read. */
  private static final long LEAST_FOR_A_BAR = MEGABYTE;

  private final PrintStream out;
  private @Nullable ProgressBar bar;

  HubProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void accept(HubEvent event) {
    if (event instanceof HubEvent.Compared compared) {
      out.printf(
          Locale.ROOT,
          "%d files to publish, %.1f MB; %d are there already%n",
          compared.changed().size(),
          (double) compared.changedBytes() / MEGABYTE,
          compared.unchanged().size());
    } else if (event instanceof HubEvent.Resolved resolved) {
      out.printf(
          Locale.ROOT,
          "%s: %d files, %.1f MB%n",
          resolved.model(),
          resolved.files().size(),
          (double) resolved.totalBytes() / MEGABYTE);
    } else if (event instanceof HubEvent.FileStarted started) {
      close();
      if (started.bytes() >= LEAST_FOR_A_BAR) {
        bar =
            new ProgressBarBuilder()
                .setTaskName(started.file())
                .setUnit(" MB", MEGABYTE)
                .setInitialMax(started.bytes())
                .setMaxRenderedLength(100)
                .showSpeed()
                .build();
      }
    } else if (event instanceof HubEvent.FileProgress progress && bar != null) {
      bar.stepTo(progress.done());
    } else if (event instanceof HubEvent.FileDone done) {
      if (bar != null) {
        bar.stepTo(done.bytes());
      }
      close();
    } else if (event instanceof HubEvent.Retrying retrying) {
      out.printf(
          Locale.ROOT,
          "%s, trying again in %d s%n",
          retrying.reason(),
          Math.max(1, retrying.pause().toSeconds()));
    }
  }

  /** Ends the bar that is shown, if any. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
