package io.github.meshclassifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void message_controlCharactersAnywhere_oneLine() {
    String hostile = "a\nFORGED\r\u001b[31m\u202e\u2066\u2028\u0085\u200b";
    ModelLoadException e =
        ModelLoadException.in(hostile, hostile)
            .expected(hostile)
            .found(hostile)
            .remedy(hostile)
            .build();
    String shown = "a?FORGED??[31m?????";
    assertThat(e)
        .hasMessage(
            shown + ", expected " + shown + ", found " + shown + " (" + shown + "). " + shown);
    assertThat(e.file()).isEqualTo(shown);
    assertThat(e.problem()).isEqualTo(shown);
    assertThat(e.expected()).contains(shown);
    assertThat(e.found()).contains(shown);
    assertThat(e.remedy()).contains(shown);
  }

  /** The content of a file that a model only links to is nobody's to read in a log. */
  @Test
  void message_linkOutOfTheModel_nothingQuoted(@TempDir Path temp) throws IOException {
    Path model = Files.createDirectories(temp.resolve("model"));
    Path outside = Files.writeString(temp.resolve("outside"), "secret");
    Path inside = Files.writeString(model.resolve("inside"), "known");
    Path out = Files.createSymbolicLink(model.resolve("a"), Path.of("..", "outside"));
    assertThat(quoting(out))
        .hasMessage(
            "a file of the model is not as expected, expected a file in the model directory, of"
                + " which this message would tell more, found a link to a file elsewhere (%s). Put"
                + " a copy of that file in the place of the link.",
            out)
        .hasNoCause();
    assertThat(quoting(Files.createSymbolicLink(model.resolve("b"), out.getFileName())))
        .hasMessageNotContaining("secret");
    assertThat(quoting(Files.createSymbolicLink(model.resolve("c"), inside)))
        .hasMessageContaining("secret");
    assertThat(quoting(Files.createSymbolicLink(model.resolve("d"), Path.of("nowhere"))))
        .hasMessageContaining("secret");
    assertThat(quoting(outside)).hasMessageContaining("secret");
  }

  /** A message about one file of a model can quote another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.json",
        "mesh-classifier.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "added_tokens.json",
        "vocab.txt",
        "vocab.json",
        "merges.txt",
        "spiece.model",
        "model.safetensors.index.json",
        "pytorch_model.bin.index.json"
      })
  void message_linkOutOfTheModelBesideTheFile_nothingQuoted(String name, @TempDir Path temp)
      throws IOException {
    Path model = Files.createDirectories(temp.resolve("model"));
    Path other = Files.writeString(model.resolve("other"), "known");
    assertThat(quoting(other)).hasMessageContaining("secret");
    Path outside = Files.writeString(temp.resolve("outside"), "secret");
    Path link = Files.createSymbolicLink(model.resolve(name), outside);
    Path alias = Files.createSymbolicLink(temp.resolve("alias"), model);
    for (Path location : List.of(other, model, alias, model.resolve("missing"))) {
      assertThat(quoting(location))
          .hasMessageNotContaining("secret")
          .hasMessageContaining("found a link to a file elsewhere (");
    }
    assertThat(quoting(other).file()).isEqualTo(link.toString());
    Files.delete(link);
    assertThat(quoting(alias)).hasMessageContaining("secret");
  }

  @Test
  void message_linkIntoTheBlobsOfTheHubsCache_quoted(@TempDir Path temp) throws IOException {
    Path snapshot = Files.createDirectories(temp.resolve("models--a/snapshots/0123"));
    Path blobs = Files.createDirectories(temp.resolve("models--a/blobs"));
    Files.writeString(blobs.resolve("0a"), "secret");
    Path file = Files.createSymbolicLink(snapshot.resolve("a"), Path.of("..", "..", "blobs", "0a"));
    assertThat(quoting(file)).hasMessageContaining("secret");
    Path foreign = Files.writeString(temp.resolve("models--a/foreign"), "secret");
    assertThat(quoting(Files.createSymbolicLink(snapshot.resolve("b"), foreign)))
        .hasMessageNotContaining("secret");
    Files.createSymbolicLink(blobs.resolve("0b"), foreign);
    assertThat(quoting(Files.createSymbolicLink(snapshot.resolve("c"), blobs.resolve("0b"))))
        .hasMessageNotContaining("secret");
  }

  private static ModelLoadException quoting(Path file) {
    return ModelLoadException.in(file.toString(), "the secret is wrong")
        .found("secret")
        .cause(new IOException("secret"))
        .build();
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
