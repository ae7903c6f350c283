package io.github.meshclassifier.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a device multiplies bfloat16 numbers by itself. Thread-safe. */
final class Bfloat16Support {
  private static final Logger LOG = LoggerFactory.getLogger(Bfloat16Support.class);

  /** Linux's description of the processors; its flags are those the kernel lets programs use. */
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private static final Set<String> FLAGS = Set.of("avx512_bf16", "amx_bf16");

  /** The first generation of NVIDIA's with bfloat16, Ampere. */
  private static final int COMPUTE_CAPABILITY = 80;

  private static final AtomicReference<@Nullable Boolean> PROCESSOR = new AtomicReference<>();

  private Bfloat16Support() {}

  static boolean isNative(Device device) {
    if (device.isGpu()) {
      String capability = CudaUtils.getComputeCapability(device.getDeviceId());
      boolean found = Integer.parseInt(capability) >= COMPUTE_CAPABILITY;
      LOG.info("{} of compute capability {} trains in {}", device, capability, format(found));
      return found;
    }
    Boolean known = PROCESSOR.get();
    if (known == null) {
      known = isListed(PROCESSORS);
      if (PROCESSOR.compareAndSet(null, known)) {
        LOG.info("The processor trains in {}, by the flags in {}", format(known), PROCESSORS);
      }
    }
    return known;
  }

  private static String format(boolean bfloat16) {
    return bfloat16 ? "bfloat16" : "float32";
  }

  /**
   * Looks for the flags of x86-64 processors with bfloat16; false where there is no such file, as
   * on other systems than Linux.
   */
  static boolean isListed(Path processors) {
    try (BufferedReader lines = Files.newBufferedReader(processors, ISO_8859_1)) {
      return lines
          .lines()
          .filter(line -> line.startsWith("flags"))
          .flatMap(line -> Arrays.stream(line.split("[\\s:]+")))
          .anyMatch(FLAGS::contains);
    } catch (IOException e) {
      LOG.debug("No list of processor flags in {}", processors, e);
      return false;
    }
  }
}
