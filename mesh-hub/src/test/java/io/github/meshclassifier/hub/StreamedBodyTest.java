package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.hub.StoredRepository.Blob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamedBodyTest {
  @TempDir Path temp;

  /** Asks for some chunks at a time, from within or from outside of onNext. */
  private static final class Collector implements Flow.Subscriber<ByteBuffer> {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long chunks;
    @Nullable Throwable failure;
    boolean complete;
    private Flow.@Nullable Subscription subscription;

    Collector(long chunks) {
      this.chunks = chunks;
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
      subscription = newSubscription;
      newSubscription.request(chunks);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      byte[] chunk = new byte[buffer.remaining()];
      buffer.get(chunk);
      bytes.writeBytes(chunk);
      if (chunks != Long.MAX_VALUE) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable throwable) {
      assertThat(complete).isFalse();
      failure = throwable;
    }

    @Override
    public void onComplete() {
      assertThat(failure).isNull();
      complete = true;
    }
  }

  private static Collector collect(StreamedBody body, long chunks) {
    Collector collector = new Collector(chunks);
    body.subscribe(collector);
    return collector;
  }

  @Test
  void subscribe_anyDemand_allBytesInOrder() {
    byte[] content = new byte[300_001];
    new Random(3).nextBytes(content);
    StreamedBody body = new StreamedBody(content.length, () -> new ByteArrayInputStream(content));

    for (long chunks : new long[] {1, 3, Long.MAX_VALUE}) {
      Collector collector = collect(body, chunks);

      assertThat(collector.complete).isTrue();
      assertThat(collector.bytes.toByteArray()).isEqualTo(content);
    }
  }

  @Test
  void subscribe_readFails_errorInsteadOfAnEarlyEnd() {
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(new byte[100_000])) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            if (n < 0) {
              throw new IOException("disk");
            }
            return n;
          }
        };

    Collector collector = collect(new StreamedBody(200_000, () -> broken), 1);

    assertThat(collector.complete).isFalse();
    assertThat(collector.failure).isInstanceOf(IOException.class).hasMessage("disk");
  }

  @Test
  void subscribe_openFails_error() {
    Collector collector =
        collect(
            new StreamedBody(
                1,
                () -> {
                  throw new IOException("gone");
                }),
            1);

    assertThat(collector.failure).hasMessage("gone");
  }

  @Test
  void counting_position_reachesTheLength() {
    List<Long> positions = new ArrayList<>();
    byte[] content = new byte[100_000];
    StreamedBody body =
        new StreamedBody(content.length, () -> new ByteArrayInputStream(content))
            .counting(positions::add);

    collect(body, 1);

    assertThat(positions).startsWith(0L).isSorted().endsWith(100_000L);
  }

  @Test
  void commitBody_randomFiles_lengthAndContentAreExact() throws IOException {
    Random random = new Random(11);
    for (int size : new int[] {0, 1, 2, 3, 4, 49_151, 49_152, 49_153, 200_000}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      Path path = Files.write(temp.resolve("f"), content);
      UploadFile file = UploadFile.of("n\u00e4me \"" + size + "\".bin", path);
      CommitBody commit = new CommitBody("\u00dcber \"uns\"", null);
      commit.addSmall(file, new Blob(content, false).oid());
      commit.addLarge(file, "ab");

      StreamedBody body = commit.body();
      Collector collector = collect(body, 1);

      assertThat(collector.bytes.size()).isEqualTo((int) body.contentLength());
      assertThat(collector.bytes.toString(StandardCharsets.UTF_8))
          .isEqualTo(
              "{\"key\":\"header\",\"value\":{\"summary\":\"\u00dcber \\\"uns\\\"\","
                  + "\"description\":\"\"}}\n"
                  + "{\"key\":\"file\",\"value\":{\"content\":\""
                  + Base64.getEncoder().encodeToString(content)
                  + "\",\"path\":\"n\u00e4me \\\""
                  + size
                  + "\\\".bin\",\"encoding\":\"base64\"}}\n"
                  + "{\"key\":\"lfsFile\",\"value\":{\"path\":\"n\u00e4me \\\""
                  + size
                  + "\\\".bin\",\"algo\":\"sha256\",\"oid\":\"ab\",\"size\":"
                  + size
                  + "}}\n");
    }
  }

  @Test
  void fileSlice_parts_lastOneOnlyIfTheWholeIsRight() throws IOException {
    byte[] content = new byte[10_000];
    new Random(5).nextBytes(content);
    Path path = Files.write(temp.resolve("f"), content);
    UploadFile file = UploadFile.of("f", path);

    for (String hash : List.of(file.sha256(), "0".repeat(64))) {
      FileSlice first = new FileSlice(file, 0, 6_000, BlobDigest.sha256(), hash, at -> {});
      assertThat(first.readAllBytes()).hasSize(6_000);
      first.close();
      FileSlice last = new FileSlice(file, 6_000, 4_000, first.digest().copy(), hash, at -> {});
      if (hash.equals(file.sha256())) {
        assertThat(last.readAllBytes()).hasSize(4_000);
      } else {
        assertThatThrownBy(last::readAllBytes).isInstanceOf(ChangedFileException.class);
      }
      last.close();
    }
  }

  @Test
  void hashes_knownValues() throws IOException {
    Path path = Files.writeString(temp.resolve("f"), "hello\n");
    UploadFile file = UploadFile.of("f", path);

    // As 'git hash-object' and 'sha256sum' print them.
    assertThat(file.gitBlob()).isEqualTo("ce013625030ba8dba906f756967f9e9ca394464a");
    assertThat(file.sha256())
        .isEqualTo("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
  }
}
