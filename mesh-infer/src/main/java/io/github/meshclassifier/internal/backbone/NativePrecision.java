package io.github.meshclassifier.internal.backbone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.github.meshclassifier.infer.Precision;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

  /** The first generation of NVIDIA's with bfloat16, Ampere. */
  private static final int COMPUTE_CAPABILITY = 80;

  private static final AtomicReference<@Nullable Set<String>> FLAGS = new AtomicReference<>();

  /** What AUTO meant last, so that it is logged once. */
  private static final AtomicReference<@Nullable Precision> AUTOMATIC = new AtomicReference<>();

  private NativePrecision() {}

  /**
   * Returns whether a device multiplies bfloat16 numbers by itself.
   *
   * @param device the processor or a GPU
   * @return true if it does, as far as can be told
   */
  public static boolean hasBfloat16(Device device) {
    if (device.isGpu()) {
      String capability = CudaUtils.getComputeCapability(device.getDeviceId());
      return Integer.parseInt(capability) >= COMPUTE_CAPABILITY;
    }
    return flags().stream().anyMatch(BFLOAT16_FLAGS::contains);
  }

  /**
   * Returns whether a device computes in a precision by itself.
   *
   * @param precision the precision
   * @param device the processor or a GPU
   * @return true for {@link Precision#FP32} and {@link Precision#AUTO}
   */
  public static boolean has(Precision precision, Device device) {
    return switch (precision) {
      case FP32, AUTO -> true;
      case BF16 -> hasBfloat16(device);
      case INT8 -> !device.isGpu() && flags().stream().anyMatch(INT8_FLAGS::contains);
    };
  }

  /**
   * Finds what a model is computed in.
   *
   * @param wanted what the caller asked for
   * @param device where it is computed
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
            + (device.isGpu()
                ? ""
                : ": none of the flags " + flags.stream().sorted().toList() + " in " + PROCESSORS)
            + "; use Precision.AUTO or FP32");
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
    try (BufferedReader lines = Files.newBufferedReader(processors, ISO_8859_1)) {
      return lines
          .lines()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Arrays.stream(line.split("[\\s:]+")).skip(1).collect(Collectors.toSet()))
          .orElse(Set.of());
    } catch (IOException e) {
      LOG.debug("No list of processor flags in {}", processors, e);
      return Set.of();
    }
  }
}
