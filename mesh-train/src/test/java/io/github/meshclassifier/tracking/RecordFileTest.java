package io.github.meshclassifier.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  @TempDir private Path directory;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The CRCs are those of RFC 3720, B.4, and the check value of CRC-32C, masked by hand. */
  @Test
  void maskedCrc_publishedVectors_masked() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xFF);
    assertThat(RecordFile.maskedCrc(ascii("123456789"), 0, 9)).isEqualTo(0xc78ab0e5);
    assertThat(RecordFile.maskedCrc(new byte[32], 0, 32)).isEqualTo(0x0fd7fffa);
    assertThat(RecordFile.maskedCrc(ones, 0, 32)).isEqualTo(0xf909b029);
  }

  /** 24 bytes are the first record of the files that TensorFlow writes; they begin like this. */
  @Test
  void record_lengthTwentyFour_beginsLikeTensorFlowsFiles() {
    byte[] record = RecordFile.record(new byte[24]);
    assertThat(record).hasSize(8 + 4 + 24 + 4);
    assertThat(HexFormat.of().formatHex(record, 0, 12)).isEqualTo("1800000000000000a37f4b22");
  }

  private Path file(byte[]... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.write(part);
    }
    return Files.write(directory.resolve("records"), bytes.toByteArray());
  }

  @Test
  void trim_cutOrDamagedRecord_keepsThoseBefore() throws IOException {
    byte[] one = RecordFile.record(ascii("one"));
    byte[] two = RecordFile.record(ascii("second"));
    for (int length = 0; length < two.length; length++) {
      Path file = file(one, Arrays.copyOf(two, length));
      RecordFile.trim(file, data -> false);
      assertThat(file).hasBinaryContent(one);
    }
    for (int i = 0; i < two.length; i++) {
      byte[] damaged = two.clone();
      damaged[i] ^= 0x10;
      Path file = file(one, damaged);
      RecordFile.trim(file, data -> false);
      assertThat(file).hasBinaryContent(one);
    }
  }

  @Test
  void trim_unwantedRecord_onlyAtTheEnd() throws IOException {
    byte[] keep = RecordFile.record(ascii("keep"));
    byte[] end = RecordFile.record(ascii("end"));
    Path file = file(keep, end, keep, end);
    RecordFile.trim(file, data -> Arrays.equals(data, ascii("end")));
    assertThat(file).hasSize(2L * keep.length + end.length);
    RecordFile.trim(file, data -> Arrays.equals(data, ascii("end")));
    assertThat(file).hasSize(2L * keep.length + end.length);
  }

  @Test
  void trim_noRecord_leavesNothing() throws IOException {
    Path file = file(ascii("nothing of the kind, but long enough for a header"));
    RecordFile.trim(file, data -> false);
    assertThat(file).isEmptyFile();
  }
}
