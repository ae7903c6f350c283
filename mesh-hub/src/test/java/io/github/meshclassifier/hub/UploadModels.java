package io.github.meshclassifier.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small model directories to publish. */
final class UploadModels {
  private UploadModels() {}

  /** Writes config.json, tokenizer.json and weights of some size in bytes, a multiple of four. */
  static Path write(Path directory, int weightBytes) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"bert\"}\n");
    Files.writeString(directory.resolve("tokenizer.json"), "{\"version\": \"1.0\"}\n");
    Files.write(directory.resolve("model.safetensors"), weights(weightBytes, 1));
    return directory;
  }

  static byte[] weights(int bytes, int seed) {
    String header =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":["
            + bytes / 4
            + "],\"data_offsets\":[0,"
            + bytes
            + "]}}";
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    return ByteBuffer.allocate(8 + text.length + bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }
}
