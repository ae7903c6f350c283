package io.github.meshclassifier.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files give their articles up to the damage, then an ArticleFormatException or nothing.
 */
class DamagedArticlesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "medline-2006.xml",
        "pubmed-2021-baseline.xml.gz",
        "pubmed-29768149.xml",
        "named-columns.csv"
      })
  void anyFile_cutOff_leadingArticlesOrFormatException(String name) throws IOException {
    byte[] bytes = Sources.resource(name);
    List<Article> whole = Sources.read(bytes);
    boolean mustFail = !name.endsWith(".csv");
    int step = Math.max(1, bytes.length / 400);
    for (int length = 0; length < bytes.length - 1; length += step) {
      Outcome outcome = read(Arrays.copyOf(bytes, length));
      int sound = outcome.articles.size() - (outcome.failed ? 0 : 1);
      assertThat(outcome.failed || !mustFail).as("cut off at %d", length).isTrue();
      if (sound > 0) {
        assertThat(whole).startsWith(outcome.articles.subList(0, sound).toArray(Article[]::new));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "medline-2006.xml",
        "pubmed-2015.xml.gz",
        "pubmed-29768149.xml",
        "named-columns.csv"
      })
  void anyFile_randomBytesChanged_articlesOrFormatException(String name) throws IOException {
    byte[] bytes = Sources.resource(name);
    Random random = new Random(name.hashCode());
    for (int round = 0; round < 400; round++) {
      byte[] damaged = bytes.clone();
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      read(damaged);
    }
  }

  @Test
  void xml_markupShuffled_articlesOrFormatException() throws IOException {
    byte[] bytes = Sources.resource("pubmed-29768149.xml");
    Random random = new Random(3);
    byte[] markup = "<>&;/\"'=![]-?% ".getBytes(StandardCharsets.US_ASCII);
    for (int round = 0; round < 1000; round++) {
      byte[] damaged = bytes.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = markup[random.nextInt(markup.length)];
      }
      read(damaged);
    }
  }

  @Test
  void gzip_randomBytes_formatException() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 500; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      if (noise.length > 2 && random.nextBoolean()) {
        noise[0] = 0x1f;
        noise[1] = (byte) 0x8b;
        noise[2] = 8;
      }
      assertThat(read(noise).articles).isEmpty();
    }
  }

  @Test
  void gzip_cutOff_countsArticlesBefore() throws IOException {
    StringBuilder csv = new StringBuilder("title,abstract\n");
    Random random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      csv.append("Title ").append(i).append(',').append(random.nextLong()).append('\n');
    }
    byte[] gzip = Sources.gzip(csv.toString().getBytes(StandardCharsets.UTF_8));
    byte[] half = Arrays.copyOf(gzip, gzip.length / 2);
    Outcome outcome = read(half);
    assertThat(outcome.articles).hasSizeGreaterThan(1000);
    assertThatThrownBy(() -> Sources.read(half))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessage(
            "test: the gzip data is damaged or cut off after "
                + outcome.articles.size()
                + " records; fetch the file again");
    byte[] wrongChecksum = gzip.clone();
    wrongChecksum[gzip.length - 8] ^= 1;
    assertThat(read(wrongChecksum)).matches(o -> o.failed && o.articles.size() == 5000);
  }

  @Test
  void xml_cutOffWithinGzip_countsArticlesBefore() throws IOException {
    byte[] gzip = Sources.resource("pubmed-2015.xml.gz");
    byte[] cut = Arrays.copyOf(gzip, gzip.length * 3 / 4);
    int articles = read(cut).articles.size();
    assertThat(articles).isPositive();
    assertThatThrownBy(() -> Sources.read(cut))
        .isInstanceOf(ArticleFormatException.class)
        .hasMessageContaining("damaged or cut off after " + articles + " records");
  }

  private record Outcome(List<Article> articles, boolean failed) {}

  private static Outcome read(byte[] bytes) throws IOException {
    List<Article> articles = new ArrayList<>();
    try (ArticleReader reader = ArticleReader.open(new ByteArrayInputStream(bytes), "fuzz")) {
      reader.forEach(articles::add);
      return new Outcome(articles, false);
    } catch (ArticleFormatException e) {
      assertThat(e.getMessage()).startsWith("fuzz");
      return new Outcome(articles, true);
    } catch (UncheckedIOException e) {
      assertThat(e).hasCauseInstanceOf(ArticleFormatException.class);
      return new Outcome(articles, true);
    }
  }
}
