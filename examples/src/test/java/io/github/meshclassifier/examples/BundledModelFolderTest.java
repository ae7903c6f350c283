package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.mini.MiniModel;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BundledModelFolderTest {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private static URL[] classPathWithoutModel() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("mesh-model-mini")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  @Test
  void loadBundled_modelMissing_looksWhereTheArtifactHasIt() throws Exception {
    Thread.currentThread().setContextClassLoader(null);
    try (URLClassLoader without =
        new URLClassLoader(classPathWithoutModel(), ClassLoader.getPlatformClassLoader())) {
      Method load = without.loadClass(MeshClassifier.class.getName()).getMethod("loadBundled");
      Throwable failure = catchThrowable(() -> load.invoke(null)).getCause();
      assertThat(failure.getClass().getName()).isEqualTo(ModelLoadException.class.getName());
      assertThat(failure).hasMessageContaining(MiniModel.RESOURCE_FOLDER);
      assertThat(failure).hasMessageContaining("mesh-model-mini");
    }
  }
}
