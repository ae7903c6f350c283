package io.github.meshclassifier.report;

import io.github.meshclassifier.calibration.Reliability;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.metrics.Resampling;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a report was given and shows as it is. */
record ReportContext(
    String title,
    String model,
    Optional<String> data,
    Map<String, String> labelTitles,
    Optional<ThresholdProfile> thresholdProfile,
    Optional<Integer> meshYear,
    Resampling resampling,
    List<EvaluationReport.EpochFigures> history,
    Optional<Reliability> reliability,
    Optional<ThresholdTuning> thresholdTuning) {

  /** Returns the id of a label, and its title if there is another. */
  String labelName(String id) {
    String title = labelTitles.getOrDefault(id, id);
    return title.equals(id) ? id : id + " " + title;
  }

  /** Returns the level of the intervals, such as {@code 95%}. */
  String level() {
    return Figures.percent(resampling.level());
  }
}
