package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the list of processor flags says. */
class Bfloat16SupportTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "avx512f avx512_bf16 clzero, true",
    "amx_bf16 avx512_fp16, true",
    "avx512f avx512vl avx512_vnni, false",
    "avx512_bf16x, false",
    "'', false"
  })
  void isListed_flags_wholeWords(String flags, boolean expected) throws IOException {
    Path file = temp.resolve("cpuinfo");
    Files.writeString(
        file,
        """
        processor\t: 0
        model name\t: with avx512_bf16 in its name
        flags\t\t: fpu vme %s rdpid
        bogomips\t: 5192.27
        """
            .formatted(flags));
    assertThat(Bfloat16Support.isListed(file)).isEqualTo(expected);
  }

  @Test
  void isListed_noSuchFile_false() {
    assertThat(Bfloat16Support.isListed(temp.resolve("none"))).isFalse();
  }

  @Test
  void isBfloat16_stated_asStated() {
    assertThat(TrainingPrecision.FP32.isBfloat16(Device.cpu())).isFalse();
    assertThat(TrainingPrecision.BF16.isBfloat16(Device.cpu())).isTrue();
    assertThat(TrainingPrecision.AUTO.isBfloat16(Device.cpu()))
        .isEqualTo(Bfloat16Support.isListed(Path.of("/proc/cpuinfo")));
  }
}
