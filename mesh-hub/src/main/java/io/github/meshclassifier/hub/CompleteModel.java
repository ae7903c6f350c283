package io.github.meshclassifier.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.internal.json.JsonFormatException;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.layout.ModelLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Checks that a directory holds a whole model: a configuration, and weights of which nothing is cut
 * off. What the weights mean is not looked at.
 */
final class CompleteModel {
  private static final int MAX_CONFIG_BYTES = 16 << 20;

  /** The limit of the safetensors format. */
  private static final int MAX_HEADER_BYTES = 100_000_000;

  private static final String REMEDY =
      "Name the directory of a model, and save it again if it is not complete.";

  private CompleteModel() {}

  /**
   * Requires a model; throws HubException if the directory does not exist, lacks a file, or has one
   * that is cut off.
   */
  static void require(Path directory) throws HubException {
    if (!Files.isDirectory(directory)) {
      throw problem(directory, "the model directory does not exist").remedy(REMEDY).build();
    }
    try {
      Path config = directory.resolve(ModelLayout.CONFIG);
      if (!Files.exists(config)) {
        throw problem(directory, "the directory has no " + ModelLayout.CONFIG)
            .expected(ModelLayout.CONFIG + " and weights")
            .remedy(REMEDY)
            .build();
      }
      json(config, MAX_CONFIG_BYTES);
      requireWeights(directory);
    } catch (IOException e) {
      throw UploadErrors.unreadable(directory, e);
    }
  }

  private static void requireWeights(Path directory) throws IOException {
    for (String name : ModelLayout.WEIGHTS) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        if (NeededFiles.isIndex(name)) {
          for (String shard : NeededFiles.shards(json(file, CachedModel.MAX_INDEX_BYTES), name)) {
            requireWhole(directory.resolve(shard));
          }
        } else {
          requireWhole(file);
        }
        return;
      }
    }
    throw incomplete(
        directory, "one of " + String.join(", ", ModelLayout.WEIGHTS), "no weights at all");
  }

  private static void requireWhole(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw incomplete(file, "a file that can be read", "none, though the index names it");
    }
    long size = Files.size(file);
    ByteBuffer start = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    try (InputStream in = Files.newInputStream(file)) {
      if (in.readNBytes(start.array(), 0, 8) < 8) {
        throw incomplete(file, "weights", size + " bytes");
      }
      if (start.get(0) == 'P' && start.get(1) == 'K') {
        requireDirectoryOfZip(file);
      } else if (!isPickle(start)) {
        requireEnd(file, size, start.getLong(0), in);
      }
    }
  }

  /** Tells the old format of {@code torch.save}, in which nothing says how long it is. */
  private static boolean isPickle(ByteBuffer start) {
    return (start.get(0) & 0xff) == 0x80 && start.get(1) <= 5;
  }

  /** The directory is at the end of the file: who can read it has the whole of it. */
  private static void requireDirectoryOfZip(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() == 0) {
        throw incomplete(file, "an archive with weights", "an empty one");
      }
    } catch (ZipException e) {
      throw incomplete(file, "a whole archive", "one without its end");
    }
  }

  private static void requireEnd(Path file, long size, long length, InputStream in)
      throws IOException {
    if (length < 2 || length > Math.min(MAX_HEADER_BYTES, size - 8)) {
      throw incomplete(file, "the header of safetensors", "a file that ends before it");
    }
    long end = 8 + length;
    try {
      for (JsonElement tensor : JsonText.object(in.readNBytes((int) length)).asMap().values()) {
        if (tensor instanceof JsonObject fields
            && fields.get("data_offsets") instanceof JsonArray offsets
            && offsets.size() == 2) {
          end = Math.max(end, 8 + length + offsets.get(1).getAsLong());
        }
      }
    } catch (JsonFormatException | NumberFormatException | IllegalStateException e) {
      throw incomplete(file, "the header of safetensors", "a header that cannot be read");
    }
    if (end != size) {
      throw incomplete(file, end + " bytes, as its header says", size);
    }
  }

  private static JsonObject json(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return JsonText.object(in.readNBytes(limit));
    } catch (JsonFormatException e) {
      throw incomplete(file, "a JSON object", "a file that " + e.getMessage());
    }
  }

  private static HubException incomplete(Path file, String expected, Object found) {
    return problem(file, "the model is not complete")
        .expected(expected)
        .found(found)
        .remedy(REMEDY)
        .build();
  }

  private static HubException.Builder problem(Path file, String problem) {
    return HubException.of(Kind.UNSUPPORTED, file, problem);
  }
}
