package io.github.meshclassifier.tracking;

import io.github.meshclassifier.internal.protobuf.ProtobufMessage;
import io.github.meshclassifier.metrics.Metric;
import io.github.meshclassifier.run.TrainingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * The messages that TensorBoard's HPARAMS tab reads, each a {@code HParamsPluginData} of <a
 * href="https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/hparams/plugin_data.proto">
 * plugin_data.proto</a> and api.proto beside it; its version is 0, which is not written.
 */
final class HyperparameterTab {
  static final String PLUGIN = "hparams";
  static final String EXPERIMENT_TAG = "_hparams_/experiment";
  static final String START_TAG = "_hparams_/session_start_info";
  static final String END_TAG = "_hparams_/session_end_info";

  private static final int STRING = 1;
  private static final int BOOLEAN = 2;
  private static final int NUMBER = 3;

  private static final int SUCCESS = 1;
  private static final int FAILURE = 2;

  private static final int TRAINING = 1;
  private static final int VALIDATION = 2;

  private static final Pattern DECIMAL =
      Pattern.compile("-?\\d{1,20}(\\.\\d{1,20})?([eE][-+]?\\d{1,3})?");

  private HyperparameterTab() {}

  /**
   * Which hyperparameters and metrics there are. TensorBoard uses that of any run for all runs,
   * which works, since all have the same; without it, it would show the losses of steps first.
   */
  static ProtobufMessage experiment(TrainingEvent.Started started, Instant time) {
    ProtobufMessage experiment = new ProtobufMessage().number(3, TensorBoardFile.seconds(time));
    for (Map.Entry<String, String> setting : Settings.of(started).entrySet()) {
      experiment.message(
          4, new ProtobufMessage().text(1, setting.getKey()).integer(4, type(setting.getValue())));
    }
    for (Metric metric : List.of(Metric.MICRO_F1, Metric.MACRO_F1, Metric.EXACT_MATCH)) {
      experiment.message(5, metric(Figures.ofSavedModel(metric), metric.title(), VALIDATION));
    }
    experiment.message(5, metric(Figures.VALIDATION_LOSS, "Validation loss", VALIDATION));
    experiment.message(5, metric("epoch/training_loss", "Training loss", TRAINING));
    return new ProtobufMessage().message(2, experiment);
  }

  private static ProtobufMessage metric(String tag, String title, int dataSet) {
    return new ProtobufMessage()
        .message(1, new ProtobufMessage().text(2, tag))
        .text(3, title)
        .integer(5, dataSet);
  }

  /** The hyperparameters of this run. */
  static ProtobufMessage start(TrainingEvent.Started started, Instant time) {
    ProtobufMessage start = new ProtobufMessage();
    SortedMap<String, String> settings = Settings.of(started);
    settings.forEach(
        (name, value) ->
            start.message(1, new ProtobufMessage().text(1, name).message(2, value(value))));
    start.number(5, TensorBoardFile.seconds(time));
    return new ProtobufMessage().message(3, start);
  }

  /** How this run ended. */
  static ProtobufMessage end(boolean success, Instant time) {
    return new ProtobufMessage()
        .message(
            4,
            new ProtobufMessage()
                .integer(1, success ? SUCCESS : FAILURE)
                .number(2, TensorBoardFile.seconds(time)));
  }

  private static int type(String value) {
    if (value.equals("true") || value.equals("false")) {
      return BOOLEAN;
    }
    return isNumber(value) ? NUMBER : STRING;
  }

  static boolean isNumber(String value) {
    return DECIMAL.matcher(value).matches();
  }

  /** A google.protobuf.Value. */
  private static ProtobufMessage value(String value) {
    ProtobufMessage message = new ProtobufMessage();
    return switch (type(value)) {
      case BOOLEAN -> message.integer(4, value.equals("true") ? 1 : 0);
      case NUMBER -> message.number(2, Double.parseDouble(value));
      default -> message.text(3, value);
    };
  }
}
