package io.github.meshclassifier.mesh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** The real files beside the tests, and short ways to read content. */
final class MeshFiles {
  private MeshFiles() {}

  static byte[] bytes(String name) {
    try (InputStream in = MeshFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no test resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MeshTree read(String name) throws IOException {
    return read(bytes(name), name);
  }

  static MeshTree read(byte[] content, String name) throws IOException {
    return MeshTree.read(new ByteArrayInputStream(content), name);
  }

  static MeshTree parse(String content, String name) throws IOException {
    return read(content.getBytes(StandardCharsets.UTF_8), name);
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  static byte[] tsv(MeshTree tree) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tree.writeTsv(bytes);
    return bytes.toByteArray();
  }
}
