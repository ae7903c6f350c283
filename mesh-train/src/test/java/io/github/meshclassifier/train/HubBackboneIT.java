package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backbones of the Hub, tiny ones in their place in the cache, with the files each one ships. */
class HubBackboneIT {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Path FIXTURES = Path.of("../mesh-infer/src/test/resources/fixtures");

  @TempDir Path temp;

  /** Lays a fixture into the cache as the official clients do where there are no symbolic links. */
  private HubSettings cached(String id, String fixture) throws IOException {
    Path repository = temp.resolve("hub").resolve("models--" + id.replace("/", "--"));
    Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(COMMIT));
    try (Stream<Path> files = Files.list(FIXTURES.resolve(fixture))) {
      files
          .filter(file -> !file.endsWith("README.md") && !file.endsWith("expected.json"))
          .forEach(
              file -> {
                try {
                  Files.copy(file, snapshot.resolve(file.getFileName()));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    Files.createDirectories(repository.resolve("refs"));
    Files.writeString(repository.resolve("refs").resolve("main"), COMMIT);
    return HubSettings.builder()
        .cacheDirectory(temp.resolve("hub"))
        .offline(true)
        .anonymous()
        .build();
  }

  private MeshTrainer.Builder trainer(MeshTrainer.Builder builder) {
    return builder.epochs(1).batchSize(8).learningRate(1e-3).maxTokens(64);
  }

  @ParameterizedTest
  @CsvSource({
    "BERT_BASE_UNCASED, bert",
    "BIOBERT, biobert",
    "ROBERTA_BASE, roberta",
    "DISTILROBERTA_BASE, roberta",
    "XLNET_BASE_CASED, xlnet"
  })
  void train_backboneInCache_savesClassifierOfKnownOrigin(Backbone backbone, String fixture)
      throws IOException {
    HubSettings settings = cached(backbone.hubId(), fixture);
    List<Article> articles = TrainingFixture.articles();
    List<TrainingEvent> events = new ArrayList<>();

    trainer(MeshTrainer.builder(backbone))
        .hubSettings(settings)
        .onEvent(events::add)
        .build()
        .train(
            data(articles.subList(0, 40)),
            data(articles.subList(40, articles.size())),
            temp.resolve("model"));

    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            TrainingEvent.BaseModelDownload.class,
            download -> assertThat(download.event()).isInstanceOf(HubEvent.Resolved.class));
    JsonObject base =
        JsonParser.parseString(
                Files.readString(temp.resolve("model").resolve("mesh-classifier.json")))
            .getAsJsonObject()
            .getAsJsonObject("provenance")
            .getAsJsonObject("base_model");
    assertThat(base.get("hub_id").getAsString()).isEqualTo(backbone.hubId());
    assertThat(base.get("revision").getAsString()).isEqualTo(COMMIT);
    assertThat(temp.resolve("model").resolve("tokenizer.json")).isRegularFile();
    try (MeshClassifier classifier = MeshClassifier.load(temp.resolve("model"))) {
      assertThat(classifier.predict(articles.get(0)).scores()).hasSize(14);
    }
  }

  @Test
  void train_addressInCache_sameAsConstant() throws IOException {
    HubSettings settings = cached(Backbone.BIOBERT.hubId(), "biobert");
    List<Article> articles = TrainingFixture.articles();
    TrainingRun run =
        trainer(MeshTrainer.builder("hf://dmis-lab/biobert-base-cased-v1.2@" + COMMIT))
            .hubSettings(settings)
            .build()
            .train(
                data(articles.subList(0, 40)),
                data(articles.subList(40, articles.size())),
                temp.resolve("model"));
    assertThat(run.history()).hasSize(1);
  }

  @Test
  void train_vocabularyOfOtherCasing_refusedAndNothingWritten() throws IOException {
    HubSettings settings = cached(Backbone.BIOBERT.hubId(), "bert");
    List<Article> articles = TrainingFixture.articles();
    MeshTrainer trainer =
        trainer(MeshTrainer.builder(Backbone.BIOBERT)).hubSettings(settings).build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    data(articles.subList(0, 40)),
                    data(articles.subList(40, articles.size())),
                    temp.resolve("model")))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("case");
    assertThat(temp.resolve("model")).doesNotExist();
  }

  @Test
  void train_backboneNeitherInCacheNorNetwork_saysWhatToSet() throws IOException {
    HubSettings settings = cached(Backbone.BIOBERT.hubId(), "biobert");
    List<Article> articles = TrainingFixture.articles();
    MeshTrainer trainer =
        trainer(MeshTrainer.builder(Backbone.ROBERTA_BASE)).hubSettings(settings).build();
    assertThatThrownBy(
            () ->
                trainer.train(
                    data(articles.subList(0, 40)),
                    data(articles.subList(40, articles.size())),
                    temp.resolve("model")))
        .isInstanceOfSatisfying(
            HubException.class, e -> assertThat(e.kind()).isEqualTo(HubException.Kind.OFFLINE))
        .hasMessageContaining("HF_HUB_OFFLINE")
        .hasMessageContaining("HF_HUB_CACHE");
  }
}
