package io.github.meshclassifier.benchmarks;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Token ids of the sample by this library's encoder in one thread, beside DJL's tokenizer, of which
 * {@code batchEncode} may use all processors. {@link TokenizationBenchmark} checks that the ids are
 * the same.
 */
record TokenizationComparison() implements Comparison {
  private static final int MOST_TOKENS = 512;

  @Override
  public String name() {
    return "tokenization";
  }

  @Override
  public List<Row> measure(int rounds) throws IOException, InterruptedException {
    List<String> texts = SampleArticles.read().stream().map(TextAssembly.DEFAULT::join).toList();
    ModelFiles files = ModelChoice.files(ModelChoice.BUNDLED);
    BackboneConfig config = Families.read(files);
    int limit = Math.min(MOST_TOKENS, config.maxTokens());
    Map<String, String> options =
        Map.of("truncation", "true", "maxLength", String.valueOf(limit), "padding", "false");
    try (TextEncoder encoder = TextEncoder.open(files, config.tokens(), limit);
        InputStream json = files.open("tokenizer.json");
        HuggingFaceTokenizer peer = HuggingFaceTokenizer.newInstance(json, options)) {
      TakingTurns turns =
          TakingTurns.measure(
              List.of(
                  () -> texts.forEach(encoder::encode),
                  () -> texts.forEach(peer::encode),
                  () -> peer.batchEncode(texts)),
              rounds);
      int units = texts.size();
      return List.of(
          Row.of(name(), "TextEncoder", "DJL encode", "article", turns, new Sides(0, 1, units)),
          Row.of(
              name(), "TextEncoder", "DJL batchEncode", "article", turns, new Sides(0, 2, units)));
    }
  }
}
