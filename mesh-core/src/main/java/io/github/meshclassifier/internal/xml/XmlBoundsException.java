package io.github.meshclassifier.internal.xml;

import javax.xml.stream.XMLStreamException;

/**
 * Says that a document is larger somewhere than {@link BoundedXml} reads. The message is a
 * predicate of the document, such as {@code "has a part of more than ..."}. Thread-safe.
 */
public final class XmlBoundsException extends XMLStreamException {
  private static final long serialVersionUID = 1L;

  XmlBoundsException(String message, Throwable cause) {
    super(message, cause);
  }

  XmlBoundsException(String message) {
    super(message);
  }

  /** Returns what is too large, and how large it may be. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
