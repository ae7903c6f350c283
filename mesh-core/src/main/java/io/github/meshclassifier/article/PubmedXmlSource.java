package io.github.meshclassifier.article;

import io.github.meshclassifier.article.Article.Heading;
import io.github.meshclassifier.internal.message.Printable;
import io.github.meshclassifier.internal.xml.BoundedXml;
import io.github.meshclassifier.internal.xml.XmlBoundsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Articles of PubMed and MEDLINE XML, the layout of which NLM describes at <a
 * href="https://www.nlm.nih.gov/bsd/licensee/data_elements_doc.html">MEDLINE/PubMed data element
 * descriptions</a>.
 */
final class PubmedXmlSource implements ArticleSource {
  private static final int MAX_ARTICLE_CHARS = 1 << 24;
  private static final String MAX_DEPTH = "1000";
  private static final String CITATION = "MedlineCitation";

  /** Elements that hold citations, at any depth of the document. */
  private static final Set<String> CONTAINERS =
      Set.of("PubmedArticleSet", "MedlineCitationSet", "PubmedArticle");

  private final ContentStream content;
  private final StrictReader text;
  private final String name;
  private final BoundedXml document;
  private final XMLStreamReader xml;
  private long records;
  private int articleChars;
  private Citation citation = new Citation();

  /** How many elements are open, and how many were before the citation. */
  private int depth;

  private int depthOutside;
  private boolean atRoot = true;

  /** Reads up to the root element. The text is decoded from the content. */
  PubmedXmlSource(ContentStream content, StrictReader text, String name) throws IOException {
    this.content = content;
    this.text = text;
    this.name = name;
    try {
      document = BoundedXml.open(newFactory(), text);
    } catch (XMLStreamException | RuntimeException e) {
      throw unreadable(e, 1);
    }
    xml = document.reader();
    while (!xml.isStartElement()) {
      advance();
    }
    if (!CONTAINERS.contains(element()) && !CITATION.equals(element())) {
      throw new ArticleFormatException(
          name,
          line(),
          "the root element is "
              + Printable.quote(element())
              + ", expected PubmedArticleSet or MedlineCitationSet",
          null);
    }
  }

