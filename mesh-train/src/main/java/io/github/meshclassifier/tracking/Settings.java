package io.github.meshclassifier.tracking;

import io.github.meshclassifier.run.TrainingEvent;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What runs are compared by: the trainer's settings, the base model and the articles. */
final class Settings {
  static final String BASE_MODEL = "base_model";
  static final String TRAINING_ARTICLES = "training_articles";
  static final String VALIDATION_ARTICLES = "validation_articles";

  private Settings() {}

  static SortedMap<String, String> of(TrainingEvent.Started started) {
    return of(
        started.settings(),
        started.baseModel(),
        started.training().count(),
        started.validation().count());
  }

  static SortedMap<String, String> of(
      SortedMap<String, String> trainer, String baseModel, long training, long validation) {
    SortedMap<String, String> settings = new TreeMap<>(trainer);
    settings.put(BASE_MODEL, baseModel);
    settings.put(TRAINING_ARTICLES, Long.toString(training));
    settings.put(VALIDATION_ARTICLES, Long.toString(validation));
    return Collections.unmodifiableSortedMap(settings);
  }
}
