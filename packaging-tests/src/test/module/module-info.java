/** An application on the module path. */
module io.github.meshclassifier.consumer {
  requires io.github.meshclassifier.core;
  requires io.github.meshclassifier.infer;
  requires io.github.meshclassifier.train;
}
