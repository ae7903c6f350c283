package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.infer.ArticleResult.OnProblem;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions of one classifier. */
class MeshClassifierIT {
  private static final List<BertFixture.Row> ROWS =
      BertFixture.rows().stream().filter(row -> !row.text().isBlank()).toList();

  @TempDir static Path temp;
  private static MeshClassifier classifier;

  @BeforeAll
  static void load() throws IOException {
    Path model = BertFixture.copyTo(temp.resolve("model"));
    classifier = MeshClassifier.builder(model).maxTokens(BertFixture.MAX_TOKENS).build();
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void predict_referenceTexts_probabilitiesOfTransformers() {
    for (BertFixture.Row row : ROWS) {
      assertMatches(classifier.predict(row.text()), row);
    }
  }

  @Test
  void predict_widthsBetweenBlocks_probabilitiesOfTransformers() throws IOException {
    Path model = TransformersFixture.BERT_ODD.copyTo(temp.resolve("odd"));
    int compared = 0;
    try (MeshClassifier odd = MeshClassifier.builder(model).maxTokens(64).build()) {
      for (TransformersFixture.Row row : TransformersFixture.BERT_ODD.rows()) {
        if (!row.text().isBlank()) {
          compared++;
          Prediction prediction = odd.predict(row.text());
          for (int i = 0; i < row.logits().length; i++) {
            assertThat(prediction.scoreOf(odd.scheme().labels().get(i).id()).probability())
                .isCloseTo(1 / (1 + Math.exp(-row.logits()[i])), within(1e-5));
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  private static void assertMatches(Prediction prediction, BertFixture.Row row) {
    List<Label> labels = BertFixture.labels();
    assertThat(prediction.scores()).hasSize(14);
    for (int i = 0; i < labels.size(); i++) {
      LabelScore score = prediction.scoreOf(labels.get(i).id());
      assertThat(score.label()).isEqualTo(labels.get(i));
      assertThat(score.probability()).isCloseTo(row.probabilities()[i], within(1e-5));
      assertThat(score.threshold()).isEqualTo(0.5);
      assertThat(score.predicted()).isEqualTo(row.probabilities()[i] > 0.5);
    }
    assertThat(prediction.scores())
        .extracting(LabelScore::probability)
        .isSortedAccordingTo(Collections.reverseOrder());
    assertThat(prediction.predicted()).isEqualTo(prediction.above(0.5));
    assertThat(prediction.truncated()).isEqualTo(prediction.tokenCount() > 64);
    assertThat(Math.min(64, prediction.tokenCount())).isEqualTo(row.ids().length);
  }

  @Test
  void predict_titleAndAbstractAndArticle_sameAsTheirText() {
    BertFixture.Row row = ROWS.get(1);
    int dot = row.text().indexOf(". ") + 1;
    String title = row.text().substring(0, dot);
    String rest = row.text().substring(dot + 1);
    Prediction expected = classifier.predict(row.text());
    assertThat(classifier.predict(title, rest)).isEqualTo(expected);
    assertThat(classifier.predict(" " + title + "\n", "\t" + rest)).isEqualTo(expected);
    assertThat(classifier.predict(Article.of(title, rest))).isEqualTo(expected);
    assertThat(classifier.predict(row.text(), "")).isEqualTo(expected);
    assertThat(classifier.predict("", row.text())).isEqualTo(expected);
  }

  @Test
  void predictAll_anyOrder_eachAsAlone() {
    List<Article> articles = new ArrayList<>();
    List<BertFixture.Row> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rows.addAll(ROWS);
    }
    Collections.shuffle(rows, new Random(3));
    rows.forEach(row -> articles.add(Article.of("", row.text())));
    List<ArticleResult> results = classifier.predictAll(articles);
    assertThat(results).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      assertMatches(results.get(i).prediction(), rows.get(i));
    }
    assertThat(classifier.predictAll(List.of())).isEmpty();
  }

  @Test
  void predict_twice_equalToTheBit() {
    for (BertFixture.Row row : ROWS) {
      assertThat(classifier.predict(row.text())).isEqualTo(classifier.predict(row.text()));
    }
  }

  @Test
  void predict_longText_truncatedNotRefused() {
    String text = ROWS.get(3).text();
    Prediction longer = classifier.predict(text.repeat(500));
    assertThat(longer.truncated()).isTrue();
    assertThat(longer.tokenCount()).isGreaterThan(20_000);
    // The reference row is cut at the same place.
    assertThat(ROWS.get(3).ids()).hasSize(64);
    assertMatchesScores(longer, classifier.predict(text));
  }

  private static void assertMatchesScores(Prediction found, Prediction expected) {
    assertThat(found.scores()).isEqualTo(expected.scores());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\r\n", "\u2003\u2028"})
  void predict_blank_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.predict(text))
        .withMessage("the text is blank, expected a title or an abstract");
    assertThatIllegalArgumentException().isThrownBy(() -> classifier.predict(text, text));
    assertThatIllegalArgumentException().isThrownBy(() -> classifier.predict(Article.of(text, "")));
    Article second = new Article("31", text, text, List.of(), OptionalInt.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> classifier.predictAll(List.of(Article.of("A", ""), second), OnProblem.fail()))
        .withMessage(
            "article 1 (from 0, PMID '31') has no prediction: the text is blank, expected a title or"
                + " an abstract");
  }

  @Test
  void predict_null_refused() {
    assertThatNullPointerException().isThrownBy(() -> classifier.predict((String) null));
    assertThatNullPointerException().isThrownBy(() -> classifier.predict("a", null));
    assertThatNullPointerException().isThrownBy(() -> classifier.predict((Article) null));
    assertThatNullPointerException().isThrownBy(() -> classifier.predictAll(null));
  }

  static Stream<String> hostileTexts() {
    return Stream.of(
        "\uD83D",
        "\uDE00 tail",
        "\uDE00\uD83D",
        "a\u0000b",
        "\u0000",
        "\u0001\u0002\u007F\u0085",
        "\u202Eelbisiver si txet siht\u202C",
        "العربية עברית",
        "👩‍👩‍👧‍👦".repeat(50),
        "e" + "\u0301".repeat(5_000),
        "\uFFFF\uFFFE\uFEFF",
        "\u200B\u200D\u2060",
        "x".repeat(100_000),
        "心".repeat(100_000),
        "heart disease, ".repeat(70_000),
        "[CLS] [SEP] [PAD] [MASK] [UNK]".repeat(10),
        "<script>alert(1)</script>'; DROP TABLE articles; --%n%s{}");
  }

  @ParameterizedTest
  @MethodSource("hostileTexts")
  void predict_hostileText_scores(String text) {
    Prediction prediction = classifier.predict(text);
    assertThat(prediction.scores()).hasSize(14);
    assertThat(prediction.tokenCount()).isGreaterThanOrEqualTo(2);
    assertThat(prediction.truncated()).isEqualTo(prediction.tokenCount() > 64);
  }

  @Test
  void evaluate_labelledArticles_asTheirPredictions() {
    List<Article> articles =
        ROWS.stream().map(row -> article("1", row.text(), "Neoplasms", "Aspirin")).toList();
    Evaluation evaluation = classifier.evaluate(articles, MeshTree.bundled());
    assertThat(evaluation.articleCount()).isEqualTo(articles.size());
    assertThat(evaluation.labels())
        .isEqualTo(BertFixture.labels().stream().map(Label::id).toList());
    Evaluation.Builder expected = Evaluation.builder(evaluation.labels(), Thresholds.DEFAULT);
    for (BertFixture.Row row : ROWS) {
      boolean[] truth = new boolean[14];
      truth[2] = true;
      truth[3] = true;
      expected.add(truth, row.probabilities());
    }
    assertThat(evaluation).isEqualTo(expected.build());
  }

  @Test
  void evaluate_unlabelledOrEmpty_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> classifier.evaluate(List.of(article("77", "text", "Islam")), MeshTree.bundled()))
        .withMessageContaining("77")
        .withMessageContaining("OUTSIDE_SCHEME");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> classifier.evaluate(List.of(), MeshTree.bundled()));
  }

