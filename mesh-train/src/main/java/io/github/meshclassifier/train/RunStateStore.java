package io.github.meshclassifier.train;

import io.github.meshclassifier.internal.files.ModelDirectoryWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run on disk.
 *
 * <p>{@code step-00000120} is the state after step 120, {@code step-00000120-epoch-002} the one
 * after the validation of the epoch that the step ends, {@code finished} the record of a run that
 * is over. Each is complete or not there; {@link Checksums} tell whether it still is what was
 * written. Not thread-safe; one process at a time.
 */
final class RunStateStore {
  private static final Logger LOG = LoggerFactory.getLogger(RunStateStore.class);
  private static final String FINISHED = "finished";
  private static final Pattern STATE = Pattern.compile("step-(\\d{8,18})(-epoch-\\d{3,})?");
  private static final Pattern LEFTOVER = Pattern.compile("\\.(.+)\\.tmp-[0-9a-f]{16}");

  private final Path directory;
  private final int kept;
  private final FileWriter files;

  RunStateStore(Path directory, int kept) {
    this(directory, kept, (file, bytes) -> Files.write(file, bytes, StandardOpenOption.CREATE_NEW));
  }

  RunStateStore(Path directory, int kept, FileWriter files) {
    this.directory = directory;
    this.kept = kept;
    this.files = files;
  }

  /** Writes the files of a checkpoint, through the writer where they are small. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path directory, FileWriter files) throws IOException;
  }

  /**
   * Requires that no run has been here.
   *
   * @throws FileAlreadyExistsException if there is a checkpoint or the record of a run
   */
  void requireUnused() throws IOException {
    if (Files.exists(directory.resolve(FINISHED)) || !states().isEmpty()) {
      throw new FileAlreadyExistsException(
          directory.toString(),
          null,
          "the checkpoint directory is that of an earlier run, expected none; resume() goes on with"
              + " it, or remove the directory to start again");
    }
  }

  /** Where a checkpoint would be. */
  Path place(long step, int validatedEpoch) {
    String name = String.format(Locale.ROOT, "step-%08d", step);
    return directory.resolve(
        validatedEpoch == 0
            ? name
            : String.format(Locale.ROOT, "%s-epoch-%03d", name, validatedEpoch));
  }

  /**
   * Writes a checkpoint, then deletes those that are older than the newest few.
   *
   * @param place from {@link #place}
   * @throws IOException if it cannot be written; those before are then still there
   */
  void save(Path place, Content content) throws IOException {
    write(place, content);
    List<Path> states = states();
    delete(states.subList(0, Math.max(0, states.size() - kept)));
  }

  /**
   * Writes the record of a run that is over, then deletes its checkpoints.
   *
   * @throws IOException if it cannot be written; the checkpoints are then still there
   */
  void finish(Content content) throws IOException {
    write(directory.resolve(FINISHED), content);
    delete(states());
  }

  private static void delete(List<Path> states) {
    for (Path state : states) {
      try {
        ModelDirectoryWriter.delete(state);
      } catch (IOException e) {
        LOG.warn("The checkpoint {} cannot be deleted", state, e);
      }
    }
  }

  private void write(Path place, Content content) throws IOException {
    Files.createDirectories(directory);
    if (Files.exists(place)) {
      // Of this very moment of the run, but damaged, or the run would have gone on from there.
      ModelDirectoryWriter.delete(place);
    }
    ModelDirectoryWriter.write(
        place,
        fresh -> {
          content.writeTo(fresh, files);
          files.write(
              fresh.resolve(Checksums.FILE_NAME),
              Checksums.of(fresh).getBytes(StandardCharsets.UTF_8));
        });
  }

  /** Clears away what a killed process left. */
  void clean() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> entries;
    try (Stream<Path> paths = Files.list(directory)) {
      entries = paths.toList();
    }
    for (Path entry : entries) {
      Matcher leftover = LEFTOVER.matcher(entry.getFileName().toString());
      if (leftover.matches()) {
        ModelDirectoryWriter.recover(directory.resolve(leftover.group(1)));
      }
    }
  }

  /**
   * Finds the record of the run, if it is over.
   *
   * @throws IOException if it is damaged
   */
  Optional<Path> finished() throws IOException {
    Path record = directory.resolve(FINISHED);
    if (!Files.exists(record)) {
      return Optional.empty();
    }
    String problem = Checksums.problem(record);
    if (problem != null) {
      throw new IOException(
          record
              + ": the record of the finished run is damaged: "
              + problem
              + ". The model is in the output directory; to train again, remove both directories");
    }
    return Optional.of(record);
  }

  /**
   * Finds the newest checkpoint that is as it was written, and deletes damaged ones that are newer.
   *
   * @return its directory, empty if there is no checkpoint at all
   * @throws IOException if there are checkpoints, but all are damaged
   */
  Optional<Path> newest() throws IOException {
    List<Path> states = states();
    StringBuilder problems = new StringBuilder();
    for (int i = states.size() - 1; i >= 0; i--) {
      Path state = states.get(i);
      String problem = Checksums.problem(state);
      if (problem == null) {
        for (Path damaged : states.subList(i + 1, states.size())) {
          ModelDirectoryWriter.delete(damaged);
        }
        return Optional.of(state);
      }
      LOG.warn("The checkpoint {} is damaged ({}), the one before it is used", state, problem);
      problems.append(problems.isEmpty() ? "" : "; ").append(state.getFileName()).append(": ");
      problems.append(problem);
    }
    if (!states.isEmpty()) {
      throw new IOException(
          directory
              + ": every checkpoint is damaged ("
              + problems
              + "). To start again, remove the directory");
    }
    return Optional.empty();
  }

  /** The states, the oldest first. */
  private List<Path> states() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(path -> STATE.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(RunStateStore::step).thenComparing(path -> path))
          .toList();
    }
  }

  private static long step(Path state) {
    Matcher name = STATE.matcher(state.getFileName().toString());
    return name.matches() ? Long.parseLong(name.group(1)) : 0;
  }
}
