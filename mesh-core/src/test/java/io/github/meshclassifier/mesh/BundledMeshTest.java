package io.github.meshclassifier.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class BundledMeshTest {
  private static final MeshTree MESH = MeshTree.bundled();

  @Test
  void bundled_hasYearAndCountsOfMesh2024() {
    assertThat(MESH.year()).hasValue(2024);
    assertThat(MESH.descriptorCount()).isEqualTo(30_764);
    assertThat(MESH.treeNumberCount()).isEqualTo(64_457);
    assertThat(MESH.entryTermCount()).isEqualTo(233_167);
    assertThat(MESH.descriptors().stream().filter(d -> !d.treeNumbers().isEmpty())).hasSize(30_762);
    assertThat(MESH).hasToString("MeSH 2024, 30764 descriptors");
  }

  @Test
  void bundled_isLoadedOnce() {
    Set<MeshTree> seen =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> MeshTree.bundled())
            .collect(Collectors.toSet());
    assertThat(seen).containsExactly(MESH);
  }

  @Test
  void resource_isWhatWriteTsvWrites() throws IOException {
    byte[] text;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(MeshFiles.bytes("mesh2024.tsv.gz")))) {
      text = in.readAllBytes();
    }
    assertThat(MeshFiles.tsv(MESH)).isEqualTo(text);
  }

  @Test
  void checkTags_areKnownWithoutRoot() {
    RootMapping mapping = MESH.rootsOf(List.of("Female", "Male", "Humans", "Femal"));
    assertThat(mapping.roots()).containsExactly(MeshRoot.B);
    assertThat(mapping.withoutRoot()).containsExactly("Female", "Male");
    assertThat(mapping.unknown()).containsExactly("Femal");
    assertThat(MESH.descriptors().stream().filter(d -> d.treeNumbers().isEmpty()))
        .extracting(Descriptor::heading)
        .containsExactlyInAnyOrder("Female", "Male");
  }

  @Test
  void descriptors_relationsAreConsistent() {
    List<String> inconsistent = new ArrayList<>();
    for (Descriptor descriptor : MESH.descriptors()) {
      List<Descriptor> parents = MESH.parents(descriptor);
      List<Descriptor> ancestors = MESH.ancestors(descriptor);
      boolean consistent = containsAll(ancestors, parents) && !contains(ancestors, descriptor);
      for (Descriptor parent : parents) {
        consistent &= contains(MESH.children(parent), descriptor);
      }
      List<Descriptor> children = MESH.children(descriptor);
      consistent &= containsAll(MESH.descendants(descriptor), children);
      for (Descriptor child : children) {
        consistent &= contains(MESH.parents(child), descriptor);
        consistent &= contains(MESH.ancestors(child), descriptor);
      }
      boolean belowAnother =
          descriptor.treeNumbers().stream().anyMatch(number -> number.depth() > 1);
      if (!consistent || belowAnother == parents.isEmpty()) {
        inconsistent.add(descriptor.heading());
      }
    }
    assertThat(inconsistent).isEmpty();
  }

  @Test
  void descendants_areThoseWithTheDescriptorAmongTheirAncestors() {
    for (String heading : List.of("Neoplasms", "Mood Disorders", "Ocular Motility Disorders")) {
      Descriptor top = MESH.byHeading(heading).orElseThrow();
      Set<String> expected = new TreeSet<>();
      for (Descriptor descriptor : MESH.descriptors()) {
        if (contains(MESH.ancestors(descriptor), top)) {
          expected.add(descriptor.ui());
        }
      }
      assertThat(MESH.descendants(top))
          .extracting(Descriptor::ui)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void paths_leadFromTheRootToTheDescriptor() {
    for (Descriptor descriptor : MESH.descriptors()) {
      List<TreePath> paths = MESH.paths(descriptor);
      assertThat(paths).hasSameSizeAs(descriptor.treeNumbers());
      for (int i = 0; i < paths.size(); i++) {
        TreePath path = paths.get(i);
        TreeNumber number = descriptor.treeNumbers().get(i);
        assertThat(path.root()).isEqualTo(number.root());
        assertThat(path.last().treeNumber()).isEqualTo(number);
        assertThat(path.last().descriptor()).isSameAs(descriptor);
        assertThat(path.steps()).hasSize(number.depth());
        for (int depth = 1; depth <= path.steps().size(); depth++) {
          assertThat(path.steps().get(depth - 1).treeNumber().depth()).isEqualTo(depth);
        }
      }
    }
  }

  @Test
  void roots_areTheLettersOfTheTreeNumbers() {
    for (Descriptor descriptor : MESH.descriptors()) {
      Set<Character> letters = new TreeSet<>();
      descriptor.treeNumbers().forEach(number -> letters.add(number.value().charAt(0)));
      assertThat(descriptor.roots().stream().map(MeshRoot::letter).toList())
          .containsExactlyElementsOf(letters);
      assertThat(MeshTree.rootsOfTreeNumbers(descriptor.treeNumbers()))
          .isEqualTo(descriptor.roots());
    }
  }

  @Test
  void lookUps_findEveryNameOfEveryDescriptor() {
    Set<String> headings = new HashSet<>();
    List<String> lost = new ArrayList<>();
    for (Descriptor descriptor : MESH.descriptors()) {
      headings.add(descriptor.heading());
      assertThat(MESH.byUi(descriptor.ui()).orElseThrow()).isSameAs(descriptor);
      assertThat(MESH.find(descriptor.ui()).orElseThrow()).isSameAs(descriptor);
      assertThat(MESH.byHeading(descriptor.heading()).orElseThrow()).isSameAs(descriptor);
      assertThat(MESH.find(descriptor.heading()).orElseThrow()).isSameAs(descriptor);
      for (TreeNumber number : descriptor.treeNumbers()) {
        if (!isThat(MESH.byTreeNumber(number), descriptor)) {
          lost.add(number.value());
        }
      }
      for (String term : descriptor.entryTerms()) {
        if (!isThat(MESH.byEntryTerm(term), descriptor) || !isThat(MESH.find(term), descriptor)) {
          lost.add(term);
        }
      }
    }
    assertThat(lost).isEmpty();
    assertThat(headings).hasSize(MESH.descriptorCount());
  }

  @Test
  void tolerantLookUp_namesTheDescriptorOrLeavesItOpen() {
    int open = 0;
    List<String> lost = new ArrayList<>();
    for (Descriptor descriptor : MESH.descriptors()) {
      for (String term : descriptor.entryTerms()) {
        String typed = " " + term.replace('-', ' ').replace(",", " ,") + ".";
        List<Descriptor> candidates = MESH.candidates(typed);
        if (candidates.size() > 1) {
          open++;
          assertThat(MESH.find(typed)).isEmpty();
        } else if (candidates.isEmpty()) {
          lost.add(typed);
        }
      }
    }
    assertThat(lost).isEmpty();
    assertThat(open).isBetween(1, 100);
  }

  @Test
  void topOfEachRoot_isItsDescriptorsOfDepthOne() {
    int tops = 0;
    for (MeshRoot root : MeshRoot.values()) {
      List<Descriptor> children = MESH.children(root);
      assertThat(children).isNotEmpty().allMatch(child -> child.roots().contains(root));
      tops += children.size();
    }
    assertThat(tops).isEqualTo(115);
  }

  private static boolean isThat(Optional<Descriptor> found, Descriptor wanted) {
    return found.isPresent() && found.get().ui().equals(wanted.ui());
  }

  private static boolean contains(List<Descriptor> descriptors, Descriptor wanted) {
    for (Descriptor descriptor : descriptors) {
      if (descriptor.ui().equals(wanted.ui())) {
        return true;
      }
    }
    return false;
  }

  private static boolean containsAll(List<Descriptor> descriptors, List<Descriptor> wanted) {
    for (Descriptor descriptor : wanted) {
      if (!contains(descriptors, descriptor)) {
        return false;
      }
    }
    return true;
  }
}
