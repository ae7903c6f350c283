package io.github.meshclassifier.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnxruntime.OrtEnvironment;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a result depends on beside the code.
 *
 * @param date the day, UTC
 * @param commit the Git commit, or {@code unknown}
 * @param cpu the model of the processor, or {@code unknown}
 * @param cpuFlags what it has of the instructions that matter here
 * @param processors how many processors the process may use
 * @param threads how many threads compute one batch
 * @param memoryGigabytes the machine's memory in units of 10^9 bytes
 * @param os the operating system
 * @param jdk Java's version
 * @param djl DJL's version
 * @param pytorch PyTorch's version
 * @param onnxRuntime ONNX Runtime's version
 */
record Machine(
    String date,
    String commit,
    String cpu,
    List<String> cpuFlags,
    int processors,
    int threads,
    long memoryGigabytes,
    String os,
    String jdk,
    String djl,
    String pytorch,
    String onnxRuntime) {
  private static final String UNKNOWN = "unknown";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> FLAGS =
      Set.of("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_bf16", "amx_int8");

  /**
   * Looks at this machine.
   *
   * @param commit the Git commit measured, or {@code unknown}
   * @throws IOException if Linux does not tell about its processor
   */
  static Machine here(String commit) throws IOException {
    List<String> cpu = Files.exists(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
    Set<String> flags = new TreeSet<>(Arrays.asList(value(cpu, "flags").split(" ", -1)));
    flags.retainAll(FLAGS);
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    Engine pytorch = Engine.getEngine("PyTorch");
    return new Machine(
        LocalDate.now(Clock.systemUTC()).toString(),
        commit,
        value(cpu, "model name"),
        List.copyOf(flags),
        Runtime.getRuntime().availableProcessors(),
        JniUtils.getNumThreads(),
        Math.round(system.getTotalMemorySize() / 1e9),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        Runtime.version().toString(),
        Engine.getDjlVersion(),
        pytorch.getVersion(),
        OrtEnvironment.getEnvironment().getVersion());
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key + "\t") || line.startsWith(key + ":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(UNKNOWN);
  }
}
