package io.github.meshclassifier.infer;

import io.github.meshclassifier.internal.engine.Closing;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import java.util.List;

/** A tokenizer and a transformer, which it owns. */
record NativeTextModel(DocumentEncoder encoder, Transformer transformer) implements TextModel {

  @Override
  public EncodedText encode(String text) {
    return encoder.encode(text);
  }

  @Override
  public float[][] logits(List<int[]> sequences) {
    return transformer.logits(sequences);
  }

  @Override
  public boolean isPadded() {
    return !transformer.joins();
  }

  @Override
  public void close() {
    Closing.inOrder(transformer::close, encoder.encoder()::close);
  }
}
