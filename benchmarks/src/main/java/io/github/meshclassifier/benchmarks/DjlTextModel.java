package io.github.meshclassifier.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.meshclassifier.internal.engine.PaddedBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A TorchScript model run as DJL's documentation says: {@code Criteria}, {@code Predictor}, a
 * {@code Translator} that makes arrays of one input, and the default batchifier, which stacks them.
 *
 * <p>Not thread-safe.
 */
final class DjlTextModel implements LogitsModel {
  private final ZooModel<Row, float[]> model;
  private final Predictor<Row, float[]> predictor;
  private final boolean optimizingExecutor;

  private DjlTextModel(ZooModel<Row, float[]> model, boolean optimizingExecutor) {
    this.model = model;
    this.predictor = model.newPredictor();
    this.optimizingExecutor = optimizingExecutor;
  }

  /** The tokens of one text, padded. */
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared
  record Row(long[] ids, long[] mask) {}

  /**
   * Loads a model.
   *
   * @param file the archive
   * @param optimizingExecutor whether TorchScript's profiling executor runs it, which is the
   *     default
   * @throws IOException if DJL cannot load it
   */
  static DjlTextModel load(Path file, boolean optimizingExecutor) throws IOException {
    Criteria<Row, float[]> criteria =
        Criteria.builder()
            .setTypes(Row.class, float[].class)
            .optModelPath(file)
            .optEngine("PyTorch")
            .optTranslator(new RowTranslator())
            .build();
    try {
      return new DjlTextModel(criteria.loadModel(), optimizingExecutor);
    } catch (ModelNotFoundException | MalformedModelException e) {
      throw new IOException("DJL cannot load " + file, e);
    }
  }

  /** Cuts a padded batch into what {@link #logits} takes. */
  static List<Row> rows(PaddedBatch batch) {
    List<Row> rows = new ArrayList<>();
    for (int start = 0; start < batch.ids().length; start += batch.columns()) {
      int end = start + batch.columns();
      rows.add(
          new Row(
              Arrays.copyOfRange(batch.ids(), start, end),
              Arrays.copyOfRange(batch.mask(), start, end)));
    }
    return rows;
  }

  @Override
  public float[][] logits(TokenBatch batch) {
    return logits(batch.rows()).toArray(float[][]::new);
  }

  /**
   * Computes the logits of a batch.
   *
   * @param batch rows of the same length
   */
  List<float[]> logits(List<Row> batch) {
    // The switch is the thread's, and the other side of a comparison sets it too.
    JniUtils.setGraphExecutorOptimize(optimizingExecutor);
    try {
      return predictor.batchPredict(batch);
    } catch (TranslateException e) {
      throw new IllegalStateException("DJL cannot run the model", e);
    } finally {
      JniUtils.setGraphExecutorOptimize(false);
    }
  }

  @Override
  public void close() {
    try {
      predictor.close();
    } finally {
      model.close();
    }
  }

  private static final class RowTranslator implements Translator<Row, float[]> {
    @Override
    public NDList processInput(TranslatorContext context, Row input) {
      NDManager manager = context.getNDManager();
      return new NDList(manager.create(input.ids()), manager.create(input.mask()));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.singletonOrThrow().toFloatArray();
    }
  }
}
