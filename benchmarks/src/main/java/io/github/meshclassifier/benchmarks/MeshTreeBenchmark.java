package io.github.meshclassifier.benchmarks;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.RootMapping;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long MeSH takes to load and to answer, with the bundled MeSH 2024.
 *
 * <pre>{@code java -jar benchmarks/target/benchmarks.jar MeshTreeBenchmark}</pre>
 *
 * <p>Each operation is one look-up of another descriptor, spread over the whole vocabulary so that
 * processor caches do not hold all of it; for {@code rootsOf} all headings of one article; for
 * {@code load} the whole vocabulary, from memory, without unzipping.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@Threads(1)
public class MeshTreeBenchmark {
  // No divisor of the number of descriptors, entry terms or articles, so all get their turn.
  private static final int STRIDE = 7919;

  private final MeshTree tree = MeshTree.bundled();

  @SuppressWarnings("NullAway.Init") // set by open
  private byte[] file;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<String> uis;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<String> headings;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<String> terms;

  @SuppressWarnings("NullAway.Init") // set by open
  private List<List<String>> articles;

  private int next;

  /**
   * Lists what is looked up.
   *
   * @throws IOException if the articles cannot be read
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    tree.writeTsv(out);
    file = out.toByteArray();
    List<Descriptor> descriptors = tree.descriptors();
    uis = descriptors.stream().map(Descriptor::ui).toList();
    headings = descriptors.stream().map(Descriptor::heading).toList();
    terms = descriptors.stream().flatMap(each -> each.entryTerms().stream()).toList();
    articles =
        SampleArticles.read().stream()
            .map(article -> article.headings().stream().map(Article.Heading::name).toList())
            .toList();
  }

  /**
   * Looks up an identifier such as D000001.
   *
   * @return its descriptor
   */
  @Benchmark
  public Optional<Descriptor> byUi() {
    return tree.byUi(next(uis));
  }

  /**
   * Looks up a heading.
   *
   * @return its descriptor
   */
  @Benchmark
  public Optional<Descriptor> byHeading() {
    return tree.byHeading(next(headings));
  }

  /**
   * Looks up an entry term.
   *
   * @return its descriptor
   */
  @Benchmark
  public Optional<Descriptor> byEntryTerm() {
    return tree.byEntryTerm(next(terms));
  }

  /**
   * Maps the headings of an article to roots.
   *
   * @return the roots
   */
  @Benchmark
  public RootMapping rootsOf() {
    return tree.rootsOf(next(articles));
  }

  /**
   * Reads the vocabulary.
   *
   * @return the tree
   * @throws IOException never, as it is in memory
   */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MILLISECONDS)
  public MeshTree load() throws IOException {
    return MeshTree.read(new ByteArrayInputStream(file), "mesh2024.tsv");
  }

  private <T> T next(List<T> values) {
    next = (next + STRIDE) % values.size();
    return values.get(next);
  }
}
