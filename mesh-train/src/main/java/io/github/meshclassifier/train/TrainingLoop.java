package io.github.meshclassifier.train;

import ai.djl.engine.EngineException;
import io.github.meshclassifier.metrics.ScoredArticles;
import io.github.meshclassifier.run.SavedModel;
import io.github.meshclassifier.run.TrainingEvent;
import io.github.meshclassifier.run.TrainingRun;
import io.github.meshclassifier.run.TrainingRun.StopReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the epochs of a run from a state on, and saves the best model. Used once, by one thread.
 *
 * <p>An epoch ends with its validation, a checkpoint, and then, if it is the best, its model: from
 * whichever checkpoint a run is resumed, the model directory holds the best epoch until then, or
 * the checkpoint holds its weights.
 */
final class TrainingLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

  private final TrainingInputs inputs;
  private final Recipe recipe;
  private final TrainingPlan plan;
  private final ValidationSet validation;
  private final Learner learner;
  private final ModelOutput output;
  private final RunStateSaver checkpoints;
  private final StopSignal signal;
  private final Consumer<TrainingEvent> listener;

  private final EpochSelection selection;
  private final DivergenceGuard guard;
  private final List<RunState.ValidatedEpoch> epochs;
  private float[][] bestLogits;
  private @Nullable SavedModel saved;
  private int epoch;
  private long step;
  private boolean validated;
  private double lossSum;
  private long epochStart;

  TrainingLoop(
      TrainingInputs inputs,
      TrainingPlan plan,
      Learner learner,
      ModelOutput output,
      RunStateSaver checkpoints,
      StopSignal signal,
      Consumer<TrainingEvent> listener,
      RunState from) {
    this.inputs = inputs;
    this.recipe = inputs.recipe();
    this.plan = plan;
    this.validation = inputs.validationSet();
    this.learner = learner;
    this.output = output;
    this.checkpoints = checkpoints;
    this.signal = signal;
    this.listener = listener;
    this.selection = new EpochSelection(recipe.selection());
    this.guard = new DivergenceGuard(from.guard());
    this.epochs = new ArrayList<>(from.epochs());
    from.epochs().forEach(before -> selection.offer(before.value()));
    this.bestLogits = from.bestLogits();
    this.epoch = from.epoch();
    this.step = from.step();
    this.validated = from.validated();
    this.lossSum = from.lossSum();
    this.epochStart = System.nanoTime() - from.elapsed().toNanos();
  }

  /** The run was asked to stop, and its state is that after the last step. */
  private static final class StopRequested extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StopRequested() {
      super("stop", null, false, false);
    }
  }

  /**
   * Trains to the end.
   *
   * @throws TrainingException if the run is asked to stop, diverges, or the engine fails
   * @throws IOException if a model cannot be saved
   */
  TrainingRun run() throws IOException {
    try {
      return train();
    } catch (StopRequested e) {
      throw interrupted();
    } catch (EngineException e) {
      throw new TrainingException(
          StopReason.FAILED,
          "the engine failed during training: "
              + e.getMessage()
              + "; if memory ran out, use a smaller microBatchSize, batchSize or maxTokens. "
              + checkpoints.advice(),
          e);
    }
  }

  private TrainingRun train() throws IOException {
    if (validated && selection.bestEpoch() == epoch) {
      saveModel();
    }
    while (!isOver()) {
      stopIfAsked();
      if (validated) {
        epoch++;
        validated = false;
        lossSum = 0;
        epochStart = System.nanoTime();
      }
      trainEpoch();
      validate();
    }
    return finish();
  }

  private boolean isOver() {
    return validated && (epoch == recipe.epochs() || selection.isExhausted());
  }

  private void trainEpoch() {
    long first = plan.lastStep(epoch - 1);
    List<List<Example>> batches = plan.batches(epoch);
    listener.accept(new RunEvents.EpochStarted(epoch, first + 1, plan.lastStep(epoch)));
    for (List<Example> batch : batches.subList((int) (step - first), batches.size())) {
      step(batch);
      if (checkpoints.isDue(step) && !guard.isSuspicious()) {
        checkpoints.save(state());
      }
      stopIfAsked();
    }
  }

  private void step(List<Example> batch) {
    long start = System.nanoTime();
    double rate = recipe.rate().at(step, plan.totalSteps());
    TrainingSession.Step done = learner.step(plan.microBatches(batch), rate, step);
    String problem = guard.check(done.loss(), done.gradientNorm());
    if (problem != null) {
      throw diverged("at step " + (step + 1) + " of epoch " + epoch + ": " + problem);
    }
    step++;
    lossSum += done.loss() * Example.weight(batch);
    listener.accept(
        new RunEvents.StepDone(
            epoch,
            step,
            plan.totalSteps(),
            batch.size(),
            done.tokens(),
            done.loss(),
            rate,
            done.gradientNorm(),
            Duration.ofNanos(System.nanoTime() - start)));
  }

  private void validate() throws IOException {
    List<int[]> sequences = validation.sequences();
    float[][] logits =
        learner.logits(
            sequences,
            done -> {
              listener.accept(new RunEvents.ValidationProgress(epoch, done, sequences.size()));
              stopIfAsked();
            });
    double loss = 0;
    for (int i = 0; i < logits.length; i++) {
      loss += learner.loss(logits[i], validation.examples().get(i).targets());
      for (float logit : logits[i]) {
        if (!Float.isFinite(logit)) {
          throw diverged("in epoch " + epoch + ": a validation article has the logit " + logit);
        }
      }
    }
    loss /= logits.length;
    ScoredArticles scored = validation.scored(logits);
    TrainingRun.Epoch result =
        new RunEvents.Epoch(
            epoch,
            lossSum / Example.weight(inputs.training().examples()),
            loss,
            validation.evaluation(validation.decisions(scored)),
            elapsed());
    double value = recipe.selection().value(scored, loss);
    epochs.add(new RunState.ValidatedEpoch(result, value, validation.decisions(scored)));
    validated = true;
    boolean best = selection.offer(value);
    if (best) {
      bestLogits = logits;
    }
    listener.accept(new RunEvents.EpochDone(result, scored));
    if (best || !guard.isSuspicious()) {
      checkpoints.save(state());
    }
    if (best) {
      saveModel();
    }
  }

  private void saveModel() throws IOException {
    SavedModel model = inputs.saved(bestLogits);
    try {
      Provenance provenance =
          inputs.provenance().withResults(RunProvenance.results(history(), model));
      signal.uninterrupted(() -> output.save(learner, inputs.manifest(), provenance, model));
    } catch (IOException e) {
      throw new IOException(
          DiskSpace.failure(
                  "the model of epoch " + epoch, output.directory(), learner.modelBytes(), e)
              + ". "
              + checkpoints.advice(),
          e);
    }
    saved = model;
    listener.accept(new RunEvents.ModelSaved(epoch, output.directory(), model));
  }

  private TrainingRun finish() throws IOException {
    StopReason reason = epoch == recipe.epochs() ? StopReason.COMPLETED : StopReason.EARLY_STOPPED;
    signal.uninterrupted(() -> output.recordEnd(new Provenance.End(reason, epoch, step)));
    // A run that was resumed after its best epoch has not saved it itself.
    SavedModel model = saved != null ? saved : inputs.saved(bestLogits);
    TrainingRun run =
        new RunEvents.Run(output.directory(), history(), selection.bestEpoch(), reason, model);
    if (run.learnedNothing()) {
      LOG.warn(
          "The run learned nothing: on the validation articles, the scores of the model in {} are"
              + " all but constant or rank no better than chance. Use another learningRate, more"
              + " epochs or more articles, and check that the labels fit the texts",
          output.directory());
    }
    checkpoints.finish(state().over(reason));
    listener.accept(new RunEvents.Finished(run));
    return run;
  }

  private List<TrainingRun.Epoch> history() {
    return epochs.stream().map(RunState.ValidatedEpoch::result).toList();
  }

  private RunState state() {
    return new RunState(
        epoch, step, validated, lossSum, elapsed(), epochs, bestLogits, guard.state(), null);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - epochStart);
  }

  private void stopIfAsked() {
    if (signal.isRaised()) {
      throw new StopRequested();
    }
  }

  private TrainingException interrupted() {
    checkpoints.save(state());
    return new TrainingException(
        StopReason.INTERRUPTED,
        "training stopped after step "
            + step
            + " of "
            + plan.totalSteps()
            + ", because "
            + signal.reason()
            + ". "
            + checkpoints.advice(),
        null);
  }

  private TrainingException diverged(String where) {
    int best = selection.bestEpoch();
    if (best > 0) {
      try {
        signal.uninterrupted(
            () -> output.recordEnd(new Provenance.End(StopReason.DIVERGED, epoch, step)));
      } catch (IOException e) {
        LOG.warn("That the run diverged could not be recorded in the model's manifest", e);
      }
    }
    Path checkpoint = checkpoints.last().orElse(null);
    return new TrainingException(
        StopReason.DIVERGED,
        "training diverged "
            + where
            + ". "
            + (best > 0
                ? "The model of epoch " + best + " is in " + output.directory() + ". "
                : "No model was saved. ")
            + (checkpoint != null ? "The checkpoint " + checkpoint + " is from before. " : "")
            + "Use a lower learningRate or a longer warmup",
        null);
  }

  /** The epoch that the run is in, counted from 1. */
  int epoch() {
    return epoch;
  }

  /** The last step that is done, over all epochs. */
  long step() {
    return step;
  }
}
