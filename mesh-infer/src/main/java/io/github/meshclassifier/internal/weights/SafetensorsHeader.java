package io.github.meshclassifier.internal.weights;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.meshclassifier.internal.files.ModelJson;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of one safetensors file, checked in full: after parsing, every tensor is known to lie
 * inside the data section, to have as many bytes as its shape needs, and to share none with
 * another.
 *
 * @param start where the data section begins, in bytes from the start of the file
 * @param entries the tensors in the order of their data
 */
record SafetensorsHeader(long start, List<Entry> entries) {
  static final String METADATA = "__metadata__";

  /** The longest header accepted, in bytes: about 250,000 tensors. */
  static final int MAX_LENGTH = 25_000_000;

  private static final int MAX_DIMENSIONS = 16;

  /** A tensor and where its data lies, in bytes from the start of the data section. */
  record Entry(TensorSpec spec, long begin, long end) {}

  /** Returns the number of bytes after the header. */
  long dataBytes() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
  }

  static SafetensorsHeader read(FileBytes bytes) throws ModelLoadException {
    try {
      if (bytes.size < Long.BYTES) {
        throw problem(bytes, "the file ends within the header length")
            .expected("at least 8 bytes")
            .found(bytes.size)
            .build();
      }
      long length =
          ByteBuffer.wrap(bytes.bytes(0, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
      long most = Math.min(MAX_LENGTH, bytes.size - Long.BYTES);
      if (length < 2 || length > most) {
        throw problem(bytes, "the header length is out of range")
            .expected("2 to " + most + " bytes")
            .found(Long.toUnsignedString(length))
            .build();
      }
      byte[] header = bytes.bytes(Long.BYTES, (int) length);
      SafetensorsHeader parsed = parse(header, bytes);
      long data = bytes.size - parsed.start;
      if (data != parsed.dataBytes()) {
        throw problem(
                bytes,
                "the tensors do not cover the data section: "
                    + (data < parsed.dataBytes()
                        ? "the file ends within a tensor"
                        : "there is data after the last tensor"))
            .expected(parsed.dataBytes() + " bytes after the header")
            .found(data)
            .build();
      }
      return parsed;
    } catch (ModelLoadException e) {
      throw e;
    } catch (IOException e) {
      throw problem(bytes, "the header cannot be read: " + e).cause(e).build();
    }
  }

  private static SafetensorsHeader parse(byte[] header, FileBytes bytes) throws ModelLoadException {
    if (header[0] != '{') {
      throw problem(bytes, "the header does not begin with '{'")
          .found("byte " + (header[0] & 0xff))
          .build();
    }
    Parser parser = new Parser(bytes);
    try (JsonReader reader =
        JsonText.reader(ModelJson.decode(header, bytes.file, bytes.location))) {
      parser.header(reader);
      JsonText.end(reader);
    } catch (ModelLoadException e) {
      throw e;
    } catch (IOException | IllegalStateException | JsonParseException | NumberFormatException e) {
      throw ModelJson.problem("the header of " + bytes.file, bytes.location, JsonText.malformed(e));
    }
    List<Entry> sorted = parser.entries;
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long covered = 0;
    for (Entry entry : sorted) {
      if (entry.begin != covered) {
        throw problem(
                bytes,
                "tensor "
                    + Printable.clip(entry.spec.name())
                    + (entry.begin < covered ? " overlaps another" : " leaves a gap before it"))
            .expected("data from byte " + covered)
            .found(entry.begin)
            .build();
      }
      covered = entry.end;
    }
    return new SafetensorsHeader((long) Long.BYTES + header.length, List.copyOf(sorted));
  }

  private static ModelLoadException.Builder problem(FileBytes bytes, String what) {
    return bytes
        .problem(what)
        .remedy("The file is damaged or not a safetensors file; fetch it again.");
  }

  /** Collects what one header says. Not thread-safe; one per header. */
  private static final class Parser {
    private final FileBytes bytes;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Parser(FileBytes bytes) {
      this.bytes = bytes;
    }

    void header(JsonReader reader) throws IOException {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (!names.add(name)) {
          throw problem(bytes, "tensor " + Printable.clip(name) + " appears twice").build();
        }
        if (name.equals(METADATA)) {
          metadata(reader);
        } else {
          entries.add(entry(name, reader));
        }
      }
      reader.endObject();
    }

    private static void metadata(JsonReader reader) throws IOException {
      Set<String> keys = new HashSet<>();
      reader.beginObject();
      while (reader.hasNext()) {
        boolean distinct = keys.add(reader.nextName());
        if (!distinct || reader.peek() != JsonToken.STRING) {
          throw new MalformedJsonException("metadata must be strings with distinct keys");
        }
        String unused = reader.nextString();
      }
      reader.endObject();
    }

    private Entry entry(String name, JsonReader reader) throws IOException {
      @Nullable String type = null;
      @Nullable List<Long> shape = null;
      @Nullable List<Long> offsets = null;
      reader.beginObject();
      while (reader.hasNext()) {
        String key = reader.nextName();
        if (key.equals("dtype") && type == null) {
          if (reader.peek() != JsonToken.STRING) {
            throw bad(name, "dtype is not a string").build();
          }
          type = reader.nextString();
        } else if (key.equals("shape") && shape == null) {
          shape = integers(name, reader, MAX_DIMENSIONS);
        } else if (key.equals("data_offsets") && offsets == null) {
          offsets = integers(name, reader, 2);
        } else {
          throw bad(name, "a field is unknown or appears twice").found(key).build();
        }
      }
      reader.endObject();
      if (type == null || shape == null || offsets == null || offsets.size() != 2) {
        throw bad(name, "the description is incomplete")
            .expected("dtype, shape and two data_offsets")
            .build();
      }
      return entry(name, type, shape, offsets.get(0), offsets.get(1));
    }

    private Entry entry(String name, String typeName, List<Long> shape, long begin, long end)
        throws ModelLoadException {
      TensorType type = TensorType.find(typeName);
      if (type == null) {
        throw bad(name, "the dtype is not known").found(typeName).build();
      }
      TensorSpec spec;
      try {
        spec = new TensorSpec(name, type, shape);
      } catch (IllegalArgumentException e) {
        throw bad(name, "the name or shape is not possible").found(shape).cause(e).build();
      }
      if (end < begin || end - begin != spec.bytes()) {
        throw bad(name, "the data does not fit the shape " + shape + " of " + type)
            .expected(spec.bytes() + " bytes")
            .found("bytes " + begin + " to " + end)
            .build();
      }
      return new Entry(spec, begin, end);
    }

    private List<Long> integers(String name, JsonReader reader, int most) throws IOException {
      List<Long> values = new ArrayList<>();
      reader.beginArray();
      while (reader.hasNext()) {
        if (reader.peek() != JsonToken.NUMBER || values.size() == most) {
          throw bad(name, "an array is not a short list of integers").build();
        }
        String text = reader.nextString();
        // No sign, fraction or exponent; 18 digits cannot overflow.
        if (text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
          throw bad(name, "a size is not an integer from 0 to 10^18").found(text).build();
        }
        values.add(Long.valueOf(text));
      }
      reader.endArray();
      return values;
    }

    private ModelLoadException.Builder bad(String name, String what) {
      return problem(bytes, "tensor " + Printable.clip(name) + ": " + what);
    }
  }
}
