package io.github.meshclassifier.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.label.LabelScheme.Kind;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Reason;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.Descriptor;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import io.github.meshclassifier.mesh.TreeNumber;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Schemes whose labels are tree numbers or descriptors, and labels from check tags alone. */
class TreeSchemesTest {
  private static final MeshTree MESH = MeshTree.bundled();

  @Test
  void ofLevel_second_allNumbersOfDepthOne() {
    LabelScheme scheme = LabelScheme.ofLevel(MESH, 2);
    assertThat(scheme.kind()).isEqualTo(Kind.TREE_NUMBERS);
    assertThat(scheme.size()).isEqualTo(115);
    assertThat(scheme.labels().get(0)).isEqualTo(new Label("A01", "Body Regions"));
    assertThat(scheme.labels().get(scheme.indexOf("C04"))).isEqualTo(new Label("C04", "Neoplasms"));
    assertThat(scheme.labels()).extracting(Label::id).isSorted();
  }

  @Test
  void ofLevel_someTrees_inTheOrderOfTheRoots() {
    LabelScheme scheme = LabelScheme.ofLevel(MESH, 2, List.of(MeshRoot.M, MeshRoot.K));
    assertThat(scheme.labels()).extracting(Label::id).containsExactly("M01", "K01");
  }

  @Test
  void ofLevel_first_theRoots() {
    assertThat(LabelScheme.ofLevel(MESH, 1)).isEqualTo(LabelScheme.allRoots());
    assertThat(LabelScheme.ofLevel(MESH, 1, List.of(MeshRoot.C)))
        .isEqualTo(LabelScheme.ofRoots(List.of(MeshRoot.C)));
  }

