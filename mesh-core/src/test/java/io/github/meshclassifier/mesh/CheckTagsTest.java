package io.github.meshclassifier.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckTagsTest {
  @Test
  void checkTags_inBundledMesh_haveTheseHeadings() {
    assertThat(CheckTags.uis()).hasSize(33);
    for (String ui : CheckTags.uis()) {
      Descriptor descriptor = MeshTree.bundled().byUi(ui).orElseThrow();
      assertThat(descriptor.heading()).isEqualTo(CheckTags.heading(ui));
      assertThat(descriptor.isCheckTag()).isTrue();
    }
    assertThat(MeshTree.bundled().descriptors().stream().filter(Descriptor::isCheckTag))
        .hasSize(33);
  }

  @Test
  void isCheckTag_withoutIdentifier_byHeading() {
    assertThat(new Descriptor("", "Humans", List.of(), List.of()).isCheckTag()).isTrue();
    assertThat(new Descriptor("", "Rats, Wistar", List.of(), List.of()).isCheckTag()).isFalse();
  }

  @Test
  void isCheckTag_identifierOfAnother_notByHeading() {
    assertThat(new Descriptor("D000001", "Humans", List.of(), List.of()).isCheckTag()).isFalse();
  }
}
