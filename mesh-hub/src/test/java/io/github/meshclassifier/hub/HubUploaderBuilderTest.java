package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.net.URI;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HubUploaderBuilderTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static Arguments setter(String name, UnaryOperator<HubUploader.Builder> setter) {
    return Arguments.of(name, Named.of(name, setter));
  }

  static Stream<Arguments> setters() {
    HubSettings settings = HubSettings.builder(Map.of()).build();
    return Stream.of(
        setter("settings", b -> b.settings(settings)),
        setter("revision", b -> b.revision("main")),
        setter("createRepository", b -> b.createRepository(true)),
        setter("privateRepository", b -> b.privateRepository(false)),
        setter("createPullRequest", b -> b.createPullRequest(true)),
        setter("commitMessage", b -> b.commitMessage("m")),
        setter("parentCommit", b -> b.parentCommit(COMMIT)),
        setter("onEvent", b -> b.onEvent(event -> {})));
  }

  @ParameterizedTest
  @MethodSource("setters")
  void set_twice_refused(String name, UnaryOperator<HubUploader.Builder> setter) {
    HubUploader.Builder builder = setter.apply(HubUploader.builder("o/n"));

    assertThatIllegalStateException()
        .isThrownBy(() -> setter.apply(builder))
        .withMessageStartingWith(name + " was already set to ");
  }

  @Test
  void builder_nameWithoutOwner_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubUploader.builder("model"))
        .withMessage("the repository must be owner/name, was 'model'");
    assertThatIllegalArgumentException().isThrownBy(() -> HubUploader.builder("a/b/c"));
    assertThatIllegalArgumentException().isThrownBy(() -> HubUploader.builder("../x"));
  }

  @Test
  void revision_commit_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubUploader.builder("o/n").revision(COMMIT))
        .withMessage(
            "the revision must be a branch, was the commit "
                + COMMIT
                + "; parentCommit says what to build on");
  }

  @Test
  void commitMessage_notALine_refused() {
    for (String message : new String[] {"", " \t", "a\nb", "x".repeat(10_001)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HubUploader.builder("o/n").commitMessage(message))
          .withMessage("commitMessage must be one line of 1 to 10000 characters");
    }
  }

  @Test
  void parentCommit_notACommit_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubUploader.builder("o/n").parentCommit("main"))
        .withMessage("parentCommit must have 40 hexadecimal digits, was 'main'");
  }

  @Test
  void hubCommit_notACommit_refused() {
    URI uri = URI.create("https://huggingface.co");

    assertThatIllegalArgumentException().isThrownBy(() -> new HubUploader.Commit("abc", uri, null));
    assertThatNullPointerException()
        .isThrownBy(() -> new HubUploader.Commit(COMMIT, nothing(), null));
  }

  @SuppressWarnings("NullAway")
  private static URI nothing() {
    return null;
  }
}
