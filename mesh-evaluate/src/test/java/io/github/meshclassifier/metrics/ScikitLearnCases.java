package io.github.meshclassifier.metrics;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What scikit-learn computes on given labels and scores; the resource's README says how. */
record ScikitLearnCases(String sklearn, List<Case> cases) {

  private static final String RESOURCE = "scikit-learn/expected.json";

  static ScikitLearnCases load() throws IOException {
    try (InputStream in =
            Objects.requireNonNull(ScikitLearnCases.class.getResourceAsStream(RESOURCE), RESOURCE);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, ScikitLearnCases.class);
    }
  }

  record Case(
      String name,
      List<String> labels,
      @SerializedName("y_true") List<List<Integer>> expected,
      @SerializedName("y_score") List<List<Float>> scores,
      double threshold,
      Average micro,
      Average macro,
      Average weighted,
      Average samples,
      @SerializedName("per_label") List<PerLabel> perLabel,
      @SerializedName("subset_accuracy") double subsetAccuracy,
      @SerializedName("hamming_loss") double hammingLoss,
      @SerializedName("jaccard_samples") double samplesJaccard,
      double lrap,
      @SerializedName("coverage_error") double coverageError,
      @SerializedName("ranking_loss") double rankingLoss,
      Map<String, Double> auroc,
      @SerializedName("average_precision") Map<String, Double> averagePrecision,
      String report) {

    Evaluation evaluate() {
      return articles().evaluate(Thresholds.uniform(threshold));
    }

    ScoredArticles articles() {
      ScoredArticles.Builder builder = ScoredArticles.builder(labels);
      for (int article = 0; article < expected.size(); article++) {
        boolean[] row = new boolean[labels.size()];
        float[] scoreRow = new float[labels.size()];
        for (int label = 0; label < row.length; label++) {
          row[label] = expected.get(article).get(label) == 1;
          scoreRow[label] = scores.get(article).get(label);
        }
        builder.add(row, scoreRow);
      }
      return builder.build();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  record Average(double precision, double recall, double f1) {}

  record PerLabel(String label, double precision, double recall, double f1, long support) {}
}
