package io.github.meshclassifier.train;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.internal.checkpoint.Checkpoint;
import io.github.meshclassifier.internal.checkpoint.ModelFiles;
import io.github.meshclassifier.internal.checkpoint.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Where a model comes from, as the manifest tells it: base model, data, settings, metrics,
 * versions.
 */
final class Provenance {
  private Provenance() {}

  /** The part that is known before training. */
  static JsonObject of(
      ModelFiles base,
      Path baseModel,
      Path output,
      TrainingSettings settings,
      List<Article> training,
      List<Article> validation)
      throws IOException {
    JsonObject json = new JsonObject();
    JsonObject model = new JsonObject();
    Optional<HubOrigin> origin = HubOrigin.of(baseModel);
    model.addProperty(
        "name", origin.map(HubOrigin::name).orElse(String.valueOf(baseModel.getFileName())));
    if (origin.isPresent()) {
      model.addProperty("hub_id", origin.get().id());
      model.addProperty("revision", origin.get().revision());
    }
    Optional<String> weights = Checkpoint.singleFile(base);
    if (weights.isPresent()) {
      model.addProperty("sha256", Sha256.of(base, weights.get()));
    }
    json.add("base_model", model);
    JsonObject data = new JsonObject();
    data.add("training", articles(training));
    data.add("validation", articles(validation));
    json.add("data", data);
    json.add("settings", settings(settings));
    json.add("versions", versions());
    json.add(CardFacts.CARD, card(output));
    return json;
  }

  private static JsonObject card(Path output) {
    JsonObject json = new JsonObject();
    json.addProperty("name", String.valueOf(output.toAbsolutePath().normalize().getFileName()));
    JsonArray languages = new JsonArray();
    languages.add("en");
    json.add("languages", languages);
    return json;
  }

  private static JsonObject articles(List<Article> articles) {
    JsonObject json = new JsonObject();
    json.addProperty("articles", articles.size());
    json.addProperty("sha256", sha256(articles));
    return json;
  }

  /** A digest of everything a model could learn from, so that the same data can be recognized. */
  private static String sha256(List<Article> articles) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
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

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static JsonObject settings(TrainingSettings settings) {
    JsonObject json = new JsonObject();
    json.addProperty("epochs", settings.epochs());
    json.addProperty("batch_size", settings.batchSize());
    json.addProperty("learning_rate", settings.learningRate());
    json.addProperty("warmup_fraction", settings.warmupFraction());
    json.addProperty("schedule", settings.schedule().name());
    json.addProperty("weight_decay", settings.weightDecay());
    json.addProperty("max_gradient_norm", settings.maxGradientNorm());
    json.addProperty("max_tokens", settings.maxTokens());
    json.addProperty("hidden_dropout", settings.dropout().hidden());
    json.addProperty("attention_dropout", settings.dropout().attention());
    json.addProperty("classifier_dropout", settings.dropout().classifier());
    json.addProperty("seed", settings.seed());
    json.addProperty("precision", settings.precision().name());
    return json;
  }

  private static JsonObject versions() {
    JsonObject json = new JsonObject();
    String library = MeshTrainer.class.getPackage().getImplementationVersion();
    json.addProperty("mesh_classifier", library != null ? library : "development");
    json.addProperty("pytorch", ai.djl.engine.Engine.getEngine("PyTorch").getVersion());
    json.addProperty("djl", ai.djl.engine.Engine.getDjlVersion());
    json.addProperty("java", Runtime.version().toString());
    json.addProperty("os", System.getProperty("os.name"));
    json.addProperty("arch", System.getProperty("os.arch"));
    return json;
  }

  /** Adds what each epoch reached so far; the last one is the epoch whose weights are saved. */
  static JsonObject withHistory(JsonObject before, List<EpochResult> history) {
    JsonObject json = before.deepCopy();
    JsonArray epochs = new JsonArray();
    for (EpochResult result : history) {
      JsonObject epoch = new JsonObject();
      epoch.addProperty("epoch", result.epoch());
      epoch.addProperty("training_loss", result.trainingLoss());
      epoch.addProperty("validation_loss", result.validationLoss());
      epoch.addProperty("validation_micro_f1", result.evaluation().micro().f1());
      epoch.addProperty("validation_macro_f1", result.evaluation().macro().f1());
      epoch.addProperty("validation_subset_accuracy", result.evaluation().subsetAccuracy());
      epoch.addProperty("seconds", result.duration().toSeconds());
      epochs.add(epoch);
    }
    json.add("epochs", epochs);
    json.add("validation", Figures.json(history.get(history.size() - 1).evaluation()));
    return json;
  }
}
