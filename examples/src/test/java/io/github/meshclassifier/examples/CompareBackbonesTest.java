package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompareBackbonesTest {
  private static void refused(String message, String... args) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompareBackbones.of(List.of(args)))
        .withMessage(message);
  }

  @Test
  void of_wrongArguments_refusedBeforeAnyWork() {
    refused("no backbone is given, expected at least one");
    refused("no backbone is given, expected at least one", "epochs=2");
    refused("epochs is given twice", "epochs=2", "epochs=3", "model");
    refused("epochs must be an integer, was 'two'", "epochs=two", "model");
    refused("epochs must be at least 1, was 0", "epochs=0", "model");
    refused("rate must be a number, was ''", "rate=", "model");
    refused("limit must be at least 5, was 4", "limit=4", "model");
  }

  @Test
  void of_anythingElse_isABackbone() {
    assertThatCode(() -> CompareBackbones.of(List.of("seed=1", "a=b", "dir/model", "rate=2e-5")))
        .doesNotThrowAnyException();
  }
}
