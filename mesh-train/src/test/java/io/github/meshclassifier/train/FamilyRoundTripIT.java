package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.infer.ArticleResult;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a user does with each family, in whatever files it is served: train, save, load, predict,
 * and train on.
 */
class FamilyRoundTripIT {
  /** A rate so small that no weight moves. */
  private static final double STANDSTILL = 1e-12;

  /** What transformers computes in float32 on another build of PyTorch. */
  private static final double TOLERANCE = 1e-5;

  @TempDir Path temp;

  /** A base model, what transformers calls its classifier, and what it reads. */
  enum Base {
    BERT("bert", "BertForSequenceClassification"),
    /** 64 wide, with 96 in between. */
    BERT_ODD("bert-odd", "BertForSequenceClassification"),
    BIOBERT("biobert", "BertForSequenceClassification"),
    ROBERTA("roberta", "RobertaForSequenceClassification"),
    XLNET("xlnet", "XLNetForSequenceClassification"),
    XLNET_WITHOUT_TOKENIZER_JSON("xlnet", "XLNetForSequenceClassification"),
    XLNET_WITHOUT_SEGMENTS("xlnet", "XLNetForSequenceClassification"),
    DISTILBERT("", "DistilBertForSequenceClassification"),
    ELECTRA("", "ElectraForSequenceClassification"),
    MODERNBERT("modernbert-cls", "ModernBertForSequenceClassification"),
    MODERNBERT_MEAN("modernbert-mean", "ModernBertForSequenceClassification");

    private final String fixture;
    private final String classifier;

    Base(String fixture, String classifier) {
      this.fixture = fixture;
      this.classifier = classifier;
    }

    Path fixture() {
      return Path.of(
          "../mesh-infer/src/test/resources/fixtures", fixture.isEmpty() ? "bert" : fixture);
    }

    Path writeTo(Path directory) throws IOException {
      Files.createDirectory(directory);
      if (fixture.isEmpty()) {
        FamilyFixture.valueOf(name()).writeTo(directory, 1800);
        Files.copy(fixture().resolve("vocab.txt"), directory.resolve("vocab.txt"));
        return directory;
      }
      Set<String> left = new HashSet<>(Set.of("README.md", "expected.json"));
      if (this == XLNET_WITHOUT_TOKENIZER_JSON) {
        left.add("tokenizer.json");
      }
      try (var files = Files.newDirectoryStream(fixture())) {
        for (Path file : files) {
          if (!left.contains(file.getFileName().toString())) {
            Files.copy(file, directory.resolve(file.getFileName()));
          }
        }
      }
      if (this == XLNET_WITHOUT_SEGMENTS) {
        FamilyFixture.withoutSegmentIds(directory);
      }
      return directory;
    }

    /** The file that transformers reads the vocabulary from, when it reads no tokenizer.json. */
    List<String> vocabulary() {
      return switch (this) {
        case ROBERTA -> List.of("vocab.json", "merges.txt");
        case XLNET, XLNET_WITHOUT_TOKENIZER_JSON, XLNET_WITHOUT_SEGMENTS -> List.of("spiece.model");
        // They are served as a tokenizer.json alone.
        case BERT_ODD, MODERNBERT, MODERNBERT_MEAN -> List.of();
        default -> List.of("vocab.txt");
      };
    }
  }

  static TrainingRun train(
      MeshTrainer.Builder builder, double rate, Path output, List<TrainingEvent.Started> started)
      throws IOException {
    return builder
        .epochs(rate == STANDSTILL ? 1 : 3)
        .learningRate(rate)
        .maxTokens(64)
        .onEvent(
            event -> {
              if (event instanceof TrainingEvent.Started start) {
                started.add(start);
              }
            })
        .build()
        .train(data(TrainingFixture.articles().subList(0, 20)), data(validation()), output);
  }

  /** So many that calibration and thresholds are fitted. */
  private static List<Article> validation() throws IOException {
    return TrainingFixture.parts(TrainingFixture.articles().subList(20, 56), 4);
  }

