package io.github.meshclassifier.consumer;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.train.MeshTrainer;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;

/** Loads the bundled model on the common pool and predicts. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    System.out.println("named module: " + MeshClassifier.class.getModule().isNamed());
    System.out.println("mesh: " + MeshTree.bundled().find("Aspirin").isPresent());
    MeshTrainer.builder(Path.of("base"));
    try (MeshClassifier classifier =
        ForkJoinPool.commonPool().submit(MeshClassifier::loadBundled).get()) {
      System.out.println(classifier.predict("Aspirin [SEP] for stroke").tokenCount() + " tokens");
    }
  }
}
