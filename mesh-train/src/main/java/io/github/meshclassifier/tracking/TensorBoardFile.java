package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.host.HostName;
import io.github.meshclassifier.internal.protobuf.ProtobufMessage;
import io.github.meshclassifier.run.TrainingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An event file of TensorBoard. Each process writes one of its own; TensorBoard reads those of a
 * directory in the order of their names, which begin with the time, as one run.
 *
 * <p>A scalar is a {@code simple_value} without metadata, which every version of TensorBoard reads,
 * and wandb as well. The field numbers are those of <a
 * href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto">
 * event.proto</a> and of summary.proto beside it.
 */
final class TensorBoardFile extends AppendedFile implements EventSink {
  private static final String PREFIX = "events.out.tfevents.";

  /** The class of data that the tensors of plugins have. */
  private static final int DATA_CLASS_TENSOR = 2;

  private static final int DT_FLOAT = 1;
  private static final int SESSION_LOG_START = 1;

  /**
   * Opens a new file; from those of earlier processes, what a resumed run computes again is
   * removed.
   */
  TensorBoardFile(Path directory, Instant time) throws IOException {
    super(create(directory, time.getEpochSecond()));
    try {
      ProtobufMessage source = new ProtobufMessage().text(1, "io.github.meshclassifier.tracking");
      record(event(time, 0).text(3, "brain.Event:2").message(10, source));
      force();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static void trim(Path directory) throws IOException {
    List<Path> earlier;
    try (Stream<Path> files = Files.list(directory)) {
      earlier =
          files.filter(file -> String.valueOf(file.getFileName()).startsWith(PREFIX)).toList();
    }
    for (Path each : earlier) {
      // TensorBoard uses the first end of a run that it finds.
      RecordFile.trim(each, TensorBoardFile::isEnd);
    }
  }

  /** Moves on from a second whose name is taken. */
  private static Path create(Path directory, long second) throws IOException {
    trim(directory);
    String host = HostName.get();
    for (long number = second; ; number++) {
      try {
        return Files.createFile(
            directory.resolve(String.format(Locale.ROOT, "%s%010d.%s", PREFIX, number, host)));
      } catch (FileAlreadyExistsException e) {
        if (number - second > 1000) {
          throw e;
        }
      }
    }
  }

  private static boolean isEnd(byte[] data) {
    byte[] tag = HyperparameterTab.END_TAG.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i + tag.length <= data.length; i++) {
      if (Arrays.equals(data, i, i + tag.length, tag, 0, tag.length)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void write(TrainingEvent event, Instant time, long step) throws IOException {
    if (event instanceof TrainingEvent.Started started) {
      plugin(HyperparameterTab.EXPERIMENT_TAG, HyperparameterTab.experiment(started, time), time);
      plugin(HyperparameterTab.START_TAG, HyperparameterTab.start(started, time), time);
    } else if (event instanceof TrainingEvent.Resumed resumed) {
      // What an earlier process wrote of later steps no longer counts.
      ProtobufMessage log = new ProtobufMessage().integer(1, SESSION_LOG_START);
      record(event(time, resumed.step() + 1).message(7, log));
    } else if (event instanceof TrainingEvent.StepDone done) {
      scalars(Figures.of(done), time, done.step());
    } else if (event instanceof TrainingEvent.EpochDone done) {
      scalars(Figures.of(done), time, step);
    } else if (event instanceof TrainingEvent.ModelSaved saved) {
      scalars(Figures.of(saved), time, step);
    } else if (event instanceof TrainingEvent.Finished) {
      plugin(HyperparameterTab.END_TAG, HyperparameterTab.end(true, time), time);
    } else if (event instanceof TrainingEvent.Stopped) {
      plugin(HyperparameterTab.END_TAG, HyperparameterTab.end(false, time), time);
    }
  }

  private void scalars(Map<String, Double> figures, Instant time, long step) throws IOException {
    ProtobufMessage summary = new ProtobufMessage();
    figures.forEach(
        (tag, value) ->
            summary.message(1, new ProtobufMessage().text(1, tag).number(2, value.floatValue())));
    record(event(time, step).message(5, summary));
  }

  /** Writes what a plugin reads from the metadata of a value; the value itself is empty. */
  private void plugin(String tag, ProtobufMessage content, Instant time) throws IOException {
    ProtobufMessage data =
        new ProtobufMessage().text(1, HyperparameterTab.PLUGIN).message(2, content);
    ProtobufMessage metadata = new ProtobufMessage().message(1, data).integer(4, DATA_CLASS_TENSOR);
    ProtobufMessage shape = new ProtobufMessage().message(2, new ProtobufMessage().integer(1, 0));
    ProtobufMessage tensor = new ProtobufMessage().integer(1, DT_FLOAT).message(2, shape);
    ProtobufMessage value =
        new ProtobufMessage().text(1, tag).message(9, metadata).message(8, tensor);
    record(event(time, 0).message(5, new ProtobufMessage().message(1, value)));
  }

  private static ProtobufMessage event(Instant time, long step) {
    return new ProtobufMessage().number(1, seconds(time)).integer(2, step);
  }

  static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  private void record(ProtobufMessage event) throws IOException {
    write(RecordFile.record(event.toByteArray()));
  }
}
