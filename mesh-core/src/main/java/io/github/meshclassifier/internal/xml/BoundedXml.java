package io.github.meshclassifier.internal.xml;

import java.io.IOException;
import java.io.Reader;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/*
 * The JDK's parser hands text over in pieces, but collects everything else before it returns from
 * next(): a comment, a processing instruction, a CDATA section, a tag with its attributes, the
 * internal subset of a DTD. It has no limit for their lengths, so one of them can fill the memory.
 * Here, the parser may take only so many characters between two events, whatever they are.
 *
 * The parser also keeps each different name of an element, an attribute or a processing instruction
 * until it is closed. Their number has a limit here; the length of each has one in the JDK.
 */
/**
 * An XML document that is read event by event. What it holds cannot make the parser take more than
 * some ten megabytes of memory.
 *
 * <p>Not thread-safe; one per thread.
 */
public final class BoundedXml {
  /** The most characters between two events: 4,194,304, far above any comment or tag of NLM. */
  public static final int MAX_PART_CHARS = 1 << 22;

  /** The most different names; NLM's DTDs have some hundred. */
  public static final int MAX_NAMES = 10_000;

  private final PartReader text;
  private final XMLStreamReader reader;
  private final Set<String> names = new HashSet<>();

  private BoundedXml(PartReader text, XMLStreamReader reader) {
    this.text = text;
    this.reader = reader;
  }

  /**
   * Begins a document.
   *
   * @param factory the parser's settings
   * @param text the document; closed by the caller
   * @return the document before its first event
   * @throws XmlBoundsException if the XML declaration is too large
   * @throws XMLStreamException if the beginning is malformed or cannot be read
   */
  public static BoundedXml open(XMLInputFactory factory, Reader text) throws XMLStreamException {
    PartReader part = new PartReader(text);
    try {
      return new BoundedXml(part, factory.createXMLStreamReader(part));
    } catch (XMLStreamException | RuntimeException e) {
      part.requireWithin(e);
      throw e;
    }
  }

  /** Returns the parser, to ask for the current event. Call {@link #next()} here and not there. */
  public XMLStreamReader reader() {
    return reader;
  }

  /**
   * Moves to the next event.
   *
   * @return the event, one of {@link XMLStreamConstants}
   * @throws XmlBoundsException if a part of the document is larger than {@link #MAX_PART_CHARS}, or
   *     it has more than {@link #MAX_NAMES} different names
   * @throws XMLStreamException if the document is malformed or cannot be read
   */
  public int next() throws XMLStreamException {
    text.beginPart();
    int event;
    try {
      event = reader.next();
    } catch (XMLStreamException | RuntimeException e) {
      text.requireWithin(e);
      throw e;
    }
    if (event == XMLStreamConstants.START_ELEMENT) {
      add(reader.getLocalName());
      for (int i = 0; i < reader.getAttributeCount(); i++) {
        add(reader.getAttributeLocalName(i));
      }
    } else if (event == XMLStreamConstants.PROCESSING_INSTRUCTION) {
      add(reader.getPITarget());
    }
    return event;
  }

  private void add(String name) throws XmlBoundsException {
    if (names.add(name) && names.size() > MAX_NAMES) {
      throw new XmlBoundsException(
          "has more than " + MAX_NAMES + " different names of elements and attributes");
    }
  }

  /** Gives a parser no more than a limit of characters for each part. */
  private static final class PartReader extends Reader {
    private final Reader text;
    private int left = MAX_PART_CHARS;
    private boolean exceeded;

    PartReader(Reader text) {
      this.text = text;
    }

    void beginPart() {
      left = MAX_PART_CHARS;
    }

    /** Tells an exception that the limit caused from the parser's others. */
    void requireWithin(Exception thrown) throws XmlBoundsException {
      if (exceeded) {
        throw new XmlBoundsException(
            "has a comment, tag, CDATA section or other part of more than "
                + MAX_PART_CHARS
                + " characters",
            thrown);
      }
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        exceeded = true;
        throw new IOException("a part of the document is too large");
      }
      int count = text.read(buffer, offset, Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }

    @Override
    public void close() throws IOException {
      text.close();
    }
  }
}
