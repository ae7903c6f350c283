package io.github.meshclassifier.internal.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The formats of weights that are read, told by the first bytes of a file; its name says little,
 * since files are renamed, and a server may send an error page in place of the file.
 */
enum WeightFormat {
  /** A header in JSON, then the data. */
  SAFETENSORS,
  /** A zip archive with a pickle and one entry for each storage, as PyTorch writes since 1.6. */
  TORCH_ZIP,
  /** Pickles in a row, then the storages, as PyTorch wrote before. */
  TORCH_LEGACY;

  /** The first value of the legacy form: a number of ten bytes. */
  private static final String LEGACY_MAGIC =
      new String(HexFormat.of().parseHex("8a0a6cfc9c46f9206aa85019"), ISO_8859_1);

  /** The magic number follows the protocol and, in newer protocols, the length of a frame. */
  private static final int LATEST_MAGIC = 2 + 9;

  private static final int HEAD = 512;
  private static final String SAVE_AGAIN =
      "Load the model with transformers and save it with save_pretrained to get "
          + Safetensors.SINGLE
          + ".";
  private static final String FETCH_AGAIN = "Fetch the file again.";

  /**
   * Tells what a file is; throws ModelLoadException if it is nothing that is read; names what it
   * is, if known.
   */
  static WeightFormat of(FileBytes bytes) throws IOException {
    byte[] head = bytes.bytes(0, (int) Math.min(HEAD, bytes.size));
    String text = new String(head, ISO_8859_1);
    if (text.startsWith("PK\3\4")) {
      return TORCH_ZIP;
    }
    int magic = text.indexOf(LEGACY_MAGIC);
    if (text.startsWith("\u0080") && magic > 0 && magic <= LATEST_MAGIC) {
      return TORCH_LEGACY;
    }
    if (isSafetensors(head)) {
      return SAFETENSORS;
    }
    ModelLoadException known = foreign(bytes, text);
    if (known != null) {
      throw known;
    }
    if (bytes.file.endsWith(".safetensors")) {
      // Its header will say what is wrong with it.
      return SAFETENSORS;
    }
    throw bytes
        .problem("this is not a file of weights")
        .expected("a file written by torch.save or safetensors")
        .found(
            head.length == 0
                ? "an empty file"
                : "bytes " + HexFormat.of().formatHex(head, 0, Math.min(head.length, Long.BYTES)))
        .remedy(FETCH_AGAIN)
        .build();
  }

  private static boolean isSafetensors(byte[] head) {
    if (head.length <= Long.BYTES || head[Long.BYTES] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length >= 2 && length <= SafetensorsHeader.MAX_LENGTH;
  }

  private static @Nullable ModelLoadException foreign(FileBytes bytes, String text) {
    String start = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return found(
          bytes,
          "a Git LFS pointer",
          "Run git lfs pull, or download the file itself from the model's page.");
    }
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return found(bytes, "a web page", "Download the file itself, not the page about it.");
    }
    if (text.startsWith("\u0089HDF\r\n")) {
      return found(bytes, "TensorFlow weights (HDF5)", SAVE_AGAIN);
    }
    if (isMessagePack(text)) {
      return found(bytes, "Flax weights (MessagePack)", SAVE_AGAIN);
    }
    if (text.startsWith("ustar", 257)) {
      return found(bytes, "a tar archive, as PyTorch 0.1 wrote", SAVE_AGAIN);
    }
    if (text.startsWith("GGUF")) {
      return found(bytes, "GGUF weights", SAVE_AGAIN);
    }
    if (text.startsWith("\u001f\u008b")) {
      return found(bytes, "a gzip file", "Unpack it.");
    }
    if (start.startsWith("{") || start.startsWith("<?xml")) {
      return found(bytes, "text, perhaps an error message", FETCH_AGAIN);
    }
    if (text.length() > 1 && text.charAt(0) == '\u0080' && text.charAt(1) <= 5) {
      return found(bytes, "a pickle that torch.save did not write", SAVE_AGAIN);
    }
    return null;
  }

  /** A map of a few entries whose first key is a string. */
  private static boolean isMessagePack(String text) {
    if (text.length() < 4) {
      return false;
    }
    int first = text.charAt(0);
    int key = text.charAt(first == 0xde ? 3 : 1);
    boolean map = (first > 0x80 && first < 0x90) || first == 0xde;
    return map && ((key > 0xa0 && key < 0xc0) || key == 0xd9);
  }

  private static ModelLoadException found(FileBytes bytes, String what, String remedy) {
    return bytes
        .problem("these are not weights that can be read")
        .expected("a file written by torch.save or safetensors")
        .found(what)
        .remedy(remedy)
        .build();
  }
}
