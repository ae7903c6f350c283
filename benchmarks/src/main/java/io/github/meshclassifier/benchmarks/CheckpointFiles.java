package io.github.meshclassifier.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.Safetensors;
import io.github.meshclassifier.internal.weights.SafetensorsWriter;
import io.github.meshclassifier.internal.weights.TensorSpec;
import io.github.meshclassifier.internal.weights.TensorType;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a classifier with random weights. Has no state. */
final class CheckpointFiles {
  static final int LABELS = 14;

  private static final long SEED = 440;
  private static final int CHUNK_FLOATS = 1 << 20;
  private static final String FOLDER = "pytorch_model/";

  /** The {@code config.json} of BERT-base. */
  static final String BERT_BASE = config(12, 768, 30522);

  private CheckpointFiles() {}

  /** The {@code config.json} of a BERT with 12 heads and {@value #LABELS} labels. */
  static String config(int layers, int hidden, int vocabulary) {
    String labels =
        IntStream.range(0, LABELS)
            .mapToObj(label -> "\"%d\": \"label %d\"".formatted(label, label))
            .collect(Collectors.joining(", "));
    return """
        {"model_type": "bert", "architectures": ["BertForSequenceClassification"],
         "num_hidden_layers": %d, "num_attention_heads": 12, "hidden_size": %d,
         "intermediate_size": %d, "vocab_size": %d, "max_position_embeddings": 512,
         "type_vocab_size": 2, "hidden_act": "gelu", "layer_norm_eps": 1e-12,
         "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
         "initializer_range": 0.02, "pad_token_id": 0,
         "problem_type": "multi_label_classification", "id2label": {%s}}
        """
        .formatted(layers, hidden, 4 * hidden, vocabulary, labels);
  }

  /** Writes {@code config.json} with this text and {@code model.safetensors}. */
  static ModelFiles writeSafetensors(Path directory, String json) throws IOException {
    Files.createDirectory(directory);
    Files.writeString(directory.resolve(BackboneConfig.FILE_NAME), json);
    ModelFiles files = ModelFiles.directory(directory);
    BackboneConfig config = Families.read(files);
    List<WeightSpec> weights = config.family().tensors(config, LABELS);
    List<TensorSpec> specs =
        weights.stream()
            .map(weight -> TensorSpec.of(weight.name(), TensorType.F32, weight.dimensions()))
            .toList();
    SplittableRandom random = new SplittableRandom(SEED);
    try (SafetensorsWriter writer =
        SafetensorsWriter.create(directory.resolve(Safetensors.SINGLE), specs)) {
      for (TensorSpec spec : specs) {
        for (long left = spec.elements(); left > 0; left -= CHUNK_FLOATS) {
          float[] values = new float[(int) Math.min(CHUNK_FLOATS, left)];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) * 0.07f;
          }
          writer.write(spec.name(), FloatBuffer.wrap(values));
        }
      }
      writer.finish();
    }
    return files;
  }

  /** Writes the same weights as {@code torch.save} does today. */
  static ModelFiles writeTorch(Path directory, ModelFiles source) throws IOException {
    Files.createDirectory(directory);
    try (InputStream config = source.open(BackboneConfig.FILE_NAME)) {
      Files.copy(config, directory.resolve(BackboneConfig.FILE_NAME));
    }
    try (Checkpoint weights = Checkpoint.open(source);
        ZipOutputStream zip =
            new ZipOutputStream(
                new BufferedOutputStream(
                    Files.newOutputStream(directory.resolve("pytorch_model.bin")), 1 << 20))) {
      zip.setMethod(ZipOutputStream.STORED);
      byte[] pickle = pickle(weights);
      entry(zip, "data.pkl", ByteBuffer.wrap(pickle));
      int storage = 0;
      for (String name : weights.names()) {
        ByteBuffer data =
            ByteBuffer.allocateDirect(Math.toIntExact(weights.elements(name) * Float.BYTES))
                .order(ByteOrder.nativeOrder());
        weights.readFloats(name, data);
        entry(zip, "data/" + storage++, data.flip());
      }
      entry(zip, "version", ByteBuffer.wrap("3\n".getBytes(UTF_8)));
    }
    return ModelFiles.directory(directory);
  }

  private static void entry(ZipOutputStream zip, String name, ByteBuffer data) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(data.duplicate());
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setSize(data.remaining());
    entry.setCrc(checksum.getValue());
    zip.putNextEntry(entry);
    WritableByteChannel channel = Channels.newChannel(unclosed(zip));
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }

  private static OutputStream unclosed(OutputStream out) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
      }
    };
  }

  /** An ordered dictionary of tensors, each in a storage of its own. */
  private static byte[] pickle(Checkpoint weights) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2});
    global(out, "collections\nOrderedDict\n");
    out.writeBytes(new byte[] {')', 'R', '('});
    int storage = 0;
    for (String name : weights.names()) {
      text(out, name);
      global(out, "torch._utils\n_rebuild_tensor_v2\n");
      out.writeBytes(new byte[] {'(', '('});
      text(out, "storage");
      global(out, "torch\nFloatStorage\n");
      text(out, String.valueOf(storage++));
      text(out, "cpu");
      number(out, weights.elements(name));
      out.writeBytes(new byte[] {'t', 'Q'});
      number(out, 0);
      long[] shape = weights.shape(name);
      out.write('(');
      for (long size : shape) {
        number(out, size);
      }
      out.writeBytes(new byte[] {'t', '('});
      for (int i = 0; i < shape.length; i++) {
        long stride = 1;
        for (int j = i + 1; j < shape.length; j++) {
          stride *= shape[j];
        }
        number(out, stride);
      }
      out.writeBytes(new byte[] {'t', (byte) 0x89});
      global(out, "collections\nOrderedDict\n");
      out.writeBytes(new byte[] {')', 'R', 't', 'R'});
    }
    out.writeBytes(new byte[] {'u', '.'});
    return out.toByteArray();
  }

  private static void global(ByteArrayOutputStream out, String lines) {
    out.write('c');
    out.writeBytes(lines.getBytes(UTF_8));
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    out.write('X');
    out.writeBytes(little(utf8.length));
    out.writeBytes(utf8);
  }

  private static void number(ByteArrayOutputStream out, long value) {
    out.write('J');
    out.writeBytes(little(Math.toIntExact(value)));
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
