package io.github.meshclassifier.train;

import com.google.gson.annotations.SerializedName;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.LabelCoupling;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from, as its manifest tells it. Parts may be unknown: manifests differ in
 * what was known. {@link ProvenanceJson} writes and reads it. Immutable and thread-safe.
 *
 * @param data what was learned from and validated on
 * @param settings every setting of the run as {@link TrainingSettings#byName} has them; empty if
 *     not known
 * @param versions what the run ran on, by name; empty if not known
 * @param card what only model cards say
 * @param end how the run ended; null while it goes on
 */
record Provenance(
    Base base,
    Data data,
    Map<String, Object> settings,
    Map<String, String> versions,
    Card card,
    Results results,
    @Nullable End end) {

  static final Provenance UNKNOWN =
      new Provenance(
          new Base(null, null, null, null),
          new Data(null, null),
          Map.of(),
          Map.of(),
          new Card(null, null, null, List.of(), List.of()),
          Results.NONE,
          null);

  Provenance {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /**
   * The model that training started from.
   *
   * @param hubId its id on the Hub
   * @param revision its commit on the Hub
   * @param sha256 the digest of its weights, if they are one file
   */
  record Base(
      @Nullable String name,
      @Nullable String hubId,
      @Nullable String revision,
      @Nullable String sha256) {
    /** The same model under an id on the Hub; a commit of another repository would be wrong. */
    Base withHubId(String id) {
      return new Base(name, id, id.equals(hubId) ? revision : null, sha256);
    }
  }

  record Data(@Nullable Articles training, @Nullable Articles validation) {}

  /**
   * A set of articles.
   *
   * @param sha256 the digest of everything that a model could learn from them
   * @param tokensSha256 the digest of token ids and targets, which depend on the vocabulary and the
   *     tokenizer too
   */
  record Articles(
      @SerializedName("articles") long count,
      @Nullable String sha256,
      @Nullable String tokensSha256) {}

  /**
   * What only model cards say.
   *
   * @param name what the model is called
   * @param version which of the models of that name it is
   * @param license the Hub's identifier of the licence
   * @param languages ISO 639 codes
   * @param datasets ids of data sets on the Hub
   */
  record Card(
      @Nullable String name,
      @Nullable String version,
      @Nullable String license,
      List<String> languages,
      List<String> datasets) {
    Card {
      languages = List.copyOf(languages);
      datasets = List.copyOf(datasets);
    }
  }

  /**
   * What was reached.
   *
   * @param epochs what each epoch reached up to the saved one, before calibration and at 0.5
   * @param validation the figures of the saved model on the validation articles
   * @param test the figures on articles that had no part in training
   * @param coupled the coupling of labels that is folded into the head
   * @param folded the calibration that is folded into the head after that
   */
  record Results(
      List<Epoch> epochs,
      @Nullable Figures validation,
      @Nullable Figures test,
      @Nullable LabelCoupling coupled,
      @Nullable Calibration folded) {
    static final Results NONE = new Results(List.of(), null, null, null, null);

    Results {
      epochs = List.copyOf(epochs);
    }

    Results withTest(Figures other) {
      return new Results(epochs, validation, other, coupled, folded);
    }
  }

  /**
   * What an epoch reached, before calibration and at 0.5; NaN where it is not known.
   *
   * @param seconds the time it took; -1 if not known
   */
  record Epoch(
      int number,
      double trainingLoss,
      double validationLoss,
      double microF1,
      double macroF1,
      double subsetAccuracy,
      long seconds) {}

  /** How a run ended, after so many epochs and steps. */
  record End(StopReason reason, int epochs, long steps) {}

  Provenance withBase(Base other) {
    return new Provenance(other, data, settings, versions, card, results, end);
  }

  Provenance withCard(Card other) {
    return new Provenance(base, data, settings, versions, other, results, end);
  }

  Provenance withResults(Results other) {
    return new Provenance(base, data, settings, versions, card, other, end);
  }

  Provenance withEnd(End other) {
    return new Provenance(base, data, settings, versions, card, results, other);
  }

  /** Tells whether the model is that of a run which is over and cannot be resumed. */
  boolean isOver() {
    return end != null && end.reason() != StopReason.DIVERGED;
  }

  /** Every setting as text, in the order of the names. */
  SortedMap<String, String> settingTexts() {
    SortedMap<String, String> texts = new TreeMap<>();
    settings.forEach((name, value) -> texts.put(name, text(value)));
    return texts;
  }

  /** The text of a setting; lists as in JSON. */
  static String text(Object setting) {
    return setting instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))
        : setting.toString();
  }
}
