package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import java.io.IOException;
import java.util.List;

/**
 * Token ids of the sample by this library's encoder in one thread, beside DJL's tokenizer, of which
 * {@code batchEncode} may use all processors; both cut to the model's limit. All ids have to be the
 * same, or nothing is measured.
 *
 * @param model {@code bundled}, or one of {@link PublishedTokenizer#NAMES}
 */
record TokenizationComparison(String model) implements Comparison {
  @Override
  public String name() {
    return model.equals(ModelChoice.BUNDLED) ? "tokenization" : "tokenization, " + model;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the two differ on a text
   */
  @Override
  public List<Row> measure(int rounds) throws IOException, InterruptedException {
    List<String> texts = SampleArticles.read().stream().map(TextAssembly.DEFAULT::join).toList();
    try (ModelChoice choice = ModelChoice.open(model);
        TokenizerPair tokenizers = TokenizerPair.open(choice.files())) {
      tokenizers.requireSameIds(texts);
      TakingTurns turns =
          TakingTurns.measure(
              List.of(
                  () -> texts.forEach(tokenizers.encoder()::encode),
                  () -> texts.forEach(tokenizers.peer()::encode),
                  () -> tokenizers.peer().batchEncode(texts)),
              rounds);
      int units = texts.size();
      return List.of(
          Row.of(name(), "TextEncoder", "DJL encode", "article", turns, new Sides(0, 1, units)),
          Row.of(
              name(), "TextEncoder", "DJL batchEncode", "article", turns, new Sides(0, 2, units)));
    }
  }
}
