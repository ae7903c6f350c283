package io.github.meshclassifier.examples.minimodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.meshclassifier.examples.BundledModel;
import io.github.meshclassifier.infer.MeshClassifier;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages the bundled model again: its rows are int8 already, so nothing may be lost. */
class MiniModelPackagingIT {
  @TempDir private Path directory;
  private Path trained;
  private Path csv;
  private PubMedSplit split;

  @BeforeEach
  void copyModelAndWriteArticles() throws IOException {
    trained = Files.createDirectory(directory.resolve("trained"));
    BundledModel.copyTo(trained);
    StringBuilder rows = new StringBuilder("pmid,title,abstract,mesh,mesh_ui,year,source\n");
    for (int pmid = 1; pmid <= 60; pmid++) {
      String source = pmid % 2 == 0 ? "jktjia/a" : "b";
      rows.append(pmid).append(",Aspirin in ward ").append(pmid);
      rows.append(pmid % 3 == 0 ? ",A trial.,Aspirin; Humans" : ",A study.,Mice; Hospitals");
      rows.append(",,2020,").append(source).append('\n');
    }
    csv = directory.resolve("articles.csv");
    Files.writeString(csv, rows);
    Path more = directory.resolve("more.csv");
    Files.writeString(
        more, rows.substring(0, rows.indexOf("\n")) + "\n,More,Rice.,Oryza,,2020,c\n");
    split = PubMedSplit.read(csv, more);
  }

  @Test
  void write_storedModel_isMeasuredAndLoads() throws IOException {
    Path output = directory.resolve("output");
    MiniModelPackaging.write(csv, split, trained, output);

    JsonObject provenance =
        JsonParser.parseString(Files.readString(output.resolve("mesh-classifier.json")))
            .getAsJsonObject()
            .getAsJsonObject("provenance");
    JsonObject test = provenance.getAsJsonObject("test");
    JsonObject int8 = provenance.getAsJsonObject("int8");
    assertThat(test.get("articles").getAsInt()).isEqualTo(split.test().size());
    assertThat(test.getAsJsonObject("labels").size()).isEqualTo(14);
    JsonObject medline = provenance.getAsJsonObject("test_jktjia");
    assertThat(medline.get("articles").getAsInt())
        .isEqualTo(split.medlineTest().size())
        .isPositive();
    assertThat(medline.getAsJsonObject("labels").getAsJsonObject("B").getAsJsonArray("f1_interval"))
        .hasSize(2);
    assertThat(
            medline
                .getAsJsonObject("tfidf_logistic_regression")
                .getAsJsonObject("macro_f1_profile")
                .getAsJsonObject("labels")
                .size())
        .isEqualTo(14);
    assertThat(int8.get("max_score_difference").getAsDouble()).isLessThan(1e-4);
    assertThat(int8.get("label_agreement").getAsDouble()).isEqualTo(1);
    try (MeshClassifier classifier = MeshClassifier.load(output)) {
      assertThat(classifier.scheme().labels()).hasSize(14);
      assertThat(classifier.identity().name()).isEqualTo("mesh-model-mini");
      assertThat(classifier.identity().version()).isEqualTo("1.1");
    }
  }

  @Test
  void write_outputWithFiles_isRefusedBeforeWork() throws IOException {
    assertThatThrownBy(() -> MiniModelPackaging.write(csv, split, trained, directory))
        .isInstanceOf(FileAlreadyExistsException.class);
  }
}
