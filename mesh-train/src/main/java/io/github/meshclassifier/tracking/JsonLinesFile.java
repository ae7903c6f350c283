package io.github.meshclassifier.tracking;

import com.google.gson.JsonObject;
import io.github.meshclassifier.run.TrainingEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** One JSON object a line, after those that are there; a line that was cut off is removed. */
final class JsonLinesFile extends AppendedFile implements EventSink {
  JsonLinesFile(Path path, String run, Instant time) throws IOException {
    super(requireTracked(path));
    try {
      if (!lock()) {
        throw new IOException(path + ": another tracker writes it; give this run another name");
      }
      cutLastLine(path);
      line(EventJson.header(run, time));
      force();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static Path requireTracked(Path path) throws IOException {
    // A process that dies at once leaves an empty file.
    if (Files.exists(path) && Files.size(path) > 0) {
      EventLines.requireTracked(path);
    }
    return path;
  }

  private static void cutLastLine(Path path) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] block = new byte[1 << 13];
      long end = bytes.length();
      while (end > 0) {
        int length = (int) Math.min(block.length, end);
        bytes.seek(end - length);
        bytes.readFully(block, 0, length);
        for (int i = length - 1; i >= 0; i--) {
          if (block[i] == '\n') {
            bytes.setLength(end - length + i + 1);
            return;
          }
        }
        end -= length;
      }
      bytes.setLength(0);
    }
  }

  @Override
  public void write(TrainingEvent event, Instant time, long step) throws IOException {
    Optional<JsonObject> json = EventJson.of(event, time, step);
    if (json.isPresent()) {
      line(json.get());
    }
  }

  private void line(JsonObject json) throws IOException {
    write((json + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