  private static Map<String, Double> scores(Prediction prediction) {
    Map<String, Double> scores = new TreeMap<>();
    for (LabelScore score : prediction.scores()) {
      scores.put(score.label().id(), score.probability());
    }
    return scores;
  }

  /**
   * Compares the scores of two models.
   *
   * @param coupling what the first model's logits are coupled by, over those of the second
   * @param calibration what they are calibrated by after that
   */
  private static void assertSameScores(
      Prediction found, Prediction expected, LabelCoupling coupling, Calibration calibration) {
    assertThat(found.tokenCount()).isEqualTo(expected.tokenCount());
    double[] logits =
        scores(expected).values().stream()
            .mapToDouble(before -> Math.log(before) - Math.log1p(-before))
            .toArray();
    int index = 0;
    for (Map.Entry<String, Double> score : scores(found).entrySet()) {
      assertThat(score.getValue())
          .as(score.getKey())
          .isCloseTo(probability(coupling, calibration, index++, logits), within(TOLERANCE));
    }
  }

  private static double probability(
      LabelCoupling coupling, Calibration calibration, int label, double[] logits) {
    double coupled = coupling.intercept(label);
    for (int other = 0; other < logits.length; other++) {
      coupled += coupling.weight(label, other) * logits[other];
    }
    double slope = calibration.slopes().get(label);
    return 1 / (1 + Math.exp(-(slope * coupled + calibration.intercepts().get(label))));
  }

  @ParameterizedTest
  @EnumSource
  void train_saveLoadTrainOn_sameModel(Base base) throws IOException {
    Path directory = base.writeTo(temp.resolve("base"));
    List<TrainingEvent.Started> started = new ArrayList<>();
    Path first = temp.resolve("first");
    TrainingRun run = train(MeshTrainer.builder(directory), 3e-3, first, started);
    assertComplete(base, directory, first);
    Path second = temp.resolve("second");
    TrainingRun again = train(MeshTrainer.builder(first), STANDSTILL, second, started);

    assertThat(started.get(1).newWeights()).isEmpty();
    assertThat(started.get(1).unusedWeights()).isEmpty();
    List<Article> articles = validation();
    // Or nothing would be folded into the head, and nothing tuned.
    assertThat(run.model().calibration().isIdentity() && run.model().coupling().isIdentity())
        .isFalse();
    assertThat(run.model().rule()).isNotEqualTo(DecisionRule.half(14));
    try (MeshClassifier classifier = MeshClassifier.load(first);
        MeshClassifier trainedOn = MeshClassifier.load(second)) {
      assertDecidesAsReported(classifier, articles, run);
      assertDecidesAsReported(trainedOn, articles, again);
      List<Prediction> together =
          classifier.predictAll(articles).stream().map(ArticleResult::prediction).toList();
      for (int i = 0; i < articles.size(); i++) {
        Prediction alone = classifier.predict(articles.get(i));
        assertSameScores(
            together.get(i), alone, LabelCoupling.identity(14), Calibration.identity(14));
        assertSameScores(
            trainedOn.predict(articles.get(i)),
            alone,
            again.model().coupling(),
            again.model().calibration());
      }
      assertThat(scores(together.get(0))).isNotEqualTo(scores(together.get(1)));
    }
    assertComplete(base, first, second);
  }

  private static void assertDecidesAsReported(
      MeshClassifier classifier, List<Article> articles, TrainingRun run) throws IOException {
    assertThat(classifier.decisionRule()).isEqualTo(run.model().rule());
    assertThat(classifier.decisionRule().calibration().isIdentity()).isTrue();
    assertThat(classifier.evaluate(articles, MeshTree.bundled())).isEqualTo(run.evaluation());
    for (ThresholdProfile profile : ThresholdProfile.values()) {
      assertThat(classifier.withProfile(profile).evaluate(articles, MeshTree.bundled()))
          .isEqualTo(run.model().evaluation(profile));
    }
    assertThat(run.evaluation().micro().f1())
        .as("no worse than before calibration")
        .isGreaterThanOrEqualTo(run.best().evaluation().micro().f1());
  }

