package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.OperatingSystemMXBean;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.checkpoint.TensorType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory outside the Java heap is given back.
 *
 * <p>The model has a position table of {@value #TABLE_BYTES} bytes, so that the loads of one test
 * would keep far more than what a process grows by for other reasons.
 */
class NativeMemoryIT {
  private static final int ROWS = 100_000;
  private static final int WIDTH = 32;
  private static final int TABLE_BYTES = ROWS * WIDTH * Float.BYTES;
  private static final int LOADS = 80;

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void write() throws IOException {
    model = BertFixture.copyTo(temp.resolve("model"));
    BertFixture.edit(
        model.resolve("config.json"), json -> json.addProperty("max_position_embeddings", ROWS));
    write(true);
  }

  private void write(boolean sound) throws IOException {
    String table = "bert.embeddings.position_embeddings.weight";
    Map<String, WeightFile.Tensor> tensors = WeightFile.read(BertFixture.files());
    float[] values = Arrays.copyOf(tensors.get(table).values(), ROWS * WIDTH);
    tensors.put(table, new WeightFile.Tensor(new long[] {ROWS, WIDTH}, values));
    if (!sound) {
      // The smallest tensor, which is read last.
      tensors.get("classifier.bias").values()[13] = Float.NaN;
    }
    WeightFile.write(model.resolve("model.safetensors"), tensors, TensorType.F32);
  }

  private interface Action {
    void run() throws IOException;
  }

  /**
   * Runs it a few times, then often, and requires the process to have grown by far less than all.
   */
  private static void assertKeepsNothing(Action action) throws Exception {
    for (int i = 0; i < 10; i++) {
      action.run();
    }
    long before = committed();
    for (int i = 0; i < LOADS; i++) {
      action.run();
    }
    long limit = (long) LOADS * TABLE_BYTES / 4;
    // Buffers that Java frees by itself go with the next collections.
    for (int i = 0; i < 100 && committed() - before >= limit; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(committed() - before).isLessThan(limit);
  }

  private static long committed() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getCommittedVirtualMemorySize();
  }

  @Test
  void close_givesBackTheWeights() throws Exception {
    assertKeepsNothing(
        () -> {
          MeshClassifier classifier = MeshClassifier.load(model);
          assertThat(classifier.predict("heart").scores()).hasSize(14);
          classifier.close();
        });
  }

  @Test
  void load_lastWeightRefused_keepsNothing() throws Exception {
    write(false);
    assertKeepsNothing(
        () ->
            assertThatThrownBy(() -> MeshClassifier.load(model))
                .isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("tensor 'classifier.bias' does not hold numbers only"));
  }
}
