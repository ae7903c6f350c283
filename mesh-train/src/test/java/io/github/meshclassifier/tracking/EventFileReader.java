package io.github.meshclassifier.tracking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads event files as TensorBoard's descriptions say, strictly: every CRC is computed anew, every
 * field has to be known and of the type that the .proto files give it. Written from event.proto,
 * summary.proto, tensor.proto of tensorboard/compat/proto, and plugin_data.proto and api.proto of
 * tensorboard/plugins/hparams; it shares no code with the writer.
 */
final class EventFileReader {
  /** A message as its fields: Long, Double, Float, or byte[] for each occurrence. */
  static final class Message {
    final TreeMap<Integer, List<Object>> fields = new TreeMap<>();

    Message(byte[] bytes, Map<Integer, Class<?>> schema) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.hasRemaining()) {
        long key = varint(buffer);
        int field = (int) (key >>> 3);
        Object value =
            switch ((int) (key & 7)) {
              case 0 -> varint(buffer);
              case 1 -> buffer.getDouble();
              case 5 -> buffer.getFloat();
              case 2 -> {
                byte[] content = new byte[(int) varint(buffer)];
                buffer.get(content);
                yield content;
              }
              default -> throw new AssertionError("wire type " + (key & 7));
            };
        if (!schema.containsKey(field) || schema.get(field) != value.getClass()) {
          throw new AssertionError("field " + field + " is a " + value.getClass() + ": " + schema);
        }
        fields.computeIfAbsent(field, number -> new ArrayList<>()).add(value);
      }
    }

    private static long varint(ByteBuffer buffer) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = buffer.get();
        value |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    List<byte[]> all(int field) {
      return fields.getOrDefault(field, List.of()).stream().map(byte[].class::cast).toList();
    }

    byte[] bytes(int field) {
      return (byte[]) only(field);
    }

    String text(int field) {
      return EventFileReader.text(bytes(field));
    }

    Object only(int field) {
      List<Object> values = fields.getOrDefault(field, List.of());
      if (values.size() != 1) {
        throw new AssertionError("field " + field + " occurs " + values.size() + " times");
      }
      return values.get(0);
    }
  }

  /** A summary value, or another kind of event under a name in brackets. */
  record Read(double time, long step, String tag, Object value) {}

  private EventFileReader() {}

  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new AssertionError(e);
    }
  }

  /** CRC-32C bit by bit, RFC 3720. */
  private static int masked(byte[] bytes, int from, int length) {
    int crc = -1;
    for (int i = from; i < from + length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  static List<byte[]> records(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (buffer.hasRemaining()) {
      int start = buffer.position();
      int length = Math.toIntExact(buffer.getLong());
      if (buffer.getInt() != masked(bytes, start, 8)) {
        throw new AssertionError("CRC of the length at " + start);
      }
      byte[] data = new byte[length];
      buffer.get(data);
      if (buffer.getInt() != masked(data, 0, length)) {
        throw new AssertionError("CRC of the data at " + start);
      }
      records.add(data);
    }
    return records;
  }

  static List<Read> read(Path file) throws IOException {
    List<Read> read = new ArrayList<>();
    for (byte[] record : records(file)) {
      Message event =
          new Message(
              record,
              Map.of(
                  1,
                  Double.class,
                  2,
                  Long.class,
                  3,
                  byte[].class,
                  5,
                  byte[].class,
                  7,
                  byte[].class,
                  10,
                  byte[].class));
      double time = (Double) event.only(1);
      long step = (Long) event.only(2);
      if (event.fields.containsKey(3)) {
        new Message(event.bytes(10), Map.of(1, byte[].class));
        read.add(new Read(time, step, "<version>", event.text(3)));
      } else if (event.fields.containsKey(7)) {
        Message log = new Message(event.bytes(7), Map.of(1, Long.class));
        read.add(new Read(time, step, "<session>", log.only(1)));
      } else {
        Message summary = new Message(event.bytes(5), Map.of(1, byte[].class));
        for (byte[] bytes : summary.all(1)) {
          Message value =
              new Message(
                  bytes, Map.of(1, byte[].class, 2, Float.class, 8, byte[].class, 9, byte[].class));
          Object content = value.fields.containsKey(2) ? value.only(2) : plugin(value);
          read.add(new Read(time, step, value.text(1), content));
        }
      }
    }
    return read;
  }

  private static Object plugin(Message value) {
    Message metadata = new Message(value.bytes(9), Map.of(1, byte[].class, 4, Long.class));
    Message data = new Message(metadata.bytes(1), Map.of(1, byte[].class, 2, byte[].class));
    if (!data.text(1).equals("hparams") || !metadata.only(4).equals(2L)) {
      throw new AssertionError("plugin " + data.text(1) + ", class " + metadata.only(4));
    }
    Message tensor = new Message(value.bytes(8), Map.of(1, Long.class, 2, byte[].class));
    Message shape = new Message(tensor.bytes(2), Map.of(2, byte[].class));
    Message dimension = new Message(shape.bytes(2), Map.of(1, Long.class));
    if (!tensor.only(1).equals(1L) || !dimension.only(1).equals(0L)) {
      throw new AssertionError("the tensor is not an empty one of floats");
    }
    Message content =
        new Message(data.bytes(2), Map.of(2, byte[].class, 3, byte[].class, 4, byte[].class));
    if (content.fields.size() != 1) {
      throw new AssertionError("expected one of three messages, found " + content.fields);
    }
    if (content.fields.containsKey(2)) {
      return experiment(content.bytes(2));
    }
    return content.fields.containsKey(3) ? start(content.bytes(3)) : end(content.bytes(4));
  }

  /** Names and types of hyperparameters, and the tags, titles and data sets of metrics. */
  private static Map<String, String> experiment(byte[] bytes) {
    Message experiment =
        new Message(bytes, Map.of(3, Double.class, 4, byte[].class, 5, byte[].class));
    Map<String, String> all = new LinkedHashMap<>();
    for (byte[] each : experiment.all(4)) {
      Message info = new Message(each, Map.of(1, byte[].class, 4, Long.class));
      all.put(info.text(1), "type " + info.only(4));
    }
    for (byte[] each : experiment.all(5)) {
      Message info = new Message(each, Map.of(1, byte[].class, 3, byte[].class, 5, Long.class));
      Message name = new Message(info.bytes(1), Map.of(2, byte[].class));
      all.put(name.text(2), info.text(3) + ", data set " + info.only(5));
    }
    return all;
  }

  /** Names and values of hyperparameters. */
  private static Map<String, Object> start(byte[] bytes) {
    Message start = new Message(bytes, Map.of(1, byte[].class, 5, Double.class));
    start.only(5);
    Map<String, Object> all = new LinkedHashMap<>();
    for (byte[] each : start.all(1)) {
      Message entry = new Message(each, Map.of(1, byte[].class, 2, byte[].class));
      Message value =
          new Message(entry.bytes(2), Map.of(2, Double.class, 3, byte[].class, 4, Long.class));
      Object content =
          value.fields.containsKey(3)
              ? value.text(3)
              : value.fields.containsKey(4) ? (Object) value.only(4).equals(1L) : value.only(2);
      all.put(entry.text(1), content);
    }
    return all;
  }

  private static String end(byte[] bytes) {
    Message end = new Message(bytes, Map.of(1, Long.class, 2, Double.class));
    return "status " + end.only(1) + " at " + end.only(2);
  }
}
