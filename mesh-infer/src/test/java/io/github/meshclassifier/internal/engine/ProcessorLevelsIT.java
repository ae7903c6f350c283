package io.github.meshclassifier.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Packed products in processes that pretend to an older processor, with several numbers of threads:
 * a sample of the widths of {@link PackedWidthsIT}, and texts so long that attention is computed in
 * another way, in every precision left.
 */
class ProcessorLevelsIT {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "ONEDNN_MAX_CPU_ISA, AVX2, 2",
    "ONEDNN_MAX_CPU_ISA, AVX2_VNNI, 2",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE, 1",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE_VNNI, 3",
    "ONEDNN_MAX_CPU_ISA, AVX512_CORE_BF16, 2",
    "ATEN_CPU_CAPABILITY, default, 1",
    "ATEN_CPU_CAPABILITY, avx2, 2"
  })
  void logits_olderProcessor_asPlainProducts(String variable, String level, String threads)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Compare.class.getName(),
            temp.toString());
    builder.environment().put(variable, level);
    builder.environment().put("OMP_NUM_THREADS", threads);
    Path output = temp.resolve("output");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor()).describedAs(Files.readString(output)).isZero();
    Set<String> flags = NativePrecision.flags(Path.of("/proc/cpuinfo"));
    String limit = variable.startsWith("ONEDNN") ? level : "";
    boolean bfloat16 = NativePrecision.usable(flags, limit, Precision.BF16);
    assertThat(Files.readString(output, UTF_8))
        .contains("BF16 " + bfloat16)
        .contains("INT8 " + NativePrecision.usable(flags, limit, Precision.INT8))
        .containsPattern("layers INT8" + (bfloat16 ? "" : "_FLOAT32_ATTENTION") + "\\s")
        .doesNotContain("multiplies wrongly");
  }

  /** Compares some widths and long texts, and prints which precisions there are. */
  static final class Compare {
    private Compare() {}

    public static void main(String[] args) throws IOException {
      List<PackedWidthsIT.Widths> widths = PackedWidthsIT.widths();
      for (int i = 0; i < widths.size(); i += 8) {
        PackedWidthsIT.check(widths.get(i), Path.of(args[0], "model" + i));
      }
      LongTextIT.check(Precision.FP32, PackedWidthsIT.limit(Precision.FP32));
      for (Precision precision : List.of(Precision.BF16, Precision.INT8)) {
        boolean has = NativePrecision.has(precision, Device.cpu());
        System.out.println(precision + " " + has);
        if (has) {
          LongTextIT.check(precision, PackedWidthsIT.limit(precision));
        } else {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> LongTextIT.check(precision, PackedWidthsIT.limit(precision)))
              .withMessageContaining("does not compute in " + precision);
        }
      }
      System.out.println("layers " + InferencePrograms.fastest(Precision.INT8));
    }
  }
}
