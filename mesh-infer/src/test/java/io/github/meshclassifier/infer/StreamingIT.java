package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.fixture.BertFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of more articles than memory need hold. */
class StreamingIT {
  private static final int AHEAD = 512;

  private static final List<String> TEXTS =
      BertFixture.rows().stream()
          .map(BertFixture.Row::text)
          .filter(text -> !text.isBlank())
          .toList();

  @TempDir Path temp;
  private MeshClassifier classifier;

  @BeforeEach
  void load() throws IOException {
    classifier = MeshClassifier.load(BertFixture.copyTo(temp.resolve("model")));
  }

  @AfterEach
  void close() {
    classifier.close();
  }

  private static Article article(int number) {
    return new Article(
        String.valueOf(number),
        "",
        TEXTS.get(number % TEXTS.size()),
        List.of(),
        OptionalInt.empty());
  }

  @Test
  void predict_stream_inOrderEachAsAlone() {
    List<Prediction> alone = TEXTS.stream().map(classifier::predict).toList();
    List<Prediction> found =
        classifier.predict(IntStream.range(0, 1500).mapToObj(StreamingIT::article)).toList();
    assertThat(found).hasSize(1500);
    for (int i = 0; i < found.size(); i++) {
      assertSame(found.get(i), alone.get(i % alone.size()));
    }
  }

  private static void assertSame(Prediction found, Prediction expected) {
    assertThat(found.tokenCount()).isEqualTo(expected.tokenCount());
    for (LabelScore score : expected.scores()) {
      assertThat(found.scoreOf(score.label().id()).probability())
          .isCloseTo(score.probability(), within(1e-5));
    }
  }

  @Test
  void predict_endlessStream_readsAsFarAheadAsItSays() {
    AtomicInteger read = new AtomicInteger();
    Stream<Prediction> predictions =
        classifier.predict(Stream.generate(() -> article(read.getAndIncrement())));
    assertThat(read).hasValue(0);
    Iterator<Prediction> iterator = predictions.iterator();
    for (int i = 0; i < 2000; i++) {
      assertThat(iterator.next().scores()).hasSize(14);
      assertThat(read.get()).isLessThanOrEqualTo(i + 1 + AHEAD);
    }
  }

  @Test
  void predict_closedStream_closesItsSource() {
    AtomicBoolean closed = new AtomicBoolean();
    Stream<Article> articles = Stream.of(article(1)).onClose(() -> closed.set(true));
    try (Stream<Prediction> predictions = classifier.predict(articles)) {
      assertThat(predictions).hasSize(1);
    }
    assertThat(closed).isTrue();
  }

  @Test
  void predict_noArticles_nothing() {
    assertThat(classifier.predict(Stream.of())).isEmpty();
    assertThatThrownBy(() -> classifier.predict(List.<Article>of().iterator()).next())
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void predict_articleWithoutText_thrownAtItsPlace() {
    List<Article> articles = new ArrayList<>();
    IntStream.range(0, 700).mapToObj(StreamingIT::article).forEach(articles::add);
    articles.set(600, new Article("9", " ", "", List.of(), OptionalInt.empty()));
    assertFailsAt(
        600,
        classifier.predict(articles.iterator()),
        IllegalArgumentException.class,
        "article 600 (from 0, PMID '9') has no text");
  }

  @Test
  void predict_sourceThatFails_thrownAtItsPlace() {
    Iterator<Article> source =
        IntStream.range(0, 1000)
            .mapToObj(
                i -> {
                  if (i == 300) {
                    throw new UncheckedIOException(new IOException("disk gone"));
                  }
                  return article(i);
                })
            .iterator();
    assertFailsAt(300, classifier.predict(source), UncheckedIOException.class, "disk gone");
  }

  private static void assertFailsAt(
      int index,
      Iterator<Prediction> predictions,
      Class<? extends Throwable> type,
      String message) {
    for (int i = 0; i < index; i++) {
      assertThat(predictions.next().scores()).hasSize(14);
    }
    assertThatThrownBy(predictions::hasNext).isInstanceOf(type).hasMessageContaining(message);
    assertThat(predictions.hasNext()).isFalse();
  }

  @Test
  void predict_closedMeanwhile_whatWasReadComesThenRefused() {
    Iterator<Prediction> predictions =
        classifier.predict(IntStream.range(0, 5000).mapToObj(StreamingIT::article).iterator());
    predictions.next();
    classifier.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> predictions.forEachRemaining(prediction -> {}))
        .withMessage("MeshClassifier is closed");
  }

  @Test
  void predict_interrupted_endsAndLeavesTheClassifierUsable() {
    Iterator<Prediction> predictions =
        classifier.predict(Stream.generate(() -> article(3)).iterator());
    predictions.next();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> predictions.forEachRemaining(prediction -> {}))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(predictions.hasNext()).isFalse();
    assertThat(classifier.predict(TEXTS.get(0)).scores()).hasSize(14);
  }
}
