package io.github.meshclassifier.internal.family;

import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.model.ModelLoadException;

/** A {@code config.json} and what may be required of it. */
public record ConfigFields(JsonFields json) {
  /** Requires a value, which is also the default; null is a value of its own. */
  public void require(String key, String supported) throws ModelLoadException {
    String found = json.object().has(key) ? json.optionalText(key) : supported;
    if (!supported.equals(found)) {
      throw json.problem(key + " is not supported")
          .expected(supported)
          .found(found == null ? "null" : found)
          .build();
    }
  }

  /** Requires that a switch, where there is one, stands as it does by default. */
  public void require(String key, boolean supported) throws ModelLoadException {
    if (json.optional(key) != null && json.flag(key) != supported) {
      throw json.problem(key + " is not supported").expected(supported).found(!supported).build();
    }
  }

  /** Reads an activation, GELU by default. */
  public Activation activation(String key) throws ModelLoadException {
    String name = json.text(key, "gelu");
    return Activation.of(name)
        .orElseThrow(
            () ->
                json.problem(key + " is not supported")
                    .expected("one of " + Activation.names())
                    .found(name)
                    .build());
  }
}