  private static Article article(String pmid, String text, String... headings) {
    return new Article(
        pmid,
        "",
        text,
        Stream.of(headings).map(name -> new Article.Heading("", name)).toList(),
        OptionalInt.empty());
  }

  @Test
  void accessors_withoutManifest_fromConfiguration() throws IOException {
    assertThat(classifier.scheme().labels()).isEqualTo(BertFixture.labels());
    assertThat(classifier.scheme().labels().get(2).title()).isEqualTo("Diseases");
    assertThat(classifier.thresholds()).isEqualTo(Thresholds.DEFAULT);
    assertThat(classifier.maxTokens()).isEqualTo(64);
    try (MeshClassifier defaults = MeshClassifier.load(temp.resolve("model"))) {
      assertThat(defaults.maxTokens()).isEqualTo(80);
    }
  }

  /** As transformers' truncation=True does; the manifest and the caller come first. */
  @Test
  void maxTokens_withoutManifest_modelMaxLengthUpToThePositions() throws IOException {
    Path model = BertFixture.copyTo(temp.resolve("length"));
    Path settings = model.resolve("tokenizer_config.json");
    Files.writeString(settings, "{\"model_max_length\": 24}");
    String text = "heart failure in mice ".repeat(20);
    try (MeshClassifier loaded = MeshClassifier.load(model);
        MeshClassifier chosen = MeshClassifier.builder(model).maxTokens(40).build();
        MeshClassifier same = MeshClassifier.builder(temp.resolve("model")).maxTokens(24).build()) {
      assertThat(loaded.maxTokens()).isEqualTo(24);
      assertThat(loaded.predict(text)).isEqualTo(same.predict(text));
      assertThat(loaded.predict(text).truncated()).isTrue();
      assertThat(chosen.maxTokens()).isEqualTo(40);
    }
    Files.writeString(settings, "{\"model_max_length\": 81}");
    try (MeshClassifier loaded = MeshClassifier.load(model)) {
      assertThat(loaded.maxTokens()).isEqualTo(80);
    }
    Files.writeString(settings, "{\"model_max_length\": 0}");
    assertThatThrownBy(() -> MeshClassifier.load(model))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("model_max_length is not valid, expected a whole number from 1");
  }

