package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Which files of a model directory are published, and whether they are a model.
 *
 * <p>Thread-safe; has no state.
 */
final class ModelFolder {
  private static final int MAX_CONFIG_BYTES = 16 << 20;

  /** More files than this are not a model but a directory named by mistake. */
  private static final int MAX_FILES = 10_000;

  private static final String CONFIG = "config.json";

  private static final String REMEDY =
      "Name the directory of a model, and save it again if it is not complete.";

  /** What editors, browsers, Python and this library call a file that is not finished. */
  private static final List<String> TEMPORARY_ENDINGS =
      List.of(
          "~", ".tmp", ".temp", ".part", ".partial", ".incomplete", ".lock", ".swp", ".crdownload");

  private ModelFolder() {}

  /**
   * Lists the files to publish, in the order of their names.
   *
   * @throws HubException if the directory is not a complete model
   */
  static List<UploadFile> files(Path directory) throws HubException {
    requireModel(directory);
    List<UploadFile> files = new ArrayList<>();
    try (Stream<Path> paths = Files.list(directory)) {
      for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
        String name = String.valueOf(path.getFileName());
        if (isPublished(name) && Files.isRegularFile(path)) {
          files.add(UploadFile.of(requirePlain(name, path), path));
        }
        if (files.size() > MAX_FILES) {
          throw HubException.of(Kind.UNSUPPORTED, directory, "the directory has too many files")
              .expected("at most " + MAX_FILES)
              .remedy("Name the directory of one model.")
              .build();
        }
      }
    } catch (HubException e) {
      throw e;
    } catch (IOException | UncheckedIOException e) {
      throw UploadErrors.unreadable(directory, e);
    }
    return List.copyOf(files);
  }

  /** Tells whether a model cannot be loaded without the file. */
  static boolean isEssential(String name) {
    return name.equals(CONFIG) || name.endsWith(".safetensors") || name.startsWith("pytorch_model");
  }

  private static boolean isPublished(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && !lower.contains(".tmp-")
        && TEMPORARY_ENDINGS.stream().noneMatch(lower::endsWith);
  }

  private static String requirePlain(String name, Path path) throws HubException {
    if (!ModelFiles.isPlainName(name)) {
      throw HubException.of(Kind.UNSUPPORTED, path, "a file has a name no model can use")
          .expected("at most 255 characters without colon, backslash and control characters")
          .found(HubException.shortened(name))
          .remedy("Rename it.")
          .build();
    }
    return name;
  }

  /**
   * Opens the weights to check that they are complete: if they are cut off or lack a shard, that
   * fails.
   */
  private static void requireModel(Path directory) throws HubException {
    try {
      ModelFiles files = ModelFiles.directory(directory);
      if (!files.exists(CONFIG)) {
        throw incomplete(directory, "the directory has no " + CONFIG, CONFIG + " and weights");
      }
      byte[] config = files.readAll(CONFIG, MAX_CONFIG_BYTES);
      JsonText.object(config, CONFIG, files.location(CONFIG));
      Checkpoint.open(files).close();
    } catch (ModelLoadException e) {
      throw HubException.of(Kind.UNSUPPORTED, e.file(), "the model is not complete")
          .expected(e.expected().orElse("files that can be loaded"))
          .found(e.problem())
          .remedy(REMEDY)
          .cause(e)
          .build();
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      throw UploadErrors.unreadable(directory, e);
    }
  }

  private static HubException incomplete(Path directory, String problem, String expected) {
    return HubException.of(Kind.UNSUPPORTED, directory, problem)
        .expected(expected)
        .remedy(REMEDY)
        .build();
  }
}
