/** The MeSH tree and its roots, articles and their readers, label schemes and data sets. */
module io.github.meshclassifier.core {
  requires de.siegmar.fastcsv;
  requires java.xml;
  requires static transitive org.jspecify;

  exports io.github.meshclassifier.article;
  exports io.github.meshclassifier.dataset;
  exports io.github.meshclassifier.label;
  exports io.github.meshclassifier.mesh;
  exports io.github.meshclassifier.internal.message to
      io.github.meshclassifier.evaluate,
      io.github.meshclassifier.infer,
      io.github.meshclassifier.train;
  exports io.github.meshclassifier.internal.unicode to
      io.github.meshclassifier.evaluate,
      io.github.meshclassifier.infer;
}
