package io.github.meshclassifier.train;

import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.calibration.ThresholdProfile;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.metrics.Evaluation;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model card is to say of a saved model beyond what the model knows itself. The card is the
 * {@code README.md} that the Hugging Face Hub shows, with its metadata.
 *
 * <p>{@link MeshTrainer} writes a card with every model it saves, with the validation figures and
 * all settings. What it cannot know is added here, kept in the model's {@code mesh-classifier.json}
 * and part of every card written later:
 *
 * <pre>{@code
 * ModelCard card =
 *     ModelCard.builder()
 *         .license("apache-2.0")
 *         .dataset("owner/articles")
 *         .test(evaluation)
 *         .build();
 * card.write(Path.of("my-model"));
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source of the metadata: <a
 * href="https://huggingface.co/docs/hub/model-cards">the Hub's page on model cards</a>.
 */
public final class ModelCard {
  /** The name of the file. */
  public static final String FILE_NAME = "README.md";

  private static final int MAX_NAME = 200;
  private static final Pattern LICENSE = Pattern.compile("[a-z0-9][a-z0-9.+-]{0,63}");
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

  private final @Nullable String name;
  private final @Nullable String license;
  private final List<String> languages;
  private final List<String> datasets;
  private final @Nullable String baseModel;
  private final @Nullable Evaluation test;

  private ModelCard(Builder builder) {
    this.name = builder.name;
    this.license = builder.license;
    this.languages = builder.languages.stream().distinct().toList();
    this.datasets = builder.datasets.stream().distinct().toList();
    this.baseModel = builder.baseModel;
    this.test = builder.test;
  }

  /**
   * Starts a card that says what the model knows itself, and no more.
   *
   * @return a builder without additions
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Writes the card over the one that is there, and what was added into {@code
   * mesh-classifier.json}, whose other content stays. Each file is replaced as a whole.
   *
   * @param directory a directory that {@link MeshTrainer} wrote
   * @return the file of the card
   * @throws ModelLoadException if the directory is not one that {@link MeshTrainer} wrote, or a
   *     file of it is damaged; nothing is written then
   * @throws IllegalArgumentException if the test evaluation is of other labels than the model's, or
   *     of the same in another order; nothing is written then
   * @throws IOException if a file cannot be written
   */
  public Path write(Path directory) throws IOException {
    ModelFiles files = ModelFiles.directory(directory);
    ModelManifest manifest = ModelManifest.require(files);
    Provenance before = ProvenanceJson.read(manifest, files.location(ModelManifest.FILE_NAME));
    Provenance provenance = completed(before, manifest);
    String card = CardFacts.of(provenance, manifest, Families.read(files)).toMarkdown();
    ModelManifest completed =
        manifest.withProvenance(ProvenanceJson.over(manifest.provenance(), before, provenance));
    completed.replace(directory);
    Path file = directory.resolve(FILE_NAME);
    ModelDirectoryWriter.replaceFile(file, card);
    return file;
  }

  private Provenance completed(Provenance before, ModelManifest manifest) {
    Provenance.Card card = before.card();
    Provenance completed =
        before.withCard(
            new Provenance.Card(
                name != null ? name : card.name(),
                license != null ? license : card.license(),
                languages.isEmpty() ? card.languages() : languages,
                datasets.isEmpty() ? card.datasets() : datasets));
    if (baseModel != null) {
      completed = completed.withBase(before.base().withHubId(baseModel));
    }
    if (test != null) {
      completed = completed.withResults(before.results().withTest(figures(test, manifest)));
    }
    return completed;
  }

  private static Figures figures(Evaluation test, ModelManifest manifest) {
    List<String> ids = manifest.labels().stream().map(Label::id).toList();
    if (!test.labels().equals(ids)) {
      throw new IllegalArgumentException(
          "the test evaluation must be of the model's labels, expected "
              + ids
              + ", was "
              + test.labels());
    }
    return Figures.of(test, profile(manifest.rule(), test), false);
  }

  /** The profile whose thresholds decided, the default one first; null if it was none. */
  private static @Nullable String profile(DecisionRule rule, Evaluation evaluation) {
    List<ThresholdProfile> profiles = new ArrayList<>(List.of(rule.defaultProfile()));
    profiles.addAll(rule.profiles().available());
    int labels = rule.labelCount();
    List<Double> decided = evaluation.thresholds().toList(labels);
    for (ThresholdProfile profile : profiles) {
      if (rule.thresholds(profile).toList(labels).equals(decided)) {
        return profile.id();
      }
    }
    return null;
  }

  /** Collects what a card says in addition. Each is checked when it is set. Not thread-safe. */
  public static final class Builder {
    private final List<String> languages = new ArrayList<>();
    private final List<String> datasets = new ArrayList<>();
    private @Nullable String name;
    private @Nullable String license;
    private @Nullable String baseModel;
    private @Nullable Evaluation test;

    private Builder() {}

    /**
     * Sets what the model is called. Default: the name of the directory it was saved in.
     *
     * @param value one to 200 characters, not all of them white space
     * @return this builder
     * @throws IllegalArgumentException if it is blank or longer
     * @throws IllegalStateException if it was set before
     */
    public Builder name(String value) {
      check(
          !value.isBlank() && value.length() <= MAX_NAME, "name must have 1 to 200 characters", "");
      name = once("name", name, value);
      return this;
    }

    /**
     * Sets the licence of the model. Default: none is named.
     *
     * @param identifier as in the Hub's <a
     *     href="https://huggingface.co/docs/hub/repositories-licenses">list of licences</a>, such
     *     as {@code apache-2.0}
     * @return this builder
     * @throws IllegalArgumentException if it cannot be such an identifier
     * @throws IllegalStateException if it was set before
     */
    public Builder license(String identifier) {
      check(
          LICENSE.matcher(identifier).matches(),
          "license must be one of the Hub's identifiers, such as apache-2.0",
          identifier);
      license = once("license", license, identifier);
      return this;
    }

    /**
     * Adds a language of the articles. Default, if there is none: English.
     *
     * @param code an ISO 639 code of two or three letters, such as {@code en}
     * @return this builder
     * @throws IllegalArgumentException if it is no such code
     */
    public Builder language(String code) {
      check(LANGUAGE.matcher(code).matches(), "language must be two or three letters", code);
      languages.add(code);
      return this;
    }

    /**
     * Adds a data set that the articles come from. Default: none is named. The results of the card
     * name it too if it is the only one.
     *
     * @param hubId its id on the Hub, such as {@code owner/articles}
     * @return this builder
     * @throws IllegalArgumentException if it cannot be such an id
     */
    public Builder dataset(String hubId) {
      datasets.add(id("dataset", hubId));
      return this;
    }

    /**
     * Names the base model. Default: what the model knows itself, if its base model came from the
     * Hub's cache.
     *
     * @param hubId its id on the Hub, such as {@code dmis-lab/biobert-base-cased-v1.2}
     * @return this builder
     * @throws IllegalArgumentException if it cannot be such an id
     * @throws IllegalStateException if it was set before
     */
    public Builder baseModel(String hubId) {
      baseModel = once("baseModel", baseModel, id("baseModel", hubId));
      return this;
    }

    /**
     * Adds the result on articles that had no part in training or in the choice of the epoch.
     *
     * @param evaluation what {@link io.github.meshclassifier.infer.MeshClassifier#evaluate} found
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder test(Evaluation evaluation) {
      test = once("test", test, evaluation);
      return this;
    }

    /**
     * Makes the card; files are first read by {@link ModelCard#write}.
     *
     * @return a card with these additions
     */
    public ModelCard build() {
      return new ModelCard(this);
    }

    private static String id(String option, String hubId) {
      check(HubOrigin.isId(hubId), option + " must be an id on the Hub, such as owner/name", hubId);
      return hubId;
    }

    private static void check(boolean holds, String rule, String found) {
      if (!holds) {
        throw new IllegalArgumentException(rule + ", was " + Printable.quote(found));
      }
    }

    private static <T> T once(String option, @Nullable T before, T value) {
      if (before != null) {
        throw new IllegalStateException(option + " was already set");
      }
      return Objects.requireNonNull(value, option);
    }
  }
}
