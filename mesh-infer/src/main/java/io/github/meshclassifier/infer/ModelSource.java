package io.github.meshclassifier.infer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.internal.natives.ResourceLoaders;
import io.github.meshclassifier.model.ModelLoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a model comes from: a directory, the Hub, or the class path. Immutable and thread-safe. */
sealed interface ModelSource {
  /**
   * The folder of the class path in which a model is looked for. Jars that bring one, such as
   * mesh-model-mini, do not depend on this library and so repeat it.
   */
  String FOLDER = "META-INF/mesh-classifier/model";

  /**
   * Reads what a caller wrote.
   *
   * @param model {@code hf://owner/name}, {@code hf://owner/name@revision}, or a directory
   */
  static ModelSource of(String model) {
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "model must be a directory, hf://owner/name or hf://owner/name@revision, was blank");
    }
    return model.startsWith(HubModel.SCHEME)
        ? new Hub(HubModel.ofAddress(model))
        : new Directory(Path.of(model), model);
  }

  /**
   * Finds the model's files, downloading them if they are on the Hub and not in the cache.
   *
   * @param downloader makes what reaches the Hub
   */
  ModelFiles files(Supplier<HubDownloader> downloader) throws ModelLoadException;

  /** Says who a model from here is. */
  ModelIdentity identity(ModelFiles files, Optional<ModelManifest> manifest, String sha256);

  /**
   * A directory.
   *
   * @param written the text that named it, which may have meant a model of the Hub; null if it was
   *     a path
   */
  record Directory(Path path, @Nullable String written) implements ModelSource {
    public Directory {
      Objects.requireNonNull(path, "directory");
    }

    @Override
    public ModelFiles files(Supplier<HubDownloader> downloader) throws ModelLoadException {
      if (written != null && !Files.exists(path)) {
        throw ModelLoadException.in(path.toAbsolutePath().toString(), "there is no such directory")
            .expected("the directory of a model, or an address on the Hugging Face Hub")
            .found(written)
            .remedy("Write hf://owner/name or hf://owner/name@revision for a model of the Hub.")
            .build();
      }
      return ModelFiles.directory(path);
    }

    @Override
    public ModelIdentity identity(
        ModelFiles files, Optional<ModelManifest> manifest, String sha256) {
      Path name = path.toAbsolutePath().normalize().getFileName();
      return named(manifest, name == null ? path.toString() : name.toString(), sha256);
    }
  }

  /** A model of the Hub. */
  record Hub(HubModel model) implements ModelSource {
    @Override
    public ModelFiles files(Supplier<HubDownloader> downloader) throws ModelLoadException {
      try {
        return ModelFiles.directory(downloader.get().download(model));
      } catch (HubException e) {
        throw ModelLoadException.in(model.toString(), String.valueOf(e.getMessage()))
            .cause(e)
            .build();
      }
    }

    @Override
    public ModelIdentity identity(
        ModelFiles files, Optional<ModelManifest> manifest, String sha256) {
      // The cache keeps each commit in a directory of its name.
      String commit = String.valueOf(Path.of(files.location()).getFileName());
      return new ModelIdentity(model.id(), commit, sha256);
    }
  }

  /** The model on the class path. */
  record Bundled() implements ModelSource {
    @Override
    public ModelFiles files(Supplier<HubDownloader> downloader) throws ModelLoadException {
      ClassLoader loader =
          ResourceLoaders.having(MeshClassifier.class, FOLDER + "/" + ModelManifest.FILE_NAME);
      ModelFiles files = ModelFiles.resources(loader, FOLDER);
      if (!files.exists(ModelManifest.FILE_NAME)) {
        throw ModelLoadException.in(FOLDER, "there is no model on the class path")
            .remedy(
                "Add the dependency io.github.meshclassifier:mesh-model-mini, or load a model"
                    + " directory with MeshClassifier.load.")
            .build();
      }
      return files;
    }

    @Override
    public ModelIdentity identity(
        ModelFiles files, Optional<ModelManifest> manifest, String sha256) {
      return named(manifest, "bundled", sha256);
    }
  }

  private static ModelIdentity named(
      Optional<ModelManifest> manifest, String otherwise, String sha256) {
    JsonObject card =
        manifest.map(ModelManifest::provenance).map(p -> p.get("model_card")).orElse(null)
                instanceof JsonObject object
            ? object
            : new JsonObject();
    String name = text(card.get("name"));
    return new ModelIdentity(name.isEmpty() ? otherwise : name, text(card.get("version")), sha256);
  }

  private static String text(@Nullable JsonElement value) {
    return Objects.requireNonNullElse(JsonText.text(value), "");
  }
}
