package io.github.meshclassifier.internal.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.internal.checkpoint.BackboneConfig;

/**
 * A backbone's program with dropout, for forward passes that record gradients.
 *
 * <p>Not thread-safe: dropout draws from the engine's one random generator.
 */
public final class TrainingProgram implements AutoCloseable {
  /** TorchScript's number of float32. */
  static final int FLOAT32 = 6;

  private static final int BFLOAT16 = 15;
  private static final String KEY = "w.";

  private final Program program;

  private TrainingProgram(Program program) {
    this.program = program;
  }

  /**
   * Compiles the program of an architecture.
   *
   * @param manager decides the device
   * @param architecture the architecture
   * @param config the checkpoint's configuration
   * @param dropout the dropout rates
   * @param bfloat16 whether matrix products and attention run in bfloat16; weights and gradients
   *     stay float32
   * @return the program, which the caller closes
   */
  public static TrainingProgram compile(
      NDManager manager,
      Architecture architecture,
      BackboneConfig config,
      Dropout dropout,
      boolean bfloat16) {
    return new TrainingProgram(
        Program.compile(
            manager,
            Architecture.CLASS_NAME,
            architecture.attributes(config, dropout, true, bfloat16 ? BFLOAT16 : FLOAT32),
            architecture.texts(LinearLayers.PLAIN)));
  }

  /**
   * Names an array as the weight that the program knows it by.
   *
   * @param array the weight
   * @param name its Hugging Face name
   */
  public static void name(NDArray array, String name) {
    array.setName(KEY + name);
  }

  /**
   * Computes the logits of a padded batch.
   *
   * @param ids token ids, int64 {@code [batch, tokens]}; its manager owns the result
   * @param mask 1 for a token and 0 for padding, int64 {@code [batch, tokens]}
   * @param weights every weight, each named by {@link #name}
   * @return logits, float32 {@code [batch, labels]}
   */
  public NDArray logits(NDArray ids, NDArray mask, Iterable<NDArray> weights) {
    NDList inputs = new NDList(ids, mask);
    weights.forEach(inputs::add);
    return program.forwardWithGradients(inputs).singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
  }
}
