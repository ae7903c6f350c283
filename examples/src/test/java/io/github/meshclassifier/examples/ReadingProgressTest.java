package io.github.meshclassifier.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingProgressTest {
  @Test
  void iterator_file_allArticlesAndTheBarAtItsEnd(@TempDir Path directory) throws IOException {
    StringBuilder text = new StringBuilder("title,abstract\n");
    for (int i = 0; i < 20_000; i++) {
      text.append("Title ").append(i).append(",An abstract\n");
    }
    Path file = Files.writeString(directory.resolve("a.csv"), text);
    List<Long> steps = new ArrayList<>();
    int count = 0;
    try (ArticleReader reader = ArticleReader.open(file);
        ProgressBar bar =
            new ProgressBarBuilder()
                .setInitialMax(reader.bytesTotal().orElseThrow())
                .setConsumer(new SilentConsumer())
                .build();
        ReadingProgress articles = new ReadingProgress(reader, bar)) {
      for (Article article : articles) {
        assertThat(article.title()).isEqualTo("Title " + count);
        count++;
        steps.add(bar.getCurrent());
      }
      assertThat(bar.getCurrent()).isEqualTo(bar.getMax()).isEqualTo(Files.size(file));
    }
    assertThat(count).isEqualTo(20_000);
    assertThat(steps).isSorted();
    assertThat(steps.get(10_000)).isBetween(Files.size(file) / 3, Files.size(file) * 2 / 3);
  }

  private static final class SilentConsumer implements me.tongfei.progressbar.ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return 80;
    }

    @Override
    public void accept(String rendered) {}

    @Override
    public void close() {}
  }
}
