package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged copies of files that torch.save wrote. Each has to be refused with a {@link
 * ModelLoadException} or read, without more memory than the file deserves; any other exception
 * fails the test.
 */
class TorchFuzzTest {
  private static final long SEED = 20_261_123;
  private static final List<String> NAMES =
      List.of(
          "floats",
          "integers",
          "views",
          "shared",
          "state_dict",
          "parameters",
          "training",
          "protocol4",
          "wrapped");

  /** The most that a tensor of a damaged file may have to be read here. */
  private static final long MAX_ELEMENTS = 1 << 20;

  /** Buffers, the stack of the unpickler and messages; no file here has more than 20 kB. */
  private static final long MAX_ALLOCATED = 24L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path temp;

  private int refused;
  private int read;

  @Test
  void open_cutAnywhere_refused() throws IOException {
    for (String name : List.of("shared", "wrapped", "parameters", "protocol4")) {
      for (String form : List.of(".zip.bin", ".legacy.bin")) {
        byte[] whole = TorchFiles.committed(name + form);
        for (int end = 0; end < whole.length; end++) {
          readOrRefuse(Arrays.copyOf(whole, end));
        }
      }
    }
    assertThat(read).isZero();
    assertThat(refused).isGreaterThan(5000);
  }

  @Test
  void open_everyByteChanged_readOrRefused() throws IOException {
    Random random = new Random(SEED);
    for (String name : List.of("shared", "wrapped")) {
      for (String form : List.of(".zip.bin", ".legacy.bin")) {
        byte[] whole = TorchFiles.committed(name + form);
        for (int at = 0; at < whole.length; at++) {
          for (int change : new int[] {1, 0x80, 0xff, 1 + random.nextInt(255)}) {
            byte[] mutant = whole.clone();
            mutant[at] ^= (byte) change;
            readOrRefuse(mutant);
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(2000);
  }

  @Test
  void open_severalChanges_readOrRefused() throws IOException {
    Random random = new Random(SEED);
    byte[] instructions =
        "().0126789NJKMGXTUt]leadusbqrhjcRQ\u0000\u0001".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 6000; i++) {
      byte[] whole = original(random);
      List<Byte> mutant = new ArrayList<>(whole.length);
      for (byte b : whole) {
        mutant.add(b);
      }
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(Math.min(mutant.size(), 3000));
        switch (random.nextInt(5)) {
          case 0 -> mutant.set(at, (byte) random.nextInt(256));
          case 1 -> mutant.set(at, instructions[random.nextInt(instructions.length)]);
          case 2 -> mutant.remove(at);
          case 3 -> mutant.add(at, instructions[random.nextInt(instructions.length)]);
          default -> {
            int length = Math.min(1 + random.nextInt(40), mutant.size() - at);
            mutant.addAll(
                random.nextInt(mutant.size()), List.copyOf(mutant.subList(at, at + length)));
          }
        }
      }
      byte[] bytes = new byte[mutant.size()];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = mutant.get(at);
      }
      readOrRefuse(bytes);
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void open_numbersChanged_readOrRefused() throws IOException {
    Random random = new Random(SEED);
    long[] extremes = {0, -1, 1, 255, 65_535, 0xffffffffL, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int i = 0; i < 4000; i++) {
      byte[] mutant = original(random).clone();
      int width = 1 << random.nextInt(4);
      int at = random.nextInt(Math.min(mutant.length, 3000) - width);
      if (random.nextBoolean()) {
        // The directory of a zip, which is at the end.
        at = mutant.length - width - random.nextInt(Math.min(mutant.length - width, 400));
      }
      long value = extremes[random.nextInt(extremes.length)];
      for (int b = 0; b < width; b++) {
        mutant[at + b] =
            (byte) (b < Integer.BYTES || value < 0 ? value >> (8 * Math.min(b, 7)) : 0);
      }
      readOrRefuse(mutant);
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void open_damagedFileOfADirectory_readOrRefused() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < 400; i++) {
      byte[] mutant = original(random).clone();
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      if (random.nextInt(4) == 0) {
        mutant = Arrays.copyOf(mutant, random.nextInt(mutant.length));
      }
      readOrRefuse(Fixtures.directory(temp, "pytorch_model.bin", mutant));
    }
    assertThat(refused).isGreaterThan(50);
  }

  @Test
  void open_noiseAfterAKnownBeginning_refused() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[TorchFiles.header().length + random.nextInt(300)];
      random.nextBytes(noise);
      byte[] start =
          random.nextBoolean() ? TorchFiles.header() : new byte[] {'P', 'K', 3, 4, 0, 0, 8, 8};
      System.arraycopy(start, 0, noise, 0, start.length);
      readOrRefuse(noise);
    }
    assertThat(read).isZero();
  }

  private static byte[] original(Random random) throws IOException {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    byte[] zip = TorchFiles.committed(name + ".zip.bin");
    return switch (random.nextInt(3)) {
      case 0 -> zip;
      case 1 -> TorchFiles.zip(TorchFiles.unzip(zip), true);
      default -> TorchFiles.committed(name + ".legacy.bin");
    };
  }

  private void readOrRefuse(byte[] content) throws IOException {
    readOrRefuse(TorchFiles.resource(content));
  }

  private void readOrRefuse(ModelFiles files) throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try (Checkpoint weights = WeightFiles.open(files, "pytorch_model.bin")) {
      long opened = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(opened).isLessThan(MAX_ALLOCATED);
      boolean whole = true;
      for (String name : weights.names()) {
        whole &= readOrRefuse(weights, name);
      }
      if (whole) {
        read++;
      } else {
        refused++;
      }
    } catch (ModelLoadException e) {
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
      assertThat(e.problem()).isNotBlank();
      refused++;
    }
  }

  private static boolean readOrRefuse(Checkpoint weights, String name) {
    if (weights.elements(name) > MAX_ELEMENTS) {
      return true;
    }
    try {
      Fixtures.floats(weights, name);
      return true;
    } catch (ModelLoadException expected) {
      return false;
    }
  }
}
