package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.metrics.ArticleScorer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeacherTest {
  private static final LabelScheme SCHEME = LabelScheme.ofHeadings(List.of("Rats", "Mice"));
  private static final List<Article> ARTICLES =
      List.of(Article.of("First", ""), Article.of("Second", ""));
  private static final LabelledExamples EXAMPLES =
      new LabelledExamples(
          List.of(
              new Example(new int[] {1, 2}, new float[] {1, 0}),
              new Example(new int[] {3}, new float[] {0, 1})),
          1);

  private record Fixed(LabelScheme scheme, List<float[]> scores) implements ArticleScorer {
    @Override
    public float[][] score(List<Article> articles) {
      return scores.toArray(float[][]::new);
    }
  }

  @Test
  void teach_scores_areMixedWithLabels() {
    Teacher teacher =
        new Teacher(
            new Fixed(SCHEME, List.of(new float[] {0.5f, 0.25f}, new float[] {1, 0})), 0.25);
    LabelledExamples taught = teacher.teach(EXAMPLES, ARTICLES, SCHEME);
    assertThat(taught.truncated()).isEqualTo(1);
    assertThat(taught.examples().get(0).ids()).containsExactly(1, 2);
    assertThat(taught.examples().get(0).targets()).containsExactly(0.875f, 0.0625f);
    assertThat(taught.examples().get(1).targets()).containsExactly(0.25f, 0.75f);
  }

  @Test
  void teach_otherLabels_refused() {
    LabelScheme other = LabelScheme.ofHeadings(List.of("Mice", "Rats"));
    Teacher teacher = new Teacher(new Fixed(other, List.of(new float[2], new float[2])), 0.5);
    assertThatThrownBy(() -> teacher.teach(EXAMPLES, ARTICLES, SCHEME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the teacher must have the labels [Rats, Mice] in this order, has [Mice, Rats]");
  }

  @Test
  void teach_scoreThatIsNoProbability_refused() {
    for (float score : new float[] {Float.NaN, -0.1f, 1.1f}) {
      Teacher teacher =
          new Teacher(new Fixed(SCHEME, List.of(new float[] {0, score}, new float[2])), 0.5);
      assertThatThrownBy(() -> teacher.teach(EXAMPLES, ARTICLES, SCHEME))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the teacher's scores must be probabilities in [0, 1], one of the article with PMID ''"
                  + " was "
                  + score);
    }
  }
}
