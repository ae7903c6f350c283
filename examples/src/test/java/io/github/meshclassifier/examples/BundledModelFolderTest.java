package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.ModelLoadException;
import io.github.meshclassifier.model.mini.MiniModel;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class BundledModelFolderTest {
  @Test
  void loadBundled_looksWhereTheArtifactHasIt() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader empty =
        new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(empty);
      ModelLoadException failure =
          catchThrowableOfType(ModelLoadException.class, MeshClassifier::loadBundled);
      assertThat(failure.file()).isEqualTo(MiniModel.RESOURCE_FOLDER);
      assertThat(failure.remedy().orElseThrow()).contains("mesh-model-mini");
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
