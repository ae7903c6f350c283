package io.github.meshclassifier.internal.engine;

import static io.github.meshclassifier.internal.engine.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.github.meshclassifier.fixture.ReferenceModel;
import io.github.meshclassifier.fixture.TinyModel;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each architecture's logits against the reference in double arithmetic. */
class ReferenceLogitsIT {
  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void logits_tinyModel_asReference(TinyModel tiny) throws IOException {
    ModelFiles files = tiny.writeTo(temp);
    BackboneConfig config = Families.read(files);
    ReferenceModel reference =
        new ReferenceModel(config, TinyModel.doubles(WeightFile.read(files)));
    List<int[]> sequences = TinyModel.sequences();
    try (Checkpoint weights = Checkpoint.open(files);
        Transformer backbone =
            Transformer.load(weights, config, TinyModel.LABELS, Device.cpu(), Precision.FP32)) {
      float[][] together = backbone.logits(sequences);
      for (int i = 0; i < sequences.size(); i++) {
        float[] expected = floats(reference.logits(sequences.get(i)));
        assertClose(backbone.logits(List.of(sequences.get(i)))[0], expected, 1e-5);
        assertClose(together[i], expected, 1e-5);
      }
      // What differs in weights and ids differs in logits: the comparison is of something.
      assertThat(together[0]).isNotEqualTo(together[1]);
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
