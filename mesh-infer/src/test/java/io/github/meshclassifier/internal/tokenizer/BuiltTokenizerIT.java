package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokenizers made of the vocabulary files of checkpoints, against the ids of transformers. */
class BuiltTokenizerIT {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "bert, vocab.txt",
    "bert, tokenizer.json vocab.txt tokenizer_config.json",
    "biobert, vocab.txt",
    "roberta, vocab.json merges.txt",
    "xlnet, spiece.model",
    "xlnet, spiece.model tokenizer_config.json",
    "xlnet, tokenizer.json",
    "xlnet, tokenizer.json spiece.model tokenizer_config.json"
  })
  void encode_referenceTexts_idsOfTransformers(String fixture, String files) throws IOException {
    TokenizerFixture model = TokenizerFixture.copy(temp, fixture, files.split(" "));
    Map<String, int[]> expected = TokenizerFixture.expected(fixture);
    assertThat(expected).hasSizeGreaterThan(5);
    try (TextEncoder encoder = model.open(64)) {
      expected.forEach(
          (text, ids) -> assertThat(encoder.encode(text).ids()).as(text).containsExactly(ids));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "biobert, vocab.txt, 2, 3",
    "roberta, vocab.json merges.txt, 0, 2",
    "xlnet, spiece.model, -1, 4 3"
  })
  void encode_longText_keepsTheSpecialTokens(String fixture, String files, int first, String last)
      throws IOException {
    String text = "Heart failure in mice. ".repeat(50);
    int[] end = Arrays.stream(last.split(" ")).mapToInt(Integer::parseInt).toArray();
    TokenizerFixture model = TokenizerFixture.copy(temp, fixture, files.split(" "));
    try (TextEncoder whole = model.open(100_000);
        TextEncoder encoder = model.open(17)) {
      int[] all = whole.encode(text).ids();
      EncodedText cut = encoder.encode(text);
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.tokenCount()).isEqualTo(all.length);
      assertThat(cut.ids()).hasSize(17).endsWith(end);
      if (first >= 0) {
        assertThat(cut.ids()).startsWith(first);
      }
      assertThat(cut.ids()).startsWith(Arrays.copyOf(all, 17 - end.length));
      assertThat(encoder.encodeWhole(text)).containsExactly(all);
      assertThat(encoder.leadingSpecialTokens()).isEqualTo(first >= 0 ? 1 : 0);
      assertThat(encoder.trailingSpecialTokens()).isEqualTo(end.length);
    }
  }

  @Test
  void encode_vocabularyWithTheSameTokenTwice_lastLineCounts() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 7, 0);
    model.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nheart\nlung\nheart\n");
    try (TextEncoder encoder = model.open(16)) {
      assertThat(encoder.encode("heart lung").ids()).containsExactly(2, 6, 5, 3);
    }
  }

  @Test
  void encode_addedToken_found() throws IOException {
    TokenizerFixture model = TokenizerFixture.empty(temp, "bert", 7, 0);
    model.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nheart\nlung\n");
    model.write("added_tokens.json", "{\"<gene>\": 6}");
    try (TextEncoder encoder = model.open(16)) {
      assertThat(encoder.encode("heart<gene>lung").ids()).containsExactly(2, 4, 6, 5, 3);
    }
  }
}
