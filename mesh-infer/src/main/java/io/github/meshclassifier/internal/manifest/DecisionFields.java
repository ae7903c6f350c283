package io.github.meshclassifier.internal.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.calibration.ThresholdProfiles;
import io.github.meshclassifier.internal.files.JsonFields;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a manifest that say how scores become labels, and headings: {@code label_kind},
 * {@code threshold_profiles}, {@code default_profile} and {@code calibration}. Each may be absent.
 */
final class DecisionFields {
  static final String KIND = "label_kind";
  static final String PROFILES = "threshold_profiles";
  static final String DEFAULT_PROFILE = "default_profile";
  static final String CALIBRATION = "calibration";
  static final Set<String> KEYS = Set.of(KIND, PROFILES, DEFAULT_PROFILE, CALIBRATION);

  private static final String SLOPE = "slope";
  private static final String INTERCEPT = "intercept";

  private DecisionFields() {}

  /**
   * Returns the kind of labels if the file does not name it: roots if each id is the letter of one.
   */
  static LabelScheme.Kind kind(List<Label> labels) {
    boolean roots =
        labels.stream()
            .allMatch(
                label ->
                    label.id().length() == 1
                        && MeshRoot.ofLetter(label.id().charAt(0)).isPresent());
    return roots ? LabelScheme.Kind.ROOTS : LabelScheme.Kind.HEADINGS;
  }

  static LabelScheme.Kind kind(JsonFields fields, List<Label> labels) throws ModelLoadException {
    String name = fields.optionalText(KIND);
    if (name == null) {
      return kind(labels);
    }
    for (LabelScheme.Kind kind : LabelScheme.Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw fields
        .problem(KIND + " is not known to this library")
        .expected("one of " + Arrays.toString(LabelScheme.Kind.values()))
        .found(name)
        .remedy("Update mesh-classifier.")
        .build();
  }

  /**
   * Reads calibration and profiles; throws IllegalArgumentException if a value is out of range, or
   * there are more or fewer than labels.
   */
  static DecisionRule rule(JsonFields fields, int labelCount) throws ModelLoadException {
    String id = fields.text(DEFAULT_PROFILE, ThresholdProfile.HALF.id());
    return new DecisionRule(
        calibration(fields, labelCount), profiles(fields, labelCount), ThresholdProfile.ofId(id));
  }

  private static ThresholdProfiles profiles(JsonFields fields, int labelCount)
      throws ModelLoadException {
    EnumMap<ThresholdProfile, Thresholds> profiles = new EnumMap<>(ThresholdProfile.class);
    JsonObject listed =
        fields.optional(PROFILES) == null ? new JsonObject() : fields.object(PROFILES);
    for (Map.Entry<String, JsonElement> entry : listed.entrySet()) {
      ThresholdProfile profile = ThresholdProfile.ofId(entry.getKey());
      String key = PROFILES + "." + profile.id();
      List<Double> values = fields.reals(key, entry.getValue(), 0, Math.nextDown(1.0));
      requireOneForEach(fields, key, values.size(), labelCount);
      profiles.put(profile, thresholds(values));
    }
    return ThresholdProfiles.of(labelCount, profiles);
  }

  /** The file lists a threshold for each label; if all are equal, they are uniform. */
  static Thresholds thresholds(List<Double> listed) {
    return Collections.frequency(listed, listed.get(0)) == listed.size()
        ? Thresholds.uniform(listed.get(0))
        : Thresholds.of(listed);
  }

  private static Calibration calibration(JsonFields fields, int labelCount)
      throws ModelLoadException {
    if (fields.optional(CALIBRATION) == null) {
      return Calibration.identity(labelCount);
    }
    JsonObject json = fields.object(CALIBRATION);
    if (!json.keySet().equals(Set.of(SLOPE, INTERCEPT))) {
      throw fields.wrong(CALIBRATION, json, "an object with slope and intercept");
    }
    return Calibration.of(
        numbers(fields, json, SLOPE, labelCount), numbers(fields, json, INTERCEPT, labelCount));
  }

  private static List<Double> numbers(
      JsonFields fields, JsonObject json, String name, int labelCount) throws ModelLoadException {
    String key = CALIBRATION + "." + name;
    List<Double> numbers = fields.reals(key, json.get(name), -Double.MAX_VALUE, Double.MAX_VALUE);
    requireOneForEach(fields, key, numbers.size(), labelCount);
    return numbers;
  }

  private static void requireOneForEach(JsonFields fields, String key, int found, int labelCount)
      throws ModelLoadException {
    if (found != labelCount) {
      throw fields
          .problem(key + " must have one number per label")
          .expected(labelCount)
          .found(found)
          .build();
    }
  }

  /** Reads the thresholds that decide by default: listed themselves, or as the default profile. */
  static List<Double> thresholds(JsonFields fields, DecisionRule rule) throws ModelLoadException {
    if (fields.optional(PROFILES) != null) {
      if (fields.optional("thresholds") != null) {
        throw fields
            .problem("thresholds and " + PROFILES + " exclude each other")
            .expected("one of them")
            .found("both")
            .build();
      }
      return rule.thresholds().toList(rule.labelCount());
    }
    return fields.reals("thresholds", fields.optional("thresholds"), 0, 1);
  }

  /** Returns the fields that a manifest needs; none for what a library of version 1 knows. */
  static JsonObject json(ModelManifest manifest) {
    JsonObject json = new JsonObject();
    DecisionRule rule = manifest.rule();
    int labelCount = rule.labelCount();
    if (manifest.scheme().kind() != kind(manifest.labels())) {
      json.addProperty(KIND, manifest.scheme().kind().name());
    }
    if (rule.profiles().available().size() > 1) {
      JsonObject profiles = new JsonObject();
      for (ThresholdProfile profile : rule.profiles().available()) {
        profiles.add(profile.id(), numbers(rule.thresholds(profile).toList(labelCount)));
      }
      json.add(PROFILES, profiles);
      json.addProperty(DEFAULT_PROFILE, rule.defaultProfile().id());
    }
    if (!rule.calibration().isIdentity()) {
      JsonObject calibration = new JsonObject();
      calibration.add(SLOPE, numbers(rule.calibration().slopes()));
      calibration.add(INTERCEPT, numbers(rule.calibration().intercepts()));
      json.add(CALIBRATION, calibration);
    }
    return json;
  }

  static JsonArray numbers(List<Double> values) {
    JsonArray numbers = new JsonArray();
    values.forEach(numbers::add);
    return numbers;
  }
}
