package io.github.meshclassifier.internal.families;

import io.github.meshclassifier.internal.family.BackboneConfig;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.bert.Bert;
import io.github.meshclassifier.internal.family.distilbert.DistilBert;
import io.github.meshclassifier.internal.family.electra.Electra;
import io.github.meshclassifier.internal.family.modernbert.ModernBert;
import io.github.meshclassifier.internal.family.roberta.Roberta;
import io.github.meshclassifier.internal.family.xlnet.Xlnet;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.List;

/** The families that this version knows: the one place that lists them. */
public final class Families {
  private static final List<ModelFamily> ALL =
      List.of(
          new Bert(),
          new Roberta(),
          new Xlnet(),
          new DistilBert(),
          new Electra(),
          new ModernBert());

  private Families() {}

  public static List<ModelFamily> all() {
    return ALL;
  }

  /**
   * Reads and checks the configuration of a model of any of them; throws ModelLoadException as
   * {@link BackboneConfig#read(ModelFiles, List)}.
   */
  public static BackboneConfig read(ModelFiles files) throws ModelLoadException {
    return BackboneConfig.read(files, ALL);
  }
}
