package io.github.meshclassifier.internal.natives;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The class loaders in which resources are looked for, in a fixed order. */
public final class ResourceLoaders {
  private ResourceLoaders() {}

  /**
   * Finds the class loader that has a resource: the one that holds the code first, then the context
   * class loader of the calling thread, which in a container may see jars of the application that
   * the shared class path does not have.
   *
   * @param resource the full name, without a slash at its beginning
   * @return the first that has it; that of the code if none has
   */
  public static ClassLoader having(Class<?> code, String resource) {
    List<ClassLoader> loaders =
        Stream.of(code.getClassLoader(), Thread.currentThread().getContextClassLoader())
            .filter(Objects::nonNull)
            .toList();
    return loaders.stream()
        .filter(loader -> loader.getResource(resource) != null)
        .findFirst()
        .orElse(code.getClassLoader());
  }
}
