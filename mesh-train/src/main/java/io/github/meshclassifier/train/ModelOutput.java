package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.label.Label;
import io.github.meshclassifier.run.SavedModel;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The directory that the best model of a run is in. Not thread-safe. */
final class ModelOutput {
  private final Path directory;
  private final Path real;

  /**
   * Names a directory.
   *
   * @param directory as messages and results name it
   * @param real the path of it that is read and written, whatever becomes of links in the other one
   */
  ModelOutput(Path directory, Path real) {
    this.directory = directory;
    this.real = real;
  }

  Path directory() {
    return directory;
  }

  /** Found out at the beginning, not after the first epoch. */
  void requireParent() throws IOException {
    Path parent = real.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new NoSuchFileException(
          directory.toString(),
          null,
          "the output directory's parent is not a directory; create it");
    }
    if (!Files.isWritable(parent)) {
      throw new AccessDeniedException(
          directory.toString(), null, "the output directory's parent cannot be written");
    }
  }

  /**
   * Requires that nothing is there.
   *
   * @throws FileAlreadyExistsException if there is
   */
  void requireFree() throws IOException {
    ModelDirectoryWriter.requireFree(directory);
  }

  /** Clears away what a killed process left beside. */
  void recover() throws IOException {
    ModelDirectoryWriter.recover(real);
  }

  /**
   * Requires that what is there, if anything, is a model of this run.
   *
   * @param begun whether there is a checkpoint of the run or its record
   * @param bestEpoch the epoch whose model has to be there, 0 if none has to
   */
  void requireOwn(RunIdentity run, boolean begun, int bestEpoch) throws IOException {
    Optional<ModelManifest> manifest = Optional.empty();
    if (Files.exists(real.resolve(ModelManifest.FILE_NAME))) {
      manifest = ModelManifest.read(ModelFiles.directory(real));
    }
    if (manifest.isEmpty()) {
      if (bestEpoch > 0) {
        throw new NoSuchFileException(
            directory.toString(),
            null,
            "the model of epoch "
                + bestEpoch
                + " was saved there and is gone; to train again, remove the checkpoints");
      }
      requireFree();
      return;
    }
    List<String> labels = manifest.get().labels().stream().map(Label::id).toList();
    Provenance provenance = ProvenanceJson.read(manifest.get(), directory.toString());
    List<String> differences = run.differences(RunIdentity.of(provenance, labels));
    if (!differences.isEmpty()) {
      throw new FileAlreadyExistsException(
          directory.toString(),
          null,
          "the output directory holds a model of another run ("
              + String.join("; ", differences)
              + "), expected one of this run or none; name another or remove it");
    }
    if (!begun && provenance.isOver()) {
      throw new FileAlreadyExistsException(
          directory.toString(),
          null,
          "the run is over and its model is there, but there is no record of it to return; to train"
              + " again, remove it");
    }
  }

  /**
   * Writes the model as it is now, in place of one before.
   *
   * @param provenance what is said of its origin, results included
   */
  void save(Learner learner, ModelManifest manifest, Provenance provenance, SavedModel model)
      throws IOException {
    ModelManifest complete =
        manifest
            .withRule(model.rule())
            .withProvenance(
                ProvenanceJson.over(manifest.provenance(), Provenance.UNKNOWN, provenance));
    ModelDirectoryWriter.replace(real, fresh -> learner.writeModel(fresh, complete, model));
  }

  /** Writes into the manifest what ended the run, unless there is no model. */
  void recordEnd(Provenance.End end) throws IOException {
    if (!Files.exists(real.resolve(ModelManifest.FILE_NAME))) {
      return;
    }
    ModelManifest manifest = ModelManifest.require(ModelFiles.directory(real));
    Provenance before = ProvenanceJson.read(manifest, directory.toString());
    manifest
        .withProvenance(ProvenanceJson.over(manifest.provenance(), before, before.withEnd(end)))
        .replace(real);
  }
}
