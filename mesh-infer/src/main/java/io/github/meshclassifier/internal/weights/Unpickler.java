package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.model.ModelLoadException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a pickle that describes tensors, and constructs nothing else: the only things it can call
 * are those of {@link TorchGlobals}, and they make descriptions, not objects of named classes.
 *
 * <p>A general pickle library does not fit, as decision 0007 says. Here a length is used only once
 * the bytes are known to be there, the number of values is bounded, keys are plain, and nothing is
 * recursive.
 *
 * <p>Protocols 2 to 5, without the instructions that torch.save has no use for. Not thread-safe;
 * one per pickle.
 *
 * @see <a href="https://docs.python.org/3/library/pickle.html">Python's pickle</a>
 */
final class Unpickler {
  /** A tensor takes about 25 values, so this is a file of 40,000 tensors. */
  static final int MAX_VALUES = 1_000_000;

  static final int MAX_BYTES = 32 << 20;

  private static final int MAX_PROTOCOL = 5;
  private static final int MAX_NAME = 256;
  private static final int MAX_NUMBER = 32;

  enum None {
    NONE
  }

  /** A tuple; its elements may be anything, except itself. */
  record Tuple(List<Object> elements) {
    Tuple {
      elements = Collections.unmodifiableList(elements);
    }

    int size() {
      return elements.size();
    }

    Object get(int index) {
      return elements.get(index);
    }
  }

  private final PickleInput in;
  private final FileBytes file;
  private final TorchGlobals globals;
  private final Map<Integer, Object> memo = new HashMap<>();
  private List<Object> stack = new ArrayList<>();
  private final List<List<Object>> marked = new ArrayList<>();
  private int values;

  Unpickler(PickleInput in, FileBytes file, TorchGlobals globals) {
    this.in = in;
    this.file = file;
    this.globals = globals;
  }

  /**
   * Reads one pickle; returns a {@code Map} with keys of {@code String} or {@code Long}, a {@code
   * List}, a {@link Tuple}, {@code String}, {@code Long}, {@code BigInteger}, {@code Double},
   * {@code Boolean}, {@link None}, or what {@link TorchGlobals} made.
   */
  Object read() throws IOException {
    while (true) {
      int code = in.unsignedByte();
      if (code == '.') {
        return pop();
      }
      execute(code);
    }
  }

  private void execute(int code) throws IOException {
    switch (code) {
      case 0x80 -> protocol(in.unsignedByte());
      case 0x95 -> in.int64(); // a frame: its length is of use to streams only
      case '(' -> mark();
      case '0' -> pop();
      case '1' -> popMarked();
      case '2' -> push(top());
      case 'N' -> push(None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.int32());
      case 'K' -> push((long) in.unsignedByte());
      case 'M' -> push((long) in.unsignedShort());
      case 0x8a -> push(integer(in.unsignedByte()));
      case 'G' -> push(in.bigEndianDouble());
      case 'X' -> push(text(in.int32() & 0xffffffffL));
      case 0x8c, 'U' -> push(text(in.unsignedByte()));
      case 0x8d -> push(text(in.int64()));
      case 'T' -> push(text(in.int32()));
      case ')' -> push(new Tuple(List.of()));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 't' -> push(new Tuple(popMarked()));
      case ']' -> push(new ArrayList<>());
      case 'l' -> push(popMarked());
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(popMarked());
      case '}' -> push(globals.dictionary());
      case 'd' -> dictionary();
      case 's' -> setItem();
      case 'u' -> setItems(popMarked());
      case 'q' -> memo.put(in.unsignedByte(), remember(top()));
      case 'r' -> memo.put(in.int32(), remember(top()));
      case 0x94 -> memo.put(memo.size(), remember(top()));
      case 'h' -> push(recall(in.unsignedByte()));
      case 'j' -> push(recall(in.int32()));
      case 'c' -> push(globals.find(name(), name()));
      case 0x93 -> stackGlobal();
      case 'R' -> reduce();
      case 'b' -> build();
      case 'Q' -> push(globals.storage(pop()));
      default -> throw refused(code);
    }
  }

  private void protocol(int version) throws ModelLoadException {
    if (version > MAX_PROTOCOL) {
      throw damaged("the pickle's protocol is not known")
          .expected("2 to " + MAX_PROTOCOL)
          .found(version)
          .build();
    }
  }

  private void push(Object value) throws ModelLoadException {
    count(1);
    stack.add(value);
  }

