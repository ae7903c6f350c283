package io.github.meshclassifier.internal.program;

/** The value of a module's attribute that a method of the module replaces. */
public enum EmptyContainer {
  /** An empty list of tensors. */
  TENSOR_LIST(']', "List[Tensor]"),
  /** An empty dictionary from names to tensors. */
  TENSOR_DICTIONARY('}', "Dict[str, Tensor]");

  private final char opcode;
  private final String type;

  EmptyContainer(char opcode, String type) {
    this.opcode = opcode;
    this.type = type;
  }

  /** The pickle opcode that makes one. */
  char opcode() {
    return opcode;
  }

  /** What TorchScript calls its type. */
  String type() {
    return type;
  }
}
