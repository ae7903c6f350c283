package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Articles as the training loop reads them.
 *
 * @param examples one for each article, in their order
 * @param truncated how many lost their end
 */
record LabelledExamples(List<Example> examples, int truncated) {
  /**
   * Requires that a set can be learned from or measured on.
   *
   * @param set what it is called in messages
   * @throws IllegalArgumentException if there is no article, or none that has a label
   */
  static void require(String set, Dataset dataset) {
    if (dataset.isEmpty()) {
      throw new IllegalArgumentException(
          "the " + set + " set is empty, expected at least one article");
    }
    if (dataset.negatives() == dataset.size()) {
      throw new IllegalArgumentException(
          "no article of the "
              + set
              + " set has a label of "
              + Printable.clip(dataset.scheme().toString())
              + ", expected at least one that has; labels must be spelled as in the articles");
    }
  }

  /**
   * The same examples with the weights of their articles.
   *
   * @throws IllegalArgumentException if a weight is not above 0 or not finite
   */
  LabelledExamples weighted(
      List<Article> articles, ToDoubleFunction<? super Article> articleWeights) {
    List<Example> weighted = new ArrayList<>(articles.size());
    for (int i = 0; i < articles.size(); i++) {
      double weight = articleWeights.applyAsDouble(articles.get(i));
      if (!((float) weight > 0 && Float.isFinite((float) weight))) {
        throw new IllegalArgumentException(
            "articleWeights must be above 0 and finite, was "
                + weight
                + " of the article with PMID "
                + Printable.quote(articles.get(i).pmid()));
      }
      weighted.add(new Example(examples.get(i).ids(), examples.get(i).targets(), (float) weight));
    }
    return new LabelledExamples(List.copyOf(weighted), truncated);
  }

  boolean isWeighted() {
    return examples.stream().anyMatch(example -> example.weight() != 1);
  }

  /**
   * Encodes a data set. An article to which no label applies is an example without labels, but at
   * least one article must have one.
   *
   * @param set the name of the set, for messages
   * @throws IllegalArgumentException if there is no article, or none that has a label
   */
  static LabelledExamples of(
      String set, Dataset dataset, TextAssembly assembly, TextEncoder encoder) {
    require(set, dataset);
    List<Example> examples = new ArrayList<>(dataset.size());
    int truncated = 0;
    for (int i = 0; i < dataset.size(); i++) {
      EncodedText encoded = encoder.encode(assembly.join(dataset.article(i)));
      truncated += encoded.truncated() ? 1 : 0;
      examples.add(Example.of(encoded.ids(), dataset.indicators(i)));
    }
    return new LabelledExamples(List.copyOf(examples), truncated);
  }
}
