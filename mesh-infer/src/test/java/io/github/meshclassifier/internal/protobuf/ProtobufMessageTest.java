package io.github.meshclassifier.internal.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The bytes are those of the examples in the description of the encoding, or worked out by hand.
 */
class ProtobufMessageTest {
  private static String hex(ProtobufMessage message) {
    return HexFormat.ofDelimiter(" ").formatHex(message.toByteArray());
  }

  @Test
  void fields_examplesOfTheDescription_sameBytes() {
    assertThat(hex(new ProtobufMessage().integer(1, 150))).isEqualTo("08 96 01");
    assertThat(hex(new ProtobufMessage().text(2, "testing")))
        .isEqualTo("12 07 74 65 73 74 69 6e 67");
    assertThat(hex(new ProtobufMessage().message(3, new ProtobufMessage().integer(1, 150))))
        .isEqualTo("1a 03 08 96 01");
  }

  @Test
  void integer_ends_shortestBytes() {
    assertThat(hex(new ProtobufMessage().integer(1, 0))).isEqualTo("08 00");
    assertThat(hex(new ProtobufMessage().integer(16, 127))).isEqualTo("80 01 7f");
    assertThat(hex(new ProtobufMessage().integer(1, Long.MAX_VALUE)))
        .isEqualTo("08 ff ff ff ff ff ff ff ff 7f");
    assertThat(hex(new ProtobufMessage().integer(1, -2)))
        .isEqualTo("08 fe ff ff ff ff ff ff ff ff 01");
  }

  @Test
  void number_doubleAndFloat_littleEndian() {
    assertThat(hex(new ProtobufMessage().number(1, 1.0))).isEqualTo("09 00 00 00 00 00 00 f0 3f");
    assertThat(hex(new ProtobufMessage().number(2, -2.0f))).isEqualTo("15 00 00 00 c0");
  }

  @Test
  void text_beyondAscii_utf8() {
    assertThat(hex(new ProtobufMessage().text(1, "é☃"))).isEqualTo("0a 05 c3 a9 e2 98 83");
  }
}
