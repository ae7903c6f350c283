package io.github.meshclassifier.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateStoreTest {
  @TempDir Path temp;
  private Path directory;
  private RunStateStore store;

  @BeforeEach
  void open() {
    directory = temp.resolve("run.checkpoints");
    store = new RunStateStore(directory, 2);
  }

  private void save(long step, int epoch) throws IOException {
    store.save(
        store.place(step, epoch),
        (fresh, files) -> {
          files.write(fresh.resolve("weights"), ("weights " + step).getBytes(UTF_8));
          files.write(fresh.resolve("run.json"), "{}".getBytes(UTF_8));
        });
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void save_more_theNewestAreKept() throws IOException {
    for (long step = 1; step <= 4; step++) {
      save(step, 0);
    }
    assertThat(names()).containsExactly("step-00000003", "step-00000004");
    assertThat(store.newest()).contains(directory.resolve("step-00000004"));
  }

  @Test
  void newest_sameStep_theValidatedOne() throws IOException {
    save(12, 0);
    save(12, 3);
    assertThat(names()).containsExactly("step-00000012", "step-00000012-epoch-003");
    assertThat(store.newest()).contains(directory.resolve("step-00000012-epoch-003"));
  }

  @Test
  void newest_manySteps_byNumber() throws IOException {
    save(99_999_999, 1);
    save(100_000_000, 0);
    save(100_000_001, 0);
    assertThat(names()).containsExactly("step-100000000", "step-100000001");
    assertThat(store.newest()).contains(directory.resolve("step-100000001"));
  }

  @Test
  void save_checksums_asSha256sumWritesThem() throws IOException {
    save(1, 0);
    assertThat(directory.resolve("step-00000001/checksums"))
        .hasContent(
            """
            44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  run.json
            3bb63c501a2cb9b43bfbf09f0b02a7f12408e1922617522b8441afd37272b915  weights
            """);
  }

  @Test
  void newest_anyDamage_theOneBefore() throws IOException {
    Random random = new Random(2);
    for (int damage = 0; damage < 24; damage++) {
      save(10, 0);
      save(20, 0);
      Path newest = directory.resolve("step-00000020");
      damage(newest, damage % 6, random);
      assertThat(store.newest())
          .as("damage " + damage)
          .contains(directory.resolve("step-00000010"));
      assertThat(newest).doesNotExist();
    }
  }

  private static void damage(Path checkpoint, int kind, Random random) throws IOException {
    List<String> files = List.of("weights", "run.json", "checksums");
    Path file = checkpoint.resolve(files.get(random.nextInt(files.size())));
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    switch (kind) {
      case 0 -> Files.delete(file);
      case 1 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
      }
      case 2 -> Files.write(file, Arrays.copyOf(bytes, at));
      case 3 -> Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
      case 4 -> Files.write(checkpoint.resolve("more"), bytes);
      default -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
    }
  }

  @Test
  void newest_allDamaged_refusedByName() throws IOException {
    save(10, 0);
    save(20, 0);
    Files.delete(directory.resolve("step-00000010/weights"));
    Files.writeString(directory.resolve("step-00000020/weights"), "other");
    assertThatThrownBy(store::newest)
        .isInstanceOf(IOException.class)
        .hasMessage(
            directory
                + ": every checkpoint is damaged (step-00000020: weights is not as it was written;"
                + " step-00000010: weights is missing). To start again, remove the directory");
    assertThat(names()).hasSize(2);
  }

  @Test
  void save_placeOfADamagedOne_replaced() throws IOException {
    save(10, 0);
    Files.writeString(directory.resolve("step-00000010/weights"), "other");
    save(10, 0);
    assertThat(store.newest()).contains(directory.resolve("step-00000010"));
  }

  @Test
  void clean_leftovers_removedAndNothingElse() throws IOException {
    save(10, 0);
    Path killed = directory.resolve(".step-00000020.tmp-0123456789abcdef");
    Files.createDirectories(killed);
    Files.writeString(killed.resolve("weights"), "half");
    Files.writeString(directory.resolve("notes.txt"), "mine");
    assertThat(store.newest()).contains(directory.resolve("step-00000010"));
    store.clean();
    assertThat(names()).containsExactly("notes.txt", "step-00000010");
  }

  @Test
  void clean_noDirectory_nothing() throws IOException {
    store.clean();
    assertThat(directory).doesNotExist();
    assertThat(store.newest()).isEmpty();
    assertThat(store.finished()).isEmpty();
  }

  @Test
  void requireUnused_anyCheckpoint_refused() throws IOException {
    assertThatNoException().isThrownBy(store::requireUnused);
    Files.createDirectory(directory);
    assertThatNoException().isThrownBy(store::requireUnused);
    save(1, 0);
    assertThatThrownBy(store::requireUnused)
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("resume() goes on with it");
  }

  @Test
  void finish_states_replacedByTheRecord() throws IOException {
    save(1, 0);
    save(2, 0);
    store.finish((fresh, files) -> files.write(fresh.resolve("run.json"), "{}".getBytes(UTF_8)));
    assertThat(names()).containsExactly("finished");
    assertThat(store.finished()).contains(directory.resolve("finished"));
    assertThatThrownBy(store::requireUnused).isInstanceOf(FileAlreadyExistsException.class);
    Files.writeString(directory.resolve("finished/run.json"), "[]");
    assertThatThrownBy(store::finished)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.json is not as it was written");
  }

  /** However many bytes fit: the write fails, nothing is left of it, and what was there stays. */
  @Test
  void save_diskFullAfterAnyByte_nothingLost() throws IOException {
    save(1, 0);
    save(2, 0);
    AtomicLong used = new AtomicLong();
    RunStateStore counting = new RunStateStore(temp.resolve("counting"), 2, limited(used, 1 << 20));
    write(counting, 3);
    long needed = used.get();
    assertThat(needed).isGreaterThan(100);
    for (long free = 0; free < needed; free += 5) {
      RunStateStore full = new RunStateStore(directory, 2, limited(new AtomicLong(), free));
      assertThatThrownBy(() -> write(full, 3)).hasMessage("No space left on device");
      assertThat(names()).containsExactly("step-00000001", "step-00000002");
    }
    assertThat(store.newest()).contains(directory.resolve("step-00000002"));
    write(new RunStateStore(directory, 2, limited(new AtomicLong(), needed)), 3);
    assertThat(store.newest()).contains(directory.resolve("step-00000003"));
    assertThat(names()).containsExactly("step-00000002", "step-00000003");
  }

  private static void write(RunStateStore store, long step) throws IOException {
    store.save(
        store.place(step, 0),
        (fresh, files) -> {
          files.write(fresh.resolve("weights"), "the weights".getBytes(UTF_8));
          files.write(fresh.resolve("run.json"), "{}".getBytes(UTF_8));
        });
  }

  /** A disk with so many bytes. */
  static FileWriter limited(AtomicLong used, long bytes) {
    return (file, content) -> {
      int fits = (int) Math.min(content.length, bytes - used.get());
      Files.write(file, Arrays.copyOf(content, fits), StandardOpenOption.CREATE_NEW);
      used.addAndGet(fits);
      if (fits < content.length) {
        throw new IOException("No space left on device");
      }
    };
  }
}
