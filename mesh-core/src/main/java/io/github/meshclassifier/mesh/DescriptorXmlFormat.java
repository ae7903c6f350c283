package io.github.meshclassifier.mesh;

import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.xml.BoundedXml;
import io.github.meshclassifier.internal.xml.XmlBoundsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads NLM's descriptor XML, {@code descYYYY.xml}, one record at a time. Not thread-safe; one for
 * each file.
 */
final class DescriptorXmlFormat {
  private static final String ROOT = "DescriptorRecordSet";
  private static final String RECORD = "DescriptorRecord";
  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT_CHARS = 1 << 16;

  /** The system identifier of the DTD, "desc2015.dtd", until 2016 or so. */
  private static final Pattern DTD_YEAR =
      Pattern.compile("<!DOCTYPE[^>\\[]{0,200}desc((?:19|20)[0-9]{2})\\.dtd");

  /** Later ones have the date of the DTD, "nlmdescriptorrecordset_20240101.dtd". */
  private static final Pattern DTD_DATE =
      Pattern.compile("<!DOCTYPE[^>\\[]{0,200}_((?:19|20)[0-9]{2})[0-9]{4}\\.dtd");

  private final BoundedXml document;
  private final XMLStreamReader xml;
  private final VocabularyBuilder builder;
  private final List<String> path = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private long start;
  private String ui = "";
  private String heading = "";
  private List<TreeNumber> numbers = new ArrayList<>();
  private List<String> terms = new ArrayList<>();
  private int lastActiveYear;

  private DescriptorXmlFormat(BoundedXml document, VocabularyBuilder builder) {
    this.document = document;
    this.xml = document.reader();
    this.builder = builder;
  }

  static MeshTree read(
      InputStream in, String head, VocabularyBuilder builder, OptionalInt yearOfName)
      throws IOException {
    // Given bytes, the JDK's parser prints malformed ones to the error stream of the process.
    Reader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
    DescriptorXmlFormat format;
    try {
      format = new DescriptorXmlFormat(BoundedXml.open(factory(), text), builder);
    } catch (XMLStreamException e) {
      throw notWellFormed(builder, lineOf(e), e);
    }
    format.readRecords();
    return builder.build(year(head, format.lastActiveYear, yearOfName));
  }

  private static OptionalInt year(String head, int lastActiveYear, OptionalInt yearOfName) {
    Matcher named = DTD_YEAR.matcher(head);
    if (named.find()) {
      return OptionalInt.of(Integer.parseInt(named.group(1)));
    }
    if (lastActiveYear > 0) {
      return OptionalInt.of(lastActiveYear);
    }
    Matcher dated = DTD_DATE.matcher(head);
    return yearOfName.isEmpty() && dated.find()
        ? OptionalInt.of(Integer.parseInt(dated.group(1)))
        : yearOfName;
  }

  private static XMLInputFactory factory() {
    // The JDK's own, so that a parser on the class path cannot change what is read or fetched.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setXMLResolver((publicId, systemId, base, name) -> nothing());
    return factory;
  }

  private static InputStream nothing() {
    return new ByteArrayInputStream(new byte[0]);
  }

  private void readRecords() throws IOException {
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> startElement(xml.getLocalName());
        case XMLStreamConstants.END_ELEMENT -> endElement();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw problem("an entity is referenced that XML does not define, expected plain text");
        case XMLStreamConstants.END_DOCUMENT -> {
          return;
        }
        default -> {
          // Comments, processing instructions, the document type and white space carry no data.
        }
      }
    }
  }

  private int next() throws IOException {
    try {
      return document.next();
    } catch (XMLStreamException e) {
      throw notWellFormed(builder, lineOf(e), e);
    } catch (RuntimeException e) {
      // The JDK's parser lets some of its own unchecked exceptions out on damaged input.
      throw notWellFormed(builder, line(), e);
    }
  }

  private void startElement(String name) throws MeshFormatException {
    if (path.isEmpty() && !name.equals(ROOT)) {
      throw problem(
          "the root element is "
              + Printable.quote(name)
              + ", expected "
              + ROOT
              + " of descYYYY.xml");
    }
    if (path.size() == MAX_DEPTH) {
      throw problem("elements are nested deeper than " + MAX_DEPTH + " levels");
    }
    path.add(name);
    text.setLength(0);
    if (name.equals(RECORD)) {
      start = line();
      ui = "";
      heading = "";
      numbers = new ArrayList<>();
      terms = new ArrayList<>();
    }
  }

  private void characters() throws MeshFormatException {
    if (text.length() + xml.getTextLength() > MAX_TEXT_CHARS) {
      throw problem("the text of an element is longer than " + MAX_TEXT_CHARS + " characters");
    }
    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
  }

  private void endElement() throws MeshFormatException {
    // References to other descriptors have the same element names, so the parents decide.
    switch (path.get(path.size() - 1)) {
      case RECORD -> finishRecord();
      case "DescriptorUI" -> {
        if (isIn(RECORD)) {
          ui = builder.checkedUi(value(), line());
        }
      }
      case "String" -> {
        if (isIn("Term")) {
          terms.add(builder.counted(value(), line()));
        } else if (isIn("DescriptorName") && isIn(RECORD, 2)) {
          heading = value();
        }
      }
      case "TreeNumber" -> {
        if (isIn("TreeNumberList")) {
          numbers.add(builder.treeNumber(value(), line()));
        }
      }
      case "Year" -> {
        if (isIn("ActiveMeSHYearList") && value().matches("(?:19|20)[0-9]{2}")) {
          lastActiveYear = Math.max(lastActiveYear, Integer.parseInt(value()));
        }
      }
      default -> {
        // Definitions, dates and the like say nothing about names or places in the tree.
      }
    }
    path.remove(path.size() - 1);
    text.setLength(0);
  }

  private void finishRecord() throws MeshFormatException {
    if (ui.isEmpty() || heading.isEmpty()) {
      throw builder.problem(
          start,
          "the record has no "
              + (ui.isEmpty() ? "DescriptorUI" : "DescriptorName")
              + ", expected both DescriptorUI and DescriptorName");
    }
    builder.add(ui, heading, numbers, terms, start);
  }

  private boolean isIn(String parent) {
    return isIn(parent, 1);
  }

  private boolean isIn(String ancestor, int levels) {
    int at = path.size() - 1 - levels;
    return at >= 0 && path.get(at).equals(ancestor);
  }

  private String value() {
    return VocabularyBuilder.clean(text.toString());
  }

  private long line() {
    return Math.max(1, xml.getLocation().getLineNumber());
  }

  private MeshFormatException problem(String problem) {
    return builder.problem(line(), problem);
  }

  private static long lineOf(XMLStreamException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
  }

  /** Tells a damaged file from a failing disk, whose exception is passed on. */
  private static IOException notWellFormed(VocabularyBuilder builder, long line, Exception e) {
    @Nullable Throwable cause =
        e instanceof XMLStreamException failed ? failed.getNestedException() : e.getCause();
    if (cause instanceof ZipException) {
      return new MeshFormatException(builder.file(), line, VocabularyReader.DAMAGED_GZIP, cause);
    }
    if (cause instanceof IOException failure && !(cause instanceof CharacterCodingException)) {
      return failure;
    }
    if (e instanceof XmlBoundsException) {
      return new MeshFormatException(builder.file(), line, "the XML " + e.getMessage(), e);
    }
    return new MeshFormatException(
        builder.file(),
        line,
        "the XML is not well-formed or cut off, expected a complete descYYYY.xml",
        e);
  }
}
