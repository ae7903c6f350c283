package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes a small {@code spiece.model}, right or wrong. */
final class SentencePieceFile {
  private final List<byte[]> pieces = new ArrayList<>();
  private final ByteArrayOutputStream trainer = new ByteArrayOutputStream();
  private final ByteArrayOutputStream normalizer = new ByteArrayOutputStream();

  /** XLNet's special pieces and the letters a to e, with and without a space before. */
  static SentencePieceFile small() {
    SentencePieceFile file = new SentencePieceFile().piece("<unk>", 0, 2);
    for (String token : List.of("<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>")) {
      file.piece(token, 0, 3);
    }
    file.piece("<eop>", 0, 4);
    for (String letter : List.of("a", "b", "c", "d", "e")) {
      file.piece(letter, -3, 1).piece("\u2581" + letter, -2, 1);
    }
    return file.piece("\u2581", -4, 1);
  }

  SentencePieceFile piece(String text, float score, int type) {
    return piece(text.getBytes(UTF_8), score, type);
  }

  SentencePieceFile piece(byte[] text, float score, int type) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    bytes(piece, 1, text);
    varint(piece, 2 << 3 | 5);
    piece.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(score).array());
    integer(piece, 3, type);
    pieces.add(piece.toByteArray());
    return this;
  }

  SentencePieceFile without(int index) {
    pieces.remove(index);
    return this;
  }

  SentencePieceFile trainer(int field, long value) {
    integer(trainer, field, value);
    return this;
  }

  SentencePieceFile normalizer(int field, long value) {
    integer(normalizer, field, value);
    return this;
  }

  SentencePieceFile characterMap(byte[] map) {
    bytes(normalizer, 2, map);
    return this;
  }

  int size() {
    return pieces.size();
  }

  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pieces.forEach(piece -> bytes(out, 1, piece));
    bytes(out, 2, trainer.toByteArray());
    bytes(out, 3, normalizer.toByteArray());
    return out.toByteArray();
  }

  private static void integer(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3);
    varint(out, value);
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (long) field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
