package io.github.meshclassifier.train;

import ai.djl.engine.Engine;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.internal.host.LibraryVersion;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the {@link Provenance} of a model from the run that trains it. */
final class RunProvenance {
  private RunProvenance() {}

  /** The model that training starts from. */
  static Provenance.Base base(ModelFiles files, Path directory) throws IOException {
    Optional<HubOrigin> origin = HubOrigin.of(directory);
    Optional<String> weights = Checkpoint.singleFile(files);
    return new Provenance.Base(
        origin.map(HubOrigin::name).orElse(String.valueOf(directory.getFileName())),
        origin.map(HubOrigin::id).orElse(null),
        origin.map(HubOrigin::revision).orElse(null),
        weights.isPresent() ? Sha256.of(files, weights.get()) : null);
  }

  /** What is said of a set of articles, and of what the model sees of them. */
  static Provenance.Articles articles(List<Article> articles, LabelledExamples examples) {
    return new Provenance.Articles(articles.size(), sha256(articles), sha256(examples));
  }

  private static String sha256(LabelledExamples examples) {
    MessageDigest digest = digest();
    boolean weighted = examples.isWeighted();
    for (Example example : examples.examples()) {
      ByteBuffer bytes =
          ByteBuffer.allocate(
              (1 + example.ids().length + example.targets().length) * Integer.BYTES);
      bytes.putInt(example.ids().length);
      for (int id : example.ids()) {
        bytes.putInt(id);
      }
      for (float label : example.targets()) {
        bytes.putFloat(label);
      }
      digest.update(bytes.flip());
      if (weighted) {
        digest.update(ByteBuffer.allocate(Float.BYTES).putFloat(example.weight()).flip());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A digest of everything a model could learn from, so that the same data can be recognized. */
  static String sha256(List<Article> articles) {
    MessageDigest digest = digest();
    for (Article article : articles) {
      update(digest, article.pmid());
      update(digest, article.title());
      update(digest, article.abstractText());
      for (Article.Heading heading : article.headings()) {
        update(digest, heading.ui());
        update(digest, heading.name());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("mesh_classifier", LibraryVersion.find().orElse("development"));
    versions.put("pytorch", PyTorch.engine().getVersion());
    versions.put("djl", Engine.getDjlVersion());
    versions.put("java", Runtime.version().toString());
    versions.put("os", System.getProperty("os.name"));
    versions.put("arch", System.getProperty("os.arch"));
    return versions;
  }

  /** What a card says of a model unless somebody says more. */
  static Provenance.Card card(Path output) {
    String name = String.valueOf(output.toAbsolutePath().normalize().getFileName());
    return new Provenance.Card(name, null, null, List.of("en"), List.of());
  }

  /**
   * What was reached.
   *
   * @param history the epochs so far, the last of which is the one whose weights are saved
   */
  static Provenance.Results results(List<TrainingRun.Epoch> history, SavedModel model) {
    ThresholdProfile profile = model.rule().defaultProfile();
    return new Provenance.Results(
        history.stream().map(RunProvenance::epoch).toList(),
        Figures.of(model.evaluation(), profile.id(), model.learnedNothing()),
        null,
        model.coupling().isIdentity() ? null : model.coupling(),
        model.calibration().isIdentity() ? null : model.calibration());
  }

  private static Provenance.Epoch epoch(TrainingRun.Epoch result) {
    return new Provenance.Epoch(
        result.number(),
        result.trainingLoss(),
        result.validationLoss(),
        result.evaluation().micro().f1(),
        result.evaluation().macro().f1(),
        result.evaluation().subsetAccuracy(),
        result.duration().toSeconds());
  }
}
