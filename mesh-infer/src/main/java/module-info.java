/** A thread-safe classifier of biomedical text into MeSH categories. */
module io.github.meshclassifier.infer {
  requires ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires ai.djl.tokenizers;
  requires com.google.gson;
  // For mesh-train, which has no descriptor, since MLflow's client has no module name.
  requires java.management;
  requires org.slf4j;
  requires transitive io.github.meshclassifier.core;
  requires transitive io.github.meshclassifier.evaluate;
  requires transitive io.github.meshclassifier.hub;
  requires static transitive org.jspecify;

  exports io.github.meshclassifier.infer;
  exports io.github.meshclassifier.model;
  exports io.github.meshclassifier.internal.engine to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.families to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.family to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.files to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.manifest to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.natives to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.program to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.protobuf to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.tokenizer to
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.weights to
      io.github.meshclassifier.train;
}
