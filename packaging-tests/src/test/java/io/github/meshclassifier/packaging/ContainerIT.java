package io.github.meshclassifier.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Applications with class loaders of their own in one process. */
class ContainerIT {
  private static final Predicate<Path> APPLICATION =
      jar -> Packages.isNamed(jar, "packaging-tests");
  private static final Predicate<Path> MESH = APPLICATION.or(jar -> Packages.isNamed(jar, "mesh-"));

  /** Starts a container whose applications hold the jars that are theirs, and share the others. */
  private static void assertWorks(Predicate<Path> theirs) throws Exception {
    List<Path> jars = Packages.jars();
    assertThat(jars).anyMatch(APPLICATION);
    String output =
        JavaProcess.main(Container.class.getName(), List.of(Path.of("target", "test-classes")))
            .with(Packages.classPath(jars.stream().filter(theirs.negate()).toList()))
            .with(Packages.classPath(jars.stream().filter(theirs).toList()))
            .output();
    for (String name : List.of("first", "second", "redeployed")) {
      assertThat(output).contains(name + ": 8 tokens", name + " again: 8 tokens");
    }
  }

  @Test
  void everyApplicationHoldsEverything() throws Exception {
    assertWorks(jar -> true);
  }

  @Test
  void applicationsShareTheEngine() throws Exception {
    assertWorks(MESH);
  }

  @Test
  void applicationsShareEverything() throws Exception {
    assertWorks(APPLICATION);
  }
}
