package io.github.meshclassifier.hub;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of a commit: JSON objects, one a line, first the header, then one for each file. Small
 * files are in it as Base64, read while it is sent; of large ones there is only the name under
 * which storage keeps them. Not thread-safe while lines are added; afterwards it is.
 */
final class CommitBody {
  /** A multiple of three, so that only the last block of a file is padded. */
  private static final int BLOCK_BYTES = 3 << 14;

  private final List<StreamedBody.Source> sources = new ArrayList<>();
  private long length;

  CommitBody(String summary, @Nullable String parent) {
    JsonObject value = new JsonObject();
    value.addProperty("summary", summary);
    value.addProperty("description", "");
    if (parent != null) {
      value.addProperty("parentCommit", parent);
    }
    line("header", value);
  }

  void addLarge(UploadFile file, String sha256) {
    JsonObject value = new JsonObject();
    value.addProperty("path", file.name());
    value.addProperty("algo", "sha256");
    value.addProperty("oid", sha256);
    value.addProperty("size", file.size());
    line("lfsFile", value);
  }

  /**
   * Adds a file with its content.
   *
   * @param blob its git hash; sending fails if the content no longer has it
   */
  void addSmall(UploadFile file, String blob) {
    text("{\"key\":\"file\",\"value\":{\"content\":\"");
    sources.add(
        () ->
            new Base64Stream(
                new FileSlice(
                    file, 0, file.size(), BlobDigest.gitBlob(file.size()), blob, position -> {})));
    length += (file.size() + 2) / 3 * 4;
    text("\",\"path\":" + new JsonPrimitive(file.name()) + ",\"encoding\":\"base64\"}}\n");
  }

  /** Returns the body; it may be sent more than once. */
  StreamedBody body() {
    List<StreamedBody.Source> all = List.copyOf(sources);
    return new StreamedBody(length, () -> new Concatenation(all));
  }

  private void line(String key, JsonObject value) {
    JsonObject line = new JsonObject();
    line.addProperty("key", key);
    line.add("value", value);
    text(line + "\n");
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sources.add(() -> new ByteArrayInputStream(bytes));
    length += bytes.length;
  }

  /** Encodes what it reads. */
  private static final class Base64Stream extends InputStream {
    private final InputStream in;
    private byte[] block = new byte[0];
    private int at;

    Base64Stream(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return fill() ? block[at++] : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, buffer.length);
      if (!fill()) {
        return -1;
      }
      int n = Math.min(count, block.length - at);
      System.arraycopy(block, at, buffer, offset, n);
      at += n;
      return n;
    }

    private boolean fill() throws IOException {
      if (at == block.length) {
        block = Base64.getEncoder().encode(in.readNBytes(BLOCK_BYTES));
        at = 0;
      }
      return block.length > 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Reads one source after the other, each opened when it is its turn. */
  private static final class Concatenation extends InputStream {
    private final List<StreamedBody.Source> sources;
    private InputStream in = InputStream.nullInputStream();
    private int next;

    Concatenation(List<StreamedBody.Source> sources) {
      this.sources = sources;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, buffer.length);
      while (true) {
        int n = in.read(buffer, offset, count);
        if (n >= 0 || next == sources.size()) {
          return n;
        }
        in.close();
        in = sources.get(next++).open();
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
