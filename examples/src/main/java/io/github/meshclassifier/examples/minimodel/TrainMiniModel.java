package io.github.meshclassifier.examples.minimodel;

import io.github.meshclassifier.examples.TrainingProgress;
import io.github.meshclassifier.internal.checkpoint.ModelDirectoryWriter;
import io.github.meshclassifier.train.MeshTrainer;
import io.github.meshclassifier.train.TrainingPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reproduces the model in mesh-model-mini.
 *
 * <p>Arguments: a CSV file of indexed articles with the columns {@code pmid}, {@code title}, {@code
 * abstract}, {@code mesh}, {@code mesh_ui} and {@code source}; the directory of the pretrained
 * MiniLM L6 H384 uncased encoder; and the directory to write, absent or empty, which gets the
 * folders {@code trained} (float32, for transformers too) and {@code packaged} (what the artifact
 * carries).
 *
 * <p>Two CPU cores with bf16 instructions take about half an hour for each of the three epochs.
 */
public final class TrainMiniModel {
  private TrainMiniModel() {}

  /**
   * Trains, measures and packages.
   *
   * @param args the CSV file, the base model's directory, the output directory
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("Usage: TrainMiniModel <csv> <base model directory> <output directory>");
      System.exit(2);
    }
    Path csv = Path.of(args[0]);
    Path output = Path.of(args[2]);
    ModelDirectoryWriter.requireFree(output);
    PubMedSplit split = PubMedSplit.read(csv);
    Files.createDirectories(output);
    Path trained = output.resolve("trained");
    try (TrainingProgress progress = new TrainingProgress()) {
      MeshTrainer.builder(Path.of(args[1]))
          .epochs(3)
          .batchSize(32)
          .learningRate(1e-4)
          .maxTokens(256)
          .dropout(0.0)
          .precision(TrainingPrecision.BF16)
          .outputDirectory(trained)
          .onEvent(progress)
          .build()
          .train(split.training(), split.validation());
    }
    MiniModelPackaging.write(csv, split, trained, output.resolve("packaged"));
  }
}