  private static void assertComplete(Base base, Path from, Path saved) throws IOException {
    JsonObject before = json(from.resolve("config.json"));
    JsonObject config = json(saved.resolve("config.json"));
    assertThat(config.keySet()).containsAll(before.keySet());
    Set<String> written =
        Set.of("architectures", "problem_type", "id2label", "label2id", "dtype", "torch_dtype");
    for (String key : before.keySet()) {
      if (!written.contains(key)) {
        assertThat(config.get(key)).as(key).isEqualTo(before.get(key));
      }
    }
    assertThat(config.getAsJsonArray("architectures")).hasToString("[\"" + base.classifier + "\"]");
    assertThat(config.get("problem_type").getAsString()).isEqualTo("multi_label_classification");
    assertThat(config.getAsJsonObject("id2label").size()).isEqualTo(14);
    config
        .getAsJsonObject("label2id")
        .entrySet()
        .forEach(
            label ->
                assertThat(config.getAsJsonObject("id2label").get(label.getValue().toString()))
                    .hasToString('"' + label.getKey() + '"'));
    for (String name : base.vocabulary()) {
      assertThat(saved.resolve(name)).hasSameBinaryContentAs(from.resolve(name));
    }
    assertThat(header(saved.resolve("model.safetensors")).getAsJsonObject("__metadata__"))
        .hasToString("{\"format\":\"pt\"}");
    assertThat(json(saved.resolve("tokenizer.json")).has("model")).isTrue();
    JsonObject tokenizer = json(saved.resolve("tokenizer_config.json"));
    assertThat(tokenizer.get("padding_side").getAsString())
        .isEqualTo(base.fixture.equals("xlnet") ? "left" : "right");
    assertThat(tokenizer.keySet()).contains("tokenizer_class", "model_max_length");
    boolean segments = base == Base.XLNET || base == Base.XLNET_WITHOUT_TOKENIZER_JSON;
    assertThat(String.valueOf(tokenizer.get("model_input_names")).contains("token_type_ids"))
        .isEqualTo(segments);
    JsonObject specials = json(saved.resolve("special_tokens_map.json"));
    for (String role : List.of("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")) {
      assertThat(specials.get(role)).as(role).isNotNull().isEqualTo(tokenizer.get(role));
    }
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static JsonObject header(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      int length = Math.toIntExact(Long.reverseBytes(in.readLong()));
      String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      return JsonParser.parseString(text).getAsJsonObject();
    }
  }

  /** Training that moves nothing: what is saved gives the scores of the checkpoint it came from. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ANY,
      names = {"BERT", "BERT_ODD", "ROBERTA", "XLNET.*", "MODERNBERT.*"})
  void train_atAStandstill_scoresOfTransformers(Base base) throws IOException {
    Path directory = base.writeTo(temp.resolve("base"));
    Path saved = temp.resolve("saved");
    TrainingRun run = train(MeshTrainer.builder(directory), STANDSTILL, saved, new ArrayList<>());
    String key = base == Base.XLNET_WITHOUT_SEGMENTS ? "logits_without_token_type_ids" : "logits";
    try (MeshClassifier classifier = MeshClassifier.load(saved)) {
      int compared = 0;
      for (JsonElement element :
          json(base.fixture().resolve("expected.json")).getAsJsonArray("rows")) {
        JsonObject row = element.getAsJsonObject();
        String text = row.get("text").getAsString();
        if (!text.isBlank()) {
          compared++;
          Map<String, Double> scores = scores(classifier.predict(text));
          double[] logits =
              row.getAsJsonArray(key).asList().stream()
                  .mapToDouble(JsonElement::getAsDouble)
                  .toArray();
          int index = 0;
          // The labels are letters in their order.
          for (double score : scores.values()) {
            double probability =
                probability(run.model().coupling(), run.model().calibration(), index++, logits);
            assertThat(score).as(text).isCloseTo(probability, within(TOLERANCE));
          }
        }
      }
      assertThat(compared).isGreaterThan(5);
    }
  }
}
