package io.github.meshclassifier.internal.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.github.meshclassifier.model.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which number formats a device computes with by itself. Thread-safe. */
public final class NativePrecision {
  private static final Logger LOG = LoggerFactory.getLogger(NativePrecision.class);

  /** Linux's description of the processors; its flags are those the kernel lets programs use. */
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private static final Set<String> BFLOAT16_FLAGS = Set.of("avx512_bf16", "amx_bf16");
  private static final Set<String> INT8_FLAGS = Set.of("avx512_vnni", "avx_vnni", "amx_int8");

  /** The variables of the environment that keep oneDNN from newer instructions than they name. */
  private static final List<String> LIMITS = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  /** oneDNN's limits below its instructions for bfloat16. */
  private static final Set<String> WITHOUT_BFLOAT16 =
      Set.of("SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI");

  /** oneDNN's limits below its instructions for 8-bit integers. */
  private static final Set<String> WITHOUT_INT8 = Set.of("SSE41", "AVX", "AVX2", "AVX512_CORE");

  /** The limits under which the only instructions for 8-bit integers are those of AVX2. */
  private static final Set<String> AVX2_INT8 = Set.of("AVX2_VNNI", "AVX2_VNNI_2");

  /** The compute capability of Ampere, NVIDIA's first generation with bfloat16. */
  private static final int COMPUTE_CAPABILITY = 80;

  private static final AtomicReference<@Nullable Set<String>> FLAGS = new AtomicReference<>();

  /** What AUTO stood for last, so that it is logged once. */
  private static final AtomicReference<@Nullable Precision> AUTOMATIC = new AtomicReference<>();

  private NativePrecision() {}

  /** Returns whether a device multiplies bfloat16 numbers by itself. */
  public static boolean hasBfloat16(Device device) {
    if (device.isGpu()) {
      String capability = CudaUtils.getComputeCapability(device.getDeviceId());
      return Integer.parseInt(capability) >= COMPUTE_CAPABILITY;
    }
    return usable(flags(), limit(System.getenv()), Precision.BF16);
  }

  /**
   * Returns whether a device computes in a precision by itself: true for {@link Precision#FP32} and
   * {@link Precision#AUTO}.
   */
  public static boolean has(Precision precision, Device device) {
    return switch (precision) {
      case FP32, AUTO -> true;
      case BF16 -> hasBfloat16(device);
      case INT8 -> !device.isGpu() && usable(flags(), limit(System.getenv()), Precision.INT8);
    };
  }

  /**
   * Finds what a model is computed in.
   *
   * @return the same, or what {@link Precision#AUTO} stands for there
   * @throws IllegalArgumentException if the device has no such arithmetic
   */
  static Precision resolve(Precision wanted, Device device) {
    if (wanted == Precision.AUTO) {
      Precision found = hasBfloat16(device) ? Precision.BF16 : Precision.FP32;
      if (AUTOMATIC.getAndSet(found) != found) {
        LOG.info("{} computes in {}", device, found);
      }
      return found;
    }
    if (has(wanted, device)) {
      return wanted;
    }
    Set<String> flags = wanted == Precision.INT8 ? INT8_FLAGS : BFLOAT16_FLAGS;
    throw new IllegalArgumentException(
        "this "
            + (device.isGpu() ? "GPU" : "processor")
            + " does not compute in "
            + wanted
            + " by itself"
            + (device.isGpu() ? "" : ": " + reason(flags, limit(System.getenv())))
            + "; use Precision.AUTO or FP32");
  }

  private static String reason(Set<String> flags, String limit) {
    return flags().stream().anyMatch(flags::contains)
        ? "the environment variable " + LIMITS.get(0) + " is " + limit
        : "none of the flags " + flags.stream().sorted().toList() + " in " + PROCESSORS;
  }

  /** Returns the newest instructions that oneDNN may use; an empty string if there is no limit. */
  static String limit(Map<String, String> environment) {
    return LIMITS.stream()
        .map(environment::get)
        .filter(value -> value != null && !value.isEmpty())
        .findFirst()
        .map(value -> value.toUpperCase(Locale.ROOT))
        .orElse("");
  }

  /** Returns whether a processor with these flags computes in a precision under a limit. */
  static boolean usable(Set<String> flags, String limit, Precision precision) {
    if (precision == Precision.BF16) {
      return !WITHOUT_BFLOAT16.contains(limit) && flags.stream().anyMatch(BFLOAT16_FLAGS::contains);
    }
    if (AVX2_INT8.contains(limit)) {
      return flags.contains("avx_vnni");
    }
    return !WITHOUT_INT8.contains(limit) && flags.stream().anyMatch(INT8_FLAGS::contains);
  }

  /**
   * Returns what the first processor is called: its name, or Java's name of the architecture where
   * the system does not tell.
   */
  static String processor() {
    return value(PROCESSORS, "model name").orElse(System.getProperty("os.arch", "unknown"));
  }

  private static Set<String> flags() {
    Set<String> known = FLAGS.get();
    if (known == null) {
      known = flags(PROCESSORS);
      FLAGS.set(known);
    }
    return known;
  }

  /** Reads the flags; none where there is no such file, as on other systems than Linux. */
  static Set<String> flags(Path processors) {
    return value(processors, "flags")
        .map(flags -> Arrays.stream(flags.split("\\s+")).collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  /** Reads what the list says first under a key; nothing where there is no such file. */
  private static Optional<String> value(Path processors, String key) {
    try (BufferedReader lines = Files.newBufferedReader(processors, ISO_8859_1)) {
      return lines
          .lines()
          .filter(line -> line.startsWith(key) && line.indexOf(':') > 0)
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException e) {
      LOG.debug("No list of processors in {}", processors, e);
      return Optional.empty();
    }
  }
}
