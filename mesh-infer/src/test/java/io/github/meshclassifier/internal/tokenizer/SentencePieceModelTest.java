package io.github.meshclassifier.internal.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SentencePieceModelTest {
  @TempDir Path temp;

  private TokenizerFixture model(SentencePieceFile file) throws IOException {
    return TokenizerFixture.empty(temp, "xlnet", file.size(), 5)
        .write(SentencePieceModel.NAME, file.toBytes());
  }

  private AbstractThrowableAssert<?, ?> assertRefused(SentencePieceFile file) throws IOException {
    return assertThatThrownBy(model(file)::tokenizer)
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("spiece.model");
  }

  @Test
  void read_smallModel_allFields() throws IOException {
    SentencePieceModel read =
        SentencePieceModel.read(
            model(SentencePieceFile.small().normalizer(3, 0).normalizer(4, 0).trainer(35, 1))
                .files());
    assertThat(read.pieces()).hasSize(20);
    assertThat(read.pieces().get(9)).isEqualTo(new SentencePieceModel.Piece("a", -3, 1));
    assertThat(read.unknownId()).isZero();
    assertThat(read.byteFallback()).isTrue();
    assertThat(read.prefixSpace()).isFalse();
    assertThat(read.removeExtraSpaces()).isFalse();
    assertThat(read.characterMap().remaining()).isZero();
  }

  @Test
  void build_numberComma_madeImprobable() throws IOException {
    SentencePieceFile file =
        SentencePieceFile.small()
            .piece("1,", -5, 1)
            .piece("\u25812010,", -6, 1)
            .piece("a,", -7, 1)
            .piece(",", -8, 1)
            .piece("\u0663,", -9, 1);
    JsonObject json = TokenizerFixture.json(model(file).tokenizer().bytes());
    JsonArray pieces = json.getAsJsonObject("model").getAsJsonArray("vocab");
    List<JsonElement> last = pieces.asList().subList(pieces.size() - 5, pieces.size());
    assertThat(last.stream().map(p -> p.getAsJsonArray().get(1).getAsDouble()))
        .containsExactly(-105.0, -106.0, -7.0, -8.0, -109.0);
  }

  @Test
  void build_switchesOfTheModel_inThePreTokenizer() throws IOException {
    TokenizerFixture model = model(SentencePieceFile.small().normalizer(3, 0).normalizer(4, 0));
    String split = "{\"type\":\"WhitespaceSplit\"}";
    assertThat(preTokenizers(model)).contains(split).contains("\"prepend_scheme\":\"never\"");
    model.write("tokenizer_config.json", "{\"remove_space\": false}");
    assertThat(preTokenizers(model)).doesNotContain(split);
    // The model joins spaces itself, whatever the switch says.
    model = model(SentencePieceFile.small());
    model.write("tokenizer_config.json", "{\"remove_space\": false}");
    assertThat(preTokenizers(model)).contains(split).contains("\"prepend_scheme\":\"always\"");
  }

  private static String preTokenizers(TokenizerFixture model) throws IOException {
    return TokenizerFixture.json(model.tokenizer().bytes()).get("pre_tokenizer").toString();
  }

  static Stream<Arguments> wrong() {
    return Stream.<Arguments>of(
        wrong(f -> f.without(0), "there is no unknown piece, expected one piece of type 2"),
        wrong(f -> f.piece("<x>", 0, 2), "there are two unknown pieces, 0 and 20"),
        wrong(
            f -> f.piece("a", -1, 1), "a piece appears twice, expected every piece once, found a"),
        wrong(f -> f.piece("", -1, 1), "piece 20 is empty"),
        wrong(f -> f.piece("x", Float.NaN, 1), "the score of piece 20 is not valid"),
        wrong(f -> f.piece("x", Float.NEGATIVE_INFINITY, 1), "the score of piece 20 is not valid"),
        wrong(
            f -> f.piece(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, 1),
            "not valid UTF-8"),
        wrong(f -> f.without(3), "the vocabulary has no cls_token, expected the token <cls>"),
        wrong(f -> f.trainer(3, 2), "expected a unigram model, type 1, found type 2"),
        wrong(f -> f.trainer(24, 1), "treat_whitespace_as_suffix is not supported"),
        wrong(f -> f.normalizer(5, 0), "escape_whitespaces is not supported, expected true"),
        wrong(f -> f.characterMap(new byte[] {1, 2, 3, 4, 5}), "character map is damaged"));
  }

  private static Arguments wrong(Consumer<SentencePieceFile> damage, String message) {
    return Arguments.of(damage, message);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void read_wrongModel_refused(Consumer<SentencePieceFile> damage, String message)
      throws IOException {
    SentencePieceFile file = SentencePieceFile.small();
    damage.accept(file);
    assertRefused(file).hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PK\u0003\u0004", "{\"model\": 1}", "\n\u00ff\u00ff\u00ff"})
  void read_somethingElse_refused(String content) throws IOException {
    TokenizerFixture model = model(SentencePieceFile.small());
    model.write(SentencePieceModel.NAME, content);
    assertThatThrownBy(model::tokenizer).isInstanceOf(ModelLoadException.class);
  }
}
