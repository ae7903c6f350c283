package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "'', true, true",
    "ALL, true, true",
    "AVX512_CORE_AMX, true, true",
    "AVX512_CORE_BF16, true, true",
    "AVX512_CORE_VNNI, false, true",
    "AVX512_CORE, false, false",
    "AVX2_VNNI, false, false",
    "AVX2, false, false",
    "SSE41, false, false"
  })
  void usable_limitOfOnednn_heeded(String limit, boolean bfloat16, boolean int8) {
    Set<String> flags = Set.of("avx512_bf16", "avx512_vnni");
    assertThat(NativePrecision.usable(flags, limit, Precision.BF16)).isEqualTo(bfloat16);
    assertThat(NativePrecision.usable(flags, limit, Precision.INT8)).isEqualTo(int8);
    assertThat(NativePrecision.usable(Set.of("avx2"), limit, Precision.BF16)).isFalse();
    assertThat(NativePrecision.usable(Set.of("avx2"), limit, Precision.INT8)).isFalse();
  }

  @Test
  void usable_int8OfAvx2_underItsLimit() {
    assertThat(NativePrecision.usable(Set.of("avx_vnni"), "AVX2_VNNI", Precision.INT8)).isTrue();
  }

  @Test
  void limit_eitherNameOfTheVariable_upperCase() {
    assertThat(NativePrecision.limit(Map.of())).isEmpty();
    assertThat(NativePrecision.limit(Map.of("ONEDNN_MAX_CPU_ISA", ""))).isEmpty();
    assertThat(NativePrecision.limit(Map.of("DNNL_MAX_CPU_ISA", "avx512_core_vnni")))
        .isEqualTo("AVX512_CORE_VNNI");
    assertThat(
            NativePrecision.limit(
                Map.of("DNNL_MAX_CPU_ISA", "AVX2", "ONEDNN_MAX_CPU_ISA", "AVX512_CORE")))
        .isEqualTo("AVX512_CORE");
  }

  @Test
  void resolve_int8OnGpu_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NativePrecision.resolve(Precision.INT8, Device.gpu(0)))
        .withMessage("this GPU does not compute in INT8 by itself; use Precision.AUTO or FP32");
  }
}
