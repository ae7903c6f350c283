package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * BERT's logits by this library beside its peers, as {@link PeerComparison} measures them.
 *
 * @param model a {@link BertChoice}
 * @param size the batch
 */
record LogitsComparison(String model, TokenBatch.Size size) implements Comparison {
  @Override
  public String name() {
    return "logits of " + model;
  }

  /** Who is compared with whom. */
  private static final Map<LogitsProgram, List<LogitsProgram>> PEERS =
      Map.of(
          LogitsProgram.LIBRARY_FP32,
          List.of(LogitsProgram.ONNX_FP32, LogitsProgram.DJL, LogitsProgram.DJL_PLAIN),
          LogitsProgram.LIBRARY_BF16,
          List.of(LogitsProgram.ONNX_FP32),
          LogitsProgram.LIBRARY_INT8,
          List.of(LogitsProgram.ONNX_INT8, LogitsProgram.ONNX_FP32));

  @Override
  public List<Row> measure(int rounds) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (BertChoice bert = BertChoice.open(model)) {
      List<PeerComparison.Result> results = PeerComparison.compare(bert, List.of(size), rounds);
      for (PeerComparison.Result library : results) {
        for (PeerComparison.Result peer : results) {
          if (PEERS.getOrDefault(library.program(), List.of()).contains(peer.program())) {
            rows.add(
                new Row(
                    name() + ", " + size.texts() + " x " + peer.columns(),
                    readable(library.program()),
                    readable(peer.program()),
                    "batch",
                    1e3 * library.seconds(),
                    1e3 * peer.seconds(),
                    peer.ratioTo(library),
                    rounds));
          }
        }
      }
    }
    return rows;
  }

  private static String readable(LogitsProgram program) {
    return program.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