  @Test
  void ofLevel_noSuchLevel_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofLevel(MESH, 0))
        .withMessage("level must be at least 1, where the roots are, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofLevel(MESH, 30))
        .withMessage("a label scheme needs at least one label, had none");
  }

  @Test
  void label_thirdLevel_onEveryPathAndNothingAbove() {
    LabelScheme scheme = LabelScheme.ofLevel(MESH, 3);
    // Lung Neoplasms are C04.588.894.797.520, C08.381.540 and C08.785.520.
    assertThat(ids(scheme, heading("Lung Neoplasms")))
        .containsExactly("C04.588", "C08.381", "C08.785");
    assertThat(ids(scheme, heading("Neoplasms"))).isEmpty();
  }

  @Test
  void label_severalNumbersBelowOneLabel_once() {
    LabelScheme scheme =
        LabelScheme.ofTreeNumbers(
            MESH, List.of(TreeNumber.parse("C08.381"), TreeNumber.parse("C08")));
    assertThat(ids(scheme, heading("Lung Neoplasms"), heading("Pneumonia")))
        .containsExactly("C08.381", "C08");
    assertThat(ids(scheme, heading("Respiratory Tract Diseases"))).containsExactly("C08");
  }

  @Test
  void label_descriptors_carriedByDescendants() {
    LabelScheme scheme =
        LabelScheme.ofDescriptors(
            MESH, List.of(descriptor("Female"), descriptor("Neoplasms"), descriptor("Aspirin")));
    assertThat(scheme.labels().get(1)).isEqualTo(new Label("D009369", "Neoplasms"));
    assertThat(ids(scheme, heading("Lung Neoplasms"))).containsExactly("D009369");
    assertThat(ids(scheme, heading("Neoplasms"))).containsExactly("D009369");
    // Female has no place in the tree and is a label all the same.
    assertThat(ids(scheme, heading("Female"), heading("Aspirin")))
        .containsExactly("D005260", "D001241");
    Labelled labelled = labelled(scheme, heading("Male"), heading("Salicylates"));
    assertThat(labelled.isNegative()).isTrue();
    assertThat(labelled.dropped().withoutRoot()).containsExactly(heading("Male"));
    assertThat(labelled.dropped().outsideScheme()).containsExactly(heading("Salicylates"));
  }

  @Test
  void label_chosenDescriptorsWithoutAny_negativeIfMapped() {
    LabelScheme scheme = LabelScheme.ofDescriptors(MESH, List.of(descriptor("Neoplasms")));
    assertThat(labelled(scheme, heading("Stroke")).isUncertainNegative()).isFalse();
    // A known heading without a place in the tree is no Neoplasms either.
    assertThat(labelled(scheme, heading("Female")).isNegative()).isTrue();
    assertThat(labelled(scheme, heading("Stroke"), heading("Phlogiston")).isUncertainNegative())
        .isTrue();
    assertThat(labelled(scheme, heading("Neoplasms"), heading("Phlogiston")).isUncertainNegative())
        .isFalse();
    assertThat(reason(scheme, heading("Phlogiston"))).isEqualTo(Reason.UNKNOWN_HEADINGS);
    // Nearly every article has check tags; they do not show that the others were understood.
    assertThat(reason(scheme, heading("Humans"), heading("Female"), heading("Phlogiston")))
        .isEqualTo(Reason.UNKNOWN_HEADINGS);
    assertThat(reason(scheme)).isEqualTo(Reason.NO_HEADINGS);
  }

  @Test
  void label_chosenTreeNumbersWithoutAny_negativeIfMapped() {
    LabelScheme scheme = LabelScheme.ofTreeNumbers(MESH, List.of(TreeNumber.parse("C04")));
    assertThat(labelled(scheme, heading("Stroke"), heading("Female")).isNegative()).isTrue();
    assertThat(reason(scheme, heading("Female"))).isEqualTo(Reason.WITHOUT_ROOT);
    assertThat(reason(scheme, heading("Female"), heading("Phlogiston")))
        .isEqualTo(Reason.UNKNOWN_HEADINGS);
  }

  private static Reason reason(LabelScheme scheme, Heading... headings) {
    return ((Unlabelled) scheme.label(article(headings), MESH)).reason();
  }

  @Test
  void label_randomHeadings_asTheTreeSays() {
    Random random = new Random(7);
    List<Descriptor> all = MESH.descriptors();
    LabelScheme second = LabelScheme.ofLevel(MESH, 2);
    List<Descriptor> chosen = new ArrayList<>();
    while (chosen.size() < 40) {
      Descriptor descriptor = all.get(random.nextInt(all.size()));
      if (!chosen.contains(descriptor) && !MESH.descendants(descriptor).isEmpty()) {
        chosen.add(descriptor);
      }
    }
    LabelScheme descriptors = LabelScheme.ofDescriptors(MESH, chosen);
    for (int i = 0; i < 300; i++) {
      List<Descriptor> headings = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        List<Descriptor> below = MESH.descendants(chosen.get(random.nextInt(chosen.size())));
        headings.add(below.get(random.nextInt(below.size())));
        headings.add(all.get(random.nextInt(all.size())));
      }
      Heading[] given = headings.stream().map(d -> new Heading(d.ui(), "")).toArray(Heading[]::new);
      TreeSet<String> expectedNumbers = new TreeSet<>();
      headings.forEach(
          d -> d.treeNumbers().forEach(n -> expectedNumbers.add(n.value().substring(0, 3))));
      assertThat(ids(second, given)).containsExactlyElementsOf(expectedNumbers);
      List<String> expectedUis =
          chosen.stream()
              .filter(
                  c ->
                      headings.contains(c)
                          || MESH.descendants(c).stream().anyMatch(headings::contains))
              .map(Descriptor::ui)
              .toList();
      assertThat(ids(descriptors, given)).containsExactlyElementsOf(expectedUis);
    }
  }

  @Test
  void label_checkTagsAlone_toldApart() {
    LabelScheme scheme = LabelScheme.allRoots();
    // Humans B; Aged M; History, 20th Century K; Nurses M and N; Escherichia coli B.
    Labelled labelled =
        labelled(
            scheme,
            heading("Humans"),
            heading("Female"),
            heading("Aged"),
            heading("History, 20th Century"),
            heading("Nurses"));
    assertThat(labelled.labels()).extracting(Label::id).containsExactly("B", "K", "M", "N");
    assertThat(labelled.checkTagOnly()).extracting(Label::id).containsExactly("B", "K");
    assertThat(labelled(scheme, heading("Humans"), heading("Escherichia coli")).checkTagOnly())
        .isEmpty();
    LabelScheme names = LabelScheme.ofHeadings(List.of("Humans"));
    assertThat(labelled(names, heading("Humans")).checkTagOnly()).isEmpty();
  }

  @Test
  void label_anotherYear_missingLabelsNamed() throws IOException {
    MeshTree other =
        MeshTree.read(
            new ByteArrayInputStream("Body Regions;A01\n".getBytes(StandardCharsets.UTF_8)),
            "mtrees1999.bin");
    LabelScheme scheme = LabelScheme.ofLevel(MESH, 2);
    Article article = article(heading("Body Regions"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheme.label(article, other))
        .withMessage(
            "114 of 115 labels are not in MeSH 1999, 1 descriptors: A02 (Musculoskeletal System),"
                + " A03 (Digestive System), A04 (Respiratory System), A05 (Urogenital System), A06"
                + " (Endocrine System), .... Use the vocabulary of the year that the labels were"
                + " taken from");
    assertThat(ids(scheme, heading("Body Regions"))).containsExactly("A01");
    assertThatIllegalArgumentException().isThrownBy(() -> scheme.label(article, other));

    LabelScheme neoplasms = LabelScheme.ofDescriptors(MESH, List.of(descriptor("Neoplasms")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> neoplasms.label(article, other))
        .withMessageStartingWith(
            "1 of 1 labels are not in MeSH 1999, 1 descriptors: D009369 (Neoplasms).");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofDescriptors(other, other.descriptors()))
        .withMessageStartingWith("descriptor 'Body Regions' has no identifier");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofTreeNumbers(MESH, List.of(TreeNumber.parse("C99.999"))))
        .withMessageStartingWith("1 of 1 labels are not in MeSH 2024");
  }

  @Test
  void of_idsAndTitlesAlone_restored() {
    for (LabelScheme scheme :
        List.of(
            LabelScheme.ofLevel(MESH, 2),
            LabelScheme.ofDescriptors(MESH, List.of(descriptor("Neoplasms"))))) {
      LabelScheme restored =
          LabelScheme.of(Kind.valueOf(scheme.kind().name()), List.copyOf(scheme.labels()));
      assertThat(restored).isEqualTo(scheme);
      assertThat(ids(restored, heading("Lung Neoplasms")))
          .isEqualTo(ids(scheme, heading("Lung Neoplasms")));
    }
    assertThat(Kind.values())
        .extracting(Kind::name)
        .containsExactly("ROOTS", "TREE_NUMBERS", "DESCRIPTORS", "HEADINGS");
  }

  @Test
  void of_idsOfAnotherKind_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.of(Kind.TREE_NUMBERS, List.of(new Label("C", "Diseases"))))
        .withMessageContaining("tree number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.of(Kind.DESCRIPTORS, List.of(new Label("C04", "Neoplasms"))))
        .withMessage("'C04' is no identifier of a descriptor, expected one such as D009369");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LabelScheme.ofTreeNumbers(
                    MESH, List.of(TreeNumber.parse("C04"), TreeNumber.parse("C04"))))
        .withMessage("labels must have different ids, 'C04' occurs twice");
  }

  private static Descriptor descriptor(String heading) {
    return MESH.byHeading(heading).orElseThrow();
  }

  private static Heading heading(String name) {
    return new Heading("", name);
  }

  private static Labelled labelled(LabelScheme scheme, Heading... headings) {
    return (Labelled) scheme.label(article(headings), MESH);
  }

  private static List<String> ids(LabelScheme scheme, Heading... headings) {
    return labelled(scheme, headings).labels().stream().map(Label::id).toList();
  }

  private static Article article(Heading... headings) {
    return new Article("1", "t", "a", List.of(headings), OptionalInt.empty());
  }
}
