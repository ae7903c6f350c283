package io.github.meshclassifier.infer;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.github.meshclassifier.calibration.DecisionRule;
import io.github.meshclassifier.internal.engine.Devices;
import io.github.meshclassifier.internal.engine.Transformer;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.tokenizer.TextAssembly;
import io.github.meshclassifier.internal.tokenizer.TextEncoder;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.label.LabelScheme;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ModelLoadException;
import io.github.meshclassifier.model.Precision;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a model, checked to belong together. The thresholds are those that decide unless a
 * call names a profile of the rule.
 *
 * @param textModel computes; its user closes it
 * @param maxTokens the most tokens of a sequence
 */
record LoadedModel(
    TextModel textModel,
    TextAssembly assembly,
    Outputs outputs,
    Thresholds thresholds,
    int maxTokens,
    Precision precision,
    ModelIdentity identity) {
  /** The most tokens that are read if no file of the model names a limit. */
  private static final int DEFAULT_MAX_TOKENS = 512;

  /**
   * Loads a model.
   *
   * @throws ModelLoadException if a part is missing or damaged, or two parts disagree
   * @throws IllegalArgumentException if an option does not fit the model
   */
  static LoadedModel open(ModelSource source, ModelFiles files, LoadOptions options)
      throws ModelLoadException {
    BackboneConfig config = Families.read(files);
    requireMultiLabel(files, config, options.independentLabels());
    Optional<ModelManifest> manifest = ModelManifest.read(files);
    if (manifest.isPresent()) {
      String location = files.location(BackboneConfig.FILE_NAME);
      manifest.get().requireSameArchitecture(config, location);
    }
    LabelScheme scheme = scheme(files, config, manifest);
    DecisionRule rule =
        manifest.isPresent() ? manifest.get().rule() : DecisionRule.half(scheme.size());
    Thresholds thresholds = thresholds(files, options, manifest, rule);
    int limit = limit(files, config, manifest, options.maxTokens());
    TextAssembly assembly =
        manifest.map(m -> new TextAssembly(m.titleSeparator())).orElse(TextAssembly.DEFAULT);
    TextEncoder encoder = TextEncoder.open(files, config.tokens(), limit);
    try {
      ModelDigest digest = ModelDigest.start(files);
      Transformer backbone;
      try {
        backbone =
            backbone(
                files, config, scheme.size(), Devices.of(options.device()), options.precision());
      } finally {
        digest.join();
      }
      return new LoadedModel(
          new NativeTextModel(new DocumentEncoder(encoder, options.overflow(), limit), backbone),
          assembly,
          new Outputs(scheme, rule),
          thresholds,
          limit,
          backbone.precision(),
          identity(source, files, manifest, digest, backbone));
    } catch (Throwable failure) {
      encoder.close();
      throw failure;
    }
  }

  private static ModelIdentity identity(
      ModelSource source,
      ModelFiles files,
      Optional<ModelManifest> manifest,
      ModelDigest digest,
      Transformer backbone)
      throws ModelLoadException {
    try {
      return source.identity(files, manifest, digest.get(files));
    } catch (Throwable failure) {
      backbone.close();
      throw failure;
    }
  }

  private static Transformer backbone(
      ModelFiles files, BackboneConfig config, int labels, Device device, Precision precision)
      throws ModelLoadException {
    Transformer backbone = null;
    try (Checkpoint checkpoint = Checkpoint.open(files)) {
      backbone = Transformer.load(checkpoint, config, labels, device, precision);
    } catch (ModelLoadException e) {
      throw e;
    } catch (IOException e) {
      if (backbone != null) {
        backbone.close();
      }
      throw ModelLoadException.in(files.location(), "the weights cannot be closed: " + e)
          .cause(e)
          .build();
    } catch (EngineException e) {
      throw ModelLoadException.in(
              files.location(),
              "the native engine cannot hold the model: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""))
          .remedy("If memory ran out, give the process more of it outside the Java heap.")
          .cause(e)
          .build();
    }
    return backbone;
  }

  /**
   * A head trained for one label at a time would give scores that mean something else. The caller
   * may decide what the file leaves open, but not contradict the file.
   */
  private static void requireMultiLabel(
      ModelFiles files, BackboneConfig config, boolean independentLabels)
      throws ModelLoadException {
    String type = config.problemType();
    // transformers treats the empty text as missing.
    String found = type == null || type.isEmpty() ? null : type;
    if (BackboneConfig.MULTI_LABEL.equals(found) || (found == null && independentLabels)) {
      return;
    }
    throw ModelLoadException.in(
            files.location(BackboneConfig.FILE_NAME), "this is not a multi-label classifier")
        .expected("problem_type " + BackboneConfig.MULTI_LABEL)
        .found(found == null ? "no problem_type" : found)
        .remedy(
            found == null
                ? "If its labels are independent of each other, say so with"
                    + " MeshClassifier.Builder.independentLabels(true); otherwise fine-tune it with"
                    + " MeshTrainer."
                : "Fine-tune it with MeshTrainer; if the file is wrong about its own labels, correct"
                    + " problem_type in a copy of the model.")
        .build();
  }

  private static LabelScheme scheme(
      ModelFiles files, BackboneConfig config, Optional<ModelManifest> manifest)
      throws ModelLoadException {
    if (config.labels().stream().anyMatch(String::isBlank)) {
      throw ModelLoadException.in(
              files.location(BackboneConfig.FILE_NAME), "id2label has a blank name")
          .expected("one name for each output")
          .build();
    }
    for (String name : config.labels()) {
      if (!name.equals(Printable.line(name))) {
        throw ModelLoadException.in(
                files.location(BackboneConfig.FILE_NAME),
                "id2label has a name with invisible characters")
            .expected("no control characters, line separators or marks of format or direction")
            .found(name)
            .remedy("Take them out of the name, in a copy of the model.")
            .build();
      }
    }
    if (manifest.isEmpty()) {
      return withoutManifest(files, config);
    }
    List<String> listed = manifest.get().labels().stream().map(Label::id).toList();
    if (!listed.equals(config.labels())) {
      throw ModelLoadException.in(
              files.location(ModelManifest.FILE_NAME),
              "its labels are not those of " + BackboneConfig.FILE_NAME)
          .expected(config.labels().size() + " labels as in " + BackboneConfig.FILE_NAME)
          .found(difference(config.labels(), listed))
          .remedy("Restore both files of the same model.")
          .build();
    }
    return manifest.get().scheme();
  }

  private static String difference(List<String> expected, List<String> listed) {
    for (int i = 0; i < Math.min(expected.size(), listed.size()); i++) {
      if (!expected.get(i).equals(listed.get(i))) {
        return "label " + i + " is " + listed.get(i);
      }
    }
    return listed.size() + " labels";
  }

  private static LabelScheme withoutManifest(ModelFiles files, BackboneConfig config)
      throws ModelLoadException {
    try {
      return ModelManifest.schemeOf(config.labels().stream().map(LoadedModel::label).toList());
    } catch (IllegalArgumentException e) {
      throw invalid(files, BackboneConfig.FILE_NAME, e);
    }
  }

  /** A name that is the letter of a root gets the root's title. */
  private static Label label(String id) {
    Optional<MeshRoot> root = id.length() == 1 ? MeshRoot.ofLetter(id.charAt(0)) : Optional.empty();
    return new Label(id, root.map(MeshRoot::title).orElse(id));
  }

  private static Thresholds thresholds(
      ModelFiles files, LoadOptions options, Optional<ModelManifest> manifest, DecisionRule rule)
      throws ModelLoadException {
    if (options.thresholds() != null) {
      options.thresholds().checkFits(rule.labelCount());
      return options.thresholds();
    }
    if (options.profile() != null) {
      return rule.thresholds(options.profile());
    }
    return manifest.isPresent() ? listed(files, manifest.get()) : rule.thresholds();
  }

  private static Thresholds listed(ModelFiles files, ModelManifest manifest)
      throws ModelLoadException {
    try {
      return manifest.decisive();
    } catch (IllegalArgumentException e) {
      throw invalid(files, ModelManifest.FILE_NAME, e);
    }
  }

  private static ModelLoadException invalid(
      ModelFiles files, String name, IllegalArgumentException cause) {
    return ModelLoadException.in(files.location(name), String.valueOf(cause.getMessage()))
        .cause(cause)
        .build();
  }

  /**
   * Returns how many tokens are read: what the caller chose, else what the manifest says, else
   * tokenizer_config.json, else 512; the last two at most as many as the model has positions.
   */
  private static int limit(
      ModelFiles files,
      BackboneConfig config,
      Optional<ModelManifest> manifest,
      @Nullable Integer chosen)
      throws ModelLoadException {
    if (chosen != null) {
      if (chosen > config.maxTokens()) {
        throw new IllegalArgumentException(
            "maxTokens must be at most " + config.maxTokens() + " (model limit), was " + chosen);
      }
      return chosen;
    }
    if (manifest.isEmpty()) {
      return Math.min(
          TextEncoder.modelMaxLength(files).orElse(DEFAULT_MAX_TOKENS), config.maxTokens());
    }
    int listed = manifest.get().maxTokens();
    if (listed > config.maxTokens()) {
      throw ModelLoadException.in(
              files.location(ModelManifest.FILE_NAME), "max_tokens exceeds what the model reads")
          .expected("at most " + config.maxTokens() + " by config.json")
          .found(listed)
          .build();
    }
    return listed;
  }
}