  private static XMLInputFactory newFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // Exports exist that use MathML's prefix without declaring it.
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("external entities are not read");
        });
    // The JDK counts &amp; and &#946; towards these limits over the whole document, so a large file
    // without any entity of its own would exceed them. Without DTD there are no others to expand.
    factory.setProperty("jdk.xml.entityExpansionLimit", "0");
    factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
    factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
    // JDKs differ in their own limit; mathematical markup nests a few dozen deep.
    factory.setProperty("jdk.xml.maxElementDepth", MAX_DEPTH);
    return factory;
  }

  @Override
  public @Nullable Article next() throws IOException {
    // The constructor stopped at the root element, which is itself a citation if the file holds
    // only one.
    boolean pending = atRoot;
    atRoot = false;
    if (!pending && depth > depthOutside) {
      // The rest of a record that was given up.
      while (depth > depthOutside) {
        advance();
      }
      records++;
    }
    while (pending || xml.getEventType() != XMLStreamConstants.END_DOCUMENT) {
      if (!pending) {
        advance();
      }
      pending = false;
      if (!xml.isStartElement()) {
        continue;
      }
      if (CITATION.equals(element())) {
        depthOutside = depth - 1;
        articleChars = 0;
        Article article = citation();
        records++;
        return article;
      }
      if (!CONTAINERS.contains(element())) {
        skip();
      }
    }
    return null;
  }

  private Article citation() throws IOException {
    citation = new Citation();
    for (String child = nextChild(); child != null; child = nextChild()) {
      switch (child) {
        case "PMID" -> citation.pmid = elementText();
        case "Article" -> article();
        case "MeshHeadingList" ->
            children("MeshHeading", () -> children("DescriptorName", this::addHeading));
        default -> skip();
      }
    }
    return citation.toArticle();
  }

  private void article() throws IOException {
    for (String child = nextChild(); child != null; child = nextChild()) {
      switch (child) {
        case "ArticleTitle" -> citation.title = elementText();
        case "Abstract" -> children("AbstractText", this::addSection);
        case "Journal" -> children("JournalIssue", () -> children("PubDate", this::issueDate));
        case "ArticleDate" -> citation.electronicYear = date(citation.electronicYear);
        default -> skip();
      }
    }
  }

  private void issueDate() throws IOException {
    citation.issueYear = date(citation.issueYear);
  }

  /** Reads the year of a date, unless it is known from an earlier one. */
  private OptionalInt date(OptionalInt earlier) throws IOException {
    OptionalInt year = earlier;
    for (String child = nextChild(); child != null; child = nextChild()) {
      if (year.isEmpty() && (child.equals("Year") || child.equals("MedlineDate"))) {
        year = PublicationYear.in(elementText());
      } else {
        skip();
      }
    }
    return year;
  }

  private void addSection() throws IOException {
    String label = attribute("Label");
    citation.addSection(label, elementText());
  }

  private void addHeading() throws IOException {
    if (citation.headings.size() == MAX_HEADINGS) {
      throw badRecord("an article has more than " + MAX_HEADINGS + " headings");
    }
    String ui = attribute("UI");
    citation.headings.add(new Heading(ui, elementText()));
  }

  /** Returns an attribute of the current element without the space around it, or nothing. */
  private String attribute(String attribute) throws ArticleFormatException {
    String value = xml.getAttributeValue(null, attribute);
    if (value == null) {
      return "";
    }
    count(value.length());
    if (value.indexOf(StrictReader.UNDECODABLE) >= 0) {
      throw badRecord(text.problem());
    }
    return value.strip();
  }

  private interface ElementReader {
    void read() throws IOException;
  }

  /** Reads the children of the current element that have a name, and skips the others. */
  private void children(String name, ElementReader reader) throws IOException {
    for (String child = nextChild(); child != null; child = nextChild()) {
      if (child.equals(name)) {
        reader.read();
      } else {
        skip();
      }
    }
  }

  /** Moves to the next child of the current element; null at the end of that element. */
  private @Nullable String nextChild() throws IOException {
    while (true) {
      int event = advance();
      if (event == XMLStreamConstants.START_ELEMENT) {
        return element();
      }
      if (event == XMLStreamConstants.END_ELEMENT) {
        return null;
      }
    }
  }

  /**
   * Reads the text of the current element and its descendants, runs of white space as one space.
   */
  private String elementText() throws IOException {
    StringBuilder collected = new StringBuilder();
    int outside = depth - 1;
    while (depth > outside) {
      switch (advance()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (isAnnotation(element())) {
            skip();
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
            append(collected, xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        default -> {}
      }
    }
    int length = collected.length();
    return length > 0 && collected.charAt(length - 1) == ' '
        ? collected.substring(0, length - 1)
        : collected.toString();
  }

  /** MathML's annotations repeat a formula in another notation, such as TeX. */
  private static boolean isAnnotation(String element) {
    String local = element.substring(element.indexOf(':') + 1);
    return local.equals("annotation") || local.equals("annotation-xml");
  }

  /** Counts the characters that are kept of an article. */
  private void count(int chars) throws ArticleFormatException {
    articleChars += chars;
    if (articleChars > MAX_ARTICLE_CHARS) {
      throw badRecord("an article has more than " + MAX_ARTICLE_CHARS + " characters");
    }
  }

  private void append(StringBuilder collected, char[] chars, int start, int length)
      throws IOException {
    count(length);
    for (int i = start; i < start + length; i++) {
      char c = chars[i];
      if (c == StrictReader.UNDECODABLE) {
        throw badRecord(text.problem());
      }
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
        collected.append(c);
      } else if (!collected.isEmpty() && collected.charAt(collected.length() - 1) != ' ') {
        collected.append(' ');
      }
    }
  }

  /** Moves to the end of the current element. */
  private void skip() throws IOException {
    int outside = depth - 1;
    while (depth > outside) {
      advance();
    }
  }

  private String element() {
    return xml.getLocalName();
  }

  private int advance() throws IOException {
    try {
      int event = document.next();
      depth += event == XMLStreamConstants.START_ELEMENT ? 1 : 0;
      depth -= event == XMLStreamConstants.END_ELEMENT ? 1 : 0;
      return event;
    } catch (XMLStreamException | RuntimeException e) {
      // On malformed input the JDK's parser throws several unchecked exceptions too.
      throw unreadable(e, line());
    }
  }

  /** Says why the parser stopped: for what the stream or its decoder threw, or malformed XML. */
  private IOException unreadable(Exception cause, int line) {
    IOException failure = content.failure();
    if (failure != null) {
      return ArticleFormats.explain(content, name, records, failure);
    }
    ArticleFormatException undecodable = text.failure();
    if (undecodable != null) {
      return undecodable;
    }
    if (cause instanceof XmlBoundsException bounds) {
      return new ArticleFormatException(name, line, bounds.getMessage(), bounds);
    }
    return new ArticleFormatException(
        name,
        line,
        "is not well-formed XML after "
            + records
            + " records, nests elements more than "
            + MAX_DEPTH
            + " deep, or uses an entity that its DTD would declare; DTDs are not read",
        cause);
  }

  /** Makes the exception for a problem of the current record. */
  private ArticleFormatException badRecord(String problem) {
    return ArticleFormatException.ofRecord(name, line(), problem, records + 1, citation.pmid, null);
  }

  private int line() {
    return Math.max(xml.getLocation().getLineNumber(), 0);
  }

  @Override
  public void close() throws IOException {
    try {
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(name + ": the XML reader could not be closed", e);
    } finally {
      content.close();
    }
  }

  private static final class Citation {
    private String pmid = "";
    private String title = "";
    private final StringBuilder abstractText = new StringBuilder();
    private final List<Heading> headings = new ArrayList<>();
    private OptionalInt issueYear = OptionalInt.empty();
    private OptionalInt electronicYear = OptionalInt.empty();

    private void addSection(String label, String text) {
      if (text.isEmpty()) {
        return;
      }
      if (!abstractText.isEmpty()) {
        abstractText.append(' ');
      }
      if (!label.isEmpty()) {
        abstractText.append(label).append(label.endsWith(":") ? " " : ": ");
      }
      abstractText.append(text);
    }

    private Article toArticle() {
      OptionalInt year = issueYear.isPresent() ? issueYear : electronicYear;
      return new Article(pmid, title, abstractText.toString(), headings, year, !headings.isEmpty());
    }
  }
}
