package io.github.meshclassifier.benchmarks;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A TorchScript module object: a class of the archive's source, parameters and submodules.
 *
 * @param path where it is, with dots, empty for the outermost
 * @param className its class, without {@code __torch__.}
 * @param children submodules by attribute name
 * @param parameters float32 parameters by attribute name
 */
record ScriptModule(
    String path,
    String className,
    Map<String, ScriptModule> children,
    Map<String, NDArray> parameters) {

  /**
   * Builds the tree of modules that a flat list of parameters comes from.
   *
   * @param parameters parameters by dotted name, as {@code state_dict()} lists them
   * @param classNames the class of the module at a path
   */
  static ScriptModule tree(
      Map<String, ? extends NDArray> parameters, Function<String, String> classNames) {
    ScriptModule root = empty("", classNames);
    parameters.forEach(
        (name, parameter) -> {
          ScriptModule module = root;
          int start = 0;
          for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', start)) {
            String path = name.substring(0, dot);
            module =
                module.children.computeIfAbsent(
                    name.substring(start, dot), attribute -> empty(path, classNames));
            start = dot + 1;
          }
          module.parameters.put(name.substring(start), parameter);
        });
    return root;
  }

  private static ScriptModule empty(String path, Function<String, String> classNames) {
    return new ScriptModule(
        path, classNames.apply(path), new LinkedHashMap<>(), new LinkedHashMap<>());
  }
}
