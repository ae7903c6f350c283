package io.github.meshclassifier.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.Dropout;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.program.Program;
import io.github.meshclassifier.internal.program.ProgramModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An family's module as training runs it, as a program of its own. */
record TrainingProgram(Program program) implements AutoCloseable {
  static TrainingProgram compile(
      NDManager manager,
      ModelFamily family,
      BackboneConfig config,
      Dropout dropout,
      boolean bfloat16) {
    ProgramModule module = family.trainingModule(config, dropout, bfloat16);
    return new TrainingProgram(
        Program.compile(manager, module.className(), module.attributes(), family.trainingTexts()));
  }

  /** Computes logits; the manager of the token ids owns them. */
  NDArray logits(NDArray ids, NDArray mask, Map<String, ? extends NDArray> weights) {
    List<NDArray> inputs = new ArrayList<>(List.of(ids, mask));
    weights.forEach(
        (name, array) -> {
          array.setName("w." + name);
          inputs.add(array);
        });
    return program.runWithGradients(
        inputs.get(0).getManager(), "forward", inputs.toArray(NDArray[]::new));
  }

  @Override
  public void close() {
    program.close();
  }
}
