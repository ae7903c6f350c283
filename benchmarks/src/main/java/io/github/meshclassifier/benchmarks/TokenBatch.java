package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.engine.PaddedBatch;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of real articles in the form that each program takes, made before the clock starts.
 *
 * @param texts token ids
 * @param padded the same, padded on the right to the longest
 * @param rows the same, cut into rows
 */
record TokenBatch(List<int[]> texts, PaddedBatch padded, List<DjlTextModel.Row> rows) {
  /**
   * How long the texts of a batch are. A limit beyond the model's is the model's.
   *
   * @param texts the number of texts
   * @param tokens the most tokens of a text
   * @param full whether shorter texts are skipped, so that there is no padding
   */
  record Size(int texts, int tokens, boolean full) {
    /** Texts of the same length. */
    static Size full(int texts, int tokens) {
      return new Size(texts, tokens, true);
    }

    /** Texts as they come. */
    static Size mixed(int texts, int tokens) {
      return new Size(texts, tokens, false);
    }
  }

  /**
   * Encodes the first articles of the sample that have the size.
   *
   * @throws IllegalArgumentException if the sample has too few
   */
  static TokenBatch read(ModelFiles files, Size size) throws IOException {
    BackboneConfig config = Families.read(files);
    int limit = Math.min(size.tokens(), config.maxTokens());
    List<int[]> texts = new ArrayList<>();
    try (TextEncoder encoder = TextEncoder.open(files, config.tokens(), limit)) {
      for (String text : SampleArticles.read().stream().map(TextAssembly.DEFAULT::join).toList()) {
        int[] ids = encoder.encode(text).ids();
        if (texts.size() < size.texts() && (ids.length == limit || !size.full())) {
          texts.add(ids);
        }
      }
    }
    if (texts.size() < size.texts()) {
      throw new IllegalArgumentException(
          "the sample has " + texts.size() + " texts of " + limit + " tokens, not " + size.texts());
    }
    PaddedBatch padded = PaddedBatch.of(texts, config.padTokenId(), PaddingSide.RIGHT);
    return new TokenBatch(texts, padded, DjlTextModel.rows(padded));
  }
}
