package io.github.meshclassifier.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.infer.ArticleResult.OnProblem;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.metrics.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The interface as a test without a model uses it: all that a double returns can be made. */
class ArticleClassifierTest {
  /** Says how long a text is. */
  private static final class TextLength implements ArticleClassifier {
    private static final Label LONG = new Label("long", "Long");

    @Override
    public Prediction predict(Article article) {
      int length = article.title().length() + article.abstractText().length();
      return Prediction.of(List.of(new LabelScore(LONG, length / 100.0, 0.5)), length, false, 1);
    }

    @Override
    public List<ArticleResult> predictAll(List<Article> articles, OnProblem onProblem) {
      return IntStream.range(0, articles.size())
          .mapToObj(i -> ArticleResult.of(i, articles.get(i), identity(), predict(articles.get(i))))
          .toList();
    }

    @Override
    public Stream<ArticleResult> predictStream(Stream<Article> articles, OnProblem onProblem) {
      return predictAll(articles.toList(), onProblem).stream();
    }

    @Override
    public CompletableFuture<Prediction> predictAsync(Article article) {
      return CompletableFuture.completedFuture(predict(article));
    }

    @Override
    public CompletableFuture<Prediction> predictAsync(Article article, Duration timeout) {
      return predictAsync(article);
    }

    @Override
    public Explanation explain(Article article, String labelId) {
      return Explanation.of(article.title(), predict(article).scoreOf(labelId), List.of());
    }

    @Override
    public Evaluation evaluate(Iterable<Article> articles, MeshTree tree) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ArticleClassifier withProfile(ThresholdProfile profile) {
      return this;
    }

    @Override
    public LabelScheme scheme() {
      return LabelScheme.ofHeadings(List.of("long"));
    }

    @Override
    public Thresholds thresholds() {
      return Thresholds.DEFAULT;
    }

    @Override
    public ModelIdentity identity() {
      return new ModelIdentity("double", "", "");
    }
  }

  @Test
  void defaults_ofADouble_leadToItsOwnMethods() {
    ArticleClassifier classifier = new TextLength();
    assertThat(classifier.predict("x".repeat(60)).predicted()).hasSize(1);
    assertThat(classifier.predict("title", "abstract").tokenCount()).isEqualTo(13);
    assertThat(classifier.predictAll(List.of(Article.of("a", "b"))).get(0).prediction())
        .isEqualTo(classifier.predict("ab"));
    assertThat(classifier.predictStream(Stream.of(Article.of("a", "b")))).hasSize(1);
  }

  @Test
  void meshClassifier_behindTheInterface_sameAnswers() {
    try (MeshClassifier classifier = new FakeModel().classifier(10)) {
      ArticleClassifier behind = classifier;
      assertThat(behind.predict("aspirin"))
          .isEqualTo(classifier.predict(Article.of("", "aspirin")));
      assertThat(behind.predict("a title", "an abstract"))
          .isEqualTo(behind.predict("a title an abstract"));
      ArticleClassifier half = behind.withProfile(ThresholdProfile.HALF);
      assertThat(half.predict("aspirin")).isEqualTo(behind.predict("aspirin"));
      assertThat(half.scheme()).isSameAs(behind.scheme());
      assertThat(half.identity()).isEqualTo(FakeModel.IDENTITY);
    }
  }
}
