package io.github.meshclassifier.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The layers of docs/architecture.md. Each list is a drawing, read from the top: what stands in it
 * may use what stands below it, never what stands above.
 */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  static final String ROOT = "io.github.meshclassifier";

  private static final String[] CORE = {
    "dataset", "label", "article", "mesh", "internal.xml", "internal.unicode", "internal.message"
  };

  private static final String[] EVALUATE = {
    "report", "baseline", "calibration", "metrics", "internal.page", "internal.chart"
  };

  private static final String[] HUB = {"hub", "internal.layout", "internal.json", "internal.host"};

  private static final String[] INFER = {
    "infer",
    "internal.manifest",
    "internal.engine",
    "internal.families",
    "internal.family.*",
    "internal.family",
    "internal.program",
    "internal.tokenizer",
    "internal.natives",
    "internal.weights",
    "internal.files",
    "internal.protobuf",
    "model"
  };

  private static final String[] TRAIN = {"train", "tracking", "run"};

  /** What nobody outside of this project may use. */
  private static final String[] INTERNAL = {ROOT + ".internal.."};

  /** Programs, never dependencies. */
  private static final String[] PROGRAMS = {ROOT + ".examples.."};

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static void layers_useWhatIsBelow(JavaClasses all) {
    for (String[] layers : List.of(CORE, EVALUATE, HUB, INFER, TRAIN)) {
      for (int i = 1; i < layers.length; i++) {
        String[] above = packages(Stream.of(layers).limit(i));
        noClasses()
            .that(resideInAnyPackage(packages(Stream.of(layers[i]))))
            .should()
            .dependOnClassesThat(resideInAnyPackage(above))
            .because(layers[i] + " is below them")
            .allowEmptyShould(true)
            .check(all);
      }
    }
  }

  @ArchTest
  static void modules_useWhatIsBelow(JavaClasses all) {
    requireNothingOf(CORE, all, EVALUATE, HUB, INFER, TRAIN);
    requireNothingOf(EVALUATE, all, HUB, INFER, TRAIN);
    requireNothingOf(HUB, all, CORE, EVALUATE, INFER, TRAIN);
    requireNothingOf(INFER, all, TRAIN);
  }

  private static void requireNothingOf(String[] module, JavaClasses all, String[]... others) {
    noClasses()
        .that(resideInAnyPackage(packages(Stream.of(module))))
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages(Stream.of(others).flatMap(Stream::of))))
        .check(all);
  }

  @ArchTest
  static void everyPackage_isDrawn(JavaClasses all) {
    String[] drawn = packages(Stream.of(CORE, EVALUATE, HUB, INFER, TRAIN).flatMap(Stream::of));
    classes()
        .that(resideOutsideOfPackages(PROGRAMS))
        .should()
        .resideInAnyPackage(
            Stream.concat(Stream.of(drawn), Stream.of(ROOT + ".model.mini")).toArray(String[]::new))
        .check(all);
  }

  @ArchTest
  static final ArchRule programs_exceptOurOwn_useNoInternals =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".examples")
          .should()
          .dependOnClassesThat(resideInAnyPackage(INTERNAL))
          .because("an example shows what a user can write");

  @ArchTest
  static final ArchRule djl_isUsedByTheEngineAndTrainingAlone =
      noClasses()
          .that(
              resideOutsideOfPackages(
                  ROOT + ".internal.engine",
                  ROOT + ".internal.natives",
                  ROOT + ".internal.program",
                  ROOT + ".internal.tokenizer",
                  ROOT + ".infer",
                  ROOT + ".train"))
          .should()
          .dependOnClassesThat(resideInAnyPackage("ai.djl.."));

  @ArchTest
  static final ArchRule publicSignatures_nameNoInternalAndNoDjlType =
      classes()
          .that(resideOutsideOfPackages(INTERNAL))
          .and(resideOutsideOfPackages(PROGRAMS))
          .and(DescribedPredicate.describe("are seen by users", ArchitectureTest::isSeen))
          .should(nameOnlyWhatUsersSee());

  /** So that it stays one that a person can know. */
  @ArchTest
  static void publicTypes_areAtMostEighty(JavaClasses all) {
    assertThat(publicTypes(all).filter(resideOutsideOfPackages(INTERNAL))).hasSizeBetween(60, 80);
  }

  /** A type becomes public on purpose: by an entry in {@code public-types.txt} of its module. */
  @ArchTest
  static void publicTypes_asListed(JavaClasses all) throws IOException {
    List<String> listed = new ArrayList<>();
    for (String module :
        List.of("mesh-core", "mesh-evaluate", "mesh-hub", "mesh-infer", "mesh-train")) {
      Path list = Path.of("..", module, "src", "test", "resources", "public-types.txt");
      listed.addAll(Files.readAllLines(list));
    }
    assertThat(
            publicTypes(all)
                .filter(resideOutsideOfPackages(ROOT + ".model.mini"))
                .map(JavaClass::getName))
        .containsExactlyInAnyOrderElementsOf(listed);
  }

  private static Stream<JavaClass> publicTypes(JavaClasses all) {
    return all.stream()
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(JavaClass::isTopLevelClass)
        .filter(resideOutsideOfPackages(PROGRAMS));
  }

  private static ArchCondition<JavaClass> nameOnlyWhatUsersSee() {
    return new ArchCondition<>("name no internal type and none of DJL in a public signature") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaClass> supertypes =
            Stream.concat(type.getRawInterfaces().stream(), type.getRawSuperclass().stream());
        report(type, supertypes, type.getName(), events);
        for (JavaCodeUnit unit : type.getCodeUnits()) {
          if (isSeen(unit.getModifiers())) {
            Stream<JavaClass> named =
                Stream.of(
                        unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getParameterTypes().stream()
                            .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()),
                        unit.getExceptionTypes().stream())
                    .flatMap(types -> types);
            report(type, named, unit.getFullName(), events);
          }
        }
        for (JavaField field : type.getFields()) {
          if (isSeen(field.getModifiers())) {
            report(
                type,
                field.getType().getAllInvolvedRawTypes().stream(),
                field.getFullName(),
                events);
          }
        }
      }
    };
  }

  private static boolean isSeen(JavaClass type) {
    return isSeen(type.getModifiers())
        && type.getEnclosingClass().map(ArchitectureTest::isSeen).orElse(true);
  }

  private static boolean isSeen(Set<JavaModifier> modifiers) {
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private static void report(
      JavaClass type, Stream<JavaClass> named, String where, ConditionEvents events) {
    named
        .filter(resideInAnyPackage(ROOT + ".internal..", "ai.djl.."))
        .forEach(
            hidden ->
                events.add(
                    SimpleConditionEvent.violated(type, where + " names " + hidden.getName())));
  }

  private static String[] packages(Stream<String> names) {
    return names.map(name -> ROOT + "." + name).toArray(String[]::new);
  }
}
