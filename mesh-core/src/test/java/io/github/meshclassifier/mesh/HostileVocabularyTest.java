package io.github.meshclassifier.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileVocabularyTest {
  private static final String TSV = "tsv";

  @ParameterizedTest
  @ValueSource(strings = {"mtrees2014.bin", "d2014.en_gb.bin", "desc2015.xml", TSV})
  void truncated_isReadOrRejected(String name) throws IOException {
    byte[] content = content(name);
    byte[] zipped = MeshFiles.gzip(content);
    for (int length = 0; length < content.length; length += 1 + content.length / 400) {
      boolean read = readsOrRejects(Arrays.copyOf(content, length), name);
      if (name.equals(TSV) || name.equals("desc2015.xml")) {
        assertThat(read).as("cut to %d", length).isFalse();
      }
    }
    for (int length = 0; length < zipped.length; length += 1 + zipped.length / 400) {
      assertThat(readsOrRejects(Arrays.copyOf(zipped, length), name)).as("%d", length).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mtrees2014.bin", "d2014.en_gb.bin", "desc2015.xml", TSV})
  void damagedBytes_areReadOrRejected(String name) throws IOException {
    Random random = new Random(42);
    byte[] content = content(name);
    byte[] zipped = MeshFiles.gzip(content);
    for (int round = 0; round < 300; round++) {
      readsOrRejects(damaged(content, random), name);
      readsOrRejects(damaged(zipped, random), name);
    }
  }

  @Test
  void randomBytes_areRejected() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 2000; round++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      assertThat(readsOrRejects(noise, "noise")).isFalse();
      for (String start : new String[] {"*NEWRECORD\n", "<", "# MeSH 2024,", "A;A01\n"}) {
        byte[] prefix = start.getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(prefix, prefix.length + noise.length);
        System.arraycopy(noise, 0, both, prefix.length, noise.length);
        readsOrRejects(both, "noise");
      }
    }
  }

  @Test
  void xmlEntities_areNotExpanded() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE DescriptorRecordSet [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 20; i++) {
      laughs
          .append("<!ENTITY a" + i + " \"")
          .append(("&a" + (i - 1) + ";").repeat(10))
          .append("\">");
    }
    rejected(laughs + "]>\n" + record("&a19;"), "desc.xml", 2, "an entity is referenced");
    rejected(
        laughs + "]>\n<DescriptorRecordSet a=\"&a19;\"/>",
        "desc.xml",
        2,
        "the XML is not well-formed");
  }

  @Test
  void xmlExternalEntity_isNotRead(@TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "<!ENTITY leak \"leaked\">");
    String system = "SYSTEM \"" + secret.toUri() + "\"";
    rejected(
        "<!DOCTYPE DescriptorRecordSet [<!ENTITY x " + system + ">]>\n" + record("&x;"),
        "desc.xml",
        2,
        "an entity is referenced");
    rejected(
        "<!DOCTYPE DescriptorRecordSet [<!ENTITY % x " + system + "> %x;]>\n" + record("&leak;"),
        "desc.xml",
        2,
        "an entity is referenced");
    rejected(
        "<!DOCTYPE DescriptorRecordSet " + system + ">\n" + record("&leak;"),
        "desc.xml",
        2,
        "an entity is referenced");
    String plain =
        "<!DOCTYPE DescriptorRecordSet SYSTEM \"" + directory.toUri() + "absent.dtd\">\n";
    assertThat(MeshFiles.parse(plain + record("A &amp; B&#33;"), "x").descriptors())
        .extracting(Descriptor::heading)
        .containsExactly("A & B!");
  }

  @Test
  void xmlWithoutEnd_isRejectedEarly() {
    rejected("<DescriptorRecordSet>" + "<a>".repeat(100_000), "x", 1, "nested deeper than 64");
    rejected(record("x".repeat(1 << 20)), "x", 1, "longer than 65536 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!--",
        "<DescriptorRecordSet><!--",
        "<DescriptorRecordSet><![CDATA[",
        "<DescriptorRecordSet a='",
        "<DescriptorRecordSet><?target ",
        "<DescriptorRecordSet></DescriptorRecordSet><!--",
        "<!DOCTYPE DescriptorRecordSet [",
        "<!DOCTYPE DescriptorRecordSet [<!ENTITY a '",
      })
  void xmlPart_larger_isRejected(String beginning) {
    rejected(
        beginning + "lorem ipsum ".repeat(400_000),
        "desc.xml",
        1,
        "the XML has a comment, tag, CDATA section or other part of more than 4194304 characters");
  }

  @Test
  void xmlNames_moreThanAnyDtdHas_areRejected() {
    StringBuilder names = new StringBuilder("<DescriptorRecordSet>");
    for (int i = 0; i < 10_000; i++) {
      names.append("<e").append(i).append("/>");
    }
    rejected(names.toString(), "desc.xml", 1, "has more than 10000 different names of elements");
  }

  /** Equal names are found at the end of a record or of the file, when all are in memory. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '<DescriptorRecordSet><DescriptorRecord>' | '<Term><String>*</String></Term>'
          '*NEWRECORD~'                             | 'ENTRY = *~'
          'A;A01~'                                  | '#*;A01~'
          '# MeSH 2024, x~# mesh-tsv 1: 1 descriptors, 1 tree numbers, 1 entry terms~ui^heading^tree numbers^entry terms~' | '^A#^^*~'
          '# MeSH 2024, x~# mesh-tsv 1: 1 descriptors, 1 tree numbers, 1 entry terms~ui^heading^tree numbers^entry terms~' | '^#*^~'
          """)
  void namesWithoutEnd_areRejected(String beginning, String part) {
    String name = "x".repeat(30_000);
    StringBuilder content = new StringBuilder(lines(beginning));
    for (int i = 0; content.length() < 34_000_000; i++) {
      content.append(lines(part).replace("#", "" + i).replace("*", name));
    }
    rejectedSomewhere(content.toString(), "the vocabulary is larger than 33554432 characters");
  }

  @Test
  void treeNumbersWithoutEnd_areRejected() {
    String line = "A;A01" + ".101".repeat(11) + "\n";
    rejectedSomewhere(
        "A;A01\n" + line.repeat((1 << 25) / 60),
        "the vocabulary is larger than 33554432 characters");
  }

  private static String lines(String text) {
    return text.replace('~', '\n').replace('^', '\t');
  }

  private static void rejectedSomewhere(String content, String problem) {
    assertThatExceptionOfType(MeshFormatException.class)
        .isThrownBy(() -> MeshFiles.parse(content, "file"))
        .withMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                               | 1 | the file is empty, expected mtreesYYYY.bin
          'PK\u0003\u0004'                 | 1 | the file is a zip archive, extract it first
          'hello'                          | 1 | the file is in no known format
          '<html/>'                        | 1 | the root element is 'html', expected DescriptorRecordSet
          '<DescriptorRecordSet><DescriptorRecord/></DescriptorRecordSet>' | 1 | the record has no DescriptorUI
          'A;A01~B;A01'                    | 2 | tree number 'A01' is given twice, here and for 'A'
          'A;A01~B'                        | 2 | the line 'B' has no semicolon
          'A;A01~;A02'                     | 2 | the heading before the semicolon is blank
          'A;A01~B;a02'                    | 2 | tree number 'a02' is malformed
          '*NEWRECORD~MH = A~UI = D1'      | 3 | unique identifier 'D1' is malformed, expected D and six to nine digits
          '*NEWRECORD~MH = A~MH = B'       | 3 | the record has a second MH field
          '*NEWRECORD~MH = A'              | 1 | the record has no UI field
          '*NEWRECORD~RECTYPE = Q'         | 2 | the record is of type 'Q', expected D
          '*NEWRECORD~MH = A~UI = D000001~*NEWRECORD~MH = B~UI = D000001' | 4 | unique identifier D000001 is given twice
          '*NEWRECORD~MH = A~UI = D000001~*NEWRECORD~MH = A~UI = D000002' | 4 | heading 'A' is given twice
          '*NEWRECORD~nonsense'            | 2 | the line 'nonsense' is no field of a record
          '# MeSH 2024, x~'                | 1 | the header is missing, expected '# mesh-tsv 1:'
          '# MeSH 2024, x~# mesh-tsv 2: 1' | 2 | the header is '# mesh-tsv 2: 1', expected
          """)
  void damaged_saysFileLineAndProblem(String content, long line, String problem) {
    rejected(content.replace('~', '\n'), "some/file.bin", line, problem);
  }

  @Test
  void tsvCutAtALineEnd_isRejected() throws IOException {
    String text = new String(content(TSV), StandardCharsets.UTF_8);
    String cut = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
    rejected(
        cut, "mesh.tsv", 482, "the file ends after 479 descriptors, expected 480; it is cut off");
  }

  @Test
  void latin1_isRejected() {
    byte[] latin = "Body Regions;A01\nM\u00e9decins;A02\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatExceptionOfType(MeshFormatException.class)
        .isThrownBy(() -> MeshFiles.read(latin, "m.bin"))
        .withMessage("m.bin:2: the text is not valid UTF-8, expected UTF-8");
  }

  @Test
  void endlessLine_isRejected() throws IOException {
    byte[] bomb =
        MeshFiles.gzip(("A;A01\n" + "x".repeat(8 << 20)).getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(MeshFormatException.class)
        .isThrownBy(() -> MeshFiles.read(bomb, "m.bin"))
        .withMessage("m.bin:2: the line is longer than 1048576 bytes, expected a text file");
  }

  private static byte[] content(String name) throws IOException {
    return name.equals(TSV)
        ? MeshFiles.tsv(MeshFiles.read("mtrees2014.bin"))
        : MeshFiles.bytes(name);
  }

  private static byte[] damaged(byte[] content, Random random) {
    byte[] damaged = content.clone();
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }

  /** Any exception but the right one fails the test. */
  private static boolean readsOrRejects(byte[] content, String name) throws IOException {
    try {
      MeshFiles.read(content, name);
      return true;
    } catch (MeshFormatException e) {
      assertThat(e.file()).isEqualTo(name);
      assertThat(e.line()).isPositive();
      assertThat(e).hasMessageStartingWith(name + ":" + e.line() + ": ");
      assertThat(e.getMessage()).hasSizeLessThan(400);
      return false;
    }
  }

  private static void rejected(String content, String file, long line, String problem) {
    assertThatExceptionOfType(MeshFormatException.class)
        .isThrownBy(() -> MeshFiles.parse(content, file))
        .withMessageStartingWith(file + ":" + line + ": ")
        .withMessageContaining(problem);
  }

  private static String record(String heading) {
    return "<DescriptorRecordSet><DescriptorRecord><DescriptorUI>D000001</DescriptorUI>"
        + "<DescriptorName><String>"
        + heading
        + "</String></DescriptorName></DescriptorRecord></DescriptorRecordSet>";
  }
}
