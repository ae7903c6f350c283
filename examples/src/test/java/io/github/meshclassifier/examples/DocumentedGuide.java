package io.github.meshclassifier.examples;

import io.github.meshclassifier.calibration.ThresholdTuning;
import io.github.meshclassifier.dataset.Dataset;
import io.github.meshclassifier.infer.InferenceMetrics;
import io.github.meshclassifier.infer.MeshClassifier;
import io.github.meshclassifier.infer.TextOverflow;
import io.github.meshclassifier.model.ComputeDevice;
import io.github.meshclassifier.report.LabelAudit;
import io.github.meshclassifier.run.CrossValidation;
import io.github.meshclassifier.train.MeshTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The code that the guide in docs/ shows; {@link DocumentationTest} compares. */
@SuppressWarnings("unused") // Documentation shows how a result is made, not how it is used.
final class DocumentedGuide {
  private DocumentedGuide() {}

  static void gpu() throws IOException {
    // tag::guide-gpu
    MeshClassifier classifier =
        MeshClassifier.builder(Path.of("my-model")).device(ComputeDevice.gpu(0)).build();
    // end::guide-gpu
  }

  static void windows() throws IOException {
    // tag::guide-windows
    MeshClassifier classifier =
        MeshClassifier.builder(Path.of("my-model")).textOverflow(TextOverflow.WINDOWS).build();
    // end::guide-windows
  }

  static void metrics(MeshClassifier classifier) {
    // tag::guide-metrics
    InferenceMetrics metrics = classifier.metrics();
    System.out.println(metrics.sequences() + " computed, " + metrics.waiting() + " waiting");
    System.out.println(metrics.meanQueueTime() + " in the queue on average");
    // end::guide-metrics
  }

  static void crossValidate(MeshTrainer trainer, Dataset dataset) throws IOException {
    // tag::guide-cross-validate
    CrossValidation result =
        trainer.crossValidate(dataset.withoutDuplicates(), 5, Path.of("folds"));
    System.out.println(result.toMarkdown());
    ThresholdTuning tuning = ThresholdTuning.of(result.outOfFold(), 42);
    MeshTrainer student = trainer.toBuilder().teacher(result.scorer(), 0.5).build();
    // end::guide-cross-validate
  }

  static void audit(Dataset dataset) throws IOException {
    // tag::guide-audit
    LabelAudit audit = LabelAudit.of(dataset);
    System.out.println(audit.toMarkdown());
    Files.writeString(Path.of("labels.svg"), audit.toSvg());
    // end::guide-audit
  }
}
