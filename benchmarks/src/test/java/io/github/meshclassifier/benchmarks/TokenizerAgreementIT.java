package io.github.meshclassifier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerAgreementIT {
  @TempDir Path temp;
  private Path articles;

  @BeforeEach
  void copyArticles() throws IOException {
    articles = temp.resolve("articles.csv.gz");
    try (InputStream in = SampleArticles.class.getResourceAsStream("articles.csv.gz")) {
      Files.copy(Objects.requireNonNull(in), articles);
    }
  }

  /**
   * A model without {@code tokenizer.json}, whose vocabulary has one piece renamed if asked for.
   */
  private Path built(String piece, String renamed) throws Exception {
    Path model = Files.createDirectory(temp.resolve("built"));
    Files.copy(Fixture.directory().resolve("config.json"), model.resolve("config.json"));
    String vocabulary = Files.readString(Fixture.directory().resolve("vocab.txt"));
    Files.writeString(
        model.resolve("vocab.txt"),
        vocabulary.replace("\n" + piece + "\n", "\n" + renamed + "\n"),
        StandardCharsets.UTF_8);
    return model;
  }

  @Test
  void compare_builtFromVocabulary_sameIds() throws Exception {
    TokenizerAgreement.Result result =
        TokenizerAgreement.compare(Fixture.directory(), built("the", "the"), articles);
    assertThat(result.texts()).isEqualTo(SampleArticles.COUNT);
    assertThat(result.tokens()).isGreaterThan(100L * SampleArticles.COUNT);
    assertThat(result.different()).isZero();
    assertThat(result.example()).isEmpty();
  }

  @Test
  void compare_pieceMissing_namesArticle() throws Exception {
    TokenizerAgreement.Result result =
        TokenizerAgreement.compare(Fixture.directory(), built("the", "unheard"), articles);
    assertThat(result.different()).isPositive();
    assertThat(result.example()).isNotEmpty();
  }

  @Test
  void compareWithLibrary_sameIds() throws Exception {
    TokenizerAgreement.Result result =
        TokenizerAgreement.compareWithLibrary(Fixture.directory(), articles);
    assertThat(result.texts()).isEqualTo(SampleArticles.COUNT);
    assertThat(result.different()).isZero();
  }
}
