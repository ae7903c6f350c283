package io.github.meshclassifier.infer;

import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.Precision;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model that needs no native code: each word is a token, and the logits of a sequence are
 * arithmetic of its tokens. It refuses texts of more than {@link #MAX_TOKENS} words.
 */
final class FakeModel implements TextModel {
  static final int MAX_TOKENS = 64;
  static final LabelScheme SCHEME = LabelScheme.fourteenRoots();
  static final ModelIdentity IDENTITY = new ModelIdentity("fake", "1", "0".repeat(64));

  private volatile boolean closed;

  /** A classifier of this model. */
  MeshClassifier classifier(int queueCapacity) {
    DecisionRule rule = DecisionRule.half(SCHEME.size());
    LoadedModel model =
        new LoadedModel(
            this,
            TextAssembly.DEFAULT,
            new Outputs(SCHEME, rule),
            rule.thresholds(),
            MAX_TOKENS,
            Precision.FP32,
            IDENTITY);
    TextScoring scoring =
        new TextScoring(this, ComputeDevice.cpu(), new ScoringOptions(2048, queueCapacity));
    return new MeshClassifier(scoring, model, rule.thresholds());
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public EncodedText encode(String text) {
    requireOpen();
    int[] ids = Stream.of(text.split("\\s+", -1)).mapToInt(String::hashCode).toArray();
    if (ids.length > MAX_TOKENS) {
      throw new IllegalArgumentException("the text has " + ids.length + " tokens");
    }
    return new EncodedText(ids, ids.length);
  }

  @Override
  public float[][] logits(List<int[]> sequences) {
    requireOpen();
    return sequences.stream().map(FakeModel::logits).toArray(float[][]::new);
  }

  private static float[] logits(int[] ids) {
    float[] logits = new float[SCHEME.size()];
    for (int label = 0; label < logits.length; label++) {
      double sum = 0;
      for (int id : ids) {
        sum += Math.sin((label + 1.0) * id);
      }
      logits[label] = (float) sum;
    }
    return logits;
  }

  private void requireOpen() {
    if (closed) {
      throw new AssertionError("the model is used after it was closed");
    }
  }

  @Override
  public boolean isPadded() {
    return false;
  }

  @Override
  public void close() {
    requireOpen();
    closed = true;
  }
}
