package io.github.meshclassifier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargeFileTest {
  private static final UploadFile FILE =
      new UploadFile("model.safetensors", Path.of("model.safetensors"), 25, FileTime.fromMillis(0));

  private static LargeFile read(String json, String endpoint) throws HubException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ApiJson answer = ApiJson.read(URI.create(endpoint + "/x.git/info/lfs/objects/batch"), bytes);
    return LargeFile.read(answer, FILE, "ab", URI.create(endpoint));
  }

  private static LargeFile read(String json) throws HubException {
    return read(json, "https://huggingface.co");
  }

  @Test
  void read_noActions_nothingToSend() throws HubException {
    LargeFile file = read("{\"oid\":\"ab\",\"size\":25}");

    assertThat(file.upload()).isEmpty();
    assertThat(file.verify()).isEmpty();
  }

  @Test
  void read_parts_inOrderOfTheirNumbers() throws HubException {
    LargeFile file =
        read(
            "{\"actions\":{\"upload\":{\"href\":\"https://hub.example/done\",\"header\":{"
                + "\"00003\":\"https://s.example/3\",\"00001\":\"https://s.example/1\","
                + "\"chunk_size\":\"10\",\"00002\":\"https://s.example/2\"}}}}");

    assertThat(file.parts())
        .extracting(URI::toString)
        .containsExactly("https://s.example/1", "https://s.example/2", "https://s.example/3");
    assertThat(file.partSize()).isEqualTo(10);
  }

  @Test
  void read_headers_ownOnesOnly() throws HubException {
    LargeFile file =
        read(
            "{\"actions\":{\"upload\":{\"href\":\"https://s.example/1\",\"header\":{\"x-a\":\"1\","
                + "\"Authorization\":\"Bearer x\",\"HOST\":\"h\",\"Cookie\":\"c\",\"n\":2}}}}");

    assertThat(file.headers()).containsOnlyKeys("x-a");
  }

  @Test
  void read_addressOfTheHubFromAMirror_throughTheMirror() throws HubException {
    LargeFile file =
        read(
            "{\"actions\":{\"upload\":{\"href\":\"https://s.example/1?a=b%20c\"},"
                + "\"verify\":{\"href\":\"https://huggingface.co/o/n/verify?a=b%20c\"}}}",
            "https://mirror.example/hf");

    assertThat(file.verify()).contains(URI.create("https://mirror.example/hf/o/n/verify?a=b%20c"));
    assertThat(file.upload()).contains(URI.create("https://s.example/1?a=b%20c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"actions\":{\"upload\":{}}} | has no valid 'href', expected a string, found nothing",
        "{\"actions\":{\"upload\":{\"href\":\"http://s.example\"}}} | that is not https",
        "{\"actions\":{\"upload\":{\"href\":\"file:///etc/passwd\"}}} | that is not https",
        "{\"actions\":{\"upload\":{\"href\":\"https:///x\"}}} | that is not https",
        "{\"actions\":{\"upload\":{\"href\":\"ht tp\"}}} | that cannot be read",
        "{\"actions\":{\"upload\":{\"href\":\"https://s/1\",\"header\":{\"chunk_size\":\"0\"}}}}"
            + " | not a positive number",
        "{\"actions\":{\"upload\":{\"href\":\"https://s/1\",\"header\":{\"chunk_size\":\"-5\"}}}}"
            + " | not a positive number",
        "{\"actions\":{\"upload\":{\"href\":\"https://s/1\",\"header\":{\"chunk_size\":{}}}}}"
            + " | not a positive number",
        "{\"actions\":{\"upload\":{\"href\":\"https://s/1\",\"header\":{\"chunk_size\":\"10\","
            + "\"1\":\"https://s/1\"}}}} | has 1 parts where 3 are needed",
        "{\"actions\":{\"upload\":{\"href\":\"https://s/1\",\"header\":{\"chunk_size\":\"20\","
            + "\"2\":\"https://s/1\",\"3\":\"https://s/1\"}}}} | not numbered from 1",
        "{\"error\":{\"code\":422,\"message\":\"too big\"}} | refuses the file, found 'too big'",
      })
  void read_hostileAnswers_refused(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(HubException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "{}x", "nul", "\"a\"", "[1]", "{\"a\":", "{\"\":1}{"})
  void answers_notWhatTheyShouldBe_refused(String text) {
    URI uri = URI.create("https://hub.example");

    assertThatThrownBy(
            () -> ApiJson.read(uri, text.getBytes(StandardCharsets.UTF_8)).objects("files"))
        .isInstanceOf(HubException.class);
  }

  @Test
  void read_randomlyDamagedAnswers_eitherReadOrRefused() {
    String good =
        "{\"oid\":\"ab\",\"size\":25,\"actions\":{\"upload\":{\"href\":\"https://hub.example/d\","
            + "\"header\":{\"chunk_size\":\"10\",\"00001\":\"https://s.example/1\","
            + "\"00002\":\"https://s.example/2\",\"00003\":\"https://s.example/3\"}},"
            + "\"verify\":{\"href\":\"https://huggingface.co/v\"}}}";
    Random random = new Random(42);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(Math.min(text.length(), good.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
          default -> text.insert(at, good, at, Math.min(good.length(), at + random.nextInt(9)));
        }
      }
      try {
        LargeFile file = read(text.toString());
        assertThat(file.parts()).hasSizeBetween(0, 3);
      } catch (HubException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void isTrue_anythingButTrue_false() throws HubException {
    byte[] text = "{\"a\":true,\"b\":\"true\",\"c\":1}".getBytes(StandardCharsets.UTF_8);
    ApiJson json = ApiJson.read(URI.create("https://hub.example"), text);

    assertThat(json.isTrue("a")).isTrue();
    assertThat(json.isTrue("b")).isFalse();
    assertThat(json.isTrue("c")).isFalse();
    assertThat(json.isTrue("d")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1] | is not an object",
        "{} | has no valid 'files', expected an array, found nothing",
        "{\"files\":1} | has no valid 'files', expected an array, found '1'",
        "{\"files\":[{},2]} | has no valid 'files[1]', expected an object, found '2'",
      })
  void objects_ofAnotherType_refusedWithTheirPlace(String text, String message)
      throws HubException {
    URI uri = URI.create("https://hub.example/api");
    ApiJson json = ApiJson.read(uri, text.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> json.objects("files"))
        .isInstanceOf(HubException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("(https://hub.example/api)");
  }
}
