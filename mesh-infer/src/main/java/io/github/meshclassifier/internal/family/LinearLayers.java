package io.github.meshclassifier.internal.family;

import java.util.List;

/** The ways to compute the linear layers of a program. */
public enum LinearLayers {
  /** PyTorch's own: differentiable, on every platform and device. */
  PLAIN("linear.py", false),
  /** oneDNN's with packed matrices: faster on most CPUs. */
  ONEDNN("linear_onednn.py", true),
  /** oneDNN's in 8-bit integers. */
  INT8("linear_int8.py", true);

  private final String source;
  private final boolean packs;

  LinearLayers(String source, boolean packs) {
    this.source = source;
    this.packs = packs;
  }

  /** The parts of their text. */
  public List<String> texts() {
    String names = ModelFamily.sharedText("names.py");
    String text = ModelFamily.sharedText(source);
    return packs
        ? List.of(names, text, ModelFamily.sharedText("packing.py"))
        : List.of(names, text);
  }
}
