package io.github.meshclassifier.internal.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.github.meshclassifier.infer.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the list of processor flags says. */
class NativePrecisionTest {
  @TempDir Path temp;

  @Test
  void flags_listOfLinux_wholeWords() throws IOException {
    Path file = temp.resolve("cpuinfo");
    Files.writeString(
        file,
        """
        processor\t: 0
        model name\t: with avx512_vnni in its name
        flags\t\t: fpu vme avx512_bf16x amx_int8 rdpid
        bogomips\t: 5192.27
        """);
    assertThat(NativePrecision.flags(file))
        .containsExactlyInAnyOrder("fpu", "vme", "avx512_bf16x", "amx_int8", "rdpid");
  }

  @Test
  void flags_noSuchFileOrNoSuchLine_none() throws IOException {
    assertThat(NativePrecision.flags(temp.resolve("none"))).isEmpty();
    assertThat(NativePrecision.flags(Files.createFile(temp.resolve("empty")))).isEmpty();
  }

  @Test
  void resolve_thisProcessor_asItsFlagsSay() {
    Set<String> flags = NativePrecision.flags(Path.of("/proc/cpuinfo"));
    boolean bfloat16 = flags.contains("avx512_bf16") || flags.contains("amx_bf16");
    assertThat(NativePrecision.hasBfloat16(Device.cpu())).isEqualTo(bfloat16);
    assertThat(NativePrecision.resolve(Precision.AUTO, Device.cpu()))
        .isEqualTo(bfloat16 ? Precision.BF16 : Precision.FP32);
    assertThat(NativePrecision.resolve(Precision.FP32, Device.cpu())).isEqualTo(Precision.FP32);
    assertExplicit(Precision.BF16, bfloat16);
    assertExplicit(
        Precision.INT8,
        flags.contains("avx512_vnni") || flags.contains("avx_vnni") || flags.contains("amx_int8"));
  }

  private static void assertExplicit(Precision precision, boolean has) {
    if (has) {
      assertThat(NativePrecision.resolve(precision, Device.cpu())).isEqualTo(precision);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NativePrecision.resolve(precision, Device.cpu()))
          .withMessageContaining("this processor does not compute in " + precision);
    }
  }

  @Test
  void resolve_int8OnGpu_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NativePrecision.resolve(Precision.INT8, Device.gpu(0)))
        .withMessage("this GPU does not compute in INT8 by itself; use Precision.AUTO or FP32");
  }
}
