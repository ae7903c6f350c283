package io.github.meshclassifier.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.meshclassifier.article.Article;
import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.label.Labelling.Dropped;
import io.github.meshclassifier.label.Labelling.Labelled;
import io.github.meshclassifier.label.Labelling.Reason;
import io.github.meshclassifier.label.Labelling.Unlabelled;
import io.github.meshclassifier.mesh.MeshRoot;
import io.github.meshclassifier.mesh.MeshTree;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSchemeTest {
  private static final Heading FEMALE = new Heading("D005260", "Female");
  private static final Heading ISLAM = new Heading("", "Islam");
  private static final Heading MADE_UP = new Heading("", "Phlogiston Deficiency");

  @Test
  void fourteenRoots_allButKAndV_inOrderOfLetters() {
    LabelScheme scheme = LabelScheme.fourteenRoots();
    assertThat(scheme.labels())
        .extracting(Label::id)
        .containsExactly("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "L", "M", "N", "Z");
    assertThat(scheme.labels().get(2)).isEqualTo(new Label("C", "Diseases"));
    assertThat(scheme.size()).isEqualTo(14);
    assertThat(scheme.kind()).isEqualTo(LabelScheme.Kind.ROOTS);
    assertThat(scheme.indexOf("L")).isEqualTo(10);
    assertThat(scheme.indexOf("K")).isEqualTo(-1);
    assertThat(LabelScheme.allRoots().size()).isEqualTo(16);
  }

  @Test
  void label_realHeadings_rootsInOrderOfTheScheme() {
    // COVID-19 stands under C01 and C08, Telemedicine under H02, L01 and N04.
    Article article =
        article(
            new Heading("D017216", "Telemedicine"),
            new Heading("D000086382", "COVID-19"),
            FEMALE,
            ISLAM,
            MADE_UP);
    Labelling labelling = LabelScheme.fourteenRoots().label(article, MeshTree.bundled());
    assertThat(labelling)
        .isInstanceOfSatisfying(
            Labelled.class,
            labelled ->
                assertThat(labelled.labels())
                    .extracting(Label::id)
                    .containsExactly("C", "H", "L", "N"));
    assertThat(labelling.dropped().withoutRoot()).containsExactly(FEMALE);
    assertThat(labelling.dropped().outsideScheme()).containsExactly(ISLAM);
    assertThat(labelling.dropped().unknown()).containsExactly(MADE_UP);

    LabelScheme reversed = LabelScheme.ofRoots(List.of(MeshRoot.N, MeshRoot.K, MeshRoot.C));
    assertThat(ids(reversed.label(article, MeshTree.bundled()))).containsExactly("N", "K", "C");
  }

  @Test
  void label_renamedHeading_foundByEntryTerm() {
    Article article = article(new Heading("", "2019-nCoV Disease"));
    assertThat(ids(LabelScheme.fourteenRoots().label(article, MeshTree.bundled())))
        .containsExactly("C");
  }

  @Test
  void label_headingWithSomeRootsOutside_notDropped() {
    LabelScheme scheme = LabelScheme.ofRoots(List.of(MeshRoot.L));
    Labelling labelling =
        scheme.label(article(new Heading("", "Telemedicine")), MeshTree.bundled());
    assertThat(ids(labelling)).containsExactly("L");
    assertThat(labelling.dropped().outsideScheme()).isEmpty();
  }

  @Test
  void label_noLabel_reasonGiven() {
    assertThat(reason()).isEqualTo(Reason.NO_HEADINGS);
    assertThat(reason(MADE_UP)).isEqualTo(Reason.UNKNOWN_HEADINGS);
    assertThat(reason(FEMALE, ISLAM, MADE_UP)).isEqualTo(Reason.UNKNOWN_HEADINGS);
    assertThat(reason(FEMALE, ISLAM)).isEqualTo(Reason.OUTSIDE_SCHEME);
    assertThat(reason(FEMALE)).isEqualTo(Reason.WITHOUT_ROOT);
  }

  @Test
  void ofHeadings_exactNamesOnly_labelled() {
    LabelScheme scheme = LabelScheme.ofHeadings(List.of("sustaining growth", "evading, death"));
    Heading upper = new Heading("", "Sustaining growth");
    Labelling labelling =
        scheme.label(
            article(new Heading("", "evading, death"), upper, new Heading("", "evading, death")),
            MeshTree.bundled());
    assertThat(ids(labelling)).containsExactly("evading, death");
    assertThat(labelling.dropped()).isEqualTo(new Dropped(List.of(upper), List.of(), List.of()));
    assertThat(ids(scheme.label(article(upper), MeshTree.bundled()))).isEmpty();
  }

  @Test
  void ofHeadings_noHeadings_negativeUnlessNotIndexed() {
    LabelScheme scheme = LabelScheme.ofHeadings(List.of("a"));
    assertThat(scheme.label(article(), MeshTree.bundled()))
        .isInstanceOfSatisfying(
            Labelled.class,
            labelled -> {
              assertThat(labelled.isNegative()).isTrue();
              assertThat(labelled.isUncertainNegative()).isFalse();
            });
    assertThat(scheme.label(Article.of("t", "a"), MeshTree.bundled()))
        .isInstanceOfSatisfying(
            Unlabelled.class, u -> assertThat(u.reason()).isEqualTo(Reason.NO_HEADINGS));
  }

  @Test
  void ofHeadings_identifiersAlone_notMapped() {
    LabelScheme scheme = LabelScheme.ofHeadings(List.of("Female"));
    Heading nameless = new Heading("D005260", "");
    assertThat(reason(scheme, nameless)).isEqualTo(Reason.UNKNOWN_HEADINGS);
    assertThat(scheme.label(article(nameless, ISLAM), MeshTree.bundled()))
        .isInstanceOfSatisfying(
            Labelled.class, labelled -> assertThat(labelled.isUncertainNegative()).isTrue());
  }

  @Test
  void ofRoots_someOfThem_articleOutsideIsNegative() {
    LabelScheme diseases = LabelScheme.ofRoots(List.of(MeshRoot.C));
    assertThat(ids(diseases.label(article(ISLAM, FEMALE), MeshTree.bundled()))).isEmpty();
    assertThat(reason(diseases, FEMALE)).isEqualTo(Reason.WITHOUT_ROOT);
    assertThat(reason(diseases, MADE_UP)).isEqualTo(Reason.UNKNOWN_HEADINGS);
    assertThat(reason(diseases)).isEqualTo(Reason.NO_HEADINGS);
    assertThat(diseases.isExhaustive()).isFalse();
    assertThat(LabelScheme.fourteenRoots().isExhaustive()).isTrue();
    assertThat(LabelScheme.allRoots().isExhaustive()).isTrue();
    List<MeshRoot> allButA = List.of(MeshRoot.values()).subList(1, 16);
    assertThat(LabelScheme.ofRoots(allButA).isExhaustive()).isFalse();
  }

  @Test
  void indicators_ofLabels_ownArrayInOrderOfTheScheme() {
    LabelScheme scheme = LabelScheme.ofRoots(List.of(MeshRoot.Z, MeshRoot.A, MeshRoot.C));
    List<Label> carried = List.of(scheme.labels().get(2), scheme.labels().get(0));
    boolean[] indicators = scheme.indicators(carried);
    assertThat(indicators).containsExactly(true, false, true);
    indicators[1] = true;
    assertThat(scheme.indicators(carried)).containsExactly(true, false, true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scheme.indicators(List.of(new Label("B", "Organisms"))))
        .withMessage("label 'B' is not in the scheme, expected one of ROOTS[Z, A, C]");
  }

  @Test
  void schemes_invalidLabels_rejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofRoots(List.of()))
        .withMessage("a label scheme needs at least one label, had none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofHeadings(List.of("a", "b", "a")))
        .withMessage("labels must have different ids, 'a' occurs twice");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LabelScheme.of(LabelScheme.Kind.ROOTS, List.of(new Label("C04", "Neoplasms"))))
        .withMessage(
            "'C04' is no root of MeSH, expected one of the letters A B C D E F G H I J K L M N V"
                + " Z");
    assertThatIllegalArgumentException().isThrownBy(() -> LabelScheme.ofHeadings(List.of(" ")));
    assertThatThrownBy(() -> LabelScheme.fourteenRoots().indexOf(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void schemes_equalityAndCopies() {
    List<Label> labels = new ArrayList<>(LabelScheme.allRoots().labels());
    LabelScheme scheme = LabelScheme.of(LabelScheme.Kind.ROOTS, labels);
    assertThat(scheme)
        .isEqualTo(LabelScheme.allRoots())
        .hasSameHashCodeAs(LabelScheme.allRoots())
        .isNotEqualTo(LabelScheme.of(LabelScheme.Kind.HEADINGS, labels))
        .isNotEqualTo(LabelScheme.fourteenRoots());
    labels.clear();
    assertThat(scheme.size()).isEqualTo(16);
    assertThatThrownBy(() -> scheme.labels().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(LabelScheme.ofRoots(List.of(MeshRoot.N, MeshRoot.C)))
        .isNotEqualTo(LabelScheme.ofRoots(List.of(MeshRoot.C, MeshRoot.N)));
  }

  @Test
  void labelled_checkTagsOutsideTheLabels_rejected() {
    Dropped nothing = new Dropped(List.of(), List.of(), List.of());
    List<Label> labels = List.of(new Label("B", "Organisms"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Labelled(List.of(), labels, nothing))
        .withMessageStartingWith("labels of check tags alone must be among the labels");
  }

  private static Reason reason(Heading... headings) {
    return reason(LabelScheme.fourteenRoots(), headings);
  }

  private static Reason reason(LabelScheme scheme, Heading... headings) {
    Labelling labelling = scheme.label(article(headings), MeshTree.bundled());
    Dropped dropped = labelling.dropped();
    assertThat(
            Stream.of(dropped.outsideScheme(), dropped.withoutRoot(), dropped.unknown())
                .flatMap(List::stream))
        .containsExactlyInAnyOrder(headings);
    return ((Unlabelled) labelling).reason();
  }

  private static List<String> ids(Labelling labelling) {
    return ((Labelled) labelling).labels().stream().map(Label::id).toList();
  }

  private static Article article(Heading... headings) {
    return new Article("1", "t", "a", List.of(headings), OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u001b[31m", "a\u202eb", "a\u2028b", "a\ud83d"})
  void ofHeadings_nameThatHidesSomething_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LabelScheme.ofHeadings(List.of(name)))
        .withMessageContaining("a label has invisible characters, here as question marks: 'a?");
  }
}
