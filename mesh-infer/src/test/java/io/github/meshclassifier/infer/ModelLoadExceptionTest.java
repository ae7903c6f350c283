package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ModelLoadExceptionTest {
  @Test
  void message_everythingSet_inOrder() {
    IOException cause = new IOException("x");
    ModelLoadException e =
        ModelLoadException.in("/m/config.json", "config.json: hidden_size is not valid")
            .expected("an integer")
            .found("a".repeat(50))
            .remedy("Fetch it again.")
            .cause(cause)
            .build();
    assertThat(e)
        .hasMessage(
            "config.json: hidden_size is not valid, expected an integer, found %s..."
                + " (/m/config.json). Fetch it again.",
            "a".repeat(40))
        .hasCause(cause);
    assertThat(e.file()).isEqualTo("/m/config.json");
    assertThat(e.problem()).isEqualTo("config.json: hidden_size is not valid");
    assertThat(e.expected()).contains("an integer");
    assertThat(e.found()).contains("a".repeat(40) + "...");
    assertThat(e.remedy()).contains("Fetch it again.");
  }

  @Test
  void message_onlyProblem_short() {
    ModelLoadException e = ModelLoadException.in("/m", "the model has no weights").build();
    assertThat(e).hasMessage("the model has no weights (/m)").hasNoCause();
    assertThat(e.expected()).isEmpty();
    assertThat(e.found()).isEmpty();
    assertThat(e.remedy()).isEmpty();
  }
}