  @Test
  void manifest_thresholdsTokensAndSeparator_inEffect() throws IOException {
    List<Double> thresholds = new ArrayList<>(Collections.nCopies(14, 0.4));
    thresholds.set(3, 0.9);
    Path model =
        BertFixture.copyTo(temp.resolve("manifest"), BertFixture.manifest(thresholds, 64, " . "));
    try (MeshClassifier loaded = MeshClassifier.load(model)) {
      assertThat(loaded.thresholds()).isEqualTo(Thresholds.of(thresholds));
      assertThat(loaded.maxTokens()).isEqualTo(64);
      Prediction prediction = loaded.predict(ROWS.get(0).text());
      assertThat(prediction.scoreOf("D").threshold()).isEqualTo(0.9);
      assertThat(prediction.scoreOf("D").predicted()).isFalse();
      assertThat(prediction.scoreOf("B").predicted()).isTrue();
      assertThat(loaded.predict("heart", "lung")).isEqualTo(loaded.predict("heart . lung"));
    }
    try (MeshClassifier chosen =
        MeshClassifier.builder(model)
            .thresholds(Thresholds.uniform(0.2))
            .maxTokens(8)
            .device(ComputeDevice.cpu())
            .build()) {
      Prediction prediction = chosen.predict(ROWS.get(0).text());
      assertThat(prediction.scores()).allMatch(score -> score.threshold() == 0.2);
      assertThat(prediction.truncated()).isTrue();
      assertThat(chosen.maxTokens()).isEqualTo(8);
    }
  }

  @Test
  void labels_thatAreNoRoots_keepTheirNames() throws IOException {
    Path model = BertFixture.copyTo(temp.resolve("names"));
    BertFixture.edit(
        model.resolve("config.json"),
        json -> {
          json.getAsJsonObject("id2label").addProperty("0", "Sustained angiogenesis");
          json.remove("label2id");
        });
    try (MeshClassifier loaded = MeshClassifier.load(model)) {
      assertThat(loaded.scheme().labels().get(0))
          .isEqualTo(new Label("Sustained angiogenesis", "Sustained angiogenesis"));
      assertThat(loaded.predict("heart").scoreOf("Sustained angiogenesis")).isNotNull();
    }
  }

