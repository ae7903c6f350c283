package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.fixture.BertFixture;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token ids against those of transformers, and texts that nobody wrote. */
class TextEncoderIT {
  private static final int CLS = 2;
  private static final int SEP = 3;

  private static TextEncoder open(int maxTokens) throws IOException {
    return TextEncoder.open(BertFixture.files(), BertFixture.config().tokens(), maxTokens);
  }

  @Test
  void encode_referenceTexts_idsOfTransformers() throws IOException {
    try (TextEncoder encoder = open(BertFixture.MAX_TOKENS)) {
      for (BertFixture.Row row : BertFixture.rows()) {
        EncodedText encoded = encoder.encode(row.text());
        assertThat(encoded.ids()).containsExactly(row.ids());
        assertThat(encoded.truncated()).isEqualTo(encoded.tokenCount() > BertFixture.MAX_TOKENS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 20, 64, 80})
  void encode_longText_startKeptAndClosed(int maxTokens) throws IOException {
    String text = BertFixture.rows().get(1).text().repeat(20);
    try (TextEncoder encoder = open(maxTokens);
        TextEncoder whole = open(1_000_000)) {
      EncodedText all = whole.encode(text);
      assertThat(all.truncated()).isFalse();
      assertThat(all.tokenCount()).isEqualTo(all.ids().length).isGreaterThan(500);
      EncodedText cut = encoder.encode(text);
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.tokenCount()).isEqualTo(all.tokenCount());
      assertThat(cut.ids()).hasSize(maxTokens).startsWith(CLS).endsWith(SEP);
      for (int i = 0; i < maxTokens - 1; i++) {
        assertThat(cut.ids()[i]).isEqualTo(all.ids()[i]);
      }
    }
  }

  @Test
  void encode_exactlyAtTheLimit_notTruncated() throws IOException {
    String text = "heart ".repeat(40);
    int count;
    try (TextEncoder whole = open(1000)) {
      count = whole.encode(text).tokenCount();
    }
    try (TextEncoder exact = open(count);
        TextEncoder less = open(count - 1)) {
      assertThat(exact.encode(text).truncated()).isFalse();
      assertThat(exact.encode(text).ids()).hasSize(count);
      assertThat(less.encode(text).truncated()).isTrue();
      assertThat(less.encode(text).ids()).hasSize(count - 1).endsWith(SEP);
    }
  }

  @Test
  void encode_loneSurrogates_asReplacementCharacters() throws IOException {
    try (TextEncoder encoder = open(64)) {
      assertThat(encoder.encode("a \uD83D b \uDE00 c\uD83D").ids())
          .containsExactly(encoder.encode("a \uFFFD b \uFFFD c\uFFFD").ids());
      assertThat(encoder.encode("a 😀 b").ids()).containsExactly(encoder.encode("a 😀 b").ids());
      assertThat(encoder.encode("\uDE00\uD83D").ids())
          .containsExactly(encoder.encode("\uFFFD\uFFFD").ids());
    }
  }

  @Test
  void encode_randomCharacters_alwaysClosedAndWithinVocabulary() throws IOException {
    Random random = new Random(20);
    try (TextEncoder encoder = open(64)) {
      for (int round = 0; round < 500; round++) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
          switch (random.nextInt(4)) {
            case 0 -> text.append((char) random.nextInt(0x10000));
            case 1 -> text.append((char) random.nextInt(0x80));
            case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
            default -> text.append((char) (0xD800 + random.nextInt(0x800)));
          }
        }
        EncodedText encoded = encoder.encode(text.toString());
        assertThat(encoded.ids()).hasSizeBetween(2, 64).startsWith(CLS).endsWith(SEP);
        for (int id : encoded.ids()) {
          assertThat(id).isBetween(0, 1799);
        }
      }
    }
  }
}
