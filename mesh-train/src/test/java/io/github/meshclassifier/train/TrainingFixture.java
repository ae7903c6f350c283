package io.github.meshclassifier.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.SafetensorsWriter;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tiny checkpoint, its reference training run, and real articles. */
final class TrainingFixture {
  /** Binary cross-entropy without weights, smoothing or teacher. */
  static final Objective PLAIN = new Objective(TrainingLoss.binaryCrossEntropy(), 0, null);

  private TrainingFixture() {}

  static ModelFiles files() {
    return ModelFiles.resources(TrainingFixture.class.getClassLoader(), "fixtures/train_bert");
  }

  static JsonObject expected() throws IOException {
    try (InputStream in = files().open("expected.json")) {
      return JsonParser.parseString(new String(in.readAllBytes(), UTF_8)).getAsJsonObject();
    }
  }

  /** Settings of steps of so many articles, without further options. */
  static TrainingSettings settings(
      int batchSize,
      LearningRate rate,
      double weightDecay,
      double maxGradientNorm,
      Dropout dropout,
      long seed,
      TrainingPrecision precision) {
    return new TrainingSettings(
        new Recipe(
            1,
            new Batching(batchSize, 0, 0),
            rate,
            new Optimization(weightDecay, maxGradientNorm, 1, 0, false, 0),
            PLAIN,
            new EpochSelection.Rule(Metric.MICRO_F1, 0),
            seed),
        64,
        dropout,
        precision);
  }

  /** Articles with the labels of the public data set. */
  static Dataset data(List<Article> articles) {
    return Dataset.of(articles, LabelScheme.fourteenRoots(), MeshTree.bundled());
  }

  /** The texts of a JSON object and, where it has them, their targets. */
  static List<Example> examples(JsonObject step) throws IOException {
    List<Example> examples = new ArrayList<>();
    JsonArray texts = step.getAsJsonArray("texts");
    JsonArray labels = step.getAsJsonArray("labels");
    try (TextEncoder encoder = TextEncoder.open(files(), Families.read(files()).tokens(), 64)) {
      for (int i = 0; i < texts.size(); i++) {
        int[] ids = encoder.encode(texts.get(i).getAsString()).ids();
        examples.add(new Example(ids, labels == null ? new float[14] : floats(labels.get(i))));
      }
    }
    return examples;
  }

  static float[] floats(JsonElement array) {
    float[] floats = new float[array.getAsJsonArray().size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = array.getAsJsonArray().get(i).getAsFloat();
    }
    return floats;
  }

  /** All articles, each with at least one of the fourteen labels. */
  static List<Article> articles() throws IOException {
    try (InputStream in = TrainingFixture.class.getResourceAsStream("articles.csv");
        ArticleReader reader = ArticleReader.open(in, "articles.csv");
        Stream<Article> articles = reader.stream()) {
      return articles.toList();
    }
  }

  /**
   * Articles made of parts of some of the real ones, which together are as many as calibration and
   * thresholds ask for.
   *
   * @param count into how many parts each abstract is cut
   */
  static List<Article> parts(List<Article> articles, int count) {
    List<Article> parts = new ArrayList<>();
    for (Article article : articles) {
      String text = article.abstractText();
      for (int part = 0; part < count; part++) {
        String some =
            text.substring(part * text.length() / count, (part + 1) * text.length() / count);
        String title = "Part " + part + " of " + article.title();
        parts.add(new Article("", title, some, article.headings(), article.year()));
      }
    }
    return parts;
  }

  /** Copies the checkpoint; a change of its tensors is optional. */
  static Path copyTo(Path directory, Consumer<Map<String, float[]>> change) throws IOException {
    Files.createDirectory(directory);
    for (String name :
        List.of("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt")) {
      try (InputStream in = files().open(name)) {
        Files.copy(in, directory.resolve(name));
      }
    }
    Map<String, float[]> tensors = new LinkedHashMap<>();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    try (Checkpoint weights = Checkpoint.open(files())) {
      for (String name : weights.names()) {
        tensors.put(name, floats(weights, name));
        shapes.put(name, weights.shape(name));
      }
    }
    change.accept(tensors);
    List<TensorSpec> specs =
        tensors.keySet().stream()
            .map(name -> TensorSpec.of(name, TensorType.F32, shapes.get(name)))
            .toList();
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(directory.resolve("model.safetensors"), specs)) {
      for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
        writer.write(tensor.getKey(), FloatBuffer.wrap(tensor.getValue()));
      }
      writer.finish();
    }
    return directory;
  }

  static Path copyTo(Path directory) throws IOException {
    return copyTo(directory, tensors -> {});
  }

  static float[] floats(Checkpoint weights, String name) throws IOException {
    float[] values = new float[(int) weights.elements(name)];
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    weights.readFloats(name, buffer);
    buffer.flip().asFloatBuffer().get(values);
    return values;
  }
}
