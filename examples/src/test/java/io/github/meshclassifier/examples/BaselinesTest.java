package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselinesTest {

  @Test
  void report_onSamples_showsThatWordsTellMoreThanFrequencies() throws IOException {
    List<Article> articles;
    try (ArticleReader reader = Samples.open()) {
      articles = reader.stream().toList();
    }
    String report = Baselines.report(articles.subList(0, 320), articles.subList(320, 400));
    assertThat(report.lines())
        .hasSize(10)
        .anySatisfy(
            line -> assertThat(line).matches("Micro-F1 +0\\.\\d{3} \\(.*\\) +0\\.\\d{3} .*"))
        .anySatisfy(
            line -> assertThat(line).startsWith("Macro AUROC                  0.500 (0.500-"))
        .anySatisfy(line -> assertThat(line).matches("Difference in micro-F1: 0\\.\\d{3} \\(.*"))
        .anySatisfy(line -> assertThat(line).matches(".*tested on 80 articles.*"));
  }
}
