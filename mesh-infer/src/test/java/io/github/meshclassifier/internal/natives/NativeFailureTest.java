package io.github.meshclassifier.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users read where a native library does not load. */
class NativeFailureTest {
  private static final Platform LINUX = new Platform("Linux", "amd64");
  private static final String LIBRARY = "PyTorch's native library";

  private static String message(Throwable cause) {
    Throwable failure = new EngineException("Failed to load PyTorch native library", cause);
    return NativeFailure.of(LIBRARY, LINUX, failure).getMessage();
  }

  @Test
  void nativeAccessRefused_theOptionIsNamed() {
    assertThat(message(new IllegalCallerException("Illegal native access from an unnamed module")))
        .isEqualTo(
            "PyTorch's native library cannot be loaded on Linux amd64: Illegal native access from"
                + " an unnamed module. Start Java with --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void namedModule_itIsNamedWithThoseItCalls() {
    assertThat(NativeFailure.modules(String.class)).isEqualTo("java.base,ALL-UNNAMED,com.sun.jna");
  }

  @Test
  void anotherClassLoaderHasIt_sharedClassPath() {
    assertThat(
            message(
                new UnsatisfiedLinkError(
                    "Native Library /c/libdjl_torch.so already loaded in another classloader")))
        .contains("/c/libdjl_torch.so already loaded in another classloader")
        .contains("on a class path that all applications of the process share")
        .doesNotContain("Add ai.djl");
  }

  @Test
  void systemRefuses_whatItNeedsIsSaid() {
    assertThat(message(new UnsatisfiedLinkError("libc10.so: failed to map segment")))
        .contains("libc10.so: failed to map segment")
        .contains("glibc 2.28", "noexec", "DJL_CACHE_DIR")
        .doesNotContain("Add ai.djl");
  }

  @Test
  void classGivenUp_startAgain() {
    Throwable failure = new ExceptionInInitializerError(new EngineException("Unknown default"));
    assertThat(message(failure)).contains("Unknown default").contains("start the process again");
    assertThat(NativeFailure.isUnrepeatable(new EngineException("", failure))).isTrue();
    assertThat(NativeFailure.isUnrepeatable(new EngineException("passing"))).isFalse();
  }

  @Test
  void causeWithoutMessage_itsTypeIsSaid() {
    assertThat(message(new OutOfMemoryError()))
        .endsWith("on Linux amd64: java.lang.OutOfMemoryError");
  }

  @Test
  void causesInACircle_end() {
    Exception outer = new Exception("outer");
    Exception inner = new Exception("inner", outer);
    outer.initCause(inner);
    assertThat(message(outer)).contains("cannot be loaded");
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 11, amd64, win-x86_64",
    "Mac OS X, x86_64, ''",
    "Windows 11, aarch64, ''",
    "FreeBSD, amd64, ''"
  })
  void classifier_asDjlPublishes(String osName, String osArch, String classifier) {
    assertThat(new Platform(osName, osArch).classifier()).isEqualTo(classifier);
  }
}
