package io.github.meshclassifier.tracking;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * The records of TensorFlow's files: the length of the data in eight bytes, a masked CRC-32C of
 * these, the data, a masked CRC-32C of the data, all little-endian. See <a
 * href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>.
 */
final class RecordFile {
  private static final int HEADER = Long.BYTES + Integer.BYTES;
  private static final int OVERHEAD = HEADER + Integer.BYTES;

  private RecordFile() {}

  /** Returns the record that holds the data. */
  static byte[] record(byte[] data) {
    ByteBuffer record = ByteBuffer.allocate(OVERHEAD + data.length).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), 0, Long.BYTES));
    record.put(data);
    record.putInt(maskedCrc(data, 0, data.length));
    return record.array();
  }

  /** CRC-32C, rotated and shifted, since the CRC of data that holds CRCs is a weak one. */
  static int maskedCrc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  /**
   * Cuts the file before the first record that is incomplete or damaged, and before the last one if
   * its data are as described.
   */
  static void trim(Path file, Predicate<byte[]> unwantedAtEnd) throws IOException {
    long size = Files.size(file);
    long end = 0;
    long keep = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (size - end >= OVERHEAD) {
        byte[] header = in.readNBytes(HEADER);
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long length = fields.getLong();
        if (fields.getInt() != maskedCrc(header, 0, Long.BYTES)
            || length < 0
            || length > size - end - OVERHEAD) {
          break;
        }
        byte[] data = in.readNBytes((int) length);
        int crc = Integer.reverseBytes(in.readInt());
        if (crc != maskedCrc(data, 0, data.length)) {
          break;
        }
        keep = unwantedAtEnd.test(data) ? end : end + OVERHEAD + length;
        end += OVERHEAD + length;
      }
    }
    if (keep < size) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(keep);
      }
    }
  }
}
