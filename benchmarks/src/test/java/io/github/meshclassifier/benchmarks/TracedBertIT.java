package io.github.meshclassifier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.meshclassifier.internal.engine.PaddedBatch;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracedBertIT {
  @TempDir private Path folder;

  @Test
  void tracedModel_paddedBatches_sameLogitsAsTheProgram() throws Exception {
    Path file = folder.resolve("bert.pt");
    try (PlainWeights weights = PlainWeights.read(Fixture.files());
        Transformer backbone =
            Transformer.of(weights.arrays(), weights.config(), weights.labels(), Device.cpu())) {
      TracedBert.write(file, weights.config(), weights.arrays());
      for (boolean optimizingExecutor : new boolean[] {false, true}) {
        try (DjlTextModel traced = DjlTextModel.load(file, optimizingExecutor)) {
          Random random = new Random(7);
          for (int round = 0; round < 8; round++) {
            List<int[]> texts =
                Stream.generate(() -> random.ints(1 + random.nextInt(80), 1, 1800).toArray())
                    .limit(1 + random.nextInt(5))
                    .toList();
            float[][] expected = backbone.logits(texts);
            List<float[]> actual =
                traced.logits(
                    DjlTextModel.rows(
                        PaddedBatch.of(texts, weights.config().padTokenId(), PaddingSide.RIGHT)));
            assertThat(actual).hasSameSizeAs(expected);
            for (int text = 0; text < expected.length; text++) {
              assertThat(actual.get(text)).containsExactly(expected[text], within(1e-5f));
            }
          }
        }
      }
    }
  }

  @Test
  void write_weightOfAnotherArchitecture_rejected() throws Exception {
    try (PlainWeights weights = PlainWeights.read(Fixture.files());
        NDManager manager = weights.manager().newSubManager()) {
      assertThatThrownBy(
              () ->
                  TracedBert.write(
                      folder.resolve("bert.pt"),
                      weights.config(),
                      Map.of("roberta.pooler.dense.weight", manager.zeros(new Shape(1)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("BERT has no module 'roberta'");
    }
  }
}
