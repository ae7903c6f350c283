package io.github.meshclassifier.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.github.meshclassifier.internal.engine.PaddedBatch;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.program.EmptyContainer;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * BERT in a plain training loop: shuffled batches padded to their longest text, run by {@code
 * plain_loop.py}.
 *
 * <p>Not thread-safe.
 */
final class PlainLoop implements AutoCloseable {
  private final PlainWeights weights;
  private final Program program;
  private final List<Text> texts;
  private final int batchSize;
  private final Random random = new Random(1);
  private int next;
  private long steps;

  /** A text's token ids and its targets. */
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  record Text(int[] ids, float[] targets) {}

  private PlainLoop(PlainWeights weights, Program program, List<Text> texts, int batchSize) {
    this.weights = weights;
    this.program = program;
    this.texts = new ArrayList<>(texts);
    this.batchSize = batchSize;
  }

  /**
   * Starts with the weights of a checkpoint.
   *
   * @param files a BERT
   * @param texts at least as many as a batch has
   * @param bfloat16 whether to compute as under autocast
   */
  static PlainLoop open(ModelFiles files, List<Text> texts, int batchSize, boolean bfloat16)
      throws IOException {
    PlainWeights weights = PlainWeights.read(files);
    try {
      BackboneConfig config = weights.config();
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("training", true);
      attributes.put("bfloat16", bfloat16);
      attributes.put("layers", config.layers());
      attributes.put("heads", config.heads());
      attributes.put("epsilon", config.layerNormEpsilon());
      attributes.put("dropout", 0.1);
      attributes.put("weights", EmptyContainer.TENSOR_DICTIONARY);
      for (String list : List.of("trained", "mean", "square")) {
        attributes.put(list, EmptyContainer.TENSOR_LIST);
      }
      Program program =
          Program.compile(
              weights.manager(),
              "PlainLoop",
              attributes,
              List.of(Program.text(PlainLoop.class, "plain_loop.py")));
      PtNDArray[] trained = weights.arrays().values().toArray(PtNDArray[]::new);
      try (IValue dictionary = IValue.stringMapFrom(weights.arrays());
          IValue list = IValue.listFrom(trained)) {
        program.run("open", dictionary, list).close();
      }
      return new PlainLoop(weights, program, texts, batchSize);
    } catch (Throwable failure) {
      weights.close();
      throw failure;
    }
  }

  /**
   * Runs the next step and returns its loss; the texts are shuffled anew when they do not fill
   * another batch.
   */
  double step() {
    if (next % texts.size() == 0 || next + batchSize > texts.size()) {
      Collections.shuffle(texts, random);
      next = 0;
    }
    List<Text> batch = texts.subList(next, next + batchSize);
    next += batchSize;
    steps++;
    return PyTorch.compute(() -> step(batch));
  }

  private double step(List<Text> batch) {
    PaddedBatch padded =
        PaddedBatch.of(
            batch.stream().map(Text::ids).toList(),
            weights.config().padTokenId(),
            PaddingSide.RIGHT);
    Shape shape = new Shape(padded.rows(), padded.columns());
    int labels = batch.get(0).targets().length;
    float[] targets = new float[batch.size() * labels];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.get(i).targets(), 0, targets, i * labels, labels);
    }
    try (NDManager scope = weights.manager().newSubManager();
        NDArray loss =
            program.runWithGradients(
                scope,
                "step",
                scope.create(steps),
                scope.create(padded.ids(), shape),
                scope.create(padded.mask(), shape),
                scope.create(targets, new Shape(padded.rows(), labels)))) {
      return loss.getFloat();
    }
  }

  @Override
  public void close() {
    program.close();
    weights.close();
  }
}