  private Object remember(Object value) throws ModelLoadException {
    count(1);
    return value;
  }

  private void count(int more) throws ModelLoadException {
    values += more;
    if (values < 0 || values > MAX_VALUES) {
      throw damaged("the pickle holds too many values").expected("at most " + MAX_VALUES).build();
    }
  }

  private Object pop() throws ModelLoadException {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private Object top() throws ModelLoadException {
    if (stack.isEmpty()) {
      throw damaged("the pickle takes a value where there is none").build();
    }
    return stack.get(stack.size() - 1);
  }

  private void mark() throws ModelLoadException {
    count(1);
    marked.add(stack);
    stack = new ArrayList<>();
  }

  private List<Object> popMarked() throws ModelLoadException {
    if (marked.isEmpty()) {
      throw damaged("the pickle takes marked values where there is no mark").build();
    }
    List<Object> top = stack;
    stack = marked.remove(marked.size() - 1);
    return top;
  }

  private Tuple tuple(int size) throws ModelLoadException {
    Object[] elements = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      elements[i] = pop();
    }
    return new Tuple(List.of(elements));
  }

  private Object recall(int index) throws ModelLoadException {
    Object value = memo.get(index);
    if (value == null) {
      throw damaged("the pickle recalls a value that it did not store").found(index).build();
    }
    return value;
  }

  @SuppressWarnings("unchecked") // every list here was made by this class
  private void append(List<Object> items) throws ModelLoadException {
    if (!(top() instanceof List<?> list)) {
      throw damaged("the pickle appends to something that is no list").build();
    }
    ((List<Object>) list).addAll(items);
  }

  private void dictionary() throws ModelLoadException {
    List<Object> items = popMarked();
    push(globals.dictionary());
    setItems(items);
  }

  private void setItem() throws ModelLoadException {
    Object value = pop();
    Object key = pop();
    setItems(List.of(key, value));
  }

  private void setItems(List<Object> items) throws ModelLoadException {
    if (!(top() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
      throw damaged("the pickle sets items of something that is no dictionary").build();
    }
    for (int i = 0; i < items.size(); i += 2) {
      globals.put(map, items.get(i), items.get(i + 1));
    }
  }

  private void stackGlobal() throws ModelLoadException {
    Object name = pop();
    Object module = pop();
    if (!(module instanceof String inModule) || !(name instanceof String named)) {
      throw damaged("the pickle names a global by something that is no text").build();
    }
    push(globals.find(inModule, named));
  }

  private void reduce() throws ModelLoadException {
    Object arguments = pop();
    Object function = pop();
    if (!(arguments instanceof Tuple tuple)) {
      throw damaged("the pickle calls with something that is no tuple").build();
    }
    Object result = globals.call(function, tuple);
    // Copied values count, or recalling one long list again and again would take quadratic time.
    count(result instanceof Map<?, ?> map ? map.size() : 0);
    push(result);
  }

  /**
   * This sets the attributes of Python objects; a dictionary of tensors has none that matter here.
   */
  private void build() throws ModelLoadException {
    pop();
    if (!(top() instanceof Map<?, ?>)) {
      throw damaged("the pickle gives attributes to something that takes none").build();
    }
  }

  private String name() throws IOException {
    return decode(in.line(MAX_NAME));
  }

  private String text(long length) throws IOException {
    return decode(in.bytes(length));
  }

  private String decode(byte[] bytes) throws ModelLoadException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw damaged("a text in the pickle is not valid UTF-8").cause(e).build();
    }
  }

  /** Little-endian two's complement. */
  private Object integer(int length) throws IOException {
    if (length > MAX_NUMBER) {
      throw damaged("a number in the pickle is too long")
          .expected("at most " + MAX_NUMBER + " bytes")
          .found(length)
          .build();
    }
    byte[] bytes = in.bytes(length);
    for (int i = 0; i < length / 2; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[length - 1 - i];
      bytes[length - 1 - i] = swapped;
    }
    BigInteger number = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private ModelLoadException refused(int code) {
    String shown =
        code > ' ' && code < 0x7f ? "'" + (char) code + "'" : "0x" + Integer.toHexString(code);
    return damaged("the pickle holds an instruction that a list of tensors has no use for")
        .found("instruction " + shown)
        .build();
  }

  private ModelLoadException.Builder damaged(String what) {
    return file.problem(what + ", before byte " + in.position())
        .remedy("The file is damaged or holds more than weights; get it from its source again.");
  }
}
