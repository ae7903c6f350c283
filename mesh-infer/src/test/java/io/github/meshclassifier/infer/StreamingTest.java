package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.ArticleResult.OnProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.Test;

/** Predictions of more articles than memory need hold. */
class StreamingTest {
  private static final int AHEAD = 512;

  private static final List<String> TEXTS =
      IntStream.range(0, 7)
          .mapToObj(i -> "aspirin prevents stroke ".repeat(i) + "word" + i)
          .toList();

  private final MeshClassifier classifier = new FakeModel().classifier(1024);

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
    List<ArticleResult> found =
        classifier
            .predictStream(IntStream.range(0, 1500).mapToObj(StreamingTest::article))
            .toList();
    assertThat(found).hasSize(1500);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).index()).isEqualTo(i);
      assertThat(found.get(i).article()).isEqualTo(article(i));
      assertThat(found.get(i).model()).isEqualTo(classifier.identity());
      assertThat(found.get(i).prediction()).isEqualTo(alone.get(i % alone.size()));
    }
  }

  @Test
  void predict_endlessStream_readsAsFarAheadAsItSays() {
    AtomicInteger read = new AtomicInteger();
    Stream<ArticleResult> results =
        classifier.predictStream(Stream.generate(() -> article(read.getAndIncrement())));
    assertThat(read).hasValue(0);
    Iterator<ArticleResult> iterator = results.iterator();
    for (int i = 0; i < 2000; i++) {
      assertThat(iterator.next().prediction().scores()).hasSize(14);
      assertThat(read.get()).isLessThanOrEqualTo(i + 1 + AHEAD);
    }
  }

  @Test
  void predict_closedStream_closesItsSource() {
    AtomicBoolean closed = new AtomicBoolean();
    Stream<Article> articles = Stream.of(article(1)).onClose(() -> closed.set(true));
    try (Stream<ArticleResult> results = classifier.predictStream(articles)) {
      assertThat(results).hasSize(1);
    }
    assertThat(closed).isTrue();
  }

  @Test
  void predict_noArticles_nothing() {
    assertThat(classifier.predictStream(Stream.of())).isEmpty();
    assertThat(classifier.predictAll(List.of())).isEmpty();
    assertThatThrownBy(() -> results(Stream.<Article>of()).next())
        .isInstanceOf(NoSuchElementException.class);
  }

  private Iterator<ArticleResult> results(Stream<Article> articles) {
    return classifier.predictStream(articles).iterator();
  }

  /** 700 articles, one without a text and one that is too long. */
  private static List<Article> withProblems() {
    List<Article> articles = new ArrayList<>();
    IntStream.range(0, 700).mapToObj(StreamingTest::article).forEach(articles::add);
    articles.set(0, new Article("8", "", "word ".repeat(65).strip(), List.of(), OptionalInt.of(1)));
    articles.set(600, new Article("9", " ", "", List.of(), OptionalInt.empty()));
    return articles;
  }

  @Test
  void predict_articlesWithProblems_resultsThatSayWhyAndAllOthers() {
    List<ArticleResult> results = classifier.predictStream(withProblems().stream()).toList();
    assertThat(results).hasSize(700).isEqualTo(classifier.predictAll(withProblems()));
    assertThat(results.get(600).problem())
        .contains("the text is blank, expected a title or an abstract");
    assertThat(results.get(600).article().pmid()).isEqualTo("9");
    assertThat(results.get(600).index()).isEqualTo(600);
    assertThat(results.get(0).problem()).contains("the text has 65 tokens");
    assertThatThrownBy(results.get(600)::prediction)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage(
            "article 600 (from 0, PMID '9') has no prediction: the text is blank, expected a title"
                + " or an abstract");
    for (int i = 0; i < 700; i++) {
      assertThat(results.get(i).isPredicted()).isEqualTo(i != 0 && i != 600);
      assertThat(results.get(i).problem().isEmpty()).isEqualTo(i != 0 && i != 600);
      if (i != 0 && i != 600) {
        assertThat(results.get(i).prediction()).isEqualTo(classifier.predict(article(i)));
      }
    }
  }

  @Test
  void predict_onlyArticlesWithProblems_theirResults() {
    Article blank = Article.of("", " ");
    assertThat(classifier.predictStream(Stream.of(blank, blank)).map(ArticleResult::isPredicted))
        .containsExactly(false, false);
    assertThat(classifier.metrics().batches()).isZero();
  }

  @Test
  void predict_skip_leftOutAndReportedAtTheirPlaces() {
    List<ArticleResult> skipped = new ArrayList<>();
    Iterator<ArticleResult> results =
        classifier.predictStream(withProblems().stream(), OnProblem.skip(skipped::add)).iterator();
    assertThat(results.next().index()).isEqualTo(1);
    assertThat(skipped).extracting(ArticleResult::index).containsExactly(0L);
    assertThat(StreamingTest.<ArticleResult>rest(results)).hasSize(697);
    assertThat(skipped).extracting(ArticleResult::index).containsExactly(0L, 600L);
    List<ArticleResult> all = classifier.predictAll(withProblems(), OnProblem.skip(skipped::add));
    assertThat(all).hasSize(698).allMatch(ArticleResult::isPredicted);
    assertThat(skipped).hasSize(4);
  }

  private static <T> List<T> rest(Iterator<T> iterator) {
    List<T> rest = new ArrayList<>();
    iterator.forEachRemaining(rest::add);
    return rest;
  }

  @Test
  void predict_fail_thrownAtItsPlace() {
    List<Article> articles = withProblems();
    articles.set(0, article(0));
    assertFailsAt(
        600,
        classifier.predictStream(articles.stream(), OnProblem.fail()).iterator(),
        IllegalArgumentException.class,
        "article 600 (from 0, PMID '9') has no prediction: the text is blank");
    assertThatThrownBy(() -> classifier.predictAll(articles, OnProblem.fail()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "article 600 (from 0, PMID '9') has no prediction: the text is blank");
    assertThatThrownBy(() -> classifier.score(articles))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "article 600 (from 0, PMID '9') has no prediction: the text is blank");
  }

  @Test
  void predict_nullAmongTheArticles_thrownAtItsPlace() {
    Iterator<ArticleResult> results = results(Stream.of(article(1), null, article(2)));
    assertThat(results.next().isPredicted()).isTrue();
    assertThatThrownBy(results::hasNext)
        .isInstanceOf(NullPointerException.class)
        .hasMessage("article 1 (from 0) is null");
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void predict_sourceThatFails_thrownAtItsPlace() {
    Stream<Article> source =
        IntStream.range(0, 1000)
            .mapToObj(
                i -> {
                  if (i == 300) {
                    throw new UncheckedIOException(new IOException("disk gone"));
                  }
                  return article(i);
                });
    assertFailsAt(300, results(source), UncheckedIOException.class, "disk gone");
  }

  private static void assertFailsAt(
      int index, Iterator<ArticleResult> results, Class<? extends Throwable> type, String message) {
    for (int i = 0; i < index; i++) {
      assertThat(results.next().prediction().scores()).hasSize(14);
    }
    assertThatThrownBy(results::hasNext).isInstanceOf(type).hasMessageContaining(message);
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void predict_closedMeanwhile_whatWasReadComesThenRefused() {
    Iterator<ArticleResult> results =
        results(IntStream.range(0, 5000).mapToObj(StreamingTest::article));
    results.next();
    classifier.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> results.forEachRemaining(result -> {}))
        .withMessage("MeshClassifier is closed");
  }

  @Test
  void predict_interrupted_endsAndLeavesTheClassifierUsable() {
    Iterator<ArticleResult> results = results(Stream.generate(() -> article(3)));
    results.next();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> results.forEachRemaining(result -> {}))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(results.hasNext()).isFalse();
    assertThat(classifier.predict(TEXTS.get(0)).scores()).hasSize(14);
  }
}
