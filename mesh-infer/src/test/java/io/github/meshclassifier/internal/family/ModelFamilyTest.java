package io.github.meshclassifier.internal.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.meshclassifier.fixture.TinyModel;
import io.github.meshclassifier.fixture.TransformersFixture;
import io.github.meshclassifier.internal.families.Families;
import io.github.meshclassifier.internal.files.ModelFiles;
import io.github.meshclassifier.internal.tokenizer.ModelTokens;
import io.github.meshclassifier.internal.tokenizer.PaddingSide;
import io.github.meshclassifier.internal.weights.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every family has to answer, and that its answers agree. */
class ModelFamilyTest {
  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void tensors_ofTheFixture_namesAndShapesOfTransformers(TransformersFixture fixture)
      throws IOException {
    ModelFamily family = fixture.config().family();
    List<WeightSpec> specs = family.tensors(fixture.config(), 14);
    try (Checkpoint weights = Checkpoint.open(fixture.files())) {
      List<String> needed = new ArrayList<>(weights.names());
      family.kept(fixture.config()).forEach(tensor -> needed.remove(tensor.name()));
      assertThat(specs.stream().map(WeightSpec::name)).containsExactlyInAnyOrderElementsOf(needed);
      for (WeightSpec spec : specs) {
        assertThat(spec.dimensions()).isEqualTo(weights.shape(spec.name()));
      }
    }
    String listed = fixture.config().json().getAsJsonArray("architectures").get(0).getAsString();
    assertThat(family.classifierClass()).isEqualTo(listed);
  }

  /** As transformers' trainer decides: no layer normalization and no name with bias in it. */
  @ParameterizedTest
  @EnumSource
  void tensors_biasesAndNormsDoNotDecay_headIsAfterTheEncoder(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    ModelFamily family = config.family();
    for (WeightSpec spec : family.tensors(config, 3)) {
      String name = spec.name();
      assertThat(spec.decays())
          .describedAs(name)
          .isEqualTo(!name.contains("bias") && !name.matches(".*[nN]orm\\..*"));
      assertThat(spec.part())
          .describedAs(name)
          .isEqualTo(
              name.startsWith("bert.pooler.") || name.startsWith("head.")
                  ? WeightSpec.Part.POOLER
                  : name.startsWith(family.prefix())
                      ? WeightSpec.Part.ENCODER
                      : WeightSpec.Part.HEAD);
    }
  }

  /** Calibration is folded into the last two weights, and freezing goes by parts. */
  @ParameterizedTest
  @EnumSource
  void tensors_lastTwo_layerThatGivesTheLogits(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    List<WeightSpec> specs = config.family().tensors(config, 3);
    WeightSpec weight = specs.get(specs.size() - 2);
    WeightSpec bias = specs.get(specs.size() - 1);
    assertThat(weight.shape()).isEqualTo(List.of(3L, (long) config.hiddenSize()));
    assertThat(bias.shape()).isEqualTo(List.of(3L));
    assertThat(bias.name()).isEqualTo(weight.name().replace(".weight", ".bias"));
    assertThat(specs).extracting(WeightSpec::name).doesNotHaveDuplicates();
    List<WeightSpec.Part> parts = specs.stream().map(WeightSpec::part).toList();
    assertThat(parts).isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void tokens_ofEachModel_fitTheModel(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    ModelTokens tokens = config.tokens();
    assertThat(tokens.vocabularySize()).isEqualTo(config.vocabularySize());
    assertThat(tokens.padTokenId()).isEqualTo(config.padTokenId());
    assertThat(tokens.specialTokens())
        .containsKeys("unk_token", "sep_token", "pad_token", "cls_token", "mask_token");
    assertThat(tokens.paddingSide() == PaddingSide.LEFT)
        .isEqualTo(config.modelType().equals("xlnet"));
    assertThat(tokens.inputs().isEmpty() || tokens.inputs().contains("attention_mask")).isTrue();
    assertThat(config.maxTokens()).isPositive();
  }

  /** A value that the program reads and no weight shows must be among those a manifest keeps. */
  @ParameterizedTest
  @EnumSource
  void values_ofTheProgram_declaredByItAndKeptBeyondShapes(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    ModelFamily family = config.family();
    Map<String, Object> attributes =
        family.attributes(config, Dropout.NONE, false, ModelFamily.FLOAT32);
    String text = String.join("\n", family.texts(LinearLayers.PLAIN));
    Set<String> declared =
        Pattern.compile("^  ([a-z_]+) : \\S+$", Pattern.MULTILINE)
            .matcher(text.substring(text.lastIndexOf("class Model(Module):")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(attributes.keySet()).isEqualTo(declared);
    Set<Object> kept =
        config.valuesBeyondShapes().entrySet().stream()
            .map(value -> value.getValue().getAsString())
            .collect(Collectors.toSet());
    family
        .programValues(config)
        .values()
        .forEach(value -> assertThat(kept).contains(String.valueOf(value)));
    assertThat(config.ownValues().keySet()).containsAll(family.valuesBeyondShapes());
  }

  /** A pretrained checkpoint may hold what is named here, and not what the program reads. */
  @ParameterizedTest
  @EnumSource
  void names_unneededAndKept_noneThatTheProgramReads(TinyModel tiny) throws IOException {
    BackboneConfig config = Families.read(tiny.writeTo(temp));
    ModelFamily family = config.family();
    Set<String> read = new HashSet<>();
    for (WeightSpec spec : family.tensors(config, 3)) {
      read.add(spec.name());
      if (spec.part() == WeightSpec.Part.ENCODER) {
        String bare = spec.name().substring(family.prefix().length());
        assertThat(family.unneeded()).noneMatch(bare::startsWith);
      }
    }
    family.kept(config).forEach(tensor -> assertThat(read).doesNotContain(tensor.name()));
  }

  @Test
  void all_eachTypeOnce_eachHasAModelAndAPackageOfItsName() throws IOException {
    List<String> types = Families.all().stream().map(ModelFamily::modelType).toList();
    assertThat(types).doesNotHaveDuplicates().hasSizeGreaterThan(4);
    Set<String> tested = new TreeSet<>();
    for (TinyModel tiny : TinyModel.values()) {
      ModelFiles files = tiny.writeTo(temp.resolve(tiny.name()));
      tested.add(Families.read(files).modelType());
    }
    assertThat(tested).containsExactlyInAnyOrderElementsOf(types);
    for (ModelFamily family : Families.all()) {
      assertThat(family.getClass().getPackageName()).endsWith("family." + family.modelType());
      assertThat(family.classifierClass()).endsWith("ForSequenceClassification");
      assertThat(family.hasClass(family.classifierClass())).isTrue();
    }
  }

  /** Nothing but a family's own package, the list of families and tests knows it by its name. */
  @Test
  void names_ofFamilies_nowhereElseInTheSources() throws IOException {
    Pattern names =
        Pattern.compile(
            Families.all().stream()
                .map(family -> Pattern.quote('"' + family.modelType() + '"'))
                .collect(Collectors.joining("|")));
    for (String module : List.of("mesh-infer", "mesh-train")) {
      Path sources = Path.of("..", module, "src", "main", "java");
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          boolean room =
              Families.all().stream()
                  .anyMatch(family -> file.getParent().endsWith("family/" + family.modelType()));
          if (!room) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(names);
          }
        }
      }
    }
  }
}
