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
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The labelled articles of two CSV files, divided before anything is learned.
 *
 * <p>The first file has a sample of all of MEDLINE, the rows whose source begins with {@value
 * #MEDLINE_SOURCE}, beside articles that were collected for a purpose, most of them for systematic
 * reviews. Its test part is chosen by a hash of the PMID, {@code
 * Math.floorMod(Integer.parseInt(pmid) * 0x9E3779B1, 100)} in Java's int arithmetic, of 85 or more:
 * an article falls into it whatever else is in the file. What is left of the sample of MEDLINE is
 * the validation part, on which choices are made, and everything else is training. The second file
 * is training as a whole, without the source {@value #LEFT_OUT}: one disease in the 1970s, with the
 * headings of then.
 *
 * <p>Articles that the fourteen roots cannot label are left out, and of articles with the same
 * text, letter case and punctuation aside, all but the first, test before validation before
 * training.
 *
 * @param training the articles to learn from, none of them of the sample of MEDLINE
 * @param validation the articles to choose by, a sample of MEDLINE
 * @param test the articles to measure with
 * @param medlineTest those of test that come from the sample of MEDLINE
 */
record PubMedSplit(
    List<Article> training,
    List<Article> validation,
    List<Article> test,
    List<Article> medlineTest) {
  /** What the column {@code source} of the sample of MEDLINE begins with. */
  static final String MEDLINE_SOURCE = "jktjia";

  /** What it begins with for the articles that nothing is learned from. */
  static final String LEFT_OUT = "artb/TrabRi";

  /** The rule of {@link #test}, for the model's manifest. */
  static final String TEST_RULE = "Math.floorMod(Integer.parseInt(pmid) * 0x9E3779B1, 100) >= 85";

  private static final Pattern NOT_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

  PubMedSplit {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    medlineTest = List.copyOf(medlineTest);
  }

  /**
   * Reads and divides two files.
   *
   * @param first a CSV file, gzip or not, with the columns {@code pmid}, {@code title}, {@code
   *     abstract}, {@code mesh}, {@code mesh_ui} and {@code source}
   * @param second a file of the same columns, where a PMID may be missing
   */
  static PubMedSplit read(Path first, Path second) throws IOException {
    Map<String, String> sources = sources(first);
    List<Article> medlineTest = new ArrayList<>();
    List<Article> otherTest = new ArrayList<>();
    List<Article> validation = new ArrayList<>();
    List<Article> training = new ArrayList<>();
    for (Article article : labelled(first)) {
      boolean medline = source(sources, article).startsWith(MEDLINE_SOURCE);
      if (hash(article.pmid()) >= 85) {
        (medline ? medlineTest : otherTest).add(article);
      } else {
        (medline ? validation : training).add(article);
      }
    }
    Map<String, String> more = sources(second);
    for (Article article : labelled(second)) {
      if (!source(more, article).startsWith(LEFT_OUT)) {
        training.add(article);
      }
    }
    Set<String> texts = new HashSet<>();
    List<List<Article>> parts =
        List.of(medlineTest, otherTest, validation, training).stream()
            .map(part -> part.stream().filter(article -> texts.add(normalForm(article))).toList())
            .toList();
    List<Article> test = new ArrayList<>(parts.get(0));
    test.addAll(parts.get(1));
    return new PubMedSplit(parts.get(3), parts.get(2), test, parts.get(0));
  }

  private static List<Article> labelled(Path csv) throws IOException {
    MeshTree tree = MeshTree.bundled();
    LabelScheme scheme = LabelScheme.fourteenRoots();
    List<Article> labelled = new ArrayList<>();
    try (ArticleReader articles = ArticleReader.open(csv)) {
      for (Article article : articles) {
        if (scheme.label(article, tree) instanceof Labelling.Labelled) {
          labelled.add(article);
        }
      }
    }
    return labelled;
  }

  private static String source(Map<String, String> sources, Article article) {
    return sources.getOrDefault(key(article.pmid(), article.title()), "");
  }

  /** The sources are found again by PMID, and by title where there is none. */
  private static String key(String pmid, String title) {
    return pmid.isBlank() ? title.strip() : pmid.strip();
  }

  /** Returns a number from 0 to 99. */
  static int hash(String pmid) {
    return Math.floorMod(Integer.parseInt(pmid) * 0x9E3779B1, 100);
  }

  private static String normalForm(Article article) {
    String text = (article.title() + " " + article.abstractText()).toLowerCase(Locale.ROOT);
    return NOT_LETTERS.matcher(text).replaceAll(" ").strip();
  }

  /** Returns the source of each article, which an {@link Article} does not carry. */
  private static Map<String, String> sources(Path csv) throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Reader text = new InputStreamReader(content(csv), StandardCharsets.UTF_8);
        CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
      for (NamedCsvRecord row : rows) {
        sources.putIfAbsent(
            key(row.getField("pmid"), row.getField("title")), row.findField("source").orElse(""));
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
