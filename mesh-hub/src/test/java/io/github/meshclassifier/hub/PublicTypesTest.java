package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A type becomes public on purpose: by an entry in {@code public-types.txt}. */
class PublicTypesTest {
  @Test
  void publicTypes_asListed() throws IOException, ClassNotFoundException, URISyntaxException {
    assertThat(found()).isEqualTo(listed());
  }

  private static List<String> listed() throws IOException {
    try (InputStream in = PublicTypesTest.class.getResourceAsStream("/public-types.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> found()
      throws IOException, ClassNotFoundException, URISyntaxException {
    URL main = HubModel.class.getProtectionDomain().getCodeSource().getLocation();
    Path classes = Path.of(main.toURI());
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.toList()) {
        String name =
            classes.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
        if (name.matches("[\\w.]+\\.[A-Z]\\w*\\.class")) {
          Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
          if (Modifier.isPublic(type.getModifiers())) {
            names.add(type.getName());
          }
        }
      }
    }
    return names.stream().sorted().toList();
  }
}
