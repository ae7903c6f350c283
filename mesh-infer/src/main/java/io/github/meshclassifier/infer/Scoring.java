package io.github.meshclassifier.infer;

import io.github.meshclassifier.calibration.Calibration;
import io.github.meshclassifier.internal.engine.BatchingEngine;
import io.github.meshclassifier.internal.engine.DeviceRunners;
import io.github.meshclassifier.internal.engine.Urgency;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.metrics.Thresholds;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.model.InferenceException;
import io.github.meshclassifier.model.InferenceMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of every text: its sequences, their batches, logits, probabilities, prediction.
 *
 * <p>Thread-safe. Texts are tokenized on the thread that brings them and computed by the device's
 * runner. The model is freed when the scoring is closed and nothing uses it any more.
 */
final class Scoring implements AutoCloseable {
  private final LoadedModel model;
  private final DocumentEncoder encoder;
  private final BatchingEngine engine;
  private final UseCounter uses;
  private final ScoringOptions options;

  Scoring(LoadedModel model, ComputeDevice device, ScoringOptions options) {
    this.model = model;
    this.encoder = new DocumentEncoder(model.encoder(), options.overflow(), model.maxTokens());
    this.uses = new UseCounter(model::close);
    this.options = options;
    this.engine =
        new BatchingEngine(
            model.backbone()::logits,
            DeviceRunners.of(device.toString()),
            !model.backbone().joins(),
            options.tokensPerBatch());
  }

  LoadedModel model() {
    return model;
  }

  InferenceMetrics metrics() {
    return engine.metrics();
  }

  /** Classifies one text and waits for it. */
  Prediction predict(String text, Thresholds thresholds) {
    DocumentTokens document = acquireAndEncode(text);
    float[][] logits =
        await(engine.submit(document.sequences(), Urgency.INTERACTIVE, uses::release));
    return prediction(document, List.of(logits), thresholds);
  }

