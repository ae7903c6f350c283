package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How long a checkpoint of BERT-base's size takes to become a backbone that computes in float32,
 * beside copying its file, and how much memory that needs.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -Xmx256m -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.CheckpointLoading [rounds]
 * }</pre>
 *
 * <p>Writes a classifier with random weights into a temporary directory, once as {@code
 * model.safetensors} and once as {@code pytorch_model.bin}, 438 MB each. Then, per file, copying
 * and loading take turns in one process. The copy reads and writes streams with a buffer of 64 KB;
 * both sides find the file in the system's cache. Loading is everything from opening the file to a
 * backbone that is ready to compute: reading, checking, packing for the processor. The ratio is the
 * median over rounds of the time to load by the time to copy in the same round.
 *
 * <p>The peak heap is the sum of the peaks of the heap's pools, an upper bound. Native growth is
 * how far the process's resident memory has grown at its peak above what it was before the first
 * load, with the engine started, heap included; Linux only.
 */
public final class CheckpointLoading {
  private static final int ROUNDS = 11;
  private static final int WARMUP_ROUNDS = 2;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final double MB = 1e6;

  private CheckpointLoading() {}

  /**
   * What was measured of one file, times as medians over rounds.
   *
   * @param file its name
   * @param bytes its size
   * @param copyMillis the time to copy it, in ms
   * @param loadMillis the time to load it, in ms
   * @param ratio the time to load by the time to copy
   * @param heap the peak of the heap, in bytes
   * @param growth how far resident memory grew while loading, in bytes; 0 if not known
   */
  record Result(
      String file,
      long bytes,
      double copyMillis,
      double loadMillis,
      double ratio,
      long heap,
      long growth) {}

  /**
   * Measures and prints a table.
   *
   * @param arguments the number of rounds, optional
   * @throws IOException if a file cannot be written or read
   */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    System.out.printf(
        Locale.ROOT,
        "JDK %s, %d processors, at most %.0f MB heap, %d rounds%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() / MB,
        rounds);
    measure(CheckpointFiles.BERT_BASE, rounds, result -> print(result, System.out));
  }

  /** Measures a model of this configuration in both forms. */
  static void measure(String config, int rounds, Consumer<Result> results) throws IOException {
    try (Scratch scratch = Scratch.create()) {
      Path directory = scratch.directory();
      ModelFiles safetensors =
          CheckpointFiles.writeSafetensors(directory.resolve("safetensors"), config);
      ModelFiles torch = CheckpointFiles.writeTorch(directory.resolve("torch"), safetensors);
      Path copy = directory.resolve("copy");
      PyTorch.engine();
      System.gc();
      long before = Resident.now();
      for (ModelFiles files : List.of(safetensors, torch)) {
        results.accept(measure(files, copy, rounds, before));
      }
    }
  }

  private static Result measure(ModelFiles files, Path copy, int rounds, long before)
      throws IOException {
    String name = Checkpoint.singleFile(files).orElseThrow();
    Path file = files.path(name).orElseThrow();
    double[] copies = new double[rounds];
    double[] loads = new double[rounds];
    double[] ratios = new double[rounds];
    long heap = 0;
    long growth = 0;
    for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
      double copied = copy(file, copy);
      System.gc();
      heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
      Resident.resetPeak();
      double loaded = load(files);
      heap = Math.max(heap, heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum());
      growth = Math.max(growth, 1024 * (Resident.peak() - before));
      if (round >= 0) {
        copies[round] = copied;
        loads[round] = loaded;
        ratios[round] = loaded / copied;
      }
    }
    return new Result(
        name,
        Files.size(file),
        TakingTurns.median(copies),
        TakingTurns.median(loads),
        TakingTurns.median(ratios),
        heap,
        growth);
  }

  private static Stream<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }

  private static double copy(Path from, Path to) throws IOException {
    long start = System.nanoTime();
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    }
    double millis = (System.nanoTime() - start) / 1e6;
    Files.delete(to);
    return millis;
  }

  private static double load(ModelFiles files) throws IOException {
    long start = System.nanoTime();
    Transformer loaded = CheckpointFiles.load(files, CheckpointFiles.LABELS, Precision.FP32);
    double millis = (System.nanoTime() - start) / 1e6;
    loaded.close();
    return millis;
  }

  private static void print(Result result, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-18s %6.1f MB  copy %6.0f ms  load %6.0f ms  ratio %.2f  heap %4.0f MB  growth %.0f MB%n",
        result.file(),
        result.bytes() / MB,
        result.copyMillis(),
        result.loadMillis(),
        result.ratio(),
        result.heap() / MB,
        result.growth() / MB);
  }
}
