package io.github.meshclassifier.internal.backbone;

/** The ways to compute the linear layers of a program. */
enum LinearLayers {
  /** PyTorch's own: differentiable, on every platform and device. */
  PLAIN("linear.py"),
  /** oneDNN's with packed matrices: faster on most CPUs. */
  ONEDNN("linear_onednn.py"),
  /** oneDNN's in 8-bit integers. */
  INT8("linear_int8.py");

  private final String source;

  LinearLayers(String source) {
    this.source = source;
  }

  /** The resource with their text. */
  String source() {
    return source;
  }
}
