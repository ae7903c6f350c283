package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * BERT's logits on the CPU by this library, beside ONNX Runtime and beside DJL's {@code Predictor},
 * with the same weights and the same padded batch of real articles; tokenization is not measured.
 * All programs have to agree on the logits, to 1e-4 in float32, or nothing is measured.
 *
 * @param model a {@link ModelChoice} with weights
 * @param size the batch
 */
record LogitsComparison(String model, TokenBatch.Size size) implements Comparison {
  /** Which programs are compared. */
  private static final Map<LogitsProgram, List<LogitsProgram>> PEERS =
      Map.of(
          LogitsProgram.LIBRARY_FP32,
          List.of(LogitsProgram.ONNX_FP32, LogitsProgram.DJL, LogitsProgram.DJL_PLAIN),
          LogitsProgram.LIBRARY_BF16,
          List.of(LogitsProgram.ONNX_FP32),
          LogitsProgram.LIBRARY_INT8,
          List.of(LogitsProgram.ONNX_INT8, LogitsProgram.ONNX_FP32));

  @Override
  public String name() {
    return "logits of " + model;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the programs disagree on the logits
   */
  @Override
  public List<Row> measure(int rounds) throws IOException, InterruptedException {
    List<LogitsProgram> programs = LogitsProgram.available();
    List<LogitsModel> models = new ArrayList<>();
    try (ModelChoice bert = ModelChoice.open(model)) {
      TokenBatch batch = TokenBatch.read(bert.files(), size);
      List<Runnable> sides = new ArrayList<>();
      for (LogitsProgram program : programs) {
        LogitsModel loaded = program.load(bert.files(), bert.scratch().directory());
        models.add(loaded);
        program.requireEqual(models.get(0).logits(batch), loaded.logits(batch));
        sides.add(() -> loaded.logits(batch));
      }
      TakingTurns turns = TakingTurns.measure(sides, rounds);
      String task = name() + ", " + size.texts() + " x " + batch.padded().columns();
      List<Row> rows = new ArrayList<>();
      for (LogitsProgram library : programs) {
        for (LogitsProgram peer : programs) {
          if (PEERS.getOrDefault(library, List.of()).contains(peer)) {
            Sides compared = new Sides(programs.indexOf(library), programs.indexOf(peer), 1);
            rows.add(Row.of(task, readable(library), readable(peer), "batch", turns, compared));
          }
        }
      }
      return rows;
    } finally {
      models.forEach(LogitsModel::close);
    }
  }

  private static String readable(LogitsProgram program) {
    return program.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
