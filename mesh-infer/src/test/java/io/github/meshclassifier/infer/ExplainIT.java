package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.ClassifierFixture;
import io.github.meshclassifier.infer.Explanation.WordWeight;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Explanations of a small model, whose logits are known to be right. */
class ExplainIT {
  private static final int MAX_TOKENS = 32;

  @TempDir static Path temp;
  private static Path model;
  private static MeshClassifier classifier;

  @BeforeAll
  static void load() throws IOException {
    model = BertFixture.copyTo(temp.resolve("model"));
    classifier = MeshClassifier.builder(model).maxTokens(MAX_TOKENS).build();
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  private static double logit(MeshClassifier classifier, String text) {
    double probability = classifier.predict(text).scoreOf("C").probability();
    return Math.log(probability / (1 - probability));
  }

  private static double weight(Explanation explanation, String word) {
    return explanation.words().stream()
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow()
        .weight();
  }

  @ParameterizedTest
  @EnumSource
  void explain_eachWord_weighsWhatItsAbsenceCosts(ClassifierFixture fixture) throws IOException {
    Path directory = fixture.writeTo(temp.resolve(fixture.name()));
    try (MeshClassifier each = MeshClassifier.builder(directory).maxTokens(MAX_TOKENS).build()) {
      assertWeighsWhatAbsenceCosts(each);
    }
  }

  private static void assertWeighsWhatAbsenceCosts(MeshClassifier classifier) {
    Article article = Article.of(" Aspirin prevents stroke. ", "Stroke in (elderly) patients");
    Explanation explanation = classifier.explain(article, "C");
    String text = "Aspirin prevents stroke. Stroke in (elderly) patients";
    assertThat(explanation.text()).isEqualTo(text);
    assertThat(explanation.score().label()).isEqualTo(BertFixture.labels().get(2));
    assertThat(explanation.score().probability())
        .isCloseTo(classifier.predict(article).scoreOf("C").probability(), within(1e-6));
    assertThat(explanation.words())
        .extracting(WordWeight::word)
        .containsExactly("Aspirin", "prevents", "stroke", "Stroke", "in", "elderly", "patients");

    double whole = logit(classifier, text);
    assertThat(weight(explanation, "Aspirin"))
        .isCloseTo(
            whole - logit(classifier, "prevents stroke. Stroke in (elderly) patients"),
            within(1e-5));
    assertThat(weight(explanation, "stroke"))
        .isCloseTo(
            whole - logit(classifier, "Aspirin prevents . in (elderly) patients"), within(1e-5))
        .isEqualTo(weight(explanation, "Stroke"))
        .isNotZero();
    assertThat(weight(explanation, "elderly"))
        .isCloseTo(
            whole - logit(classifier, "Aspirin prevents stroke. Stroke in () patients"),
            within(1e-5));
  }

  @Test
  void explain_accentsAndSurrogates_offsetsOfChars() {
    Explanation explanation =
        classifier.explain(Article.of("🫀 Sjögren 𝛽-blocker", "Sjo\u0308gren’s"), "C");
    assertThat(explanation.words())
        .extracting(WordWeight::word)
        .containsExactly("Sjögren", "𝛽-blocker", "Sjo\u0308gren’s");
    for (WordWeight word : explanation.words()) {
      assertThat(explanation.text().substring(word.begin(), word.end())).isEqualTo(word.word());
    }
    assertThat(explanation.words().get(0).begin()).isEqualTo(3);
  }

  @Test
  void explain_titleOfOneWord_weighedAgainstNothing() {
    Explanation explanation = classifier.explain(Article.of("Aspirin", ""), "C");
    assertThat(explanation.words()).hasSize(1);
    assertThat(weight(explanation, "Aspirin")).isFinite().isNotZero();
  }

  @Test
  void explain_noWordAtAll_noWeights() {
    Explanation explanation = classifier.explain(Article.of("?!", ""), "C");
    assertThat(explanation.words()).isEmpty();
    assertThat(explanation.score().probability()).isStrictlyBetween(0.0, 1.0);
  }

  @Test
  void explain_longText_wordsBehindTheCutWeighNothingAndCostNothing() throws IOException {
    String read = "aspirin prevents stroke in elderly patients ".repeat(6);
    try (MeshClassifier fresh = MeshClassifier.builder(model).maxTokens(MAX_TOKENS).build()) {
      Explanation explanation =
          fresh.explain(Article.of("", read + "diabetes insulin Aspirin"), "C");
      assertThat(fresh.predict(explanation.text()).truncated()).isTrue();
      assertThat(weight(explanation, "diabetes")).isZero();
      assertThat(weight(explanation, "insulin")).isZero();
      assertThat(weight(explanation, "Aspirin"))
          .isEqualTo(weight(explanation, "aspirin"))
          .isNotZero();
      // The text, six words that are read, and the prediction above.
      assertThat(fresh.metrics().sequences()).isEqualTo(8);
    }
  }

  @Test
  void explain_windows_allWordsAreRead() throws IOException {
    String text = "aspirin prevents stroke in elderly patients ".repeat(6) + "insulin";
    try (MeshClassifier windowed =
        MeshClassifier.builder(model)
            .maxTokens(MAX_TOKENS)
            .textOverflow(TextOverflow.WINDOWS)
            .build()) {
      assertThat(weight(windowed.explain(Article.of("", text), "C"), "insulin")).isNotZero();
    }
  }

  @Test
  void explain_longTextThatIsRefused_saysItsLength() throws IOException {
    try (MeshClassifier rejecting =
        MeshClassifier.builder(model)
            .maxTokens(MAX_TOKENS)
            .textOverflow(TextOverflow.REJECT)
            .build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rejecting.explain(Article.of("", "aspirin ".repeat(99)), "C"))
          .withMessageContaining("expected at most 32");
    }
  }

  @Test
  void explain_unknownLabelOrBlankText_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.explain(Article.of("aspirin", ""), "Q"))
        .withMessage(
            "the model has no label 'Q', expected one of"
                + " [A, B, C, D, E, F, G, H, I, J, L, M, N, Z]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.explain(Article.of(" ", ""), "C"))
        .withMessage("the text is blank, expected a title or an abstract");
  }

  @Test
  void explain_closed_refused() throws IOException {
    MeshClassifier closed = MeshClassifier.load(model);
    closed.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> closed.explain(Article.of("aspirin", ""), "C"))
        .withMessage("MeshClassifier is closed");
  }
}
