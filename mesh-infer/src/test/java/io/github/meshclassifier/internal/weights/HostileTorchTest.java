package io.github.meshclassifier.internal.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.internal.weights.TorchFiles.Pickle;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HostileTorchTest {
  private static final Pickle ONE = Pickle.of(6, 0, List.of(2, 3), List.of(3, 1));

  /** A pickle in both forms, and what must be said about it. */
  record Offence(String message, Pickle pickle) {
    @Override
    public String toString() {
      return message;
    }
  }

  static List<Offence> pickles() {
    return List.of(
        new Offence("states a length", new Pickle().op('X').int32(Integer.MAX_VALUE)),
        new Offence("states a length", new Pickle().op('X').int32(-1)),
        new Offence("states a length", new Pickle().op('T').int32(-5)),
        new Offence("states a length", new Pickle().op(0x8d).int32(0).int32(1).raw(new byte[20])),
        new Offence("a number in the pickle is too long", new Pickle().op(0x8a).op(255)),
        new Offence("the pickle's protocol is not known", new Pickle().op(0x80).op(9)),
        new Offence("instruction 'i'", new Pickle().op('i')),
        new Offence("instruction 'P'", new Pickle().op('P')),
        new Offence("instruction 0x81", new Pickle().op('}').op(')').op(0x81)),
        new Offence("instruction 0x82", new Pickle().op(0x82).op(1)),
        new Offence("instruction 0x8b", new Pickle().op(0x8b).int32(-1)),
        new Offence("takes a value where there is none", new Pickle()),
        new Offence("takes a value where there is none", new Pickle().op(0x87)),
        new Offence("where there is no mark", new Pickle().op('t')),
        new Offence("that it did not store", new Pickle().op('h').op(7)),
        new Offence("that it did not store", new Pickle().op('j').int32(-1)),
        new Offence("something that is no list", new Pickle().op('}').op('N').op('a')),
        new Offence("something that is no dictionary", new Pickle().op(']').op('(').op('u')),
        new Offence(
            "something that is no dictionary", new Pickle().op('}').op('(').op('N').op('u')),
        new Offence("neither text nor number", new Pickle().op('}').op(')').op('N').op('s')),
        new Offence("neither text nor number", cyclicKey()),
        new Offence("cannot be called", new Pickle().text("x").op(')').op('R')),
        new Offence(
            "cannot be called", new Pickle().global("torch", "FloatStorage").op(')').op('R')),
        new Offence("no tuple", new Pickle().global("collections", "OrderedDict").op(']').op('R')),
        new Offence("takes none", new Pickle().op(']').op('}').op('b')),
        new Offence("by something that is no text", new Pickle().op('N').op('N').op(0x93)),
        new Offence("found os.system", new Pickle().text("os").text("system").op(0x93)),
        new Offence("found a?b.c", new Pickle().text("a\nb").text("c").op(0x93)),
        new Offence("not valid UTF-8", new Pickle().op('U').op(1).op(0xff)),
        new Offence("a line of the pickle is too long", new Pickle().op('c').raw(new byte[999])),
        new Offence("describes a storage", new Pickle().op('N').op('Q')),
        new Offence("describes a storage", new Pickle().op(')').op('Q')),
        new Offence("impossible size", new Pickle().storage("FloatStorage", "0", -1)),
        new Offence(
            "impossible size", new Pickle().storage("DoubleStorage", "0", Long.MAX_VALUE / 4)),
        new Offence(
            "two types or two sizes",
            new Pickle().storage("FloatStorage", "0", 6).storage("IntStorage", "0", 6)),
        new Offence(
            "two types or two sizes",
            new Pickle().storage("FloatStorage", "0", 6).storage("FloatStorage", "0", 7)),
        new Offence("not lie inside", Pickle.of(6, 1, List.of(2, 3), List.of(3, 1))),
        new Offence("not lie inside", Pickle.of(6, -1, List.of(2, 3), List.of(3, 1))),
        new Offence("not lie inside", Pickle.of(6, 0, List.of(2, 3), List.of(4, 1))),
        new Offence("not lie inside", Pickle.of(6, 6, List.of(), List.of())),
        new Offence("not lie inside", Pickle.of(6, 0, List.of(2, 3), List.of(3))),
        new Offence("not lie inside", Pickle.of(6, 0, List.of(1L << 40, 1L << 40), List.of(0, 0))),
        new Offence("not lie inside", Pickle.of(6, 0, List.of(3), List.of(Long.MAX_VALUE / 2 + 1))),
        new Offence(
            "far larger than the file", Pickle.of(6, 0, List.of(1 << 13, 1 << 12), List.of(0, 0))),
        new Offence("shape of a tensor is not possible", Pickle.of(6, 0, List.of(-1), List.of(1))),
        new Offence("shape of a tensor is not possible", Pickle.of(6, 5, List.of(2), List.of(-1))),
        new Offence(
            "shape of a tensor is not possible",
            Pickle.of(
                6, 0, Arrays.asList(new Integer[65]).stream().map(x -> 1).toList(), List.of())),
        new Offence(
            "describes a tensor",
            new Pickle().global("torch._utils", "_rebuild_tensor_v2").op(')').op('R')),
        new Offence(
            "describes a parameter",
            new Pickle().global("torch._utils", "_rebuild_parameter").op(')').op('R')),
        new Offence(
            "describes an ordered dictionary",
            new Pickle().global("collections", "OrderedDict").op('N').op(0x85).op('R')),
        new Offence("no dictionary of tensors", new Pickle().op('N')),
        new Offence("holds no tensors", new Pickle().op('}')),
        new Offence("name or shape that is not possible", named("")),
        new Offence("name or shape that is not possible", named("__metadata__")),
        new Offence("too many values", repeated(']')),
        new Offence("too many values", repeated('(')),
        new Offence("too many values", quadratic()));
  }

  /** A list that holds itself as the key of a dictionary. */
  private static Pickle cyclicKey() {
    return new Pickle().op('}').op(']').op('q').op(1).op('h').op(1).op('a').op('N').op('s');
  }

  private static Pickle named(String name) {
    return new Pickle().op('}').text(name).tensor(6, 0, List.of(6), List.of(1)).op('s');
  }

  private static Pickle repeated(int code) {
    byte[] many = new byte[2_000_000];
    Arrays.fill(many, (byte) code);
    return new Pickle().raw(many);
  }

  /** Makes a dictionary of one long list again and again. */
  private static Pickle quadratic() {
    Pickle pickle = new Pickle().global("collections", "OrderedDict").op('q').op(1).op(']').op('(');
    for (int i = 0; i < 1000; i++) {
      pickle.op('K').op(i & 0xff).op('J').int32(i).op(0x86);
    }
    pickle.op('e').op(0x85).op('q').op(2);
    for (int i = 0; i < 100_000; i++) {
      pickle.op('h').op(1).op('h').op(2).op('R').op('0');
    }
    return pickle;
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void open_hostilePickle_namesTheOffence(Offence offence) throws IOException {
    for (byte[] file :
        List.of(
            TorchFiles.zip(offence.pickle, TorchFiles.floats(6)),
            TorchFiles.legacy(offence.pickle, TorchFiles.floats(6)))) {
      assertThatThrownBy(() -> open(file))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageContaining("pytorch_model.bin: ")
          .hasMessageContaining(offence.message);
    }
  }

  @Test
  void open_storageMissingOrOfOtherSize_named() throws IOException {
    assertThatThrownBy(() -> open(TorchFiles.zip(ONE)))
        .hasMessageContaining("storage '0' is missing, expected 24 bytes");
    assertThatThrownBy(() -> open(TorchFiles.zip(ONE, TorchFiles.floats(5))))
        .hasMessageContaining("storage '0' has another size than the pickle says")
        .hasMessageContaining("expected 24 bytes, found 20 bytes");
    assertThatThrownBy(() -> open(TorchFiles.legacy(ONE)))
        .hasMessageContaining("the list of storages is incomplete");
    assertThatThrownBy(() -> open(TorchFiles.legacy(ONE, TorchFiles.floats(5))))
        .hasMessageContaining("the file ends within storage '0'");
    assertThatThrownBy(() -> open(TorchFiles.legacy(ONE, TorchFiles.floats(7))))
        .hasMessageContaining("has another size than the pickle says");
    assertThatThrownBy(
            () -> open(TorchFiles.legacy(ONE, TorchFiles.floats(6), TorchFiles.floats(6))))
        .hasMessageContaining("names one that no tensor uses");
    byte[] file = TorchFiles.legacy(ONE, TorchFiles.floats(6));
    assertThatThrownBy(() -> open(Arrays.copyOf(file, file.length + 1)))
        .hasMessageContaining("there is data after the last storage");
  }

  @Test
  void open_legacyHeader_checked() throws IOException {
    byte[] file = TorchFiles.legacy(ONE, TorchFiles.floats(6));
    file[TorchFiles.header().length - 9] ^= 1;
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the protocol of torch.save is not known");
  }

  /** Bytes to overwrite, counted from a record's signature; the last record of its kind. */
  @ParameterizedTest
  @CsvSource({
    "6054b50, 10, 2, 0, the zip directory is longer than its entries",
    "6054b50, 10, 2, 9, too many entries",
    "6054b50, 10, 2, 3, too many entries",
    "6054b50, 10, 2, 65535, lacks its zip64 directory record",
    "6054b50, 12, 4, 2147483647, lies outside the file",
    "6054b50, 12, 4, 1, too many entries",
    "6054b50, 16, 4, 2147483647, lies outside the file",
    "6054b50, 16, 4, 0, is malformed",
    "6054b50, 20, 2, 1, has no directory",
    "2014b50, 8, 2, 1, is encrypted",
    "2014b50, 10, 2, 12, compressed in a way that is not known",
    "2014b50, 20, 4, 23, lies about its size",
    "2014b50, 24, 4, 25, lies about its size",
    "2014b50, 24, 4, -1, an impossible size or position",
    "2014b50, 28, 2, 65535, is cut off",
    "2014b50, 30, 2, 65535, is cut off",
    "2014b50, 42, 4, 0, overlaps another",
    "2014b50, 42, 4, 3, overlaps another",
    "2014b50, 42, 4, 2147483647, lies outside the archive",
    "4034b50, 0, 4, 7, is not where the zip directory says",
    "4034b50, 26, 2, 3, is not where the zip directory says",
    "4034b50, 30, 1, 33, is not where the zip directory says",
    "4034b50, 28, 2, 65535, lies outside the archive",
  })
  void open_changedZip_namesTheOffence(
      String signature, int at, int width, int value, String message) throws IOException {
    byte[] file = TorchFiles.zip(ONE, TorchFiles.floats(6));
    int record =
        lastIndexOf(
            file,
            ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Integer.parseInt(signature, 16))
                .array());
    for (int i = 0; i < width; i++) {
      file[record + at + i] = (byte) (value >> (8 * i));
    }
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining(message);
  }

  @Test
  void open_sameNameTwice_rejected() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", ONE.bytes());
    entries.put("m/data/0", TorchFiles.floats(6));
    entries.put("m/data/1", TorchFiles.floats(6));
    String text = new String(TorchFiles.zip(entries, false), StandardCharsets.ISO_8859_1);
    byte[] file = text.replace("m/data/1", "m/data/0").getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("zip entry 'm/data/0' appears twice");
  }

  @Test
  void open_zipBomb_rejectedWithoutUnpacking() throws IOException {
    // A pickle that unpacks to more than any list of tensors, and a storage that claims more than
    // deflate can hold.
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", new byte[Unpickler.MAX_BYTES + 1]);
    assertThatThrownBy(() -> open(TorchFiles.zip(entries, true)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("data.pkl in the zip archive is too large");
    entries.put("m/data.pkl", ONE.bytes());
    byte[] file = TorchFiles.zip(entries, true);
    int record = lastIndexOf(file, new byte[] {0x50, 0x4b, 1, 2});
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(record + 24, 1 << 30);
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("lies about its size, expected at most 1032 times");
  }

  @Test
  void readFloats_compressedDataTooShortOrBroken_rejected() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", ONE.bytes());
    entries.put("m/data/0", TorchFiles.floats(6));
    byte[] whole = TorchFiles.zip(entries, true);
    int record = lastIndexOf(whole, new byte[] {0x50, 0x4b, 3, 4});
    int refused = 0;
    for (int i = 0; i < 12; i++) {
      byte[] file = whole.clone();
      file[record + 38 + i] ^= 0x55;
      try (Checkpoint weights = open(file)) {
        Fixtures.floats(weights, "w");
      } catch (ModelLoadException e) {
        assertThat(e).hasMessageContaining("zip entry 'm/data/0' ");
        refused++;
      }
    }
    assertThat(refused).isEqualTo(12);
  }

  @Test
  void open_deepNesting_noStackOverflow() throws IOException {
    ByteArrayOutputStream deep = new ByteArrayOutputStream();
    for (int i = 0; i < 300_000; i++) {
      deep.write(']');
    }
    for (int i = 1; i < 300_000; i++) {
      deep.write('a');
    }
    Pickle pickle = new Pickle().op('}').text("deep").raw(deep.toByteArray()).op('s');
    assertThatThrownBy(() -> open(TorchFiles.zip(pickle)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("the file holds no tensors");
  }

  @Test
  void open_dictionaryInItself_readOnce() throws IOException {
    Pickle cyclic =
        new Pickle()
            .op('}')
            .op('q')
            .op(0)
            .text("model")
            .op('h')
            .op(0)
            .op('s')
            .text("w")
            .tensor(6, 0, List.of(6), List.of(1))
            .op('s');
    try (Checkpoint weights = open(TorchFiles.zip(cyclic, TorchFiles.floats(6)))) {
      assertThat(weights.names()).containsExactly("w");
    }
  }

  private static Checkpoint open(byte[] file) throws ModelLoadException {
    return WeightFiles.open(TorchFiles.resource(file), "pytorch_model.bin");
  }

  private static int lastIndexOf(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .lastIndexOf(new String(part, StandardCharsets.ISO_8859_1));
  }
}
