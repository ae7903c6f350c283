package io.github.meshclassifier.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NlmFormatsTest {

  @Test
  void mtrees_realExtract() throws IOException {
    MeshTree tree = MeshFiles.read("mtrees2014.bin");
    assertThat(tree.year()).hasValue(2014);
    assertThat(tree.descriptorCount()).isEqualTo(480);
    assertThat(tree.treeNumberCount()).isEqualTo(528);
    assertThat(tree.entryTermCount()).isZero();
    Descriptor bipolar = tree.byHeading("Bipolar Disorder").orElseThrow();
    assertThat(bipolar.ui()).isEmpty();
    assertThat(bipolar.treeNumbers()).hasToString("[F03.600.150.150]");
    assertThat(tree.byUi("")).isEmpty();
  }

  @Test
  void ascii_realExtract() throws IOException {
    MeshTree tree = MeshFiles.read("d2014.en_gb.bin");
    assertThat(tree.year()).hasValue(2014);
    assertThat(tree.descriptorCount()).isEqualTo(12);
    assertThat(tree.entryTermCount()).isEqualTo(146);
    assertThat(tree.byHeading("Acebutolol").orElseThrow().entryTerms())
        .contains("Acébutolol ratiopharm");
    assertThat(tree.find("acebutolol RATIOPHARM").orElseThrow().heading()).isEqualTo("Acebutolol");
    assertThat(tree.find("Mania").orElseThrow().ui()).isEqualTo("D001714");
  }

  @Test
  void ascii_fieldsOfNlm_pipesAndTreeNumbers() throws IOException {
    MeshTree tree =
        MeshFiles.parse(
            """
            *NEWRECORD
            RECTYPE = D
            MH = Calcimycin
            AQ = AA AD
            PRINT ENTRY = A-23187|T109|T195|LAB|NRW|NLM (1991)|900308|abbcdef
            ENTRY = A23187|T109|T195|LAB|NRW|UNK (19XX)|741111|abbcdef
            ENTRY = Antibiotic A23187
            MN = D03.633.100.221.173
            MN = D02.355.291.933.125
            DX = 19840101
            MS = An ionophore = polyether.
            UI = D000001
            """,
            "asciimesh.bin");
    Descriptor descriptor = tree.byUi("D000001").orElseThrow();
    assertThat(descriptor.entryTerms()).containsExactly("A-23187", "A23187", "Antibiotic A23187");
    assertThat(descriptor.treeNumbers()).hasToString("[D02.355.291.933.125, D03.633.100.221.173]");
    assertThat(tree.year()).isEmpty();
  }

  @Test
  void xml_realExtract_withoutReferencedDescriptors() throws IOException {
    MeshTree tree = MeshFiles.read(MeshFiles.bytes("desc2015.xml"), "vocabulary");
    assertThat(tree.year()).hasValue(2015);
    assertThat(tree.descriptors())
        .containsExactly(
            new Descriptor(
                "D000001",
                "Calcimycin",
                List.of(TreeNumber.parse("D03.438.221.173")),
                List.of("A-23187", "A 23187", "Antibiotic A23187", "A23187, Antibiotic", "A23187")),
            new Descriptor(
                "D000002",
                "Temefos",
                List.of(
                    TreeNumber.parse("D02.705.400.625.800"),
                    TreeNumber.parse("D02.705.539.345.800"),
                    TreeNumber.parse("D02.886.300.692.800")),
                List.of("Temephos", "Abate", "Difos")));
  }

  @ParameterizedTest
  @CsvSource({
    "desc2015.dtd, desc2020.xml, 2015",
    "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20240101.dtd, vocabulary, 2024",
    "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20240101.dtd, desc2025.xml, 2025",
    "other.dtd, desc1999.xml.gz, 1999",
    "other.dtd, 20150101.xml, -1",
  })
  void xml_year(String dtd, String name, int expected) throws IOException {
    MeshTree tree =
        MeshFiles.parse(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE DescriptorRecordSet SYSTEM \""
                + dtd
                + "\">\n<DescriptorRecordSet/>",
            name);
    assertThat(tree.year().orElse(-1)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mtrees2014.bin", "d2014.en_gb.bin", "desc2015.xml"})
  void everyFormat_gzipMarkAndLineEnds_makeNoDifference(String name) throws IOException {
    MeshTree tree = MeshFiles.read(name);
    String text = new String(MeshFiles.bytes(name), StandardCharsets.UTF_8);
    assertThat(MeshFiles.read(MeshFiles.gzip(MeshFiles.bytes(name)), name).descriptors())
        .isEqualTo(tree.descriptors());
    assertThat(MeshFiles.parse("\ufeff" + text.replace("\n", "\r\n"), name).descriptors())
        .isEqualTo(tree.descriptors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mtrees2014.bin", "d2014.en_gb.bin", "desc2015.xml"})
  void everyFormat_survivesWriteTsv(String name) throws IOException {
    MeshTree tree = MeshFiles.read(name);
    MeshTree again = MeshFiles.read(MeshFiles.gzip(MeshFiles.tsv(tree)), "mesh");
    assertThat(again.year()).isEqualTo(tree.year());
    assertThat(again.descriptors()).isEqualTo(tree.descriptors());
  }

  @Test
  void read_path_usesTheFile(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("mtrees2014.bin"), MeshFiles.bytes("mtrees2014.bin"));
    assertThat(MeshTree.read(file).year()).hasValue(2014);
    assertThatThrownBy(() -> MeshTree.read(directory.resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
    Path damaged = Files.writeString(directory.resolve("m.bin"), "Body Regions;A01\nHead;A1\n");
    assertThatThrownBy(() -> MeshTree.read(damaged))
        .isInstanceOfSatisfying(
            MeshFormatException.class,
            e -> {
              assertThat(e.file()).isEqualTo(damaged.toString());
              assertThat(e.line()).isEqualTo(2);
            });
  }

  @Test
  void read_stream_isLeftOpen() throws IOException {
    boolean[] closed = {false};
    InputStream in =
        new ByteArrayInputStream(MeshFiles.gzip(MeshFiles.bytes("desc2015.xml"))) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    MeshTree.read(in, "desc");
    assertThat(closed[0]).isFalse();
  }

  @Test
  void read_failingDisk_isNoFormatProblem() {
    for (String name : new String[] {"mtrees2014.bin", "d2014.en_gb.bin", "desc2015.xml"}) {
      byte[] content = MeshFiles.bytes(name);
      InputStream failing =
          new InputStream() {
            private int position;

            @Override
            public int read() throws IOException {
              if (position == 5000) {
                throw new IOException("disk");
              }
              return content[position++];
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
              bytes[offset] = (byte) read();
              return 1;
            }
          };
      assertThatThrownBy(() -> MeshTree.read(failing, name))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(MeshFormatException.class)
          .hasMessage("disk");
    }
  }
}
