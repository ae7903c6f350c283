package io.github.meshclassifier.benchmarks;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.ArticleReader;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * Whether the tokenizers of two models give the same ids, such as the one that a model's {@code
 * tokenizer.json} describes and the one that is built from its vocabulary.
 *
 * <pre>{@code
 * ./mvnw -pl benchmarks -am package -DskipTests
 * java -cp benchmarks/target/benchmarks.jar \
 *     io.github.meshclassifier.benchmarks.TokenizerAgreement <model> <other model> <articles>
 * }</pre>
 *
 * <p>With {@code library} in place of the other model, the ids are compared with those that DJL's
 * tokenizers library computes from the {@code tokenizer.json} of the first one.
 *
 * <p>A model is a directory with {@code config.json} and the files of a tokenizer; weights are not
 * needed. Articles are a file that {@link ArticleReader} reads; their title and abstract are joined
 * as for training, and nothing is cut. Ends with 1 if a text gets other ids.
 */
public final class TokenizerAgreement {
  /** Nothing is cut: no text has as many tokens. */
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final String LIBRARY = "library";

  private TokenizerAgreement() {}

  /**
   * What was compared.
   *
   * @param texts the number of texts
   * @param tokens the tokens of all texts by the first tokenizer, special tokens included
   * @param different how many texts the other one gives other ids
   * @param example the first such text's PMID, or its number from 0; empty if there is none
   */
  record Result(int texts, long tokens, int different, String example) {}

  /**
   * Compares and prints.
   *
   * @param arguments two model directories and a file of articles
   * @throws IOException if a file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("Usage: TokenizerAgreement <model> <other model or library> <articles>");
      System.exit(2);
      return;
    }
    Path model = Path.of(arguments[0]);
    Path articles = Path.of(arguments[2]);
    Result result =
        arguments[1].equals(LIBRARY)
            ? compareWithLibrary(model, articles)
            : compare(model, Path.of(arguments[1]), articles);
    System.out.println(
        result.texts()
            + " texts, "
            + result.tokens()
            + " tokens, "
            + result.different()
            + " texts with other ids"
            + (result.different() == 0 ? "" : ", the first " + result.example()));
    if (result.different() > 0) {
      System.exit(1);
    }
  }

  static Result compare(Path model, Path other, Path articles) throws IOException {
    try (TextEncoder first = open(model);
        TextEncoder second = open(other)) {
      return compare(first::encodeWhole, second::encodeWhole, articles);
    }
  }

  static Result compareWithLibrary(Path model, Path articles) throws IOException {
    Map<String, String> options = Map.of("truncation", "false", "padding", "false");
    try (TextEncoder encoder = open(model);
        HuggingFaceTokenizer library =
            HuggingFaceTokenizer.newInstance(model.resolve("tokenizer.json"), options)) {
      return compare(
          encoder::encodeWhole,
          text -> Arrays.stream(library.encode(text).getIds()).mapToInt(Math::toIntExact).toArray(),
          articles);
    }
  }

  private static Result compare(
      Function<String, int[]> first, Function<String, int[]> second, Path articles)
      throws IOException {
    try (ArticleReader reader = ArticleReader.open(articles)) {
      int texts = 0;
      long tokens = 0;
      int different = 0;
      String example = "";
      for (Article article : reader) {
        String text = TextAssembly.DEFAULT.join(article);
        int[] ids = first.apply(text);
        if (!Arrays.equals(ids, second.apply(text))) {
          example =
              different > 0 ? example : article.pmid().isEmpty() ? "" + texts : article.pmid();
          different++;
        }
        texts++;
        tokens += ids.length;
      }
      return new Result(texts, tokens, different, example);
    }
  }

  private static TextEncoder open(Path model) throws IOException {
    ModelFiles files = ModelFiles.directory(model);
    return TextEncoder.open(files, Families.read(files).tokens(), NO_LIMIT);
  }
}
