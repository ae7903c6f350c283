package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.article.Article;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextAssemblyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Title|Abstract|Title Abstract",
        " Title\t|  Abstract |Title Abstract",
        "''|Abstract|Abstract",
        "Title|''|Title",
        "' \t'|'   '|''",
        "\u2003Title\u2003|\u2028Abstract|Title Abstract",
        "A  title|An  abstract|A  title An  abstract"
      })
  void join_outerWhiteSpaceDropped_innerKept(String title, String abstractText, String joined) {
    assertThat(TextAssembly.DEFAULT.join(title, abstractText)).isEqualTo(joined);
    assertThat(TextAssembly.DEFAULT.join(Article.of(title, abstractText))).isEqualTo(joined);
  }

  @Test
  void join_otherSeparator_betweenTheTwoAlone() {
    TextAssembly assembly = new TextAssembly(" [SEP] ");
    assertThat(assembly.join("T", "A")).isEqualTo("T [SEP] A");
    assertThat(assembly.join("", "A")).isEqualTo("A");
    assertThat(assembly.join("T", " ")).isEqualTo("T");
  }
}
