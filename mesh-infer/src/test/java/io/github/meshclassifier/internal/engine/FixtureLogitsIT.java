package io.github.meshclassifier.internal.engine;

import static io.github.meshclassifier.internal.engine.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.LinearLayers;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Each architecture's logits against those of transformers, with each kind of linear layer. */
@ParameterizedClass
@MethodSource("cases")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FixtureLogitsIT {
  private static final double TOLERANCE = 1e-5;

  @Parameter Case parameters;

  private TransformersFixture fixture;
  private List<TransformersFixture.Row> rows = List.of();
  private List<int[]> ids = List.of();
  private Transformer backbone;

  /** Padded is how a GPU computes; the program is the same on any device. */
  record Case(TransformersFixture fixture, LinearLayers linear, boolean padded) {}

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (TransformersFixture fixture : TransformersFixture.values()) {
      for (LinearLayers linear : available()) {
        cases.add(new Case(fixture, linear, true));
        cases.add(new Case(fixture, linear, false));
      }
    }
    return cases;
  }

  /** Not every platform's PyTorch is built with oneDNN. */
  private static List<LinearLayers> available() throws IOException {
    try {
      open(TransformersFixture.BERT, LinearLayers.ONEDNN).close();
      return List.of(LinearLayers.PLAIN, LinearLayers.ONEDNN);
    } catch (EngineException e) {
      assertThat(e).hasMessageContaining("mkldnn");
      return List.of(LinearLayers.PLAIN);
    }
  }

  private static Transformer open(TransformersFixture fixture, LinearLayers linear)
      throws IOException {
    BackboneConfig config = fixture.config();
    try (Checkpoint weights = Checkpoint.open(fixture.files())) {
      return Transformer.load(weights, config, 14, Device.cpu(), Precision.FP32, linear);
    }
  }

  @BeforeParameterizedClassInvocation
  void load() throws IOException {
    fixture = parameters.fixture();
    rows = fixture.rows();
    ids = rows.stream().map(TransformersFixture.Row::ids).toList();
    backbone = open(fixture, parameters.linear());
  }

  @AfterParameterizedClassInvocation
  void close() {
    backbone.close();
  }

  private float[][] logits(List<int[]> batch) {
    return parameters.padded() ? backbone.paddedLogits(batch) : backbone.joined(batch);
  }

  @Test
  void logits_oneSequence_asTransformers() {
    for (TransformersFixture.Row row : rows) {
      assertClose(logits(List.of(row.ids()))[0], row.logits(), TOLERANCE);
    }
  }

  @Test
  void logits_batchInAnyOrder_asTransformers() {
    Random random = new Random(7);
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
    for (int round = 0; round < 3; round++) {
      float[][] logits = logits(order.stream().map(ids::get).toList());
      for (int i = 0; i < logits.length; i++) {
        assertClose(logits[i], rows.get(order.get(i)).logits(), TOLERANCE);
      }
      Collections.shuffle(order, random);
    }
  }

  @Test
  void logits_anyPadding_asTransformers() throws IOException {
    // Odd and even lengths.
    for (int length = 64; length <= fixture.config().maxTokens() && length <= 96; length += 7) {
      List<int[]> batch = new ArrayList<>(ids);
      int[] longest = new int[length];
      Arrays.fill(longest, 6);
      batch.add(longest);
      float[][] logits = logits(batch);
      for (int i = 0; i < rows.size(); i++) {
        assertClose(logits[i], rows.get(i).logits(), TOLERANCE);
      }
    }
  }

  @Test
  void paddedBatch_ofTheFixture_asTransformersPads() throws IOException {
    BackboneConfig config = fixture.config();
    PaddedBatch batch = PaddedBatch.of(ids, config.padTokenId(), config.tokens().paddingSide());
    long[] expected =
        fixture.paddedIds().stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
    assertThat(batch.ids()).containsExactly(expected);
  }
}
