package io.github.meshclassifier.benchmarks;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Token ids of the sample by this library's encoder in one thread, beside DJL's tokenizer, of which
 * {@code batchEncode} may use all processors; both cut to the model's limit. All ids have to be the
 * same, or nothing is measured.
 *
 * @param model {@code bundled}, or one of {@link PublishedTokenizer#NAMES}
 */
record TokenizationComparison(String model) implements Comparison {
  private static final int MOST_TOKENS = 512;

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
    try (Scratch scratch = Scratch.create()) {
      ModelFiles files = ModelChoice.files(ModelChoice.BUNDLED);
      if (!model.equals(ModelChoice.BUNDLED)) {
        PublishedTokenizer.write(model, scratch.directory());
        files = ModelFiles.directory(scratch.directory());
      }
      BackboneConfig config = Families.read(files);
      int limit = Math.min(MOST_TOKENS, config.maxTokens());
      Map<String, String> options =
          Map.of("truncation", "true", "maxLength", String.valueOf(limit), "padding", "false");
      try (TextEncoder encoder = TextEncoder.open(files, config.tokens(), limit);
          InputStream json = files.open("tokenizer.json");
          HuggingFaceTokenizer peer = HuggingFaceTokenizer.newInstance(json, options)) {
        for (String text : texts) {
          long[] ids = Arrays.stream(encoder.encode(text).ids()).asLongStream().toArray();
          if (!Arrays.equals(ids, peer.encode(text).getIds())) {
            throw new IllegalStateException("the two tokenizers differ on: " + text);
          }
        }
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
                name(),
                "TextEncoder",
                "DJL batchEncode",
                "article",
                turns,
                new Sides(0, 2, units)));
      }
    }
  }
}
