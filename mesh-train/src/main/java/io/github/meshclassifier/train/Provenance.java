package io.github.meshclassifier.train;

import ai.djl.engine.Engine;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.files.Sha256;
import io.github.meshclassifier.internal.host.LibraryVersion;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.natives.PyTorch;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from, as the manifest tells it: base model, data, settings, metrics,
 * versions.
 */
final class Provenance {
  private Provenance() {}

  /**
   * The part that is known before training.
   *
   * @param config the configuration that is trained
   * @param teacher who taught, null for nobody; what it said is in the digests of the data
   * @param training what {@link #data} says of the articles to train on
   * @param validation what it says of those to validate on
   */
  static JsonObject of(
      ModelFiles base,
      BackboneConfig config,
      Path baseModel,
      Path output,
      TrainingSettings settings,
      @Nullable Teacher teacher,
      JsonObject training,
      JsonObject validation)
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
    json.add(ModelManifest.ARCHITECTURE, config.valuesBeyondShapes());
    JsonObject data = new JsonObject();
    data.add("training", training);
    data.add("validation", validation);
    json.add("data", data);
    JsonObject inEffect = settings(settings);
    if (teacher != null) {
      inEffect.addProperty("teacher", teacher.scorer().toString());
      inEffect.addProperty("teacher_weight", teacher.weight());
    }
    json.add("settings", inEffect);
    json.add("versions", versions());
    json.add(CardFacts.CARD, card(output));
    return json;
  }

  /** The name of the base model. */
  static String baseModel(JsonObject provenance) {
    return provenance.getAsJsonObject("base_model").get("name").getAsString();
  }

  /** Every setting by its name. */
  static SortedMap<String, String> settings(JsonObject provenance) {
    SortedMap<String, String> settings = new TreeMap<>();
    provenance
        .getAsJsonObject("settings")
        .entrySet()
        .forEach(entry -> settings.put(entry.getKey(), text(entry.getValue())));
    return settings;
  }

  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** The articles of a set, so many of which lose their end. */
  static TrainingEvent.DataSet dataSet(JsonObject provenance, String set, int truncated) {
    JsonObject articles = provenance.getAsJsonObject("data").getAsJsonObject(set);
    return new TrainingEvent.DataSet(
        articles.get("articles").getAsInt(), truncated, articles.get("sha256").getAsString());
  }

  private static JsonObject card(Path output) {
    JsonObject json = new JsonObject();
    json.addProperty("name", String.valueOf(output.toAbsolutePath().normalize().getFileName()));
    JsonArray languages = new JsonArray();
    languages.add("en");
    json.add("languages", languages);
    return json;
  }

  /** What is said of a set of articles, and of what the model sees of them. */
  static JsonObject data(List<Article> articles, LabelledExamples examples) {
    JsonObject json = new JsonObject();
    json.addProperty("articles", articles.size());
    json.addProperty("sha256", sha256(articles));
    json.addProperty("tokens_sha256", sha256(examples));
    return json;
  }

  /** A digest of token ids and targets, which depend on the vocabulary and the tokenizer too. */
  private static String sha256(LabelledExamples examples) {
    MessageDigest digest = digest();
    for (Example example : examples.examples()) {
      ByteBuffer bytes =
          ByteBuffer.allocate((1 + example.ids().length + example.labels().length) * Integer.BYTES);
      bytes.putInt(example.ids().length);
      for (int id : example.ids()) {
        bytes.putInt(id);
      }
      for (float label : example.labels()) {
        bytes.putFloat(label);
      }
      digest.update(bytes.flip());
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

  /** A digest of everything a model could learn from, so that the same data can be recognized. */
  private static String sha256(List<Article> articles) {
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

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static JsonObject settings(TrainingSettings settings) {
    JsonObject json = new JsonObject();
    json.addProperty("epochs", settings.epochs());
    if (settings.tokensPerBatch() > 0) {
      json.addProperty("tokens_per_batch", settings.tokensPerBatch());
    } else {
      json.addProperty("batch_size", settings.batchSize());
    }
    if (settings.microBatchSize() > 0) {
      json.addProperty("micro_batch_size", settings.microBatchSize());
    }
    json.addProperty("learning_rate", settings.learningRate());
    if (settings.warmupSteps() != null) {
      json.addProperty("warmup_steps", settings.warmupSteps());
    } else {
      json.addProperty("warmup_fraction", settings.warmupFraction());
    }
    json.addProperty("schedule", settings.schedule().name());
    json.addProperty("weight_decay", settings.weightDecay());
    if (Double.isFinite(settings.maxGradientNorm())) {
      json.addProperty("max_gradient_norm", settings.maxGradientNorm());
    } else {
      json.addProperty("max_gradient_norm", "none"); // JSON has no infinity
    }
    json.addProperty("max_tokens", settings.maxTokens());
    json.addProperty("hidden_dropout", settings.dropout().hidden());
    json.addProperty("attention_dropout", settings.dropout().attention());
    json.addProperty("classifier_dropout", settings.dropout().classifier());
    json.addProperty("seed", settings.seed());
    json.addProperty("precision", settings.precision().name());
    loss(json, settings.session().loss());
    json.addProperty("label_smoothing", settings.session().labelSmoothing());
    json.addProperty("layer_decay", settings.session().layerDecay());
    json.addProperty("average_decay", settings.session().averageDecay());
    json.addProperty("frozen_embeddings", settings.session().frozenEmbeddings());
    json.addProperty("frozen_layers", settings.session().frozenLayers());
    json.addProperty("select_by", settings.selection().id());
    if (settings.selection().patience() > 0) {
      json.addProperty("stop_after", settings.selection().patience());
    }
    return json;
  }

  private static void loss(JsonObject json, TrainingLoss loss) {
    if (loss instanceof TrainingLoss.BinaryCrossEntropy entropy) {
      json.addProperty("loss", "binary_cross_entropy");
      if (!entropy.positiveWeights().isEmpty()) {
        JsonArray weights = new JsonArray();
        entropy.positiveWeights().forEach(weights::add);
        json.add("positive_weights", weights);
      }
    } else if (loss instanceof TrainingLoss.Focal focal) {
      json.addProperty("loss", "focal");
      json.addProperty("gamma", focal.gamma());
    } else if (loss instanceof TrainingLoss.Asymmetric asymmetric) {
      json.addProperty("loss", "asymmetric");
      json.addProperty("positive_gamma", asymmetric.positiveGamma());
      json.addProperty("negative_gamma", asymmetric.negativeGamma());
      json.addProperty("margin", asymmetric.margin());
    }
  }

  private static JsonObject versions() {
    JsonObject json = new JsonObject();
    json.addProperty("mesh_classifier", LibraryVersion.find().orElse("development"));
    json.addProperty("pytorch", PyTorch.engine().getVersion());
    json.addProperty("djl", Engine.getDjlVersion());
    json.addProperty("java", Runtime.version().toString());
    json.addProperty("os", System.getProperty("os.name"));
    json.addProperty("arch", System.getProperty("os.arch"));
    return json;
  }

  /** Tells whether the model is that of a run which is over and cannot be resumed. */
  static boolean isOver(JsonObject provenance) {
    return provenance.get("end") instanceof JsonObject end
        && end.get("reason") instanceof JsonPrimitive reason
        && !reason.getAsString().equals(StopReason.DIVERGED.name());
  }

  /** What ended a run. */
  static JsonObject end(StopReason reason, int epochs, long steps) {
    JsonObject json = new JsonObject();
    json.addProperty("reason", reason.name());
    json.addProperty("epochs", epochs);
    json.addProperty("steps", steps);
    return json;
  }

  /**
   * Adds what each epoch reached so far, before calibration and at 0.5, and what the saved model
   * reaches; the last epoch is the one whose weights are saved.
   */
  static JsonObject withResults(JsonObject before, List<EpochResult> history, SavedModel model) {
    JsonObject json = before.deepCopy();
    JsonArray epochs = new JsonArray();
    for (EpochResult result : history) {
      JsonObject epoch = new JsonObject();
      epoch.addProperty("epoch", result.epoch());
      epoch.addProperty("scores", "uncalibrated");
      epoch.addProperty("profile", ThresholdProfile.HALF.id());
      epoch.addProperty("training_loss", result.trainingLoss());
      epoch.addProperty("validation_loss", result.validationLoss());
      epoch.addProperty("validation_micro_f1", result.evaluation().micro().f1());
      epoch.addProperty("validation_macro_f1", result.evaluation().macro().f1());
      epoch.addProperty("validation_subset_accuracy", result.evaluation().subsetAccuracy());
      epoch.addProperty("seconds", result.duration().toSeconds());
      epochs.add(epoch);
    }
    json.add("epochs", epochs);
    JsonObject figures = Figures.json(model.evaluation(), model.rule().defaultProfile().id());
    if (model.learnedNothing()) {
      figures.addProperty(Figures.LEARNED_NOTHING, true);
    }
    json.add(ModelManifest.VALIDATION_FIGURES, figures);
    if (!model.calibration().isIdentity()) {
      json.add(CardFacts.FOLDED, calibration(model.calibration()));
    }
    return json;
  }

  private static JsonObject calibration(Calibration calibration) {
    JsonObject json = new JsonObject();
    json.add("slope", numbers(calibration.slopes()));
    json.add("intercept", numbers(calibration.intercepts()));
    return json;
  }

  private static JsonArray numbers(List<Double> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }
}
