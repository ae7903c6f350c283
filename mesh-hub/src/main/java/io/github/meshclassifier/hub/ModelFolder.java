package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.layout.ModelLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which files of a model directory are published, and whether they are a model. */
final class ModelFolder {
  /** More files than this are not a model but a directory named by mistake. */
  private static final int MAX_FILES = 10_000;

  /** What editors, browsers, Python and this library call a file that is not finished. */
  private static final List<String> TEMPORARY_ENDINGS =
      List.of(
          "~", ".tmp", ".temp", ".part", ".partial", ".incomplete", ".lock", ".swp", ".crdownload");

  private ModelFolder() {}

  /** Lists the files to publish, in the order of their names. */
  static List<UploadFile> files(Path directory) throws HubException {
    CompleteModel.require(directory);
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
    } catch (IOException | UncheckedIOException e) {
      throw UploadErrors.unreadable(directory, e);
    }
    return List.copyOf(files);
  }

  /** Tells whether a model cannot be loaded without the file. */
  static boolean isEssential(String name) {
    return name.equals(ModelLayout.CONFIG)
        || name.endsWith(".safetensors")
        || name.startsWith("pytorch_model");
  }

  private static boolean isPublished(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && !lower.contains(".tmp-")
        && TEMPORARY_ENDINGS.stream().noneMatch(lower::endsWith);
  }

  private static String requirePlain(String name, Path path) throws HubException {
    if (!ModelLayout.isPlainName(name)) {
      throw HubException.of(Kind.UNSUPPORTED, path, "a file has a name no model can use")
          .expected("at most 255 characters without colon, backslash and control characters")
          .found(HubException.shortened(name))
          .remedy("Rename it.")
          .build();
    }
    return name;
  }
}