  /**
   * Classifies one text unless too many wait.
   *
   * @param timeout how long the caller would wait, null for ever
   */
  @SuppressWarnings("FutureReturnValueIgnored") // both futures hear of each other's end
  CompletableFuture<Prediction> predictAsync(String text, @Nullable Duration timeout) {
    DocumentTokens document = acquireAndEncode(text);
    CompletableFuture<float[][]> logits =
        engine.submitWithin(options.queueCapacity(), document.sequences(), uses::release);
    PendingPrediction result = new PendingPrediction(logits);
    // Followers of the logits must not block, those of the result may: they have other threads.
    logits.whenCompleteAsync(
        (computed, failure) -> {
          if (logits.isCancelled()) {
            return; // by way of the result, which is done or about to be
          }
          try {
            if (failure != null) {
              throw failure;
            }
            result.complete(prediction(document, List.of(computed), model.thresholds()));
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        },
        ResultThreads.shared());
    if (timeout != null) {
      Future<?> timer = Timeouts.after(timeout, logits);
      logits.whenComplete((computed, failure) -> timer.cancel(false));
    }
    result.whenComplete((prediction, failure) -> logits.cancel(false));
    return result;
  }

  /**
   * Classifies texts one after the other while they are asked for.
   *
   * @param items what the texts come from
   * @param text gives the text of an item
   */
  <T> ScoringPipeline<T> stream(Iterator<? extends T> items, Function<? super T, String> text) {
    return new ScoringPipeline<>(this, this::acquire, items, text);
  }

  /**
   * Scores texts to the end, also if the classifier is closed meanwhile.
   *
   * @param items what the texts come from
   * @param text gives the text of an item
   * @param consumer takes the results, in order
   */
  <T> void forEach(
      Iterator<? extends T> items,
      Function<? super T, String> text,
      Consumer<ScoringPipeline.Scored<T>> consumer) {
    forEach((DocumentEncoder unused) -> items, text, consumer);
  }

  /**
   * Scores texts that are made with the help of the tokenizer, as the other method does.
   *
   * @param items makes what the texts come from; called once, while the model is in use
   * @param text gives the text of an item
   * @param consumer takes the results, in order
   */
  <T> void forEach(
      Function<DocumentEncoder, ? extends Iterator<? extends T>> items,
      Function<? super T, String> text,
      Consumer<ScoringPipeline.Scored<T>> consumer) {
    acquire();
    try {
      new ScoringPipeline<T>(this, uses::acquireAgain, items.apply(encoder), text)
          .forEachRemaining(consumer);
    } finally {
      uses.release();
    }
  }

  /** Hands in the sequences of some texts; few of them are as urgent as a single text. */
  CompletableFuture<float[][]> submitChunk(List<int[]> sequences) {
    long tokens = sequences.stream().mapToLong(sequence -> sequence.length).sum();
    Urgency urgency = tokens <= options.tokensPerBatch() ? Urgency.INTERACTIVE : Urgency.BULK;
    return engine.submit(sequences, urgency, uses::release);
  }

  private DocumentTokens acquireAndEncode(String text) {
    acquire();
    try {
      return encoder.encode(text);
    } catch (Throwable failure) {
      uses.release();
      throw failure;
    }
  }

  private void acquire() {
    if (!uses.tryAcquire()) {
      throw new IllegalStateException("MeshClassifier is closed");
    }
  }

  void release() {
    uses.release();
  }

  DocumentEncoder encoder() {
    return encoder;
  }

  /**
   * Waits for logits; takes them back if the thread is interrupted.
   *
   * @throws CancellationException if the thread is interrupted; it stays so
   * @throws InferenceException if they cannot be computed
   * @throws IllegalStateException if the process is ending
   */
  static float[][] await(CompletableFuture<float[][]> logits) {
    try {
      return logits.get();
    } catch (InterruptedException e) {
      logits.cancel(false);
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("the thread was interrupted while it waited for a prediction");
      cancelled.initCause(e);
      throw cancelled;
    } catch (ExecutionException e) {
      // Made anew: the trace of the cause is the runner's, this one is the caller's.
      Throwable cause = Objects.requireNonNull(e.getCause());
      String message = String.valueOf(cause.getMessage());
      throw cause instanceof IllegalStateException
          ? new IllegalStateException(message, cause)
          : new InferenceException(message, cause);
    }
  }

  Prediction prediction(ScoringPipeline.Scored<?> scored, Thresholds thresholds) {
    return prediction(scored.document(), scored.logits(), thresholds);
  }

  private Prediction prediction(
      DocumentTokens document, List<float[]> logits, Thresholds thresholds) {
    float[] probabilities = probabilities(logits);
    List<LabelScore> scores = new ArrayList<>(probabilities.length);
    for (int i = 0; i < probabilities.length; i++) {
      scores.add(new LabelScore(model.labels().get(i), probabilities[i], thresholds.get(i)));
    }
    scores.sort(Comparator.comparingDouble(LabelScore::probability).reversed());
    return new Prediction(
        scores, document.tokenCount(), document.truncated(), document.sequences().size());
  }

  /** Pools the windows of a text; of one window, this is its calibrated sigmoid. */
  float[] probabilities(List<float[]> windows) {
    float[] probabilities = model.rule().probabilities(pooled(windows));
    for (int i = 0; i < probabilities.length; i++) {
      requireNumber(probabilities[i], i);
    }
    return probabilities;
  }

  /** Pools the windows of a text for one label; the sigmoid of this is its probability. */
  double calibratedLogit(List<float[]> windows, int label) {
    Calibration calibration = model.rule().calibration();
    double logit =
        calibration.slopes().get(label) * pooled(windows)[label]
            + calibration.intercepts().get(label);
    requireNumber(logit, label);
    return logit;
  }

  private void requireNumber(double score, int label) {
    if (Double.isNaN(score)) {
      throw new InferenceException(
          "the model's score of label "
              + Printable.quote(model.labels().get(label).id())
              + " is not a number; its weights are damaged");
    }
  }

  private static float[] pooled(List<float[]> windows) {
    return windows.size() > 1 ? mean(windows) : windows.get(0);
  }

  private static float[] mean(List<float[]> rows) {
    float[] mean = new float[rows.get(0).length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (float[] row : rows) {
        sum += row[i];
      }
      mean[i] = (float) (sum / rows.size());
    }
    return mean;
  }

  /** Refuses new uses, and frees the model as soon as nothing uses it; idempotent. */
  @Override
  public void close() {
    uses.close();
  }
}
