package io.github.meshclassifier.benchmarks;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer of a model by this library and by DJL, both cut to the model's limit, at most 512
 * tokens.
 */
record TokenizerPair(TextEncoder encoder, HuggingFaceTokenizer peer) implements AutoCloseable {
  private static final int MOST_TOKENS = 512;

  static TokenizerPair open(ModelFiles files) throws IOException {
    BackboneConfig config = Families.read(files);
    int limit = Math.min(MOST_TOKENS, config.maxTokens());
    TextEncoder encoder = TextEncoder.open(files, config.tokens(), limit);
    try (InputStream json = files.open("tokenizer.json")) {
      Map<String, String> options =
          Map.of("truncation", "true", "maxLength", String.valueOf(limit), "padding", "false");
      return new TokenizerPair(encoder, HuggingFaceTokenizer.newInstance(json, options));
    } catch (Throwable failure) {
      encoder.close();
      throw failure;
    }
  }

  /**
   * Compares the ids of all texts.
   *
   * @throws IllegalStateException if the two differ on a text
   */
  void requireSameIds(List<String> texts) {
    for (String text : texts) {
      long[] ids = Arrays.stream(encoder.encode(text).ids()).asLongStream().toArray();
      if (!Arrays.equals(ids, peer.encode(text).getIds())) {
        throw new IllegalStateException(
            "the two tokenizers differ on: " + text.substring(0, Math.min(40, text.length())));
      }
    }
  }

  @Override
  public void close() {
    try {
      peer.close();
    } finally {
      encoder.close();
    }
  }
}
