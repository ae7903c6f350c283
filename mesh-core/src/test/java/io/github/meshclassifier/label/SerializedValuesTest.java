package io.github.meshclassifier.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.mesh.MeshTree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that go from one process to another in Java's own form. */
class SerializedValuesTest {
  private static byte[] written(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  static Stream<Object> values() {
    return Stream.of(
        Article.of("Aspirin", "and stroke"),
        new Article(
            "31775685",
            "Aspirin",
            "",
            List.of(new Article.Heading("D001241", "Aspirin")),
            OptionalInt.of(2019)),
        new Label("C", "Diseases"),
        LabelScheme.fourteenRoots(),
        LabelScheme.ofHeadings(List.of("urgent", "other")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void read_written_equal(Object value) throws IOException, ClassNotFoundException {
    assertThat(read(written(value))).isEqualTo(value).hasToString(value.toString());
  }

  @Test
  void read_scheme_labelsArticlesAsBefore() throws IOException, ClassNotFoundException {
    LabelScheme scheme = LabelScheme.ofLevel(MeshTree.bundled(), 2);
    Article article =
        new Article(
            "1", "", "", List.of(new Article.Heading("", "Aspirin")), OptionalInt.empty(), true);
    // A scheme remembers the vocabulary it has seen, which must stay behind.
    Labelling before = scheme.label(article, MeshTree.bundled());
    byte[] bytes = written(scheme);
    assertThat(bytes).hasSizeLessThan(20_000);
    assertThat(((LabelScheme) read(bytes)).label(article, MeshTree.bundled())).isEqualTo(before);
  }

  /** What is read is checked as what is made. */
  @Test
  void read_bytesThatWereChanged_refused() throws IOException {
    String bytes = new String(written(new Label("urgent", "x")), StandardCharsets.ISO_8859_1);
    byte[] blank = bytes.replace("urgent", "      ").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> read(blank))
        .isInstanceOf(InvalidObjectException.class)
        .hasMessageContaining("a label needs an id and a title");
  }

  @Test
  void serialVersion_fixed() {
    assertThat(
            Stream.of(Article.class, Article.Heading.class, Label.class)
                .map(type -> ObjectStreamClass.lookup(type).getSerialVersionUID()))
        .containsOnly(0L);
    assertThat(ObjectStreamClass.lookup(LabelScheme.class).getSerialVersionUID()).isEqualTo(1);
  }
}
