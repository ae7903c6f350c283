package io.github.meshclassifier.internal.program;

import java.util.Map;

/**
 * A module inside a program's module: the value of an attribute.
 *
 * @param attributes the module's attributes: {@code Boolean}, {@code Integer}, {@code Double},
 *     {@code String} or {@link ProgramModule} values
 */
public record ProgramModule(String className, Map<String, Object> attributes) {
  public ProgramModule {
    attributes = Map.copyOf(attributes);
  }
}
