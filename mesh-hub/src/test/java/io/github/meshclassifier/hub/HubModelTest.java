package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubModelTest {
  @ParameterizedTest
  @CsvSource({
    "hf://google-bert/bert-base-uncased, google-bert/bert-base-uncased, main",
    "hf://dmis-lab/biobert-base-cased-v1.2@refs/pr/1, dmis-lab/biobert-base-cased-v1.2, refs/pr/1",
    "owner/name@v1.0, owner/name, v1.0",
    "gpt2, gpt2, main",
    "hf://gpt2@607a30d783dfa663caf39e06633721c8d4cfcd7e, gpt2,"
        + " 607a30d783dfa663caf39e06633721c8d4cfcd7e",
    "_a/b_@feature/x@2, _a/b_, feature/x@2",
  })
  void parse_validName_partsAndWrittenForm(String text, String id, String revision) {
    HubModel model = HubModel.parse(text);
    assertThat(model).isEqualTo(new HubModel(id, revision));
    assertThat(model).hasToString("hf://" + id + "@" + revision);
    assertThat(HubModel.parse(model.toString())).isEqualTo(model);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/b",
        "a/b/c",
        "datasets/a/b",
        "a--b",
        "a/b..c",
        "-a/b",
        "a/b-",
        ".a",
        "a.",
        "a/b.git",
        "a b",
        "a/é",
        "ı/b",
        "../..",
        "a\n",
        "http://x/a",
        "C:\\model",
        "a/b?x",
        "a/b%2e",
        "hf:/a/b",
        "hf://"
      })
  void parse_invalidId_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubModel.parse(text))
        .withMessageStartingWith("the model id must be owner/name or name, ");
  }

  @Test
  void id_length_limited() {
    String name = "n".repeat(96);
    assertThat(HubModel.parse("owner/" + name).id()).endsWith(name);
    assertThatIllegalArgumentException().isThrownBy(() -> HubModel.parse("owner/n" + name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HubModel.parse("x".repeat(50) + " "))
        .withMessageEndingWith("was '" + "x".repeat(40) + "...'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "a/",
        "/a",
        "..",
        "a/../b",
        "a..b",
        ".",
        ".a",
        "a/.b",
        "a.",
        "a./b",
        "a.lock",
        "a.lock/b",
        "a//b",
        "a b",
        "a\\b",
        "a:b",
        "a*b",
        "a?b",
        "a~b",
        "a^b",
        "a[b",
        "a\nb",
        "é"
      })
  void revision_invalid_refused(String revision) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HubModel("a/b", revision))
        .withMessageStartingWith("the revision must be a branch, tag, pull request (refs/pr/1)");
  }

  @Test
  void isCommit_fortyLowerCaseDigits_only() {
    assertThat(new HubModel("a", "0123456789abcdef0123456789abcdef01234567").isCommit()).isTrue();
    assertThat(new HubModel("a", "0123456789ABCDEF0123456789ABCDEF01234567").isCommit()).isFalse();
    assertThat(new HubModel("a", "0123456").isCommit()).isFalse();
  }
}
