package io.github.meshclassifier.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the code in README files and public Javadoc, and the regions of code that it must equal.
 */
final class Documentation {
  private static final Pattern REGION =
      Pattern.compile("// tag::([a-z-]+)\\n(.*?)\\n *// end::\\1\\n", Pattern.DOTALL);
  private static final Pattern FENCED =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern JAVADOC =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* }</pre>", Pattern.DOTALL);

  private Documentation() {}

  /** A piece of code in a document; its code has every run of white space as one space. */
  record Block(String place, String code) {
    /** For the names of parameterized tests. */
    @Override
    public String toString() {
      return place;
    }
  }

  /** Returns the directory of the whole project, from which tests run one level below. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("mvnw"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  static String readme() throws IOException {
    return Files.readString(root().resolve("README.md"));
  }

  /** Returns the code of every region between {@code tag::name} and {@code end::name}. */
  static Map<String, String> regions() throws IOException {
    Map<String, String> regions = new LinkedHashMap<>();
    for (Path file : files(root().resolve("examples/src"), ".java")) {
      Matcher region = REGION.matcher(Files.readString(file));
      while (region.find()) {
        String before = regions.put(region.group(1), normalized(region.group(2)));
        if (before != null) {
          throw new IllegalStateException("two regions are called " + region.group(1));
        }
      }
    }
    return regions;
  }

  /** Returns the blocks of a language in all README files of the project. */
  static List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path file : readmes()) {
      String text = Files.readString(file);
      Matcher block = FENCED.matcher(text);
      while (block.find()) {
        if (block.group(1).equals(language)) {
          blocks.add(new Block(place(file, text, block.start()), normalized(block.group(2))));
        }
      }
    }
    return blocks;
  }

  /** Returns the code in the Javadoc of the public packages. */
  static List<Block> javadocBlocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (String module : List.of("mesh-core", "mesh-infer", "mesh-train")) {
      for (Path file : files(root().resolve(module).resolve("src/main/java"), ".java")) {
        String text = Files.readString(file);
        Matcher block = JAVADOC.matcher(text);
        while (block.find() && !text.contains("package io.github.meshclassifier.internal")) {
          String code = block.group(1).replaceAll("(?m)^ *\\* ?", "");
          blocks.add(new Block(place(file, text, block.start()), normalized(code)));
        }
      }
    }
    return blocks;
  }

  /** Returns the README files that users read: the root's and those of the modules. */
  static List<Path> readmes() {
    try (Stream<Path> modules = Files.list(root())) {
      return Stream.concat(Stream.of(root()), modules)
          .map(directory -> directory.resolve("README.md"))
          .filter(Files::exists)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static String place(Path file, String text, int offset) {
    long line = text.substring(0, offset).lines().count() + 1;
    return root().relativize(file) + ":" + line;
  }

  /** Lines are wrapped by a formatter in one place and not in the other. */
  private static String normalized(String code) {
    return code.replace("// ...", "...").replaceAll("\\s+", " ").strip();
  }
}
