package io.github.meshclassifier.internal.family;

import java.util.List;
import java.util.stream.Stream;

/** The ways to compute the linear layers of a program. */
public enum LinearLayers {
  /** PyTorch's own: differentiable, on every platform and device. */
  PLAIN,
  /** oneDNN's with packed matrices: faster on most CPUs. */
  ONEDNN,
  /** oneDNN's in 8-bit integers, with attention in bfloat16. */
  INT8,
  /** oneDNN's in 8-bit integers, with attention in float32: for processors without bfloat16. */
  INT8_FLOAT32_ATTENTION;

  /** The parts of their text. */
  public List<String> texts() {
    Stream<String> sources =
        switch (this) {
          case PLAIN -> Stream.of("linear.py");
          case ONEDNN -> Stream.of("linear_onednn.py", "packing.py");
          case INT8 -> Stream.of("linear_int8.py", "attention_bfloat16.py", "packing.py");
          case INT8_FLOAT32_ATTENTION ->
              Stream.of("linear_int8.py", "attention_float32.py", "packing.py");
        };
    return Stream.concat(Stream.of("names.py"), sources).map(ModelFamily::sharedText).toList();
  }
}
