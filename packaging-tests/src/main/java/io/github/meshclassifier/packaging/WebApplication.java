package io.github.meshclassifier.packaging;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.concurrent.Callable;

/**
 * What a container starts in a class loader of its own: loads the bundled model when it is made,
 * and predicts with each call.
 */
public final class WebApplication implements Callable<String>, AutoCloseable {
  private final MeshClassifier classifier;

  /**
   * Loads the model.
   *
   * @throws ModelLoadException if it is not there
   */
  public WebApplication() throws ModelLoadException {
    classifier = MeshClassifier.loadBundled();
  }

  @Override
  public String call() {
    return classifier.predict("Aspirin [SEP] for stroke").tokenCount() + " tokens";
  }

  @Override
  public void close() {
    classifier.close();
  }
}
