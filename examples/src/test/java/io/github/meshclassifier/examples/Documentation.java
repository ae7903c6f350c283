package io.github.meshclassifier.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the code in Markdown files and public Javadoc, and the regions of code that it must equal.
 */
final class Documentation {
  private static final Pattern REGION =
      Pattern.compile("// tag::([a-z-]+)\\n(.*?)\\n *// end::\\1\\n", Pattern.DOTALL);
  private static final Pattern FENCED =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern JAVADOC =
      Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* }</pre>", Pattern.DOTALL);

  private static final Pattern HEADING = Pattern.compile("^#+ +(.+)$", Pattern.MULTILINE);

  /** The folders, at the root or in a module, of what a build and Git write. */
  private static final Pattern BUILT =
      Pattern.compile("^([^/\\\\]+[/\\\\])?(target|\\.git)[/\\\\]");

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

  /** Returns the blocks of a language in all Markdown files of the project. */
  static List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path file : markdown()) {
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
    for (Path module : libraries()) {
      for (Path file : files(module.resolve("src/main/java"), ".java")) {
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

  /** Returns the Markdown files of the project, but not those that tests expect as output. */
  static List<Path> markdown() throws IOException {
    return files(root(), ".md").stream()
        .filter(file -> !BUILT.matcher(root().relativize(file).toString()).find())
        .filter(file -> !file.toString().contains("resources") || file.endsWith("README.md"))
        .toList();
  }

  /** Returns the names of the headings of a Markdown file, as links after a # have them. */
  static Set<String> anchors(Path file) throws IOException {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(FENCED.matcher(Files.readString(file)).replaceAll(""));
    while (heading.find()) {
      String name = heading.group(1).replaceAll("[^\\p{L}\\p{N} _-]", "");
      anchors.add(name.strip().toLowerCase(Locale.ROOT).replace(' ', '-'));
    }
    return anchors;
  }

  /** Returns all main code of the libraries, with texts that are put together as one text. */
  static String mainCode() throws IOException {
    StringBuilder code = new StringBuilder();
    for (Path module : libraries()) {
      for (Path file : files(module.resolve("src/main/java"), ".java")) {
        code.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
      }
    }
    return code.toString();
  }

  private static List<Path> libraries() throws IOException {
    try (Stream<Path> modules = Files.list(root())) {
      return modules
          .filter(module -> module.getFileName().toString().startsWith("mesh-"))
          .filter(module -> Files.exists(module.resolve("src/main/java")))
          .sorted()
          .toList();
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
