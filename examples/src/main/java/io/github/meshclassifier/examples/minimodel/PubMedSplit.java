package io.github.meshclassifier.examples.minimodel;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The labelled articles of a CSV file, divided by a hash of their PMID.
 *
 * <p>The hash is {@code Math.floorMod(Integer.parseInt(pmid) * 0x9E3779B1, 100)} in Java's int
 * arithmetic: below 80 is training, from 80 to 84 validation, from 85 on test. So an article falls
 * into the same part whatever else is in the file. Articles that the fourteen roots cannot label
 * are left out, and of articles with the same text, letter case and punctuation aside, all but the
 * first.
 *
 * <p>Most articles were collected for systematic reviews, which are clinical; the others are closer
 * to MEDLINE at large and called broad here.
 *
 * @param training the articles to learn from
 * @param broadTraining those of training that were not collected for reviews
 * @param validation the articles to choose the best epoch by
 * @param broadValidation those of validation that were not collected for reviews
 * @param test the articles to measure with
 * @param medlineTest those of test that come from a sample of all of MEDLINE: the rows whose source
 *     begins with {@value #MEDLINE_SOURCE}
 */
record PubMedSplit(
    List<Article> training,
    List<Article> broadTraining,
    List<Article> validation,
    List<Article> broadValidation,
    List<Article> test,
    List<Article> medlineTest) {
  /** What the column {@code source} of the sample of MEDLINE begins with. */
  static final String MEDLINE_SOURCE = "jktjia";

  /**
   * What it begins with, up to a slash, for articles that were collected for systematic reviews.
   */
  static final Set<String> REVIEW_SOURCES =
      Set.of("asreview", "ijmarshall", "camaradesuk", "mcallaghan", "IEBH", "solitude6060");

  /** The rule of {@link #test}, for the model's manifest. */
  static final String TEST_RULE = "Math.floorMod(Integer.parseInt(pmid) * 0x9E3779B1, 100) >= 85";

  private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

  PubMedSplit {
    training = List.copyOf(training);
    broadTraining = List.copyOf(broadTraining);
    validation = List.copyOf(validation);
    broadValidation = List.copyOf(broadValidation);
    test = List.copyOf(test);
    medlineTest = List.copyOf(medlineTest);
  }

  /**
   * Reads and divides a file.
   *
   * @param csv a CSV file, gzip or not, with the columns {@code pmid}, {@code title}, {@code
   *     abstract}, {@code mesh} and {@code mesh_ui}, and {@code source} if there is a broad sample
   */
  static PubMedSplit read(Path csv) throws IOException {
    Map<String, String> sources = sources(csv);
    MeshTree tree = MeshTree.bundled();
    LabelScheme scheme = LabelScheme.fourteenRoots();
    Set<String> texts = new HashSet<>();
    List<Article> training = new ArrayList<>();
    List<Article> validation = new ArrayList<>();
    List<Article> test = new ArrayList<>();
    try (ArticleReader articles = ArticleReader.open(csv)) {
      for (Article article : articles) {
        if (!(scheme.label(article, tree) instanceof Labelling.Labelled)
            || !texts.add(normalForm(article))) {
          continue;
        }
        int hash = hash(article.pmid());
        if (hash < 80) {
          training.add(article);
        } else if (hash < 85) {
          validation.add(article);
        } else {
          test.add(article);
        }
      }
    }
    Predicate<Article> broad =
        article -> !REVIEW_SOURCES.contains(source(sources, article).split("/", 2)[0]);
    Predicate<Article> medline = article -> source(sources, article).startsWith(MEDLINE_SOURCE);
    return new PubMedSplit(
        training,
        training.stream().filter(broad).toList(),
        validation,
        validation.stream().filter(broad).toList(),
        test,
        test.stream().filter(medline).toList());
  }

  private static String source(Map<String, String> sources, Article article) {
    return sources.getOrDefault(article.pmid(), "");
  }

  /** Returns a number from 0 to 99. */
  static int hash(String pmid) {
    return Math.floorMod(Integer.parseInt(pmid) * 0x9E3779B1, 100);
  }

  private static String normalForm(Article article) {
    String text = (article.title() + " " + article.abstractText()).toLowerCase(Locale.ROOT);
    return NOT_LETTERS.matcher(text).replaceAll(" ").strip();
  }

  /** Returns the source of each PMID, which an {@link Article} does not carry. */
  private static Map<String, String> sources(Path csv) throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Reader text = new InputStreamReader(content(csv), StandardCharsets.UTF_8);
        CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
      for (NamedCsvRecord row : rows) {
        sources.putIfAbsent(row.getField("pmid").strip(), row.findField("source").orElse(""));
      }
    }
    return sources;
  }

  private static InputStream content(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip ? new GZIPInputStream(in) : in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
