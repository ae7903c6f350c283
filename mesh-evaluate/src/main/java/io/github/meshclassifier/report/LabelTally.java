package io.github.meshclassifier.report;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.label.Labelling;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.report.LabelAudit.HeadingCount;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts for an audit, article by article. Not thread-safe. */
final class LabelTally {
  private static final int[] NOTHING = {};

  final LabelScheme scheme;
  private final MeshTree tree;
  final int[] byLabel;
  final int[] checkTagOnly;

  /**
   * For each label that occurs, how often it occurs with each later one. Most descriptors never
   * occur, so a row is empty until it is needed.
   */
  private final int[][] together;

  final Set<IntBuffer> labelSets = new HashSet<>();
  final Map<Dataset.LeftOut.Reason, Integer> leftOut = new EnumMap<>(Dataset.LeftOut.Reason.class);
  final Map<MeshRoot, Integer> outsideByRoot = new EnumMap<>(MeshRoot.class);
  final Map<Integer, Integer> labelsPerArticle = new TreeMap<>();
  private final TreeMap<Integer, Integer> lengths = new TreeMap<>();
  final Map<String, Integer> unknown = new HashMap<>();
  final Map<String, Integer> withoutRoot = new HashMap<>();
  final Map<String, Integer> outsideScheme = new HashMap<>();
  final Set<String> headings = new HashSet<>();
  int articles;
  int labelled;
  int negatives;
  int uncertainNegatives;
  long headingCount;

  LabelTally(LabelScheme scheme, MeshTree tree) {
    this.scheme = scheme;
    this.tree = tree;
    byLabel = new int[scheme.size()];
    checkTagOnly = new int[scheme.size()];
    together = new int[scheme.size()][];
    Arrays.fill(together, NOTHING);
  }

  void add(Article article) {
    articles++;
    Labelling labelling = scheme.label(article, tree);
    for (Heading heading : article.headings()) {
      headingCount++;
      headings.add(name(heading));
    }
    Labelling.Dropped dropped = labelling.dropped();
    dropped.unknown().forEach(heading -> unknown.merge(name(heading), 1, Integer::sum));
    dropped.withoutRoot().forEach(heading -> withoutRoot.merge(name(heading), 1, Integer::sum));
    dropped.outsideScheme().forEach(this::addOutside);
    if (article.title().isBlank() && article.abstractText().isBlank()) {
      leftOut.merge(Dataset.LeftOut.Reason.NO_TEXT, 1, Integer::sum);
    } else if (labelling instanceof Unlabelled unlabelled) {
      leftOut.merge(Dataset.LeftOut.Reason.of(unlabelled.reason()), 1, Integer::sum);
    } else if (labelling instanceof Labelled found) {
      addLabels(indices(found.labels()), indices(found.checkTagOnly()));
      negatives += found.isNegative() ? 1 : 0;
      uncertainNegatives += found.isUncertainNegative() ? 1 : 0;
      lengths.merge(words(article.title()) + words(article.abstractText()), 1, Integer::sum);
    }
  }

  private int[] indices(List<Label> labels) {
    return labels.stream().mapToInt(label -> scheme.indexOf(label.id())).toArray();
  }

  private void addOutside(Heading heading) {
    outsideScheme.merge(name(heading), 1, Integer::sum);
    if (scheme.kind() != LabelScheme.Kind.HEADINGS) {
      tree.find(heading.ui(), heading.name())
          .ifPresent(
              descriptor ->
                  descriptor.roots().forEach(root -> outsideByRoot.merge(root, 1, Integer::sum)));
    }
  }

  private void addLabels(int[] labels, int[] fromCheckTags) {
    labelled++;
    labelsPerArticle.merge(labels.length, 1, Integer::sum);
    labelSets.add(IntBuffer.wrap(labels));
    for (int i = 0; i < labels.length; i++) {
      byLabel[labels[i]]++;
      int[] row = together[labels[i]];
      if (row.length == 0) {
        row = new int[scheme.size() - labels[i]];
        together[labels[i]] = row;
      }
      for (int j = i + 1; j < labels.length; j++) {
        row[labels[j] - labels[i]]++;
      }
    }
    for (int label : fromCheckTags) {
      checkTagOnly[label]++;
    }
  }

  private static String name(Heading heading) {
    return heading.name().isEmpty() ? heading.ui() : heading.name();
  }

  private static int words(String text) {
    int words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      words += !space && !inside ? 1 : 0;
      inside = !space;
    }
    return words;
  }

  int together(int first, int second) {
    if (first == second) {
      return byLabel[first];
    }
    int[] row = together[Math.min(first, second)];
    return row.length == 0 ? 0 : row[Math.abs(first - second)];
  }

  static List<HeadingCount> mostFrequentFirst(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> new HeadingCount(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingInt(HeadingCount::count)
                .reversed()
                .thenComparing(HeadingCount::heading))
        .toList();
  }

  /** Returns the least length that a share of the articles does not exceed, 0 of no articles. */
  int lengthPercentile(double share) {
    long rank = Math.max(1, (long) Math.ceil(share * labelled));
    long below = 0;
    for (Map.Entry<Integer, Integer> entry : lengths.entrySet()) {
      below += entry.getValue();
      if (below >= rank) {
        return entry.getKey();
      }
    }
    return 0;
  }
}
