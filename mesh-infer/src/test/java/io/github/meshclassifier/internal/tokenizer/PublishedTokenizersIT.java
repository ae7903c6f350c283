package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokenizers made of published vocabularies, against the ids of the published tokenizer.json. */
class PublishedTokenizersIT {
  @TempDir Path temp;

  /** BioBERT has the vocabulary of bert-base-cased. */
  @ParameterizedTest
  @ValueSource(
      strings = {"bert-base-uncased", "bert-base-cased", "roberta-base", "xlnet-base-cased"})
  void encode_committedTexts_publishedIds(String name) throws IOException {
    List<String> texts = PublishedTokenizers.texts();
    List<String> rows =
        new String(PublishedTokenizers.resource(name + "-ids.txt"), UTF_8).lines().toList();
    assertThat(rows).hasSameSizeAs(texts).hasSize(78);
    try (TextEncoder encoder = PublishedTokenizers.write(temp, name).open(1_000_000)) {
      for (int i = 0; i < rows.size(); i++) {
        int[] ids = Arrays.stream(rows.get(i).split(" ")).mapToInt(Integer::parseInt).toArray();
        assertThat(encoder.encode(texts.get(i)).ids()).as("text %d", i).isEqualTo(ids);
      }
    }
  }
}