  @Test
  void builder_wrongOptions_exactMessages() {
    Path model = temp.resolve("model");
    assertThatNullPointerException()
        .isThrownBy(() -> MeshClassifier.builder((Path) null))
        .withMessage("directory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshClassifier.builder(model).maxTokens(7))
        .withMessage("maxTokens must be at least 8, was 7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeshClassifier.builder(model).maxTokens(81).build())
        .withMessage("maxTokens must be at most 80 (model limit), was 81");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MeshClassifier.builder(model).thresholds(Thresholds.of(List.of(0.5))).build())
        .withMessageContaining("14");
    assertThatThrownBy(() -> MeshClassifier.builder(model).maxTokens(9).maxTokens(9))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("maxTokens was already set to 9");
    assertThatThrownBy(
            () ->
                MeshClassifier.builder(model)
                    .device(ComputeDevice.cpu())
                    .device(ComputeDevice.cpu()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("device was already set to cpu");
    assertThatThrownBy(
            () ->
                MeshClassifier.builder(model)
                    .thresholds(Thresholds.DEFAULT)
                    .thresholds(Thresholds.DEFAULT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("thresholds was already set to " + Thresholds.DEFAULT);
    assertThatNullPointerException()
        .isThrownBy(() -> MeshClassifier.builder(model).thresholds(null))
        .withMessage("thresholds");
    assertThatNullPointerException()
        .isThrownBy(() -> MeshClassifier.builder(model).device(null))
        .withMessage("device");
  }

  @Test
  void toBuilder_otherOptions_bothBuildersKeepTheirs() throws IOException {
    MeshClassifier.Builder base =
        MeshClassifier.builder(temp.resolve("model").toString())
            .maxTokens(16)
            .thresholds(Thresholds.uniform(0.2));
    MeshClassifier.Builder copy = base.toBuilder().maxTokens(24);
    assertThatThrownBy(() -> copy.maxTokens(32))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("maxTokens was already set to 24");
    try (MeshClassifier first = base.build();
        MeshClassifier second = copy.build();
        MeshClassifier third = base.toBuilder().thresholdProfile(ThresholdProfile.HALF).build()) {
      assertThat(first.maxTokens()).isEqualTo(16);
      assertThat(first.thresholds()).isEqualTo(Thresholds.uniform(0.2));
      assertThat(second.maxTokens()).isEqualTo(24);
      assertThat(second.thresholds()).isEqualTo(Thresholds.uniform(0.2));
      assertThat(third.thresholds()).isEqualTo(Thresholds.DEFAULT);
      assertThat(first.identity()).isEqualTo(second.identity()).isEqualTo(third.identity());
      assertThat(first.identity().name()).isEqualTo("model");
    }
  }

  @Test
  void builder_gpuThatIsNotThere_saysHowMany() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MeshClassifier.builder(temp.resolve("model")).device(ComputeDevice.gpu(99)).build())
        .withMessageMatching("gpu:99 is not there: PyTorch sees \\d+ GPUs\\. A GPU needs .*");
  }

  @Test
  void loadBundled_withoutModelOnTheClassPath_saysWhatToAdd() {
    assertThatThrownBy(MeshClassifier::loadBundled)
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("there is no model on the class path")
        .hasMessageContaining("mesh-model-mini");
  }

  @Test
  void load_fromAnywhere_leavesNoFileOpen() throws IOException {
    Path model = BertFixture.copyTo(temp.resolve("moved"));
    try (MeshClassifier loaded = MeshClassifier.load(model)) {
      Prediction before = loaded.predict("heart");
      for (String name : List.of("model.safetensors", "config.json", "tokenizer.json")) {
        Files.write(model.resolve(name), new byte[10]);
        Files.delete(model.resolve(name));
      }
      assertThat(loaded.predict("heart")).isEqualTo(before);
    }
  }
}
