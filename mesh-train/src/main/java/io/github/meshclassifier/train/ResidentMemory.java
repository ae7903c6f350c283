package io.github.meshclassifier.train;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the resident memory of a run near what its largest step needs. Not thread-safe.
 *
 * <p>The tensors of a step have the lengths of its articles, so they seldom fit the gaps that those
 * of the step before left, and the allocator of glibc keeps the gaps. When the process has grown by
 * a tenth over what a step took after gaps were last given back, they are given back again. Other
 * systems and Java runtimes without that command are left as they are.
 */
final class ResidentMemory {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentMemory.class);
  private static final Path STATUS = Path.of("/proc/self/statm");

  /** How much larger than after a step without gaps the process may get. */
  private static final double GROWTH = 1.1;

  private final @Nullable ProcessMemory process;
  private boolean trimmed = true;
  private long needed;

  interface ProcessMemory {
    long pages();

    /** Gives gaps back to the operating system. */
    void trim();
  }

  ResidentMemory(@Nullable ProcessMemory process) {
    this.process = process;
  }

  /** That of this process; does nothing where it cannot be looked at or trimmed. */
  static ResidentMemory ofProcess() {
    return new ResidentMemory(Files.isReadable(STATUS) ? Glibc.find() : null);
  }

  void afterStep() {
    if (process == null) {
      return;
    }
    long pages = process.pages();
    if (trimmed) {
      needed = Math.max(needed, pages);
      trimmed = false;
    } else if (pages > needed * GROWTH) {
      process.trim();
      trimmed = true;
    }
  }

  /** Linux with a Java runtime that has {@code jcmd System.trim_native_heap}. */
  private static final class Glibc implements ProcessMemory {
    private static final String COMMAND = "systemTrimNativeHeap";

    private final ObjectName commands;

    private Glibc(ObjectName commands) {
      this.commands = commands;
    }

    static @Nullable Glibc find() {
      try {
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        for (var operation :
            ManagementFactory.getPlatformMBeanServer().getMBeanInfo(commands).getOperations()) {
          if (operation.getName().equals(COMMAND)) {
            return new Glibc(commands);
          }
        }
      } catch (JMException e) {
        LOG.debug("This Java runtime has no diagnostic commands", e);
      }
      return null;
    }

    @Override
    public long pages() {
      // No channel, which would be closed if the thread is interrupted, as one that trains may be.
      try (InputStream in = new FileInputStream(STATUS.toFile())) {
        String[] numbers = new String(in.readAllBytes(), US_ASCII).split(" ", 3);
        return Long.parseLong(numbers[1]);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + STATUS, e);
      }
    }

    @Override
    public void trim() {
      try {
        ManagementFactory.getPlatformMBeanServer().invoke(commands, COMMAND, null, null);
      } catch (JMException e) {
        LOG.debug("The native heap cannot be trimmed", e);
      }
    }
  }
}
