package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.tokenizer.ProtobufReader.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufReaderTest {
  private static ProtobufReader of(String hex) {
    return new ProtobufReader(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  @Test
  void next_allWireTypes_readInOrder() throws MalformedMessageException {
    ProtobufReader message =
        of("08 96 01 | 12 03 61 62 63 | 1d 00 00 80 3f | 20 01".replace("|", ""));
    assertThat(message.next()).isTrue();
    assertThat(message.field()).isEqualTo(1);
    assertThat(message.integer()).isEqualTo(150);
    assertThat(message.next()).isTrue();
    assertThat(message.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}));
    assertThat(message.next()).isTrue();
    assertThat(message.number()).isEqualTo(1f);
    assertThat(message.next()).isTrue();
    assertThat(message.field()).isEqualTo(4);
    assertThat(message.flag()).isTrue();
    assertThat(message.next()).isFalse();
  }

  @Test
  void next_unreadFields_skipped() throws MalformedMessageException {
    ProtobufReader message =
        of("08 96 01 11 01 02 03 04 05 06 07 08 12 03 61 62 63 1d 00 00 80 3f 28 07");
    int fields = 0;
    while (message.next()) {
      fields++;
    }
    assertThat(fields).isEqualTo(5);
    assertThat(message.field()).isEqualTo(5);
  }

  @Test
  void integer_negative_tenBytes() throws MalformedMessageException {
    ProtobufReader message = of("08 ff ff ff ff ff ff ff ff ff 01");
    assertThat(message.next()).isTrue();
    assertThat(message.integer()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08 | field 1 has 1 bytes of which 0 are there",
        "08 ff ff ff ff ff ff ff ff ff ff 01 | an integer is longer than ten bytes",
        "12 05 61 62 | field 2 has 5 bytes of which 2 are there",
        "12 ff ff ff ff ff ff ff ff ff 01 | field 2 has 18446744073709551615 bytes",
        "1d 00 00 | field 3 has 4 bytes of which 2 are there",
        "11 00 | field 2 has 8 bytes of which 1 are there",
        "0b | field 1 has wire type 3",
        "0c | field 1 has wire type 4",
        "0f | field 1 has wire type 7",
        "00 | a field number is out of range",
        "80 80 80 80 80 01 | a field number is out of range"
      })
  void next_malformed_refused(String hex, String message) {
    assertThatThrownBy(
            () -> {
              ProtobufReader reader = of(hex);
              while (reader.next()) {
                reader.field();
              }
            })
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void integer_ofAnotherType_refused() throws MalformedMessageException {
    ProtobufReader message = of("12 01 61");
    assertThat(message.next()).isTrue();
    assertThatThrownBy(message::integer)
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("field 2 has wire type 2 instead of 0");
  }

  @Test
  void next_randomBytes_endOrRefusal() {
    Random random = new Random(3);
    int whole = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      ProtobufReader message = new ProtobufReader(ByteBuffer.wrap(bytes));
      try {
        while (message.next()) {
          assertThat(message.field()).isPositive();
        }
        whole++;
      } catch (MalformedMessageException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    assertThat(whole).isGreaterThan(100);
  }
}
