package io.github.meshclassifier.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.GradientCollector;
import io.github.meshclassifier.fixture.ReferenceModel;
import io.github.meshclassifier.fixture.TinyModel;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients and dropout of the training programs. */
class TrainingGradientIT {
  /** Optimal for central differences in double arithmetic: the cube root of its precision. */
  private static final double STEP = 6e-6;

  @TempDir Path temp;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = PyTorch.engine().newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource
  void gradients_everyWeight_asFiniteDifferences(TinyModel tiny) throws IOException {
    ModelFiles files = tiny.writeTo(temp);
    BackboneConfig config = Families.read(files);
    Map<String, float[]> gradients = gradients(files, config);
    Map<String, double[]> weights = TinyModel.doubles(WeightFile.read(files));
    ReferenceModel reference = new ReferenceModel(config, weights);
    weights.forEach(
        (name, values) -> {
          double largest = 0;
          for (int i = 0; i < values.length; i++) {
            double before = values[i];
            values[i] = before + STEP;
            double above = loss(reference);
            values[i] = before - STEP;
            double below = loss(reference);
            values[i] = before;
            double slope = (above - below) / (2 * STEP);
            largest = Math.max(largest, Math.abs(slope));
            assertThat((double) gradients.get(name)[i])
                .describedAs("%s[%d]", name, i)
                .isCloseTo(slope, within(2e-6 * Math.max(1, Math.abs(slope))));
          }
          if (moves(name, config)) {
            assertThat(largest).describedAs(name).isGreaterThan(1e-4);
          }
        });
  }

  /** Softmax ignores what all keys of a query share, so a bias of all keys moves nothing. */
  private static boolean moves(String name, BackboneConfig config) {
    boolean segments = name.endsWith("r_s_bias") || name.endsWith("seg_embed");
    return !name.endsWith("key.bias")
        && !name.endsWith("k_lin.bias")
        && (!segments || config.flag("segment_ids"));
  }

  /** The mean binary cross-entropy of all sequences and labels. */
  private static double loss(ReferenceModel reference) {
    double sum = 0;
    int index = 0;
    for (int[] sequence : TinyModel.sequences()) {
      for (double logit : reference.logits(sequence)) {
        sum += Math.log1p(Math.exp(logit)) - target(index) * logit;
        index++;
      }
    }
    return sum / index;
  }

  private static float target(int index) {
    return index % 4 == 1 || index % 3 == 0 ? 1 : 0;
  }

  private Map<String, float[]> gradients(ModelFiles files, BackboneConfig config)
      throws IOException {
    Map<String, PtNDArray> weights = weights(files, config);
    weights.values().forEach(array -> array.setRequiresGradient(true));
    int count = TinyModel.sequences().size() * TinyModel.LABELS;
    float[] targets = new float[count];
    for (int i = 0; i < count; i++) {
      targets[i] = target(i);
    }
    try (TrainingProgram program = compile(config, Dropout.NONE, false);
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray logits = logits(program, config, weights).reshape(count);
      NDArray losses = logits.exp().add(1).log().sub(logits.mul(manager.create(targets)));
      collector.backward(losses.mean());
      Map<String, float[]> gradients = new HashMap<>();
      weights.forEach((name, array) -> gradients.put(name, array.getGradient().toFloatArray()));
      return gradients;
    }
  }

  @ParameterizedTest
  @EnumSource
  void logits_dropout_variesInTrainingAlone(TinyModel tiny) throws IOException {
    ModelFiles files = tiny.writeTo(temp);
    BackboneConfig config = Families.read(files);
    Map<String, PtNDArray> weights = weights(files, config);
    for (Dropout dropout :
        List.of(new Dropout(0.3, 0, 0), new Dropout(0, 0.3, 0), new Dropout(0, 0, 0.3))) {
      try (TrainingProgram program = compile(config, dropout, false)) {
        assertThat(logits(program, config, weights).toFloatArray())
            .isNotEqualTo(logits(program, config, weights).toFloatArray());
      }
    }
    try (TrainingProgram program = compile(config, Dropout.NONE, false);
        Checkpoint checkpoint = Checkpoint.open(files);
        Transformer backbone =
            Transformer.load(checkpoint, config, TinyModel.LABELS, Device.cpu(), Precision.FP32)) {
      assertThat(logits(program, config, weights).toFloatArray())
          .isEqualTo(logits(program, config, weights).toFloatArray());
      assertThat(backbone.logits(TinyModel.sequences()))
          .isDeepEqualTo(backbone.logits(TinyModel.sequences()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void logits_bfloat16_closeToFloat32(TinyModel tiny) throws IOException {
    ModelFiles files = tiny.writeTo(temp);
    BackboneConfig config = Families.read(files);
    Map<String, PtNDArray> weights = weights(files, config);
    try (TrainingProgram exact = compile(config, Dropout.NONE, false);
        TrainingProgram rounded = compile(config, Dropout.NONE, true)) {
      float[] expected = logits(exact, config, weights).toFloatArray();
      float[] found = logits(rounded, config, weights).toFloatArray();
      // bfloat16 has 8 significant bits, and every layer rounds to them.
      Closeness.assertClose(found, expected, 0.1);
      assertThat(found).isNotEqualTo(expected);
    }
  }

  private TrainingProgram compile(BackboneConfig config, Dropout dropout, boolean bfloat16)
      throws IOException {
    return TrainingProgram.compile(manager, config.family(), config, dropout, bfloat16);
  }

  private NDArray logits(
      TrainingProgram program, BackboneConfig config, Map<String, PtNDArray> weights)
      throws IOException {
    PaddedBatch batch =
        PaddedBatch.of(TinyModel.sequences(), config.padTokenId(), config.tokens().paddingSide());
    Shape shape = new Shape(batch.rows(), batch.columns());
    return program.logits(
        manager.create(batch.ids(), shape), manager.create(batch.mask(), shape), weights);
  }

  private Map<String, PtNDArray> weights(ModelFiles files, BackboneConfig config)
      throws IOException {
    ModelFamily family = config.family();
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      return WeightLoader.load(
              checkpoint, family, family.tensors(config, TinyModel.LABELS), manager)
          .arrays();
    }
  }
}
