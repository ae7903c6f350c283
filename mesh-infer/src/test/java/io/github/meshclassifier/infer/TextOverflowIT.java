package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.fixture.BertFixture;
import io.github.meshclassifier.fixture.ClassifierFixture;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are longer than the model reads. */
class TextOverflowIT {
  private static final String LONG = "aspirin prevents stroke in elderly patients ".repeat(40);

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void copy() throws IOException {
    model = BertFixture.copyTo(temp.resolve("model"));
  }

  private MeshClassifier load(TextOverflow overflow) throws IOException {
    return MeshClassifier.builder(model).maxTokens(32).textOverflow(overflow).build();
  }

  @ParameterizedTest
  @EnumSource
  void truncate_longText_isTheDefaultAndSaysSo(ClassifierFixture fixture) throws IOException {
    model = fixture.writeTo(temp.resolve("other"));
    try (MeshClassifier defaults = MeshClassifier.builder(model).maxTokens(32).build();
        MeshClassifier truncating = load(TextOverflow.TRUNCATE)) {
      Prediction prediction = truncating.predict(LONG);
      assertThat(prediction.truncated()).isTrue();
      assertThat(prediction.windows()).isEqualTo(1);
      assertThat(defaults.predict(LONG)).isEqualTo(prediction);
      assertMeanOfLogits(prediction, document(TextOverflow.TRUNCATE).sequences());
    }
  }

  @ParameterizedTest
  @EnumSource
  void reject_longText_refusedWithItsLength(ClassifierFixture fixture) throws IOException {
    model = fixture.writeTo(temp.resolve("other"));
    try (MeshClassifier rejecting = load(TextOverflow.REJECT)) {
      int tokens = tokens();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rejecting.predict(LONG))
          .withMessage(
              "the text has "
                  + tokens
                  + " tokens, expected at most 32; shorten it, or choose another TextOverflow");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rejecting.predictAsync(Article.of("", LONG)));
      assertThat(rejecting.predictAll(List.of(Article.of("", LONG))).get(0).problem())
          .hasValueSatisfying(problem -> assertThat(problem).startsWith("the text has " + tokens));
      assertThat(rejecting.predict("aspirin").truncated()).isFalse();
    }
  }

  private int tokens() throws IOException {
    try (MeshClassifier truncating = load(TextOverflow.TRUNCATE)) {
      return truncating.predict(LONG).tokenCount();
    }
  }

  private EncodedText document(TextOverflow overflow) throws IOException {
    ModelFiles files = ModelFiles.directory(model);
    try (TextEncoder encoder = TextEncoder.open(files, Families.read(files).tokens(), 32)) {
      return new DocumentEncoder(encoder, overflow, 32).encode(LONG);
    }
  }

  /** Requires the sigmoid of the sequences' mean logits, which are computed here. */
  private void assertMeanOfLogits(Prediction prediction, List<int[]> sequences) throws IOException {
    ModelFiles files = ModelFiles.directory(model);
    int labels = prediction.scores().size();
    try (Checkpoint weights = Checkpoint.open(files);
        Transformer transformer =
            Transformer.load(weights, Families.read(files), labels, Device.cpu(), Precision.FP32)) {
      float[][] logits = transformer.logits(sequences);
      for (int label = 0; label < labels; label++) {
        double sum = 0;
        for (float[] sequence : logits) {
          sum += sequence[label];
        }
        assertThat(prediction.scoreOf(BertFixture.labels().get(label).id()).probability())
            .isCloseTo(1 / (1 + Math.exp(-sum / logits.length)), within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void windows_longText_meanOfLogitsOfItsWindows(ClassifierFixture fixture) throws IOException {
    model = fixture.writeTo(temp.resolve("other"));
    try (MeshClassifier windowed = load(TextOverflow.WINDOWS)) {
      Prediction prediction = windowed.predict(LONG);
      EncodedText document = document(TextOverflow.WINDOWS);
      assertMeanOfLogits(prediction, document.sequences());
      assertThat(prediction.truncated()).isFalse();
      assertThat(prediction.tokenCount()).isEqualTo(document.tokenCount());
      assertThat(prediction.windows()).isEqualTo(document.sequences().size()).isGreaterThan(3);
      assertThat(windowed.predictAll(List.of(Article.of("", LONG), Article.of("", "aspirin"))))
          .extracting(result -> result.prediction().windows())
          .containsExactly(prediction.windows(), 1);
    }
  }

  @Test
  void windows_sameWindowTwice_scoresOfOne() throws IOException {
    try (MeshClassifier windowed = load(TextOverflow.WINDOWS);
        MeshClassifier truncating = load(TextOverflow.TRUNCATE)) {
      // One token without end: all windows are the same.
      String text = "a ".repeat(200);
      Prediction expected = truncating.predict(text);
      Prediction found = windowed.predict(text);
      assertThat(found.windows()).isGreaterThan(1);
      for (LabelScore score : expected.scores()) {
        assertThat(found.scoreOf(score.label().id()).probability())
            .isCloseTo(score.probability(), within(1e-5));
      }
    }
  }

  @Test
  void windows_shortText_asItIs() throws IOException {
    try (MeshClassifier windowed = load(TextOverflow.WINDOWS);
        MeshClassifier truncating = load(TextOverflow.TRUNCATE)) {
      assertThat(windowed.predict("aspirin")).isEqualTo(truncating.predict("aspirin"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 8, 31, 32, 33, 64})
  void encode_anyLength_windowsCoverTheTextAndOverlap(int maxTokens) throws IOException {
    try (TextEncoder encoder =
        TextEncoder.open(ModelFiles.directory(model), BertFixture.config().tokens(), maxTokens)) {
      DocumentEncoder windows = new DocumentEncoder(encoder, TextOverflow.WINDOWS, maxTokens);
      List<String> words = new ArrayList<>();
      for (int length = 0; length < 70; length++) {
        String text = String.join(" ", words);
        int[] whole = encoder.encodeWhole(text);
        EncodedText document = windows.encode(text);
        assertThat(document.tokenCount()).isEqualTo(whole.length);
        assertThat(document.truncated()).isFalse();
        assertCovers(document.sequences(), whole, maxTokens);
        words.add(length % 3 == 0 ? "stroke" : length % 3 == 1 ? "aspirin" : "heart");
      }
    }
  }

  /** Each window begins and ends with a special token, and the next begins within it. */
  private static void assertCovers(List<int[]> windows, int[] whole, int maxTokens) {
    if (whole.length <= maxTokens) {
      assertThat(windows).hasSize(1);
      assertThat(windows.get(0)).isEqualTo(whole);
      return;
    }
    int room = maxTokens - 2;
    int count = windows.size();
    int content = whole.length - 2;
    for (int i = 0; i < count; i++) {
      int[] window = windows.get(i);
      assertThat(window).hasSize(maxTokens);
      assertThat(window[0]).isEqualTo(whole[0]);
      assertThat(window[maxTokens - 1]).isEqualTo(whole[whole.length - 1]);
      int start = i * (content - room) / (count - 1);
      assertThat(Arrays.copyOfRange(window, 1, maxTokens - 1))
          .isEqualTo(Arrays.copyOfRange(whole, 1 + start, 1 + start + room));
      if (i > 0) {
        int before = (i - 1) * (content - room) / (count - 1);
        int overlap = before + room - start;
        assertThat(overlap).isGreaterThanOrEqualTo(room == 1 ? 0 : Math.max(1, room / 4));
      }
    }
    assertThat((count - 1) * (content - room) / (count - 1)).isEqualTo(content - room);
  }
}
