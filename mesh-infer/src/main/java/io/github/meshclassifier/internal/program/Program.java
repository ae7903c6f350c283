package io.github.meshclassifier.internal.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A TorchScript program, compiled from its text. Thread-safe, unless its methods change its
 * attributes. {@link #close} must not overlap a call; the owner sees to that.
 */
public final class Program implements AutoCloseable {
  /** What DJL looks for in the name of an array that tells the method to run. */
  private static final String METHOD = "module_method:";

  private final PtSymbolBlock block;

  private Program(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Compiles a program.
   *
   * @param manager decides the device and, when closed first, the program's end
   * @param attributes the module's attributes: {@code Boolean}, {@code Integer}, {@code Double},
   *     {@code String}, {@link EmptyContainer} or {@link ProgramModule} values
   * @return the program, which the caller closes
   * @throws ai.djl.engine.EngineException if the text does not compile
   */
  public static Program compile(
      NDManager manager, String className, Map<String, ?> attributes, List<String> texts) {
    byte[] archive = TorchScriptArchive.of(className, attributes, String.join("\n", texts));
    try {
      return new Program(
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot happen: reading from memory", e);
    }
  }

  /**
   * Reads a part of a program's text.
   *
   * @param neighbour a class of the package that holds the resource
   */
  public static String text(Class<?> neighbour, String name) {
    try (InputStream in = neighbour.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the program " + name + " is not beside " + neighbour + "; was the jar repackaged?");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the program " + name, e);
    }
  }

  /**
   * Runs a method without recording gradients.
   *
   * @param arguments its arguments, which stay the caller's
   * @return its result, which the caller closes
   */
  public IValue run(String method, IValue... arguments) {
    return IValueUtils.runMethod(block, method, arguments);
  }

  /**
   * Runs a method that may compute gradients of tensors that it holds.
   *
   * <p>If it fails, the engine does not free what it made of the inputs. A method that may fail,
   * such as by lack of memory, should receive them before, by a {@link #run} of another method.
   *
   * @param manager the owner of the result
   * @param inputs its arguments in order; arrays named {@code w.<key>} become one dictionary
   *     argument
   */
  public NDArray runWithGradients(NDManager manager, String method, NDArray... inputs) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDArray marker = manager.create(0)) {
      marker.setName(METHOD + method);
      // The engine gives the result to the manager of the first array.
      NDList all = new NDList(marker);
      all.addAll(List.of(inputs));
      return IValueUtils.forward(block, all, true).singletonOrThrow();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
