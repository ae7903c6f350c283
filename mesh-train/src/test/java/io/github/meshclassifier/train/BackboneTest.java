package io.github.meshclassifier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.meshclassifier.hub.HubModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackboneTest {
  @ParameterizedTest
  @EnumSource
  void hubId_everyBackbone_isAnIdAndFindsIt(Backbone backbone) {
    HubModel model = HubModel.ofAddress("hf://" + backbone.hubId());
    assertThat(Backbone.ofHubId(model.id())).contains(backbone);
  }

  @ParameterizedTest
  @EnumSource
  void cased_everyBackbone_asItsNameSays(Backbone backbone) {
    assertThat(backbone.cased()).isEqualTo(!backbone.hubId().contains("uncased"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "my-model", "owner/name", "hf://", "hf://a//b", "hf://a/b@../c"})
  void builder_textThatIsNoAddress_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> MeshTrainer.builder(text));
  }
}
