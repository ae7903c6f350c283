package io.github.meshclassifier.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeshTreeTest {
  private static final MeshTree MESH = MeshTree.bundled();

  @Test
  void paths_bipolarDisorder_goFromPsychiatryDown() {
    List<TreePath> paths = MESH.paths(MESH.byHeading("Bipolar Disorder").orElseThrow());
    assertThat(paths)
        .hasToString(
            "[F > F03 Mental Disorders > F03.600 Mood Disorders > F03.600.150 Bipolar and Related"
                + " Disorders > F03.600.150.500 Bipolar Disorder]");
  }

  @Test
  void roots_covid19_isADisease() {
    assertThat(MESH.find("COVID-19").orElseThrow().roots()).containsExactly(MeshRoot.C);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          D001714                  | Bipolar Disorder
          d001714                  | Bipolar Disorder
          ' Bipolar Disorder '     | Bipolar Disorder
          bipolar disorder         | Bipolar Disorder
          Manic-Depressive Psychosis | Bipolar Disorder
          manic depressive psychosis | Bipolar Disorder
          SARS CoV 2 infection     | COVID-19
          covid 19                 | COVID-19
          Acute Abdomen            | Abdomen, Acute
          ABDOMEN ACUTE            | Abdomen, Acute
          Alzheimer’s disease      | Alzheimer Disease
          Alzheimers disease       | Alzheimer Disease
          Medecins Sans Frontieres | Médecins Sans Frontières
          """)
  void find_toleratesSpelling(String typed, String expected) {
    String heading = MESH.find(typed).orElseThrow().heading();
    assertThat(heading).isEqualTo(MESH.find(expected).orElseThrow().heading());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "?!", "D999999", "no such heading", ",", ", ", "\u0301", "\ud800"})
  void find_nothing_isEmpty(String text) {
    assertThat(MESH.find(text)).isEmpty();
    assertThat(MESH.candidates(text)).isEmpty();
  }

  @Test
  void find_twoFit_leavesItOpen() {
    assertThat(MESH.find("Cytochromes c").orElseThrow().ui()).isEqualTo("D045304");
    assertThat(MESH.find("Cytochromes c'").orElseThrow().ui()).isEqualTo("D045305");
    assertThat(MESH.find("cytochromes C")).isEmpty();
    assertThat(MESH.candidates("cytochromes C"))
        .extracting(Descriptor::ui)
        .containsExactly("D045304", "D045305");
    assertThat(MESH.rootsOf(List.of("cytochromes C")).unknown()).containsExactly("cytochromes C");
  }

  @Test
  void find_headingWinsOverEntryTerm() throws IOException {
    MeshTree tree =
        MeshFiles.parse(
            record("D000001", "Alpha", "Beta Gamma") + record("D000002", "beta-gamma", "Delta"),
            "d2020.bin");
    assertThat(tree.find("Beta Gamma").orElseThrow().ui()).isEqualTo("D000001");
    assertThat(tree.find("BETA GAMMA").orElseThrow().ui()).isEqualTo("D000002");
  }

  @Test
  void byEntryTerm_sharedByTwo_isEmpty() throws IOException {
    MeshTree tree =
        MeshFiles.parse(
            record("D000001", "Alpha", "Shared") + record("D000002", "Beta", "Shared"), "d.bin");
    assertThat(tree.byEntryTerm("Shared")).isEmpty();
    assertThat(tree.candidates("Shared")).hasSize(2);
  }

  @Test
  void find_inversionWithSeveralCommas_isNoGuess() throws IOException {
    MeshTree tree = MeshFiles.parse("Disease Transmission, Infectious, Acute;N06.850\n", "m.bin");
    assertThat(tree.find("Infectious, Acute Disease Transmission")).isEmpty();
    assertThat(tree.find("Disease transmission infectious acute")).isPresent();
  }

  @Test
  void find_uiAndName_trustsTheUiFirst() {
    assertThat(MESH.find("D001714", "Renamed Since").orElseThrow().heading())
        .isEqualTo("Bipolar Disorder");
    assertThat(MESH.find("", "Mania").map(Descriptor::heading)).isPresent();
    assertThat(MESH.find("D999999", "COVID-19").orElseThrow().ui()).isEqualTo("D000086382");
    assertThat(MESH.find("", "")).isEmpty();
  }

  @Test
  void byEntryTerm_ofAHeading_isEmpty() {
    assertThat(MESH.byEntryTerm("Bipolar Disorder")).isEmpty();
    assertThat(MESH.byHeading("bipolar disorder")).isEmpty();
  }

  @Test
  void relations_withDescriptorOfAnotherYear_rejected() throws IOException {
    Descriptor old = MeshFiles.read("mtrees2014.bin").byHeading("Bipolar Disorder").orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MESH.paths(old))
        .withMessage(
            "descriptor 'Bipolar Disorder' is not of this tree, MeSH 2024, 30764 descriptors");
  }

  @Test
  void values_doNotChangeWithTheirArguments() {
    List<TreeNumber> numbers =
        new ArrayList<>(List.of(TreeNumber.parse("C04"), TreeNumber.parse("A01")));
    List<String> terms = new ArrayList<>(List.of("x"));
    Descriptor descriptor = new Descriptor("", "Heading", numbers, terms);
    numbers.clear();
    terms.clear();
    assertThat(descriptor.treeNumbers()).hasToString("[A01, C04]");
    assertThat(descriptor.entryTerms()).containsExactly("x");
    assertThat(descriptor.roots()).containsExactly(MeshRoot.A, MeshRoot.C);
    assertThat(descriptor.roots()).isUnmodifiable();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Descriptor("D000001", " ", List.of(), List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new TreePath(MeshRoot.A, List.of()));
  }

  @Test
  void partialVocabulary_answersWithWhatItHas() throws IOException {
    MeshTree tree = MeshFiles.parse("Leaf;C04.557.337\nTop;C04\n", "m.bin");
    Descriptor leaf = tree.byHeading("Leaf").orElseThrow();
    assertThat(tree.parents(leaf)).isEmpty();
    assertThat(tree.ancestors(leaf)).extracting(Descriptor::heading).containsExactly("Top");
    assertThat(tree.paths(leaf)).hasToString("[C > C04 Top > C04.557.337 Leaf]");
    assertThat(tree.children(tree.byHeading("Top").orElseThrow())).isEmpty();
    assertThat(tree.toString()).isEqualTo("MeSH of unknown year, 2 descriptors");
  }

  private static String record(String ui, String heading, String entry) {
    return "*NEWRECORD\nMH = " + heading + "\nENTRY = " + entry + "\nUI = " + ui + "\n\n";
  }
}
