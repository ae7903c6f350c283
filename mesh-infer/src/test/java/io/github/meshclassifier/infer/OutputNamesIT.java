package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.WeightFile;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.TensorType;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose config.json says little or wrong things about their outputs. */
class OutputNamesIT {
  private static final List<String> ROOTS = BertFixture.labels().stream().map(Label::id).toList();

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void copy() throws IOException {
    model = BertFixture.copyTo(temp.resolve("model"));
  }

  private void edit(Consumer<JsonObject> change) throws IOException {
    BertFixture.edit(model.resolve("config.json"), change);
  }

  /** All labels in their order, with the scores of transformers. */
  private static void assertScores(MeshClassifier classifier, List<String> labels) {
    assertThat(classifier.scheme().labels())
        .extracting(Label::id)
        .containsExactlyElementsOf(labels);
    BertFixture.Row row = BertFixture.rows().get(0);
    Prediction prediction = classifier.predict(row.text());
    for (int i = 0; i < labels.size(); i++) {
      assertThat(prediction.scoreOf(labels.get(i)).probability())
          .isCloseTo(row.probabilities()[i], within(1e-5));
    }
  }

  private void assertScores(List<String> labels) throws IOException {
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertScores(classifier, labels);
    }
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList();
  }

  @Test
  void load_numberOfLabelsAlone_numbered() throws IOException {
    edit(json -> json.remove("id2label"));
    edit(json -> json.remove("label2id"));
    edit(json -> json.addProperty("num_labels", 14));
    assertScores(numbered(14));
    try (MeshClassifier classifier = MeshClassifier.load(model)) {
      assertThat(classifier.scheme().kind()).isEqualTo(LabelScheme.Kind.HEADINGS);
    }
  }

  /** transformers does not write the names of two outputs that have none. */
  @Test
  void load_twoOutputsWithoutNames_numbered() throws IOException {
    edit(json -> json.remove("id2label"));
    edit(json -> json.remove("label2id"));
    Map<String, WeightFile.Tensor> tensors = WeightFile.read(ModelFiles.directory(model));
    for (String name : List.of("classifier.weight", "classifier.bias")) {
      WeightFile.Tensor all = tensors.get(name);
      long[] shape = all.shape().clone();
      shape[0] = 2;
      int values = all.values().length / 14 * 2;
      tensors.put(name, new WeightFile.Tensor(shape, Arrays.copyOf(all.values(), values)));
    }
    WeightFile.write(model.resolve("model.safetensors"), tensors, TensorType.F32);
    assertScores(numbered(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"LABEL_0\": 0, \"LABEL_1\": 1}",
        "{\"A\": 0}",
        "{\"A\": \"0\", \"B\": \"1\"}",
        "{\"A\": 13, \"Z\": 0}",
        "[]",
        "null"
      })
  void load_labelToIdOfAnyKind_namesOfIdToLabel(String value) throws IOException {
    edit(json -> json.add("label2id", JsonParser.parseString(value)));
    assertScores(ROOTS);
  }

  @Test
  void load_integersAsNames_theirDigits() throws IOException {
    edit(
        json -> {
          JsonObject names = json.getAsJsonObject("id2label");
          IntStream.range(0, 14).forEach(i -> names.addProperty(Integer.toString(i), i));
        });
    assertScores(IntStream.range(0, 14).mapToObj(Integer::toString).toList());
  }

  @Test
  void load_problemTypeLeftOpen_callerAnswers() throws IOException {
    edit(json -> json.remove("problem_type"));
    try (MeshClassifier classifier =
        MeshClassifier.builder(model).independentLabels(true).build()) {
      assertScores(classifier, ROOTS);
    }
    edit(json -> json.addProperty("problem_type", "multi_label_classification"));
    try (MeshClassifier classifier =
        MeshClassifier.builder(model).independentLabels(true).build()) {
      assertScores(classifier, ROOTS);
    }
  }

  @Test
  void independentLabels_twice_refused() {
    MeshClassifier.Builder builder = MeshClassifier.builder(model).independentLabels(true);
    assertThatThrownBy(() -> builder.independentLabels(false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("independentLabels was already set to true");
  }
}
