package io.github.meshclassifier.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.pytorch.engine.PtEngineProvider;
import io.github.meshclassifier.model.InferenceException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TorchResourcesTest {
  private static final Platform LINUX = new Platform("Linux", "amd64");

  @Test
  void requireOwnName_relocatedDjl_refusedBeforeNativeCodeRuns() {
    TorchResources.requireOwnName(PtEngineProvider.class.getName());
    assertThatExceptionOfType(InferenceException.class)
        .isThrownBy(() -> TorchResources.requireOwnName("shaded.ai.djl.pytorch.Engine"))
        .withMessageContaining("DJL's classes were renamed, to shaded.ai.djl.pytorch.Engine")
        .withMessageContaining("Exclude DJL's packages from the relocation");
  }

  @Test
  void artifacts_adviceNamesOnlyWhatIsMissing() {
    ClassLoader loader = getClass().getClassLoader();
    Properties windows = new Properties();
    windows.setProperty("classifier", "win-x86_64");
    Properties linux = new Properties();
    linux.setProperty("classifier", "linux-x86_64");
    linux.setProperty("version", "2.7.1-20250812");
    Properties old = new Properties();
    old.setProperty("classifier", "linux-x86_64");
    old.setProperty("version", "2.5.1");

    assertThat(new TorchResources(loader, List.of(), "2.7.1-0.36.0").missing(LINUX))
        .contains("it is not on the class path. Add ai.djl.pytorch:pytorch-native-cpu:2.7.1:")
        .contains("linux-x86_64 to the run-time class path")
        .doesNotContain("pytorch-jni");
    assertThat(new TorchResources(loader, List.of(windows), "2.7.1-0.36.0").missing(LINUX))
        .contains("the class path has it for [win-x86_64]. Add");
    assertThat(new TorchResources(loader, List.of(windows, linux), null).missing(LINUX))
        .contains("pytorch-jni is not on the class path. Add ai.djl.pytorch:pytorch-jni:2.7.1-")
        .doesNotContain("pytorch-native-cpu");
    assertThat(new TorchResources(loader, List.of(linux), "2.5.1-0.33.0").missing(LINUX))
        .contains("the class path has pytorch-jni 2.5.1-0.33.0. Add");
    assertThat(new TorchResources(loader, List.of(old), "2.7.1-0.36.0").missing(LINUX))
        .contains("the class path has PyTorch 2.5.1, pytorch-jni fits 2.7.1. Add");
    assertThat(new TorchResources(loader, List.of(linux), "2.7.1-0.36.0").missing(LINUX)).isEmpty();
    assertThat(
            new TorchResources(loader, List.of(linux), null)
                .missing(new Platform("SunOS", "sparcv9")))
        .contains("on SunOS sparcv9: DJL publishes none for this platform")
        .doesNotContain("Add ");
  }

  @Test
  void artifactsOfThisBuild_complete() {
    TorchResources resources = TorchResources.find();
    assertThat(resources.missing(Platform.current())).isEmpty();
    assertThat(resources.bytes()).isGreaterThan(50_000_000);
  }
}
