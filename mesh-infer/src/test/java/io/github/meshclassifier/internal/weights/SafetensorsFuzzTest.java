package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.manifest.ModelManifest;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFuzzTest {
  private static final long SEED = 20_240_611;

  @TempDir Path temp;

  @Test
  void open_truncatedAnywhere_rejected() throws IOException {
    byte[] whole = Fixtures.bert("model.safetensors");
    int header = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Random random = new Random(SEED);
    for (int i = 0; i < 1200; i++) {
      int end = i < 20 ? i : i < 40 ? header + i - 30 : random.nextInt(whole.length);
      byte[] part = Arrays.copyOf(whole, end);
      Files.write(temp.resolve("model.safetensors"), part);
      assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
          .as("first %d bytes", end)
          .isInstanceOf(ModelLoadException.class);
      assertThatThrownBy(() -> Safetensors.open(heap(part), "model.safetensors"))
          .as("first %d bytes as a resource", end)
          .isInstanceOf(ModelLoadException.class);
    }
  }

  @Test
  void open_longer_rejected() throws IOException {
    byte[] whole = Fixtures.bert("model.safetensors");
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    Files.write(temp.resolve("model.safetensors"), longer);
    assertThatThrownBy(() -> Checkpoint.open(ModelFiles.directory(temp)))
        .isInstanceOf(ModelLoadException.class);
    assertThatThrownBy(() -> Safetensors.open(heap(longer), "model.safetensors"))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("there is data after the last tensor");
  }

  @Test
  void open_mutatedHeader_opensOrRejects() throws IOException {
    byte[] whole = Fixtures.bert("model.safetensors");
    int header = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] tokens =
        "0123456789{}[]\",:-.eE nulltrueF32I8 \u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    Random random = new Random(SEED);
    for (int i = 0; i < 4000; i++) {
      byte[] mutant = whole.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(header);
        mutant[at] =
            random.nextBoolean()
                ? tokens[random.nextInt(tokens.length)]
                : (byte) random.nextInt(256);
      }
      readOrReject(mutant, i % 8 == 0);
    }
  }

  @Test
  void open_mutatedCompactForm_opensOrRejects() throws IOException {
    byte[] whole =
        Fixtures.file(
            """
            {"w.scale":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
            "w":{"dtype":"I8","shape":[2,5],"data_offsets":[8,18]},\
            "w.fraction":{"dtype":"U8","shape":[2,2],"data_offsets":[18,22]}}""",
            22);
    byte[] tokens = "0123456789,-I8UF32.scalefraction".getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(SEED);
    for (int i = 0; i < 4000; i++) {
      byte[] mutant = whole.clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        mutant[8 + random.nextInt(mutant.length - 8)] = tokens[random.nextInt(tokens.length)];
      }
      readOrReject(mutant, i % 8 == 0);
    }
  }

  @Test
  void open_noise_rejected() throws IOException {
    Random random = new Random(SEED);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(400)];
      random.nextBytes(noise);
      if (noise.length > 8 && random.nextBoolean()) {
        // A plausible length, so that the noise reaches the JSON parser.
        ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN).putLong(noise.length - 8);
        noise[8] = '{';
      }
      readOrReject(noise, i % 8 == 0);
    }
  }

  @Test
  void otherFiles_noiseAndMutations_onlyModelLoadException() throws IOException {
    byte[] config = Fixtures.bert("config.json");
    Random random = new Random(SEED);
    for (int i = 0; i < 3000; i++) {
      byte[] mutant =
          i % 3 == 0 ? Arrays.copyOf(config, random.nextInt(config.length)) : config.clone();
      for (int n = random.nextInt(4); n > 0 && mutant.length > 0; n--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      ModelFiles files = heap(mutant);
      try {
        Families.read(files);
      } catch (ModelLoadException expected) {
        // The only failure there may be.
      }
      try {
        ModelManifest.read(files);
      } catch (ModelLoadException expected) {
        // The only failure there may be.
      }
    }
  }

  /** Any exception but {@link ModelLoadException} fails the test. */
  private void readOrReject(byte[] content, boolean asFile) throws IOException {
    ModelFiles files = heap(content);
    if (asFile) {
      Files.write(temp.resolve("model.safetensors"), content);
      files = ModelFiles.directory(temp);
    }
    try (Safetensors weights = Safetensors.open(files, "model.safetensors")) {
      for (String name : weights.names()) {
        Fixtures.floats(weights, name);
      }
    } catch (ModelLoadException expected) {
      // The only failure there may be.
    }
  }

  /** Class path resources of any name with this content. */
  private static ModelFiles heap(byte[] content) {
    ClassLoader loader =
        new ClassLoader(null) {
          @Override
          public InputStream getResourceAsStream(String name) {
            return new ByteArrayInputStream(content);
          }

          @Override
          public URL getResource(String name) {
            return SafetensorsFuzzTest.class.getResource("SafetensorsFuzzTest.class");
          }
        };
    return ModelFiles.resources(loader, "m");
  }
}
