package io.github.meshclassifier.train;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.dataset.Leakage;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.tokenizer.EncodedText;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.List;

/**
 * Articles as the training loop reads them.
 *
 * @param examples one for each article, in their order
 * @param truncated how many lost their end
 */
record LabelledExamples(List<Example> examples, int truncated) {
  private static final int SHOWN = 5;

  /**
   * Requires that every article has a text and known labels. An article to which no label applies
   * is an example without labels, but at least one article must have one.
   */
  static LabelledExamples of(
      String set,
      List<Article> articles,
      LabelScheme scheme,
      MeshTree tree,
      TextAssembly assembly,
      TextEncoder encoder) {
    if (articles.isEmpty()) {
      throw new IllegalArgumentException(
          "the " + set + " set is empty, expected at least one article");
    }
    List<String> rejected = new ArrayList<>();
    List<Example> examples = new ArrayList<>(articles.size());
    int truncated = 0;
    int negatives = 0;
    for (int i = 0; i < articles.size(); i++) {
      Article article = articles.get(i);
      String text = assembly.join(article);
      Labelling labelling = scheme.label(article, tree);
      if (text.isEmpty()) {
        rejected.add(name(article, i) + " (no text)");
      } else if (labelling instanceof Labelling.Unlabelled unlabelled) {
        rejected.add(name(article, i) + " (" + unlabelled.reason() + ")");
      } else if (labelling instanceof Labelling.Labelled labelled) {
        EncodedText encoded = encoder.encode(text);
        truncated += encoded.truncated() ? 1 : 0;
        negatives += labelled.isNegative() ? 1 : 0;
        examples.add(new Example(encoded.ids(), targets(scheme.indicators(labelled.labels()))));
      }
    }
    if (!rejected.isEmpty()) {
      throw new IllegalArgumentException(
          rejected.size()
              + " of "
              + articles.size()
              + " articles of the "
              + set
              + " set cannot be learned from: "
              + String.join(", ", rejected.subList(0, Math.min(SHOWN, rejected.size())))
              + (rejected.size() > SHOWN ? ", ..." : "")
              + ". Leave them out, as Dataset does: their labels are not known, or there is nothing"
              + " to read");
    }
    if (negatives == examples.size()) {
      throw new IllegalArgumentException(
          "no article of the "
              + set
              + " set has a label of "
              + Printable.clip(scheme.toString())
              + ", expected at least one that has; labels must be spelled as in the articles");
    }
    return new LabelledExamples(List.copyOf(examples), truncated);
  }

  private static float[] targets(boolean[] indicators) {
    float[] targets = new float[indicators.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = indicators[i] ? 1 : 0;
    }
    return targets;
  }

  private static String name(Article article, int index) {
    return article.pmid().isEmpty()
        ? "article " + (index + 1)
        : "PMID " + Printable.clip(article.pmid());
  }

  /** Requires that no article is in both sets, by PMID or by normalised text. */
  static void requireDisjoint(List<Article> training, List<Article> validation) {
    Leakage.between(training, validation).requireNone("training", "validation");
  }
}
