package io.github.meshclassifier.examples;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.infer.LabelScore;
import io.github.meshclassifier.infer.Prediction;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lays out a prediction beside the headings of the article, at most 100 columns wide. */
final class PredictionTable {
  private static final int WIDTH = 100;
  private static final int TITLE = 30;
  private static final int BAR = 15;
  private static final int HEADINGS = WIDTH - 2 - 1 - 2 - TITLE - 2 - BAR - 1 - 5 - 2 - 5 - 2;

  private PredictionTable() {}

  static String of(Article article, Prediction prediction, MeshTree tree) {
    Map<String, List<String>> headings = headingsByRoot(article, tree);
    List<String> lines = new ArrayList<>();
    lines.addAll(wrapped(name(article) + article.title()));
    lines.add("");
    lines.add(row("", "Category", "Probability", "", "Model", "Headings that indexers gave"));
    int both = 0;
    int predicted = 0;
    int given = 0;
    for (LabelScore score : prediction.scores()) {
      List<String> indexed = headings.getOrDefault(score.label().id(), List.of());
      predicted += score.predicted() ? 1 : 0;
      given += indexed.isEmpty() ? 0 : 1;
      both += score.predicted() && !indexed.isEmpty() ? 1 : 0;
      lines.add(
          row(
              score.label().id(),
              clip(score.label().title(), TITLE),
              bar(score.probability()),
              String.format(Locale.ROOT, "%.3f", score.probability()),
              score.predicted() ? "  *" : "",
              joined(indexed)));
    }
    lines.add("");
    lines.add(
        article.headings().isEmpty()
            ? "  %s categories predicted; the article has no headings to compare with."
                .formatted(predicted)
            : "  %s categories given by indexers, %s predicted, %s in common."
                .formatted(given, predicted, both));
    if (prediction.truncated()) {
      lines.add("  Its end was not read: it has " + prediction.tokenCount() + " tokens.");
    }
    lines.add("");
    return String.join(System.lineSeparator(), lines);
  }

  private static String name(Article article) {
    String pmid = article.pmid().isEmpty() ? "" : "PMID " + article.pmid();
    String year = article.year().isPresent() ? " (" + article.year().getAsInt() + ")" : "";
    String name = (pmid + year).strip();
    return name.isEmpty() ? "" : name + ": ";
  }

  /** Returns, by root letter, the names of the headings that lie under the root. */
  private static Map<String, List<String>> headingsByRoot(Article article, MeshTree tree) {
    Map<String, List<String>> headings = new LinkedHashMap<>();
    for (Article.Heading heading : article.headings()) {
      Optional<Descriptor> descriptor = tree.find(heading.ui(), heading.name());
      if (descriptor.isPresent()) {
        for (MeshRoot root : descriptor.get().roots()) {
          headings
              .computeIfAbsent(String.valueOf(root.letter()), letter -> new ArrayList<>())
              .add(descriptor.get().heading());
        }
      }
    }
    return headings;
  }

  private static String row(
      String letter, String title, String bar, String number, String mark, String headings) {
    return String.format(
            Locale.ROOT,
            "  %-1s  %-30s  %-15s %5s  %-5s  %s",
            letter,
            title,
            bar,
            number,
            mark,
            headings)
        .stripTrailing();
  }

  private static String bar(double probability) {
    int full = (int) Math.round(probability * BAR);
    return "#".repeat(full) + ".".repeat(BAR - full);
  }

  /** Joins as many names as fit and counts the others; names have commas in them. */
  private static String joined(List<String> names) {
    String line = "";
    for (int i = 0; i < names.size(); i++) {
      String longer = (line.isEmpty() ? "" : line + "; ") + names.get(i);
      int left = names.size() - i - 1;
      String more = left == 0 ? "" : " +" + left;
      if (longer.length() + more.length() > HEADINGS) {
        String others = " +" + (names.size() - i);
        return line.isEmpty() ? clip(names.get(0), HEADINGS - more.length()) + more : line + others;
      }
      line = longer;
    }
    return line;
  }

  private static String clip(String text, int limit) {
    return text.length() <= limit ? text : text.substring(0, limit - 3).stripTrailing() + "...";
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
