/** A client of the Hugging Face Hub. */
module io.github.meshclassifier.hub {
  requires com.google.gson;
  requires java.net.http;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.github.meshclassifier.hub;
  exports io.github.meshclassifier.internal.host to
      io.github.meshclassifier.infer,
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.json to
      io.github.meshclassifier.infer,
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.layout to
      io.github.meshclassifier.infer;
}
