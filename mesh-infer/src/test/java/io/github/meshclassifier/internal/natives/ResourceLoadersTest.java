package io.github.meshclassifier.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceLoadersTest {
  private static final String HERE = "native/lib/pytorch.properties";

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  @TempDir Path temp;

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private ClassLoader having(String resource) {
    return ResourceLoaders.having(ResourceLoadersTest.class, resource);
  }

  @Test
  void having_whateverTheThread_theOneThatHoldsTheCode() {
    ClassLoader own = getClass().getClassLoader();
    assertThat(having(HERE)).isSameAs(own);
    Thread.currentThread().setContextClassLoader(null);
    assertThat(having(HERE)).isSameAs(own);
    assertThat(having("no/such")).isSameAs(own);
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    assertThat(having(HERE)).isSameAs(own);
    assertThat(having("no/such")).isSameAs(own);
  }

  @Test
  void having_onlyTheContextHasIt_theContext() throws Exception {
    Files.createFile(temp.resolve("model.txt"));
    try (URLClassLoader application = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      Thread.currentThread().setContextClassLoader(application);
      assertThat(having("model.txt")).isSameAs(application);
    }
  }
}
