package io.github.meshclassifier.train;

import static io.github.meshclassifier.train.TrainingFixture.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.dataset.Split;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.message.MarkdownText;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.LabelEvaluation;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.tracking.TrackedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a tiny model and real articles. */
class MeshTrainerIT {
  private static List<Article> training;
  private static List<Article> validation;

  @TempDir Path temp;
  private Path base;
  private Path output;

  @BeforeAll
  static void split() throws IOException {
    List<Article> articles = TrainingFixture.articles();
    training = articles.subList(0, 40);
    validation = articles.subList(40, articles.size());
  }

  @BeforeEach
  void copy() throws IOException {
    base = TrainingFixture.copyTo(temp.resolve("base"));
    output = temp.resolve("model");
  }

  private MeshTrainer.Builder trainer() {
    return MeshTrainer.builder(base)
        .epochs(2)
        .batchSize(8)
        .learningRate(5e-3)
        .maxTokens(64)
        .precision(TrainingPrecision.FP32)
        .seed(7);
  }

  /** What is there beside the kept events and the file that a run locks. */
  private Set<String> entries() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      return Set.copyOf(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !Set.of("model.run", "model.lock").contains(name))
              .toList());
    }
  }

  @Test
  void train_realArticles_modelClassifiesAsValidated() throws IOException {
    List<TrainingEvent> events = new ArrayList<>();
    TrainingRun run =
        trainer().onEvent(events::add).build().train(data(training), data(validation), output);

    assertThat(run.directory()).isEqualTo(output);
    assertThat(run.history()).extracting(TrainingRun.Epoch::number).containsExactly(1, 2);
    assertThat(run.history())
        .allSatisfy(
            epoch -> {
              assertThat(epoch.trainingLoss()).isBetween(0.01, 1.5);
              assertThat(epoch.validationLoss()).isBetween(0.01, 1.5);
              assertThat(epoch.duration()).isPositive();
              assertThat(epoch.evaluation().articleCount()).isEqualTo(validation.size());
            });
    double best =
        run.history().stream().mapToDouble(e -> e.evaluation().micro().f1()).max().orElseThrow();
    assertThat(run.evaluation().micro().f1()).isEqualTo(best);
    assertThat(run.best()).isSameAs(run.history().get(run.bestEpoch() - 1));
    assertEvents(events, run);

    try (MeshClassifier classifier = MeshClassifier.load(output)) {
      assertThat(classifier.scheme().labels()).isEqualTo(LabelScheme.fourteenRoots().labels());
      assertThat(classifier.maxTokens()).isEqualTo(64);
      assertThat(classifier.evaluate(validation, MeshTree.bundled())).isEqualTo(run.evaluation());
    }
    assertThat(entries()).containsExactlyInAnyOrder("base", "model", "model.checkpoints");
    assertThat(TrackedRun.read(temp.resolve("model.run")).epochs()).hasSize(2);
    assertConfig();
    assertManifest(run);
    assertCard(run);
  }

  @Test
  void train_dotsAfterALink_modelIsWhereLoadOfTheSameSpellingFindsIt() throws IOException {
    Path real = Files.createDirectories(temp.resolve("real/deep")).getParent();
    Files.createSymbolicLink(temp.resolve("link"), Path.of("real/deep"));
    output = temp.resolve("link/../out");
    TrainingRun run = trainer().build().train(data(training), data(validation), output);
    assertThat(run.directory()).isEqualTo(output);
    try (MeshClassifier classifier = MeshClassifier.load(output)) {
      assertThat(classifier.evaluate(validation, MeshTree.bundled())).isEqualTo(run.evaluation());
    }
    for (String name : List.of("out", "out.checkpoints", "out.run", "out.lock")) {
      assertThat(real.resolve(name)).exists();
    }
    assertThat(entries()).containsExactlyInAnyOrder("base", "link", "real");
  }

  private void assertEvents(List<TrainingEvent> events, TrainingRun run) {
    assertThat(events.get(0)).isInstanceOf(TrainingEvent.Started.class);
    TrainingEvent.Started started = (TrainingEvent.Started) events.get(0);
    assertThat(started.baseModel()).isEqualTo("base");
    assertThat(started.labels()).isEqualTo(LabelScheme.fourteenRoots().labels());
    assertThat(started.settings())
        .containsEntry("epochs", "2")
        .containsEntry("learning_rate", "0.005")
        .containsEntry("schedule", "LINEAR");
    assertThat(started.training().count()).isEqualTo(40);
    assertThat(started.training().truncated()).isBetween(1, 40);
    assertThat(started.training().sha256()).matches("[0-9a-f]{64}");
    assertThat(started.validation().count()).isEqualTo(validation.size());
    assertThat(started.validation().sha256())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(started.training().sha256());
    assertThat(started.epochs()).isEqualTo(2);
    assertThat(started.totalSteps()).isEqualTo(10);
    assertThat(started.newWeights()).isEmpty();
    assertThat(started.unusedWeights()).isEmpty();
    List<String> expected = new ArrayList<>(List.of("Started"));
    double highest = -1;
    for (int epoch = 1; epoch <= 2; epoch++) {
      expected.add("EpochStarted");
      for (int step = 0; step < 5; step++) {
        expected.add("StepDone " + epoch);
      }
      expected.add("ValidationProgress " + epoch);
      expected.add("EpochDone " + epoch);
      expected.add("CheckpointSaved");
      double f1 = run.history().get(epoch - 1).evaluation().micro().f1();
      if (f1 > highest) {
        expected.add("ModelSaved " + epoch);
        highest = f1;
      }
    }
    expected.add("Finished");
    assertThat(events.get(events.size() - 1)).isEqualTo(new RunEvents.Finished(run));
    assertThat(events.stream().map(MeshTrainerIT::name)).containsExactlyElementsOf(expected);
    long step = 0;
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.StepDone done) {
        assertThat(done.step()).isEqualTo(++step);
        assertThat(done.totalSteps()).isEqualTo(10);
        assertThat(done.articles()).isEqualTo(8);
        assertThat(done.tokens()).isBetween(8L * 3, 8L * 64);
        assertThat(done.duration()).isPositive();
        // One step of warmup, then linear to 0 at step 10.
        assertThat(done.learningRate()).isEqualTo(5e-3 * (step == 1 ? 0 : 1 - (step - 2) / 9.0));
        assertThat(done.gradientNorm()).isPositive();
      }
    }
  }

  private static String name(TrainingEvent event) {
    if (event instanceof TrainingEvent.StepDone done) {
      return "StepDone " + done.epoch();
    } else if (event instanceof TrainingEvent.ValidationProgress progress) {
      return "ValidationProgress " + progress.epoch();
    } else if (event instanceof TrainingEvent.EpochDone done) {
      return "EpochDone " + done.result().number();
    } else if (event instanceof TrainingEvent.ModelSaved saved) {
      return "ModelSaved " + saved.epoch();
    }
    return event.getClass().getSimpleName();
  }

  private JsonObject json(String name) throws IOException {
    return JsonParser.parseString(Files.readString(output.resolve(name))).getAsJsonObject();
  }

  private void assertConfig() throws IOException {
    JsonObject config = json("config.json");
    assertThat(config.get("problem_type").getAsString()).isEqualTo("multi_label_classification");
    assertThat(config.get("architectures").toString())
        .isEqualTo("[\"BertForSequenceClassification\"]");
    assertThat(config.getAsJsonObject("id2label").get("2").getAsString()).isEqualTo("C");
    assertThat(config.getAsJsonObject("label2id").get("Z").getAsInt()).isEqualTo(13);
    for (String name : List.of("tokenizer.json", "vocab.txt")) {
      assertThat(output.resolve(name)).hasSameBinaryContentAs(base.resolve(name));
    }
    JsonObject tokenizer = json("tokenizer_config.json");
    JsonObject before =
        JsonParser.parseString(Files.readString(base.resolve("tokenizer_config.json")))
            .getAsJsonObject();
    // The base model's tokenizer names no limit; the trained model has one.
    assertThat(tokenizer.remove("model_max_length").getAsInt()).isEqualTo(64);
    before.remove("model_max_length");
    assertThat(tokenizer.entrySet()).containsAll(before.entrySet());
  }

  private void assertManifest(TrainingRun run) throws IOException {
    JsonObject provenance = json("mesh-classifier.json").getAsJsonObject("provenance");
    assertThat(provenance.keySet())
        .containsExactlyInAnyOrder(
            "base_model",
            "architecture",
            "data",
            "settings",
            "versions",
            "epochs",
            "validation",
            "model_card",
            "end");
    JsonObject end = provenance.getAsJsonObject("end");
    assertThat(end.get("reason").getAsString()).isEqualTo("COMPLETED");
    assertThat(end.get("epochs").getAsInt()).isEqualTo(2);
    assertThat(end.get("steps").getAsInt()).isEqualTo(10);
    assertThat(provenance.getAsJsonObject("architecture").get("heads").getAsInt()).isEqualTo(2);
    JsonObject model = provenance.getAsJsonObject("base_model");
    assertThat(model.get("name").getAsString()).isEqualTo("base");
    assertThat(model.get("sha256").getAsString()).matches("[0-9a-f]{64}");
    JsonObject data = provenance.getAsJsonObject("data");
    assertThat(data.getAsJsonObject("training").get("articles").getAsInt()).isEqualTo(40);
    assertThat(data.getAsJsonObject("training").get("sha256").getAsString())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(data.getAsJsonObject("validation").get("sha256").getAsString());
    JsonObject settings = provenance.getAsJsonObject("settings");
    assertThat(settings.get("epochs").getAsInt()).isEqualTo(2);
    assertThat(settings.get("batch_size").getAsInt()).isEqualTo(8);
    assertThat(settings.get("learning_rate").getAsDouble()).isEqualTo(5e-3);
    assertThat(settings.get("seed").getAsLong()).isEqualTo(7);
    assertThat(settings.get("max_tokens").getAsInt()).isEqualTo(64);
    assertThat(settings.get("precision").getAsString()).isEqualTo("FP32");
    assertThat(settings.get("schedule").getAsString()).isEqualTo("LINEAR");
    assertThat(provenance.getAsJsonObject("versions").keySet())
        .contains("mesh_classifier", "pytorch", "djl", "java", "os", "arch");
    assertThat(provenance.getAsJsonArray("epochs")).hasSize(run.bestEpoch());
    assertThat(
            provenance
                .getAsJsonObject("validation")
                .getAsJsonObject("micro")
                .get("f1")
                .getAsDouble())
        .isEqualTo(run.evaluation().micro().f1());
  }

  private void assertCard(TrainingRun run) throws IOException {
    String card = Files.readString(output.resolve("README.md"));
    assertThat(card)
        .startsWith("---\nlanguage:\n- \"en\"\n")
        .contains("- name: \"model\"\n")
        .contains("      value: " + run.evaluation().micro().f1() + "\n")
        .contains("Fine-tuned from base (a local directory) on 40 articles")
        .contains(
            "Measured on the "
                + validation.size()
                + " validation articles, with the scores of the model as it is saved")
        .doesNotContain("license:", "base_model:", "datasets:");
    for (LabelEvaluation label : run.evaluation().perLabel()) {
      assertThat(card)
          .contains("\n| " + label.label() + " | ")
          .contains(" | " + MarkdownText.figure(label.f1()) + " | " + label.support() + " |\n");
    }
    ModelCard.builder().build().write(output);
    assertThat(output.resolve("README.md")).hasContent(card);
  }

  @Test
  void train_fromTheCacheOfTheHub_cardNamesTheBaseModel() throws IOException {
    String commit = "0123456789abcdef0123456789abcdef01234567";
    Path snapshots =
        Files.createDirectories(temp.resolve("hub/models--owner--tiny-bert/snapshots"));
    Path snapshot = TrainingFixture.copyTo(snapshots.resolve(commit));
    MeshTrainer.builder(snapshot)
        .epochs(1)
        .maxTokens(16)
        .build()
        .train(data(training), data(validation), output);
    assertThat(Files.readString(output.resolve("README.md")))
        .contains("\nbase_model: \"owner/tiny-bert\"\n")
        .contains("at commit `" + commit + "`");
    JsonObject provenance = json("mesh-classifier.json").getAsJsonObject("provenance");
    assertThat(provenance.getAsJsonObject("base_model").get("name").getAsString())
        .isEqualTo("tiny-bert");
  }

  @Test
  void train_sameSeed_sameModelToTheBit() throws IOException {
    List<byte[]> weights = new ArrayList<>();
    for (long seed : new long[] {3, 3, 4}) {
      Path directory = temp.resolve("run" + weights.size());
      MeshTrainer.builder(base)
          .epochs(1)
          .batchSize(16)
          .learningRate(5e-3)
          .maxTokens(32)
          .dropout(0.2)
          .attentionDropout(0.1)
          .seed(seed)
          .build()
          .train(data(training), data(validation), directory);
      weights.add(Files.readAllBytes(directory.resolve("model.safetensors")));
    }
    assertThat(weights.get(1)).isEqualTo(weights.get(0));
    assertThat(weights.get(2)).isNotEqualTo(weights.get(0));
  }

  @Test
  void train_otherLabelsAndBareEncoder_freshHead() throws IOException {
    Path bare =
        TrainingFixture.copyTo(
            temp.resolve("bare"),
            tensors ->
                tensors.keySet().removeIf(n -> n.startsWith("classifier") || n.contains("pooler")));
    LabelScheme scheme = LabelScheme.ofHeadings(List.of("Humans", "Aspirin", "Animals"));
    List<Article> humans =
        Stream.concat(training.stream(), validation.stream())
            .filter(article -> article.headings().stream().anyMatch(h -> h.name().equals("Humans")))
            .toList();
    MeshTrainer.builder(bare)
        .epochs(1)
        .build()
        .train(
            Dataset.of(humans.subList(4, humans.size()), scheme, MeshTree.bundled()),
            Dataset.of(humans.subList(0, 4), scheme, MeshTree.bundled()),
            output);
    try (MeshClassifier classifier = MeshClassifier.load(output)) {
      assertThat(classifier.scheme().labels())
          .extracting(Label::id)
          .containsExactly("Humans", "Aspirin", "Animals");
      assertThat(classifier.maxTokens()).isEqualTo(80);
    }
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(output))) {
      assertThat(weights.shape("classifier.weight")).containsExactly(3, 32);
    }
  }

  @Test
  void train_headOfAnotherWidth_freshAndToldSo() throws IOException {
    LabelScheme scheme = LabelScheme.ofHeadings(List.of("Humans"));
    List<TrainingEvent.Started> started = new ArrayList<>();
    MeshTrainer.builder(base)
        .epochs(1)
        .onEvent(
            event -> {
              if (event instanceof TrainingEvent.Started start) {
                started.add(start);
              }
            })
        .build()
        .train(
            Dataset.of(List.of(article("1", "a", "Humans")), scheme, MeshTree.bundled()),
            Dataset.of(List.of(article("2", "b", "Humans")), scheme, MeshTree.bundled()),
            output);
    List<String> head = List.of("classifier.weight", "classifier.bias");
    assertThat(started).hasSize(1);
    assertThat(started.get(0).newWeights()).isEqualTo(head);
    assertThat(started.get(0).unusedWeights()).isEqualTo(head);
    try (Checkpoint weights = Checkpoint.open(ModelFiles.directory(output))) {
      assertThat(weights.shape("classifier.weight")).containsExactly(1, 32);
    }
  }

  @Test
  void train_encoderIncomplete_refused() throws IOException {
    base =
        TrainingFixture.copyTo(
            temp.resolve("damaged"),
            tensors -> tensors.remove("bert.encoder.layer.0.attention.self.key.weight"));
    assertThatThrownBy(() -> trainer().build().train(data(training), data(validation), output))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("bert.encoder.layer.0.attention.self.key.weight");
    assertThat(output).doesNotExist();
  }

  private static Article article(String pmid, String text, String... headings) {
    return new Article(
        pmid,
        text,
        "",
        Stream.of(headings).map(name -> new Article.Heading("", name)).toList(),
        OptionalInt.empty());
  }

  @Test
  void train_wrongDataSets_refused() {
    MeshTrainer trainer = trainer().build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(data(List.of()), data(validation), output))
        .withMessage("the training set is empty, expected at least one article");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(data(training), data(List.of()), output))
        .withMessage("the validation set is empty, expected at least one article");
    LabelScheme misspelled = LabelScheme.ofHeadings(List.of("Aspirine"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.train(
                    Dataset.of(training, misspelled, MeshTree.bundled()),
                    Dataset.of(validation, misspelled, MeshTree.bundled()),
                    output))
        .withMessage(
            "no article of the training set has a label of HEADINGS[Aspirine], expected at least"
                + " one that has; labels must be spelled as in the articles");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.train(
                    data(training),
                    Dataset.of(validation, LabelScheme.allRoots(), MeshTree.bundled()),
                    output))
        .withMessageStartingWith("training and validation must be of one label scheme, were of ");
    assertThat(output).doesNotExist();
  }

  /** What cannot be learned from is not in a data set, which says why. */
  @Test
  void train_articlesThatCannotBeLearnedFrom_leftOutByTheDataSet() {
    List<Article> bad = new ArrayList<>(training);
    bad.add(article("901", " ", "Aspirin"));
    bad.add(article("902", "Faith", "Islam"));
    bad.add(article("", "Faith and hope"));
    Dataset data = data(bad);
    assertThat(data.leftOut())
        .containsExactly(
            new Dataset.LeftOut(40, "901", Dataset.LeftOut.Reason.NO_TEXT),
            new Dataset.LeftOut(41, "902", Dataset.LeftOut.Reason.OUTSIDE_SCHEME),
            new Dataset.LeftOut(42, "", Dataset.LeftOut.Reason.NO_HEADINGS));
    assertThat(data.size()).isEqualTo(40);
  }

  /** The parts of a split, twice by one trainer: the same model in two directories. */
  @Test
  void train_splitTwice_oneTrainerTwoModels() throws IOException {
    Dataset all = data(TrainingFixture.articles());
    Split split = new Split(data(training), data(validation), all);
    MeshTrainer trainer = trainer().build();
    TrainingRun first = trainer.train(split, output);
    TrainingRun second = trainer.resume(split, temp.resolve("second"));
    assertThat(second.directory()).isEqualTo(temp.resolve("second"));
    LoopFixture.requireEqual(second, first);
    assertThat(temp.resolve("second/model.safetensors"))
        .hasSameBinaryContentAs(output.resolve("model.safetensors"));
    TrainingRun sweep =
        trainer.toBuilder().seed(8).epochs(1).build().train(split, temp.resolve("sweep"));
    assertThat(sweep.history()).hasSize(1);
    assertThat(sweep.evaluation()).isNotEqualTo(first.evaluation());
  }

  @Test
  void train_articleInBothSets_refused() {
    MeshTrainer trainer = trainer().build();
    Article copy = training.get(3);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> trainer.train(data(training), data(List.of(validation.get(0), copy)), output))
        .withMessageStartingWith(
            "PMID %s is in the training set and in the validation set", copy.pmid());
    Article sameText =
        new Article("", copy.title(), copy.abstractText(), copy.headings(), OptionalInt.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.train(data(training), data(List.of(sameText)), output))
        .withMessageStartingWith("article 1 is in the training set and in the validation set");
  }

  @Test
  void train_outputThatCannotBe_refusedBeforeTraining() throws IOException {
    Files.createDirectory(output);
    trainerWithoutSteps(output, FileAlreadyExistsException.class, true);
    trainerWithoutSteps(base.resolve("config.json"), FileAlreadyExistsException.class, false);
    trainerWithoutSteps(temp.resolve("no/such"), NoSuchFileException.class, false);
    trainerWithoutSteps(
        base.resolve("config.json").resolve("model"), NoSuchFileException.class, false);
  }

  private void trainerWithoutSteps(
      Path target, Class<? extends IOException> expected, boolean filled) throws IOException {
    if (filled) {
      Files.writeString(target.resolve("notes.txt"), "mine");
    }
    List<TrainingEvent> events = new ArrayList<>();
    assertThatThrownBy(
            () ->
                MeshTrainer.builder(base)
                    .onEvent(events::add)
                    .build()
                    .train(data(training), data(validation), target))
        .isInstanceOf(expected)
        .hasMessageContaining(target.toString());
    assertThat(events).isEmpty();
    if (filled) {
      assertThat(target.resolve("notes.txt")).hasContent("mine");
    }
  }

  @Test
  void train_emptyOutputDirectory_filled() throws IOException {
    Files.createDirectory(output);
    MeshTrainer.builder(base)
        .epochs(1)
        .maxTokens(16)
        .build()
        .train(data(training), data(validation), output);
    assertThat(output.resolve("mesh-classifier.json")).exists();
  }

  @Test
  void train_diskFailsAtTheSave_ioExceptionAndNothingLeft() throws IOException {
    Path disk = Files.createDirectory(temp.resolve("disk"));
    MeshTrainer trainer =
        MeshTrainer.builder(base)
            .epochs(1)
            .maxTokens(16)
            .tracking(false)
            .onEvent(
                on(
                    TrainingEvent.EpochDone.class,
                    () -> {
                      Files.delete(disk.resolve("model.lock"));
                      Files.delete(disk);
                      Files.writeString(disk, "no directory any more");
                    }))
            .build();
    assertThatThrownBy(() -> trainer.train(data(training), data(validation), disk.resolve("model")))
        .isInstanceOf(IOException.class);
    assertThat(entries()).containsExactlyInAnyOrder("base", "disk");
    assertThat(disk).hasContent("no directory any more");
  }

  private interface Deed {
    void run() throws IOException;
  }

  private static Consumer<TrainingEvent> on(Class<? extends TrainingEvent> kind, Deed deed) {
    return event -> {
      if (kind.isInstance(event)) {
        try {
          deed.run();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Test
  void train_listenerThrows_endsTheRunWithNothingHalfWritten() throws IOException {
    for (Class<? extends TrainingEvent> kind :
        List.of(
            TrainingEvent.Started.class,
            TrainingEvent.StepDone.class,
            TrainingEvent.ValidationProgress.class,
            TrainingEvent.EpochDone.class)) {
      assertThatThrownBy(() -> throwingAt(kind).train(data(training), data(validation), output))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("enough");
      assertThat(entries()).containsExactly("base");
    }
    assertThatThrownBy(
            () ->
                throwingAt(TrainingEvent.ModelSaved.class)
                    .train(data(training), data(validation), output))
        .hasMessage("enough");
    assertThat(entries()).containsExactlyInAnyOrder("base", "model", "model.checkpoints");
    MeshClassifier.load(output).close();
  }

  private MeshTrainer throwingAt(Class<? extends TrainingEvent> kind) {
    return MeshTrainer.builder(base)
        .epochs(1)
        .batchSize(40)
        .maxTokens(8)
        .onEvent(
            on(
                kind,
                () -> {
                  throw new IllegalStateException("enough");
                }))
        .build();
  }

  @Test
  void train_lossNotANumberAtOnce_refusedWithNothingSaved() throws IOException {
    base =
        TrainingFixture.copyTo(
            temp.resolve("broken"),
            tensors ->
                Arrays.fill(tensors.get("bert.embeddings.LayerNorm.weight"), Float.MAX_VALUE));
    assertThatThrownBy(() -> trainer().build().train(data(training), data(validation), output))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith("training diverged at step 1 of epoch 1: loss NaN")
        .hasMessageEndingWith("No model was saved. Use a lower learningRate or a longer warmup");
    assertThat(output).doesNotExist();
  }

  @Test
  void train_lossNotANumberLater_earlierModelStays() throws IOException {
    // The padding row overflows, so the loss is a number as long as no batch is padded. Of 101
    // articles, 51 short, a window of 50 pairs is sorted by length: whether one pair is mixed
    // depends on the article outside the window, which the shuffle of the epoch chooses.
    base =
        TrainingFixture.copyTo(
            temp.resolve("unpadded"),
            tensors ->
                Arrays.fill(
                    tensors.get("bert.embeddings.word_embeddings.weight"), 0, 32, Float.MAX_VALUE));
    List<Article> articles = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      String text = (char) ('a' + i % 26) + " " + (char) ('a' + i / 26);
      articles.add(article("t" + i, i < 51 ? text : text + " x y z", "Aspirin"));
    }
    List<Article> held = List.of(article("v1", "q q", "Aspirin"), article("v2", "r r", "Aspirin"));
    for (long seed = 0; seed < 40; seed++) {
      Path target = temp.resolve("model" + seed);
      MeshTrainer trainer =
          MeshTrainer.builder(base).epochs(2).batchSize(2).maxTokens(16).seed(seed).build();
      try {
        trainer.train(data(articles), data(held), target);
      } catch (TrainingException e) {
        if (Files.exists(target)) {
          assertThat(e.getMessage())
              .contains("of epoch 2: loss NaN")
              .contains("The model of epoch 1 is in " + target);
          assertThat(entries()).noneMatch(name -> name.startsWith("."));
          MeshClassifier.load(target).close();
          return;
        }
      }
    }
    throw new AssertionError("no seed made the second epoch the first to pad");
  }

  @Test
  void train_moreTokensThanTheBackboneReads_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MeshTrainer.builder(base)
                    .maxTokens(81)
                    .build()
                    .train(data(training), data(validation), output))
        .withMessage("maxTokens must be at most 80 (the backbone's limit), was 81");
  }

  @Test
  void train_everyOption_inTheManifestAndInEffect() throws IOException {
    List<TrainingEvent> events = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      weights.add(1 + i / 4.0);
    }
    TrainingRun run =
        MeshTrainer.builder(base)
            .epochs(9)
            .tokensPerBatch(512)
            .microBatchSize(3)
            .learningRate(1e-3)
            .warmupSteps(3)
            .schedule(LearningRateSchedule.CONSTANT)
            .maxTokens(64)
            .maxGradientNorm(Double.POSITIVE_INFINITY)
            .loss(new TrainingLoss.BinaryCrossEntropy(weights))
            .labelSmoothing(0.05)
            .layerDecay(0.9)
            .averageDecay(0.5)
            .frozenLayers(1)
            .selection(Metric.HAMMING_LOSS)
            .patience(1)
            .checkpoints(Checkpoints.none())
            .precision(TrainingPrecision.FP32)
            .onEvent(events::add)
            .build()
            .train(data(training), data(validation), output);
    JsonObject provenance = json("mesh-classifier.json").getAsJsonObject("provenance");
    JsonObject settings = provenance.getAsJsonObject("settings");
    assertThat(settings.toString())
        .contains(
            "\"tokens_per_batch\":512,\"micro_batch_size\":3",
            "\"warmup_steps\":3,\"schedule\":\"CONSTANT\"",
            "\"max_gradient_norm\":\"none\"",
            "\"loss\":\"binary_cross_entropy\",\"positive_weights\":[1.0,1.25,",
            "\"label_smoothing\":0.05,\"layer_decay\":0.9,\"average_decay\":0.5",
            "\"frozen_embeddings\":true,\"frozen_layers\":1",
            "\"select_by\":\"hamming_loss\",\"stop_after\":1");
    assertThat(settings.keySet()).doesNotContain("batch_size", "warmup_fraction");
    assertThat(provenance.getAsJsonObject("end").get("reason").getAsString())
        .isEqualTo(run.stopReason().name());

    assertThat(events.get(0))
        .isInstanceOfSatisfying(
            TrainingEvent.Started.class,
            started -> {
              assertThat(started.settings().keySet()).isEqualTo(settings.keySet());
              assertThat(started.settings()).containsEntry("tokens_per_batch", "512");
            });
    for (TrainingEvent event : events) {
      if (event instanceof TrainingEvent.StepDone done) {
        assertThat(done.tokens()).isLessThanOrEqualTo(512);
        assertThat(done.learningRate())
            .isEqualTo(1e-3 * (done.step() <= 3 ? (done.step() - 1) / 3.0 : 1));
      }
    }
    double lowest =
        run.history().stream().mapToDouble(e -> e.evaluation().hammingLoss()).min().orElseThrow();
    assertThat(run.evaluation().hammingLoss()).isEqualTo(lowest);
    assertThat(run.validation().evaluate(Thresholds.DEFAULT)).isEqualTo(run.evaluation());
    assertThat(entries()).containsExactlyInAnyOrder("base", "model");
    try (MeshClassifier classifier = MeshClassifier.load(output);
        Checkpoint before = Checkpoint.open(ModelFiles.directory(base));
        Checkpoint after = Checkpoint.open(ModelFiles.directory(output))) {
      assertThat(classifier.evaluate(validation, MeshTree.bundled())).isEqualTo(run.evaluation());
      for (String name :
          List.of(
              "bert.embeddings.word_embeddings.weight",
              "bert.encoder.layer.0.attention.self.query.weight")) {
        assertThat(TrainingFixture.floats(after, name))
            .isEqualTo(TrainingFixture.floats(before, name));
      }
      String trained = "bert.encoder.layer.1.attention.self.query.weight";
      assertThat(TrainingFixture.floats(after, trained))
          .isNotEqualTo(TrainingFixture.floats(before, trained));
    }
  }

  @Test
  void train_optionsThatDoNotFit_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> trainer().warmupSteps(11).build().train(data(training), data(validation), output))
        .withMessage("warmupSteps must be at most the 10 steps of the run, was 11");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer()
                    .loss(new TrainingLoss.BinaryCrossEntropy(List.of(1.0, 2.0)))
                    .build()
                    .train(data(training), data(validation), output))
        .withMessage("positiveWeights must be one for each of the 14 labels, or none, were 2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> trainer().frozenLayers(9).build().train(data(training), data(validation), output))
        .withMessageContaining("frozenLayers");
  }
}
